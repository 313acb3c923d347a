"""When somebody can meet: the hours of their week, what keeps them busy, what suits them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

#: Parts of the day that somebody may prefer, each with its first and last hour.
PARTS = {"early": (6, 9), "morning": (9, 12), "midday": (12, 14), "afternoon": (14, 17), "evening": (17, 22)}

#: Further back or ahead nobody says "you finish at".
NEAR = timedelta(hours=18)

HOURS = 168
#: The week of somebody of whom nothing is known: weekdays from eight to eight.
OFFICE_WEEK = sum(1 << (day * 24 + hour) for day in range(5) for hour in range(8, 20))

#: Rest after a night or a day on call: the daily rest of the European working time directive.
REST_HOURS = 11


@dataclass(frozen=True, order=True)
class Busy:
    """A time at which somebody cannot meet, as two instants; ``kind`` is one of `words.KINDS` or "meeting"."""

    starts_at: datetime
    ends_at: datetime
    kind: str = "busy"


@dataclass(frozen=True)
class Timetable:
    """When one person could meet: ``hours`` are bits of the week in the local time of ``zone``."""

    zone: str
    hours: int
    parts: frozenset[str] = frozenset()
    busy: tuple[Busy, ...] = field(default=(), repr=False)
    rest_hours: int = REST_HOURS
    is_known: bool = True


@dataclass(frozen=True)
class Around:
    """What stands around a time for one person: when they finish before it, until when they are free after it."""

    finishes_at: datetime | None
    free_until: datetime | None
    suits: bool


@dataclass(frozen=True)
class Found:
    """A common time: how comfortable of 100, and what stands around it for each person asked about."""

    starts_at: datetime
    minutes: int
    comfort: int
    around: tuple[Around, ...] = ()

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.starts_at + timedelta(minutes=self.minutes)


def hours_to_text(hours: int) -> str:
    """Return the hours of a week as text of fixed length."""
    return f"{hours:042x}"


def text_to_hours(text: str) -> int:
    """Return the hours that `hours_to_text` wrote."""
    return int(text or "0", 16)


def listed(hours: int) -> list[int]:
    """Return the hours of a mask in order."""
    return [hour for hour in range(HOURS) if hours >> hour & 1]


def mask(hours: Iterable[int]) -> int:
    """Return the bits of some hours of the week."""
    return sum(1 << hour for hour in set(hours) if 0 <= hour < HOURS)


def merged(times: Iterable[Busy]) -> list[Busy]:
    """Return *times* in order, those of one kind that touch made one."""
    found: list[Busy] = []
    last: dict[str, int] = {}
    for each in sorted(times):
        at = last.get(each.kind)
        if at is not None and each.starts_at <= found[at].ends_at:
            found[at] = Busy(found[at].starts_at, max(found[at].ends_at, each.ends_at), each.kind)
        else:
            last[each.kind] = len(found)
            found.append(each)
    return found


def around(person: Timetable, starts_at: datetime, ends_at: datetime) -> Around:
    """Return what stands around a time for one person."""
    before = [each.ends_at for each in person.busy if starts_at - NEAR <= each.ends_at <= starts_at]
    after = [each.starts_at for each in person.busy if ends_at <= each.starts_at <= ends_at + NEAR]
    hour = starts_at.astimezone(ZoneInfo(person.zone)).hour
    suits = any(begin <= hour < end for begin, end in (PARTS[part] for part in person.parts))
    return Around(max(before, default=None), min(after, default=None), suits)
