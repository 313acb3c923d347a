"""Instants and wall times. A meeting keeps all three: the instant, the zone, and what the clock on the wall says."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

#: Times are reserved in quarters of an hour, numbered from 1 January 1970.
QUARTER = 15
STEP = timedelta(minutes=QUARTER)


class NoSuchTime(ValueError):
    """The clock on the wall is put forward over this time: it does not happen on that day."""


def instant(wall: datetime, zone: str) -> datetime:
    """Return the instant at which the clocks of *zone* show *wall* (naive); `NoSuchTime` where they never do.

    Where a time happens twice because clocks go back, the first is meant.
    """
    try:
        found = wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    except OverflowError:  # the ends of the calendar
        raise NoSuchTime(wall.isoformat()) from None
    if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        raise NoSuchTime(wall.isoformat())
    return found


def nearest(wall: datetime, zone: str) -> datetime:
    """Return as `instant`, but the time after the gap where clocks are put forward: for shifts, which begin anyway."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall(at: datetime, zone: str) -> datetime:
    """Return what the clocks of *zone* show at an instant, as a naive time."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def midnight(day: date, zone: str) -> datetime:
    """Return the instant at which *day* begins in *zone*."""
    return nearest(datetime.combine(day, time()), zone)


def quarter(at: datetime) -> int:
    """Return the number of the quarter of an hour in which an instant lies."""
    return int(at.timestamp()) // (QUARTER * 60)


def quarters(starts_at: datetime, minutes: int) -> range:
    """Return the numbers of all quarters that a time of *minutes* touches."""
    last = starts_at + timedelta(minutes=minutes) - timedelta(microseconds=1)
    return range(quarter(starts_at), quarter(last) + 1)


def at(number: int) -> datetime:
    """Return the instant at which a quarter begins."""
    return datetime.fromtimestamp(number * QUARTER * 60, UTC)


@lru_cache(maxsize=256)
def hours_of_week(zone: str, first: int, count: int) -> tuple[int, ...]:
    """Return for each of *count* quarters from *first* on in which hour of the week (0: Monday, 00:00) it begins."""
    place = ZoneInfo(zone)
    found = []
    for number in range(first, first + count):
        local = datetime.fromtimestamp(number * QUARTER * 60, place)
        found.append(local.weekday() * 24 + local.hour)
    return tuple(found)
