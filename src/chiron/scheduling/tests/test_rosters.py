"""Rosters as departments write them."""

from datetime import UTC, datetime

import pytest

from chiron.scheduling.rules import rosters
from chiron.scheduling.rules.times import Busy

DUBLIN = "Europe/Dublin"


def said(header, *rows, called=frozenset({"amara okafor", "amara@example.org"})):
    at = rosters.shape(header)
    assert at.missing == []
    return list(rosters.busy_times(enumerate(rows, 1), at, zone=DUBLIN, called=called))


def utc(day, hour, minute=0, month=3):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_night_ends_the_next_morning():
    assert said(["date", "shift"], ["2026-03-10", "Night"]) == [Busy(utc(10, 20), utc(11, 8), "night")]


def test_times_of_the_roster_go_before_the_usual_ones():
    assert said(["Date", "Shift", "From", "To"], ["2026-03-10", "N", "21:30", "0745"]) == [
        Busy(utc(10, 21, 30), utc(11, 7, 45), "night")
    ]


def test_of_a_roster_for_all_the_rows_that_have_the_name_or_the_address_are_ones_own():
    rows = [["Amara Okafor", "a.okafor@ward.example"], ["A. Okafor", "amara@example.org"], ["Nadia", "n@example.org"]]
    found = said(["name", "email", "date", "shift"], *([*row, "2026-03-10", "day"] for row in rows))
    assert found == [Busy(utc(10, 8), utc(10, 17))] * 2


def test_a_day_on_call_lasts_until_the_next_morning_and_a_day_off_says_nothing():
    found = said(["fecha", "turno"], ["2026-03-10", "Guardia"], ["2026-03-11", "saliente"], ["2026-03-12", "libre"])
    assert found == [Busy(utc(10, 8), utc(11, 8), "on_call"), Busy(utc(11, 0), utc(12, 0), "rest")]


def test_leave_over_several_days_is_each_of_them():
    found = said(["date", "kind", "last day"], ["2026-03-10", "annual leave", "2026-03-12"])
    assert [(each.starts_at, each.ends_at) for each in found] == [
        (utc(10, 0), utc(11, 0)), (utc(11, 0), utc(12, 0)), (utc(12, 0), utc(13, 0)),
    ]  # fmt: skip


def test_the_night_in_which_clocks_go_forward_is_an_hour_shorter():
    [night] = said(["date", "shift"], ["2026-03-28", "night"])
    assert (night.ends_at - night.starts_at).total_seconds() == 11 * 3600


def test_a_day_of_a_whole_department_keeps_only_ones_own_rows():
    found = said(
        ["name", "date", "shift"],
        ["Somebody Else", "2026-03-10", "no such shift at all"],
        ["Amara Okafor", "2026-03-11", "day"],
        ["AMARA@example.org", "2026-03-12", "late"],
    )
    assert [each.starts_at for each in found] == [utc(11, 8), utc(12, 13)]


def test_a_row_a_person_and_a_column_a_day_is_read_too():
    header = ["Name", "2026-03-10", "2026-03-11", "2026-03-12"]
    found = said(header, ["Somebody", "N", "N", "x"], ["Amara Okafor", "E", "", "N"])
    assert found == [Busy(utc(10, 7), utc(10, 15), "busy"), Busy(utc(12, 20), utc(13, 8), "night")]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (["soon", "night", "", ""], "date", "day"),
        (["", "night", "", ""], "date", "empty"),
        (["3/4/2026", "night", "", ""], "date", "day"),
        (["2026-03-10", "moonlight", "", ""], "shift", "shift"),
        (["2026-03-10", "night", "eightish", ""], "from", "time"),
        (["2026-03-10", "night", "", "25:00"], "to", "time"),
    ],
)
def test_what_a_row_gets_wrong_is_said_with_its_place(row, column, code):
    [fault] = said(["date", "shift", "from", "to"], row)
    assert (fault.row, fault.column, fault.code) == (1, column, code)


def test_the_last_day_cannot_come_before_the_first():
    [fault] = said(["date", "shift", "last day"], ["2026-03-10", "leave", "2026-03-01"])
    assert fault.code == "order"


def test_empty_rows_are_passed_over():
    assert said(["date", "shift"], ["", ""]) == []


def test_a_sheet_without_dates_or_shifts_says_what_it_lacks():
    assert rosters.shape(["Name", "Ward"]).missing == ["date", "shift"]


@pytest.mark.parametrize(
    ("text", "minute"),
    [("8", 480), ("08:30", 510), ("0830", 510), ("20h", 1200), ("24:00", 1440), ("20:00:00", 1200),
     ("", None), ("8:70", None), ("noon", None)],
)  # fmt: skip
def test_times_as_people_write_them(text, minute):
    assert rosters.minutes(text) == minute
