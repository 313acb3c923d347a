"""How a relationship does, from dates alone: never from a word that somebody wrote."""

from dataclasses import dataclass
from datetime import date

#: An agreement should be signed, and a message read, within so many days.
SIGNED_WITHIN = 14
READ_WITHIN = 14

#: The coordinator hears of a silence so many days after the people themselves were reminded.
COORDINATOR_AFTER = 14

WELL, WATCH, FADING = "well", "watch", "fading"

#: The signs for which people are reminded, those that alone mean that a relationship fades, and what one weighs.
SILENCES = ("no_first_meeting", "no_meeting")
SILENCE = 5


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What a blueprint hopes for, in days; the defaults are those of one that says nothing."""

    first_within: int = 30
    silence: int = 60


@dataclass(frozen=True, slots=True)
class Dates:
    """What is known of a relationship: when it began and ends, meetings, signature, the oldest unread message."""

    began: date
    ends: date | None = None
    last_met: date | None = None
    next_meets: date | None = None
    is_signed: bool = True
    unread_since: date | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing to look at and for how many days it has been so."""

    name: str
    days: int


def signs(dates: Dates, rhythm: Rhythm, today: date) -> list[Sign]:
    """Return what there is to look at, the weightiest first; nothing where all is well."""
    found = []
    age = (today - dates.began).days
    if dates.next_meets is None:
        if dates.last_met is None and age >= rhythm.first_within:
            found.append(Sign("no_first_meeting", age))
        elif dates.last_met is not None and (today - max(dates.last_met, dates.began)).days >= rhythm.silence:
            found.append(Sign("no_meeting", (today - dates.last_met).days))
    if not dates.is_signed and age >= SIGNED_WITHIN:
        found.append(Sign("unsigned", age))
    if dates.unread_since is not None and (today - dates.unread_since).days >= READ_WITHIN:
        found.append(Sign("unread", (today - dates.unread_since).days))
    if dates.ends is not None and dates.ends < today:
        found.append(Sign("past_end", (today - dates.ends).days))
    return found


def severity(found: list[Sign]) -> int:
    """Return how much there is to look at: a silence weighs more than all lesser signs together."""
    return sum(SILENCE if sign.name in SILENCES else 1 for sign in found)


def state(severity: int) -> str:
    """Return how a relationship does: well, to be watched (one lesser sign), fading (a silence, or two signs)."""
    return (WELL, WATCH, FADING)[min(severity, 2)]
