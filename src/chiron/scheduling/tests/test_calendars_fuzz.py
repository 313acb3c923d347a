"""Row 6 of the scorecard for calendars: whatever the bytes, times come out or the file is refused."""

import io
import warnings

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.amounts import amount

from chiron.scheduling.rules import calendars
from chiron.scheduling.tests.test_calendars import calendar
from chiron_blueprint.parsing.child import Out, Refusal

REQUEST = {
    "zone": "Europe/Dublin",
    "own": "@chiron.example",
    "first": "2026-03-01T00:00:00+00:00",
    "last": "2026-06-01T00:00:00+00:00",
}
SOUND = calendar(
    "DTSTART;TZID=Europe/Dublin:20260310T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=5\nSUMMARY:Clinic",
    "DTSTART;VALUE=DATE:20260313\nDTEND;VALUE=DATE:20260314\nRDATE;VALUE=DATE:20260320",
    extra="X-WR-TIMEZONE:Europe/Madrid\r\nBEGIN:VFREEBUSY\r\nUID:f@x\r\nDTSTAMP:20260101T000000Z\r\n"
    "FREEBUSY:20260310T090000Z/20260310T100000Z,20260311T090000Z/PT2H\r\nEND:VFREEBUSY",
)
PIECES = [
    b"", b":", b";", b"\r\n", b"\xff", b"-", b"P1D", b"-PT99999999999H", b"TZID=", b"VALUE=PERIOD", b"COUNT=-1",
    b"INTERVAL=0", b"BYDAY=9XX", b"00010101T000000Z", b"99991231T235959Z", b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n",
]  # fmt: skip
SETTINGS = settings(
    max_examples=amount(short=150, full=20_000), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def read(content):
    """The rows that come out, or None where the file is refused."""
    lines = io.StringIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            calendars.read(io.BytesIO(content), Out(lines, {"rows": 5000, "columns": 10}), REQUEST)
        except Refusal:
            return None
    return lines.getvalue().splitlines()


def test_the_sound_calendar_that_is_spoilt_below_is_read():
    assert len(read(SOUND)) == 8


@SETTINGS
@given(st.lists(st.tuples(st.integers(0, len(SOUND)), st.integers(0, 30), st.sampled_from(PIECES)), max_size=6))
def test_a_spoilt_calendar_is_read_or_refused(changes):
    content = bytearray(SOUND)
    for at, length, piece in changes:
        content[at : at + length] = piece
    read(bytes(content))


@SETTINGS
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    read(b"BEGIN:VCALENDAR\r\n" + content)


def test_one_damaged_event_does_not_cost_the_others():
    twice = b"DTSTART:20260311T100000Z\r\nDTSTART:20260312T100000Z"
    content = calendar("DTSTART:20260310T090000Z\nDURATION:PT1H", "DTSTART:X\nDURATION:PT1H").replace(
        b"DTSTART:X", twice
    )
    assert len(read(content)) == 1
    assert len(read(SOUND.replace(b"Europe/Madrid", b"Nowhere/At all"))) == 8
