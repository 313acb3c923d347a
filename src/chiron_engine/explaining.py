"""Why this pair, why not that one, and what would change it: in figures, and in sentences of two languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, overload

import numpy as np

from chiron_engine import place_values, telling
from chiron_engine.errors import ProblemError
from chiron_engine.matching import Reason
from chiron_engine.telling import Audience, People

if TYPE_CHECKING:
    from chiron_engine.matching import Matching
    from chiron_engine.problem import Problem

Status = Literal["together", "locked", "forbidden", "no_candidate", "closed", "no_places", "full", "has_place"]
Kind = Literal[
    "add_candidate",
    "allow",
    "add_place",
    "open",
    "everybody_first",
    "loosen_equity",
    "more_changes",
    "raise_fit",
    "unlock",
]
FREEING: dict[Reason, Kind] = {
    Reason.LOWERS_TOTAL: "everybody_first",
    Reason.EQUITY: "loosen_equity",
    Reason.CHANGES: "more_changes",
}


@dataclass(frozen=True)
class Holder:
    """Somebody who has one of a mentor's places."""

    mentee: int
    fit: float
    locked: bool


@dataclass(frozen=True)
class Change:
    """Something that would bring a pair together; ``amount`` is how many places or how much fit it takes at least."""

    kind: Kind
    mentor: int = -1
    amount: float = 0.0


@dataclass(frozen=True)
class Explanation:
    """Why a mentee and a mentor are together, or are not.

    ``fit`` is None where the pair is no candidate. ``wish`` is the mentor's place among the mentee's candidates and
    ``esteem`` the mentee's among the mentor's (1 is best). ``place_value`` is what one more place at the mentor would
    add to the total fit (welfare only), ``loss`` how much the total would fall at least if the pair were made;
    ``place_people`` and ``loss_people`` are the people more or fewer who would be matched, where everybody comes first.
    ``blocking`` says whether both would rather have each other than what they have.
    """

    mentee: int
    mentor: int
    status: Status
    fit: float | None
    wish: int
    wishes: int
    esteem: int
    esteems: int
    capacity: int
    holders: tuple[Holder, ...]
    instead: int
    instead_fit: float | None
    blocking: bool
    place_value: float | None
    place_people: int
    loss: float | None
    loss_people: int
    changes: tuple[Change, ...]

    def sentences(
        self, language: str = "en", *, audience: Audience = "coordinator", people: People | None = None
    ) -> list[str]:
        """The explanation in ``language``; the mentee and the mentor ("person") learn nothing about others."""
        return telling.pair(self, language, audience, people or People())


@dataclass(frozen=True)
class PersonExplanation:
    """What one person got and why.

    For a mentee: ``mentor`` (-1 for none), ``reason`` where there is none, the ``passed_over`` candidates who would
    have fitted better, and for the unmatched the smallest ``changes``. For a mentor: the ``holders`` of the places
    and ``place_value``, what one more place would add to the total fit.
    """

    side: Literal["mentee", "mentor"]
    person: int
    mentor: int
    fit: float | None
    reason: Reason
    candidates: int
    passed_over: tuple[Explanation, ...]
    holders: tuple[Holder, ...]
    capacity: int
    minimum: int
    place_value: float | None
    place_people: int
    changes: tuple[Change, ...]

    def sentences(
        self, language: str = "en", *, audience: Audience = "coordinator", people: People | None = None
    ) -> list[str]:
        """The explanation in ``language``; the person themselves ("person") learns nothing about others."""
        return telling.person(self, language, audience, people or People())


@overload
def explain(problem: Problem, matching: Matching, *, mentee: int, mentor: int) -> Explanation: ...
@overload
def explain(problem: Problem, matching: Matching, *, mentee: int) -> PersonExplanation: ...
@overload
def explain(problem: Problem, matching: Matching, *, mentor: int) -> PersonExplanation: ...


def explain(
    problem: Problem, matching: Matching, *, mentee: int | None = None, mentor: int | None = None
) -> Explanation | PersonExplanation:
    """Explain a pair (give both), a mentee or a mentor (give one). Raises ProblemError on numbers out of range."""
    _in_range("mentee", mentee, problem.n_mentees)
    _in_range("mentor", mentor, problem.n_mentors)
    if mentee is not None and mentor is not None:
        return _pair(problem, matching, mentee, mentor)
    if mentee is not None:
        return _mentee(problem, matching, mentee)
    if mentor is not None:
        return _mentor(problem, matching, mentor)
    raise ProblemError("no_subject")


def _in_range(what: str, value: int | None, count: int) -> None:
    if value is not None and not 0 <= value < count:
        raise ProblemError("out_of_range", index=0, what=what, value=value, last=count - 1)


def _pair(problem: Problem, matching: Matching, mentee: int, mentor: int) -> Explanation:
    at = problem.pair(mentee, mentor)
    status = _status(problem, matching, mentee, mentor)
    instead = int(matching.mentor_of[mentee])
    wish, wishes = _standing(_wishes(problem, mentee), _wish_of(problem, at))
    esteem, esteems = _standing(_esteems(problem, mentor), _esteem_of(problem, at))
    values = place_values.of(problem, matching)
    loss_people, loss = (0, None) if at < 0 or values is None else values.loss(problem, at)
    place_people, place_value = (0, None) if values is None else values.place(mentor)
    return Explanation(
        mentee=mentee,
        mentor=mentor,
        status=status,
        fit=None if at < 0 else float(problem.fit[at]),
        wish=wish,
        wishes=wishes,
        esteem=esteem,
        esteems=esteems,
        capacity=int(problem.capacity[mentor]),
        holders=_holders(problem, matching, mentor),
        instead=instead,
        instead_fit=_fit(problem, mentee, instead),
        blocking=_blocks(problem, matching, mentee, mentor),
        place_value=place_value,
        place_people=place_people,
        loss=loss,
        loss_people=loss_people,
        changes=_changes_for_pair(problem, matching, mentee, mentor, status, loss),
    )


def _mentee(problem: Problem, matching: Matching, mentee: int) -> PersonExplanation:
    mentor = int(matching.mentor_of[mentee])
    reason = Reason(int(matching.reason_of[mentee])) if mentor < 0 else Reason.MATCHED
    low, high = int(problem.start[mentee]), int(problem.start[mentee + 1])
    mine = np.inf if mentor < 0 else _wish_of(problem, problem.pair(mentee, mentor))
    better = [at for at in range(low, high) if _wish_of(problem, at) < mine]
    better.sort(key=lambda at: (_wish_of(problem, at), -float(problem.fit[at])))
    return PersonExplanation(
        side="mentee",
        person=mentee,
        mentor=mentor,
        fit=_fit(problem, mentee, mentor),
        reason=reason,
        candidates=high - low,
        passed_over=tuple(_pair(problem, matching, mentee, int(problem.mentor[at])) for at in better[:5]),
        holders=(),
        capacity=0,
        minimum=0,
        place_value=None,
        place_people=0,
        changes=_changes_for_unmatched(problem, matching, mentee, reason),
    )


def _mentor(problem: Problem, matching: Matching, mentor: int) -> PersonExplanation:
    values = place_values.of(problem, matching)
    place_people, place_value = (0, None) if values is None else values.place(mentor)
    return PersonExplanation(
        side="mentor",
        person=mentor,
        mentor=mentor,
        fit=None,
        reason=Reason.MATCHED,
        candidates=int((problem.mentor == mentor).sum()),
        passed_over=(),
        holders=_holders(problem, matching, mentor),
        capacity=int(problem.capacity[mentor]),
        minimum=int(problem.minimum[mentor]),
        place_value=place_value,
        place_people=place_people,
        changes=(),
    )


def _status(problem: Problem, matching: Matching, mentee: int, mentor: int) -> Status:
    if int(matching.mentor_of[mentee]) == mentor:
        return "locked" if (mentee, mentor) in problem.locked else "together"
    if problem.is_forbidden(mentee, mentor):
        return "forbidden"
    if problem.pair(mentee, mentor) < 0:
        return "no_candidate"
    if mentor in matching.closed:
        return "closed"
    if problem.capacity[mentor] == 0:
        return "no_places"
    load = int((matching.mentor_of == mentor).sum())
    return "full" if load >= problem.capacity[mentor] else "has_place"


def _holders(problem: Problem, matching: Matching, mentor: int) -> tuple[Holder, ...]:
    locked = set(problem.locked)
    held = [(row, problem.pair(row, mentor)) for row in matching.mentees_of(mentor)]
    fits = [(row, float(problem.fit[at]) if at >= 0 else 0.0) for row, at in held]
    fits.sort(key=lambda one: -one[1])
    return tuple(Holder(mentee=row, fit=fit, locked=(row, mentor) in locked) for row, fit in fits)


def _fit(problem: Problem, mentee: int, mentor: int) -> float | None:
    at = problem.pair(mentee, mentor) if mentor >= 0 else -1
    return None if at < 0 else float(problem.fit[at])


def _wish_of(problem: Problem, at: int) -> float:
    if at < 0:
        return np.inf
    return float(-problem.score[at] if problem.mentee_rank is None else problem.mentee_rank[at])


def _esteem_of(problem: Problem, at: int) -> float:
    if at < 0:
        return np.inf
    return float(-problem.score[at] if problem.mentor_rank is None else problem.mentor_rank[at])


def _wishes(problem: Problem, mentee: int) -> list[float]:
    return [_wish_of(problem, at) for at in range(int(problem.start[mentee]), int(problem.start[mentee + 1]))]


def _esteems(problem: Problem, mentor: int) -> list[float]:
    return [_esteem_of(problem, int(at)) for at in np.flatnonzero(problem.mentor == mentor)]


def _standing(all_of_them: list[float], one: float) -> tuple[int, int]:
    """The place of one among all, 1 is best, 0 if it isn't among them; and how many there are."""
    place = 0 if one == np.inf else 1 + sum(other < one for other in all_of_them)
    return place, len(all_of_them)


def _blocks(problem: Problem, matching: Matching, mentee: int, mentor: int) -> bool:
    """Whether the two would rather have each other: strictly, and outside of locks and closed mentors."""
    at = problem.pair(mentee, mentor)
    now = int(matching.mentor_of[mentee])
    if at < 0 or now == mentor or mentor in matching.closed or any(mentee == locked for locked, _ in problem.locked):
        return False
    if now >= 0 and _wish_of(problem, at) >= _wish_of(problem, problem.pair(mentee, now)):
        return False
    holders = _holders(problem, matching, mentor)
    if len(holders) < problem.capacity[mentor]:
        return True
    movable = [_esteem_of(problem, problem.pair(one.mentee, mentor)) for one in holders if not one.locked]
    return any(_esteem_of(problem, at) < other for other in movable)


def _changes_for_pair(
    problem: Problem, matching: Matching, mentee: int, mentor: int, status: Status, loss: float | None
) -> tuple[Change, ...]:
    if status in ("together", "locked"):
        return ()
    changes: list[Change] = []
    locks = dict(problem.locked)
    if mentee in locks:
        changes.append(Change("unlock", locks[mentee]))
    by_status: dict[str, Kind] = {
        "forbidden": "allow",
        "no_candidate": "add_candidate",
        "closed": "open",
        "no_places": "add_place",
        "full": "add_place",
    }
    if status in by_status:
        missing = 1.0
        if status == "closed":
            missing = float(problem.minimum[mentor])
        changes.append(Change(by_status[status], mentor, missing))
    if loss is not None and loss > 0 and mentee not in locks:
        changes.append(Change("raise_fit", mentor, loss))
    return tuple(changes)


def _changes_for_unmatched(problem: Problem, matching: Matching, mentee: int, reason: Reason) -> tuple[Change, ...]:
    """The smallest change that would match the mentee, for certain: a place kept for them counts as one."""
    if reason is Reason.MATCHED:
        return ()
    if reason is Reason.NO_CANDIDATE:
        return (Change("add_candidate", amount=1),)
    if reason is Reason.FORBIDDEN:
        first = int(np.searchsorted(problem.forbidden, mentee * problem.n_mentors))
        return (Change("allow", int(problem.forbidden[first] % problem.n_mentors), 1),)
    if reason in FREEING:
        return (Change(FREEING[reason]),)
    low, high = int(problem.start[mentee]), int(problem.start[mentee + 1])
    best = min(range(low, high), key=lambda at: (_wish_of(problem, at), -float(problem.fit[at])))
    if reason is Reason.MINIMUM:
        closed = [at for at in range(low, high) if int(problem.mentor[at]) in matching.closed]
        best = min(closed, key=lambda at: _wish_of(problem, at))
        return (Change("open", int(problem.mentor[best]), float(problem.minimum[problem.mentor[best]])),)
    return (Change("add_place", int(problem.mentor[best]), 1),)
