"""Goals: their six kinds, the scale on which people rate themselves, and what a change of one says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GOAL_KINDS = ["skill", "identity", "leadership", "career", "research", "personal"]
GOAL_STATES = ["open", "met", "let_go"]

#: The roles of those who came to learn; the others learn, too.
LEARNERS = ("mentee", "member")

#: A rating is one of these; each person rates only themselves.
RATINGS = [1, 2, 3, 4, 5]

#: What of a goal is kept when it changes, in the order in which a history tells it.
TOLD = ("title", "kind", "state", "start", "now", "target", "evidence", "review_on", "tags")


@dataclass(frozen=True)
class Difference:
    """One thing about a goal that was changed, and what it was before."""

    name: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return what differs between two states of a goal, in the order of `TOLD`."""
    return [Difference(name, before.get(name), after.get(name)) for name in TOLD if before.get(name) != after.get(name)]


def progress(start: int, now: int, target: int) -> str:
    """Return where a rating stands: ``reached``, ``moved``, ``back`` or ``same``. Never a share of anything."""
    if now >= target:
        return "reached"
    if now > start:
        return "moved"
    return "back" if now < start else "same"
