"""Row 25 of the scorecard: wall times on both sides of every change of clocks; every zone and year in a full run."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from tests.amounts import amount

from chiron.scheduling.rules import zones

#: A zone of each kind: none, whole hours, half hours, a change of half an hour, the other hemisphere, no day at all.
SOME = ["UTC", "Europe/Dublin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
        "America/Santiago", "Africa/Casablanca", "Pacific/Auckland", "America/St_Johns", "Asia/Gaza"]  # fmt: skip


def changes(zone, first, last):
    """Every instant between two years at which the offset of *zone* changes, to the quarter of an hour."""
    place, at, end = ZoneInfo(zone), datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    while at < end:
        following = at + timedelta(days=1)
        if at.astimezone(place).utcoffset() != following.astimezone(place).utcoffset():
            low, high = at, following
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                same = middle.astimezone(place).utcoffset() == low.astimezone(place).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            yield high.replace(second=0, microsecond=0)
        at = following


def wrong_around(zone, change):
    """Wall times near a change that do not come back as they went in."""
    for step in range(-16, 17):
        instant = change + timedelta(minutes=15 * step)
        wall = zones.wall(instant, zone)
        back = zones.instant(wall, zone)
        if zones.wall(back, zone) != wall or back > instant or instant - back > timedelta(hours=2):
            yield instant, back


def wrong_hours(zone, change):
    """Quarters near a change that are counted into an hour of the week that no clock there shows."""
    first = zones.quarter(change) - 16
    for number, hour in zip(range(first, first + 32), zones.hours_of_week(zone, first, 32), strict=True):
        local = zones.at(number).astimezone(ZoneInfo(zone))
        if hour != local.weekday() * 24 + local.hour:
            yield number


def wrong_in(zone, first, last):
    found = 0
    for change in changes(zone, first, last):
        found += len(list(wrong_around(zone, change))) + len(list(wrong_hours(zone, change)))
    return found


@pytest.mark.parametrize("zone", amount(short=SOME, full=sorted(available_timezones())))
def test_wall_times_are_right_around_every_change_of_clocks(zone):
    assert wrong_in(zone, *amount(short=(2025, 2027), full=(2024, 2037))) == 0


def test_the_zones_tried_do_change_their_clocks():
    assert sum(len(list(changes(zone, 2025, 2025))) for zone in SOME) >= 14


def test_a_time_that_the_clocks_leap_over_is_no_time():
    with pytest.raises(zones.NoSuchTime):
        zones.instant(datetime.fromisoformat("2026-03-29T01:30"), "Europe/Dublin")
    assert zones.nearest(datetime.fromisoformat("2026-03-29T01:30"), "Europe/Dublin") == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )


def test_a_time_that_comes_twice_is_the_first_of_the_two():
    found = zones.instant(datetime.fromisoformat("2026-10-25T01:30"), "Europe/Dublin")
    assert found == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_adding_a_fixed_offset_would_be_wrong():
    """The control: somebody who takes the offset of January for the whole year is caught by the same check."""
    change = next(changes("Europe/Dublin", 2026, 2026))
    offset = datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Dublin")).utcoffset()
    wall = zones.wall(change + timedelta(hours=4), "Europe/Dublin")
    assert (wall - offset).replace(tzinfo=UTC) != change + timedelta(hours=4)


@pytest.mark.parametrize(("minutes", "count"), [(15, 1), (45, 3), (50, 4), (60, 4)])
def test_a_time_touches_so_many_quarters(minutes, count):
    assert len(zones.quarters(datetime(2026, 3, 9, 9, tzinfo=UTC), minutes)) == count
    assert len(available_timezones()) > 400
