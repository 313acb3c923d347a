"""Calendar files through the limited child: times come out, titles do not."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chiron.scheduling.rules import reading
from chiron.scheduling.rules.times import Busy
from chiron_blueprint.tables import TableRefused

WINDOW = reading.Window(
    datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC), "Europe/Dublin", "@chiron.example"
)


def calendar(*events, extra=""):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", extra]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}@x", "DTSTAMP:20260101T000000Z", *event.split("\n"), "END:VEVENT"]
    return "\r\n".join([line for line in lines if line] + ["END:VCALENDAR", ""]).encode()


def read(content):
    return reading.calendar(io.BytesIO(content), "mine.ics", WINDOW)


def utc(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_everything_that_keeps_one_busy_and_nothing_that_does_not():
    found = read(
        calendar(
            "DTSTART:20260310T090000Z\nDTEND:20260310T100000Z\nSUMMARY:Clinic with Mrs Murphy",
            "DTSTART;TZID=Europe/Madrid:20260311T090000\nDTEND;TZID=Europe/Madrid:20260311T100000",
            "DTSTART:20260312T090000\nDURATION:PT45M\nSUMMARY:a time without a zone is mine",
            "DTSTART;VALUE=DATE:20260313\nDTEND;VALUE=DATE:20260314\nSUMMARY:Annual leave",
            "DTSTART:20260314T090000Z\nDTEND:20260314T100000Z\nTRANSP:TRANSPARENT",
            "DTSTART:20260315T090000Z\nDTEND:20260315T100000Z\nSTATUS:Cancelled",
            "DTSTART:20260316T090000Z\nDTEND:20260316T100000Z\nX-MICROSOFT-CDO-BUSYSTATUS:FREE",
            "DTSTART:20250316T090000Z\nDTEND:20250316T100000Z\nSUMMARY:long ago",
        )
    )
    assert found == [
        Busy(utc(3, 10, 9), utc(3, 10, 10)),
        Busy(utc(3, 11, 8), utc(3, 11, 9)),
        Busy(utc(3, 12, 9), utc(3, 12, 9, 45)),
        Busy(utc(3, 13, 0), utc(3, 14, 0), "leave"),
    ]
    assert "Murphy" not in repr(found)


def test_a_weekly_clinic_stays_at_its_wall_time_when_clocks_change():
    found = read(
        calendar("DTSTART;TZID=Europe/Dublin:20260323T090000\nDTEND;TZID=Europe/Dublin:20260323T120000\n"
                 "RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Dublin:20260406T090000")
    )  # fmt: skip
    assert [each.starts_at for each in found] == [utc(3, 23, 9), utc(3, 30, 8)]


def test_nights_are_known_by_name_and_by_their_hours():
    found = read(
        calendar(
            "DTSTART:20260310T200000Z\nDTEND:20260311T080000Z\nSUMMARY:W4",
            "DTSTART:20260312T080000Z\nDTEND:20260313T080000Z\nSUMMARY:On-call medicine",
            "DTSTART:20260316T180000Z\nDTEND:20260316T230000Z\nSUMMARY:Night shift",
            "DTSTART:20260320T090000Z\nDTEND:20260322T170000Z\nSUMMARY:Conference",
        )
    )
    assert [each.kind for each in found] == ["night", "on_call", "night", "busy"]


def test_shifts_without_an_id_are_read_each():
    content = calendar(*(f"DTSTART:202603{day}T200000Z\nDURATION:PT12H\nSUMMARY:Night" for day in (10, 11)))
    nameless = b"".join(line for line in content.splitlines(keepends=True) if not line.startswith(b"UID:"))
    empty = content.replace(b"UID:0@x", b"UID:").replace(b"UID:1@x", b"UID:")
    for each_content in (nameless, empty):
        assert [each.starts_at for each in read(each_content)] == [utc(3, 10, 20), utc(3, 11, 20)]


def test_a_meeting_that_we_wrote_ourselves_is_not_read_back():
    content = calendar("DTSTART:20260310T090000Z\nDTEND:20260310T100000Z").replace(b"0@x", b"1234@chiron.example")
    assert read(content) == []


def test_a_published_free_busy_time_is_read():
    extra = (
        "BEGIN:VFREEBUSY\r\nUID:f@x\r\nDTSTAMP:20260101T000000Z\r\n"
        "FREEBUSY;FBTYPE=BUSY:20260310T090000Z/20260310T100000Z,20260311T090000Z/PT2H\r\n"
        "FREEBUSY:20260312T090000Z/20260312T090000Z\r\n"
        "FREEBUSY;FBTYPE=FREE:20260312T090000Z/PT1H\r\nEND:VFREEBUSY"
    )
    assert read(calendar(extra=extra)) == [
        Busy(utc(3, 10, 9), utc(3, 10, 10)),
        Busy(utc(3, 11, 9), utc(3, 11, 11)),
    ]


@pytest.mark.parametrize("content", [b"BEGIN:VCALENDAR\r\nrubbish", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"\x00\xff\xfe",
                                     b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n"])  # fmt: skip
def test_what_is_no_calendar_is_refused_with_the_mend(content):
    with pytest.raises(TableRefused) as refused:
        read(content)
    assert "end" in refused.value.sentence("en")


def test_a_bomb_of_repetitions_costs_no_more_than_the_limits(monkeypatch):
    monkeypatch.setattr(reading, "LIMITS", replace(reading.LIMITS, seconds=2))
    bomb = calendar("DTSTART:20260301T000000Z\nDTEND:20260301T000001Z\nRRULE:FREQ=SECONDLY")
    with pytest.raises(TableRefused) as refused:
        read(bomb)
    assert refused.value.code in {"time", "memory", "rows"}


def test_many_appointments_are_read_in_a_moment():
    content = calendar(*(
        f"DTSTART:{(utc(3, 1, 0) + timedelta(hours=hour)):%Y%m%dT%H%M%SZ}\nDURATION:PT30M" for hour in range(2000)
    ))  # fmt: skip
    assert len(read(content)) == 2000
