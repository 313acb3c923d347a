"""Common times of two or more people, the most comfortable first. Quarters of an hour as arrays, one row a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from chiron.scheduling.rules import zones
from chiron.scheduling.rules.times import PARTS, Found, Timetable, around
from chiron.scheduling.rules.words import WEARYING

DAY = 96  # quarters
#: What comfort is made of, and how many points each part can bring.
PREFERRED, AROUND, RESTED, HOUR, SOON = 30, 15, 20, 15, 20
#: So long before a night somebody should rather sleep; so long after one they are still tired.
BEFORE_NIGHT, AFTER_NIGHT = 10 * 4, 36 * 4

Flags = NDArray[np.bool_]
Points = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Wanted:
    """What is looked for: how long, between when, and which moment would be ideal (where meetings are spaced)."""

    minutes: int
    first: datetime
    last: datetime
    ideal: datetime


def common_times(people: Sequence[Timetable], wanted: Wanted, *, most: int = 6) -> list[Found]:
    """Return the *most* comfortable common times, the best first: at most one in each part of a day, two a day."""
    first = zones.quarter(wanted.first) + 1
    count = zones.quarter(wanted.last) - first
    length = -(-wanted.minutes // zones.QUARTER)
    if count < length or not people:
        return []
    free = np.logical_and.reduce([_free(person, first, count) for person in people])
    starts = _runs(free, length)
    if not len(starts):
        return []
    points = _comfort(people, wanted, first, starts, length)
    chosen = _spread(people[0], first, starts, points, most)
    return [_found(people, wanted, first + int(starts[at]), round(float(points[at]))) for at in chosen]


def is_free(person: Timetable, starts_at: datetime, minutes: int) -> bool:
    """Whether a person could meet at a time, by their own week, what keeps them busy and their rest."""
    numbers = zones.quarters(starts_at, minutes)
    return bool(_free(person, numbers.start, len(numbers)).all())


def _free(person: Timetable, first: int, count: int) -> Flags:
    hours = np.array(zones.hours_of_week(person.zone, first, count), dtype=np.int64)
    allowed = np.array([bool(person.hours >> hour & 1) for hour in range(168)])
    free: Flags = allowed[hours]
    for each in person.busy:
        rest = timedelta(hours=person.rest_hours if each.kind in WEARYING else 0)
        begin = zones.quarter(each.starts_at) - first
        end = -(-int((each.ends_at + rest).timestamp()) // (zones.QUARTER * 60)) - first
        free[max(begin, 0) : max(end, 0)] = False
    return free


def _runs(free: Flags, length: int) -> Numbers:
    """Where *length* free quarters begin."""
    sums = np.concatenate(([0], np.cumsum(free)))
    return np.flatnonzero(sums[length:] - sums[:-length] == length)


def _comfort(people: Sequence[Timetable], wanted: Wanted, first: int, starts: Numbers, length: int) -> Points:
    """How comfortable each start is: what suits everybody on average, and half of it what suits the worst-off."""
    each = np.array([_personal(person, first, starts, length) for person in people])
    span = max(zones.quarter(wanted.last) - zones.quarter(wanted.first), 1)
    distance = np.abs(starts + first - zones.quarter(wanted.ideal)) / span
    shared = SOON * (1 - np.clip(distance, 0, 1)) + np.where((starts + first) % 2 == 0, 0.5, 0)
    total: Points = (each.mean(axis=0) + each.min(axis=0)) / 2 + shared
    return np.minimum(total, 100)


def _personal(person: Timetable, first: int, starts: Numbers, length: int) -> Points:
    hours = np.array(zones.hours_of_week(person.zone, first, int(starts[-1]) + length + 1), dtype=np.int64)[starts]
    points: Points = _preferred(person, hours) + _reasonable(hours)
    return points + _spacious(person, first, starts, length) + _rested(person, first, starts, length)


def _preferred(person: Timetable, hours: Numbers) -> Points:
    if not person.parts:
        return np.full(len(hours), PREFERRED * 0.7)
    wanted = np.zeros(24, dtype=bool)
    for part in person.parts:
        begin, end = PARTS[part]
        wanted[begin:end] = True
    return np.where(wanted[hours % 24], PREFERRED, PREFERRED * 0.25)


def _reasonable(hours: Numbers) -> Points:
    clock = hours % 24
    points = np.select([(clock >= 8) & (clock < 19), (clock >= 7) & (clock < 21)], [HOUR, HOUR * 0.6], HOUR * 0.1)
    return np.where(hours // 24 >= 5, points * 0.5, points)


def _edges(person: Timetable, first: int, kinds: frozenset[str] | None = None) -> tuple[Numbers, Numbers]:
    chosen = [each for each in person.busy if kinds is None or each.kind in kinds]
    begins = np.sort(np.array([zones.quarter(each.starts_at) for each in chosen], dtype=np.int64)) - first
    ends = np.sort(np.array([zones.quarter(each.ends_at) for each in chosen], dtype=np.int64)) - first
    return begins, ends


def _gaps(person: Timetable, first: int, starts: Numbers, length: int, kinds: frozenset[str] | None = None) -> Numbers:
    """How many quarters each start lies after the last busy time, and its end before the next: two rows."""
    begins, ends = _edges(person, first, kinds)
    far = np.int64(DAY * 400)
    before = np.concatenate(([-far], ends))[np.searchsorted(ends, starts, side="right")]
    after = np.concatenate((begins, [far]))[np.searchsorted(begins, starts + length, side="left")]
    return np.array([starts - before, after - starts - length])


def _spacious(person: Timetable, first: int, starts: Numbers, length: int) -> Points:
    """A breath before and after; best is soon after work, on the way home, rather than in the middle of nowhere."""
    before, after = _gaps(person, first, starts, length)
    breath = np.select([before < 1, before < 2, before <= 12], [0.2, 0.6, 1.0], 0.8)
    return AROUND * (0.7 * breath + 0.3 * np.where(after < 2, 0.3, 1.0))


def _rested(person: Timetable, first: int, starts: Numbers, length: int) -> Points:
    """Not while somebody is still tired from a night, nor when they should sleep before one."""
    since, until = _gaps(person, first, starts, length, WEARYING)
    return np.select([since < AFTER_NIGHT, until < BEFORE_NIGHT], [RESTED * 0.2, RESTED * 0.4], RESTED)


def _spread(person: Timetable, first: int, starts: Numbers, points: Points, most: int) -> list[int]:
    hours = np.array(zones.hours_of_week(person.zone, first, int(starts[-1]) + 1))[starts]
    chosen: list[int] = []
    taken: set[tuple[object, int]] = set()
    a_day: dict[object, int] = {}
    for at in np.lexsort((starts, -points)):
        if len(chosen) == most:
            break
        day = zones.wall(zones.at(first + int(starts[at])), person.zone).date()
        part = sum(int(hours[at]) % 24 >= begin for begin, _end in PARTS.values())
        if (day, part) in taken or a_day.get(day, 0) >= 2:
            continue
        taken.add((day, part))
        a_day[day] = a_day.get(day, 0) + 1
        chosen.append(int(at))
    return chosen


def _found(people: Sequence[Timetable], wanted: Wanted, number: int, comfort: int) -> Found:
    starts_at = zones.at(number)
    ends_at = starts_at + timedelta(minutes=wanted.minutes)
    return Found(starts_at, wanted.minutes, comfort, tuple(around(each, starts_at, ends_at) for each in people))
