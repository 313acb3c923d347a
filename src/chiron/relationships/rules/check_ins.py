"""What check-ins come to: who is asked, what all may know, and the satisfaction that weighs what matters."""

from collections.abc import Iterable
from datetime import timedelta

#: What all may know: nothing yet, or that everybody carries on.
OUTCOMES = ["", "together"]

FIT, MID_POINT = "fit", "mid-point"

#: The choices that say: as it is, or with changes, but together.
CARRY_ON = {FIT: {"good"}, MID_POINT: {"continue"}}

#: Choices whose own words ask the coordination for something.
ASKS_FOR_TALK = {"help", "talk", "supervisor", "visit", "rematch"}

#: Where an answer leads whose own words want something that the writer does themselves: an answer of any question,
#: or of one.
LEADS_TO = {
    "someone-else": "leave", "other-circle": "leave", "leave": "leave", "end": "leave",
    (MID_POINT, "end"): "closing", (MID_POINT, "done"): "closing", "renew": "closing",
    "changed": "needs", ("exam-weeks", "yes"): "meeting", "pause": "pause",
}  # fmt: skip

#: The roles that a blueprint means by a side.
SIDES = {"mentee": ("mentee", "member"), "mentor": ("mentor", "facilitator")}

#: So long a question can be answered, and so late it is still put after a standstill of the worker.
OPEN_FOR = timedelta(days=30)
AS_LATE_AS = timedelta(days=14)

#: A fall of the weighted satisfaction by so much offers to ask both again.
A_DROP = 0.75
MOST_AREAS = 5
SCALE = range(1, 6)


def roles_asked(sides: Iterable[str]) -> tuple[str, ...]:
    """Return the roles of members that a question for *sides* is put to."""
    return tuple(role for side in sides for role in SIDES.get(side, ()))


def leads_to(question: str, choice: str) -> str:
    """Return where to go on after an answer: "leave", "closing", "needs", "meeting" or "pause"; "" for nowhere."""
    return LEADS_TO.get((question, choice), LEADS_TO.get(choice, ""))


def carries_on(question: str, choices: Iterable[str]) -> bool:
    """Whether everybody who was asked a fit check or mid-point review chose to carry on."""
    return question in CARRY_ON and set(choices) <= CARRY_ON[question]


def weighted(rated: Iterable[tuple[int, int]]) -> float | None:
    """Return the importance-weighted satisfaction Σ wᵢsᵢ / Σ wᵢ over (importance, satisfaction); None for nothing.

    After the Munich Evaluation of Mentoring Questionnaire (Schäfer et al. 2015), whose areas the mentee names.
    """
    pairs = list(rated)
    total = sum(weight for weight, _score in pairs)
    return sum(weight * score for weight, score in pairs) / total if total else None


def has_dropped(now: float | None, before: float | None) -> bool:
    """Whether satisfaction fell so far that the mentee is offered to have both asked again."""
    return now is not None and before is not None and before - now >= A_DROP
