"""When a mail may come: quiet hours and digests, in the zone of whoever gets it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

PACES = ["at_once", "daily", "weekly"]

#: What somebody can be told of and can turn off. What somebody else waits for (an offer, a code) has no topic.
TOPICS = ["messages", "meetings", "questions", "nudges", "programme", "coordination"]

#: What can't be turned off, as it ends by itself: the reminders of an offer that lapses.
LASTING = ["offers"]

#: How long a notice is kept once its mail is made.
KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Wishes:
    """How somebody wants to be told; the defaults are those of whoever never said."""

    pace: str = "at_once"
    digest_at: time = time(8)
    digest_on: int = 0
    quiet_from: time | None = time(21)
    quiet_until: time | None = time(7)
    turned_off: tuple[str, ...] = field(default=())


def is_quiet(at: time, wishes: Wishes) -> bool:
    """Whether a time of day lies in the quiet hours, which may pass midnight."""
    start, end = wishes.quiet_from, wishes.quiet_until
    if start is None or end is None:
        return False
    return start <= at < end if start < end else at >= start or at < end


def after_quiet(at: datetime, zone: ZoneInfo, wishes: Wishes) -> datetime:
    """Return *at*, or the end of the quiet hours that it falls into, as an instant in UTC."""
    local = at.astimezone(zone)
    if not is_quiet(local.time(), wishes) or wishes.quiet_until is None:
        return at
    day = local.date() if local.time() < wishes.quiet_until else local.date() + timedelta(days=1)
    return max(at, datetime.combine(day, wishes.quiet_until, zone).astimezone(UTC))


def next_digest(after: datetime, zone: ZoneInfo, wishes: Wishes) -> datetime:
    """Return when what came up at *after* is told: at once outside quiet hours, or with the next digest."""
    if wishes.pace == "at_once":
        return after_quiet(after, zone, wishes)
    day = after.astimezone(zone).date()
    while True:
        at = datetime.combine(day, wishes.digest_at, zone).astimezone(UTC)
        if at > after and (wishes.pace == "daily" or day.weekday() == wishes.digest_on):
            return at
        day += timedelta(days=1)
