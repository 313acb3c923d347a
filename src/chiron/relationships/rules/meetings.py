"""The states of a meeting, and the agenda that writes itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

MEETING_STATES = ["booked", "held", "missed", "cancelled"]

#: (from, to): the only changes of state that can be stored. One recorded by hand begins as held.
MEETING_MOVES = [
    ("", "booked"), ("", "held"),
    ("booked", "held"), ("booked", "missed"), ("booked", "cancelled"),
    ("missed", "held"), ("held", "missed"),
]  # fmt: skip

MEETING_ANSWERS = ["waiting", "accepted", "declined"]
FORMATS = ["in_person", "video", "phone"]
MINUTES = [15, 20, 30, 45, 60, 90, 120]
USUAL_MINUTES = 45

#: So soon a meeting can be found: whoever is asked needs a night to answer.
SOONEST = timedelta(hours=12)
#: Common times are looked for over so long.
SPAN = timedelta(days=28)
#: The first meeting would be best after so long, where none was held.
FIRST = timedelta(days=3)
FURTHEST = timedelta(days=400)
#: A meeting longer ago than this is a slip of the pen.
LONGEST_AGO = timedelta(days=3660)

#: An agenda has at most so many points, and at most so many from each source.
MOST_POINTS, MOST_COMMITMENTS, MOST_GOALS = 6, 2, 2


@dataclass(frozen=True)
class Point:
    """One point of an agenda. ``key`` names where a suggested one comes from; one's own have an id instead."""

    text: str
    minutes: int
    key: str = ""
    look: bool = False
    pk: str = ""


@dataclass(frozen=True)
class Sources:
    """What an agenda is made of, each as suggested points in their order."""

    commitments: Sequence[Point] = ()
    goals: Sequence[Point] = ()
    prompts: Sequence[Point] = ()
    needs: Sequence[Point] = ()
    check_ins: Sequence[Point] = ()


def suggested(sources: Sources, minutes: int, *, is_first: bool) -> list[Point]:
    """Return the points that fit into a meeting of *minutes*: what was promised, goals, what the phase asks, gaps.

    A first meeting takes the programme's own questions before anything else.
    """
    promised, goals = sources.commitments[:MOST_COMMITMENTS], sources.goals[:MOST_GOALS]
    needs, check_ins = sources.needs[:1], sources.check_ins[:1]
    order: Iterable[Point] = (
        [*sources.prompts, *goals, *needs]
        if is_first
        else [*promised, *check_ins, *goals[:1], *sources.prompts[:1], *needs, *goals[1:], *sources.prompts[1:]]
    )
    found: list[Point] = []
    left = minutes
    for each in order:
        if left < 5 or len(found) == MOST_POINTS:
            break
        found.append(replace(each, minutes=min(each.minutes or 10, left)))
        left -= found[-1].minutes
    return found


def agenda(own: Sequence[Point], proposed: Sequence[Point], dropped: Iterable[str], minutes: int) -> list[Point]:
    """Return one's own points first, then those *proposed* that nobody dropped and for which time is left."""
    gone, left = set(dropped), minutes - sum(each.minutes for each in own)
    kept = list(own)
    for each in proposed:
        if each.key not in gone and left >= 5:
            kept.append(replace(each, minutes=min(each.minutes, left)))
            left -= kept[-1].minutes
    return kept


def window(
    now: datetime, last_met: datetime | None, every_days: int, *, is_soon: bool
) -> tuple[datetime, datetime, datetime]:
    """Return between when a meeting is looked for, and which moment would be ideal, spaced from the last one."""
    first = now + SOONEST
    ideal = max(first, (last_met + timedelta(days=every_days)) if last_met and not is_soon else now + FIRST)
    if ideal - now > SPAN - timedelta(days=7):
        first = ideal - timedelta(days=14)
    return first, first + SPAN, ideal


def is_over(starts_at: datetime, minutes: int, now: datetime) -> bool:
    """Whether the time of a meeting has passed."""
    return starts_at + timedelta(minutes=minutes) <= now
