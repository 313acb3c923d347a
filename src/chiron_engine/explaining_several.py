"""Why somebody has these mentors and not those, where mentees may have several: in figures and in sentences.

What a pair would cost and what a place would bring are found by solving once more, so they are exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from chiron_engine.errors import Infeasible, ProblemError
from chiron_engine.several import solve_several
from chiron_engine.telling import Audience, People, number
from chiron_engine.words import sentence

if TYPE_CHECKING:
    from chiron_engine.problem import Problem
    from chiron_engine.several import Several

PairStatus = Literal["together", "locked", "forbidden", "no_candidate", "no_places", "full", "enough", "has_place"]
MenteeStatus = Literal["all", "no_candidate", "forbidden", "full", "has_place"]
MOST_NAMED = 6


@dataclass(frozen=True)
class Held:
    """A pair that is made, seen from one side: with whom, and how well they fit."""

    person: int
    fit: float


@dataclass(frozen=True)
class SeveralPair:
    """Why a mentee and a mentor are among the pairs, or are not.

    ``mentors`` are those whom the mentee has, ``wanted`` how many they may have, ``holders`` the mentor's mentees. If
    the pair had to be made, ``loss_pairs`` fewer pairs could be, and the total fit would fall by ``loss`` (below zero:
    rise); both are None where it is made, or can't be.
    """

    mentee: int
    mentor: int
    status: PairStatus
    fit: float | None
    mentors: tuple[Held, ...]
    wanted: int
    holders: tuple[Held, ...]
    capacity: int
    loss_pairs: int | None
    loss: float | None

    def sentences(
        self, language: str = "en", *, audience: Audience = "coordinator", people: People | None = None
    ) -> list[str]:
        """The explanation in ``language``; the mentee and the mentor ("person") learn nothing about others."""
        return list(_said_of_pair(self, language, audience, people or People()))


@dataclass(frozen=True)
class SeveralMentee:
    """Which mentors a mentee has, and why no more: ``status`` is "all" where they have as many as they may.

    ``passed_over`` are up to five candidates, best fit first, whom they don't have; ``place_at`` is the mentor whose
    further place, kept for them, would give them one more (-1: none would).
    """

    mentee: int
    mentors: tuple[Held, ...]
    wanted: int
    status: MenteeStatus
    candidates: int
    passed_over: tuple[SeveralPair, ...]
    place_at: int

    def sentences(
        self, language: str = "en", *, audience: Audience = "coordinator", people: People | None = None
    ) -> list[str]:
        """The explanation in ``language``; the person themselves ("person") learns nothing about others."""
        return list(_said_of_mentee(self, language, audience, people or People()))


@dataclass(frozen=True)
class SeveralMentor:
    """Who holds a mentor's places; one more would make ``place_pairs`` more pairs and add ``place_fit`` in all."""

    mentor: int
    holders: tuple[Held, ...]
    capacity: int
    place_pairs: int
    place_fit: float

    def sentences(
        self, language: str = "en", *, audience: Audience = "coordinator", people: People | None = None
    ) -> list[str]:
        """The explanation in ``language``; the person themselves ("person") learns nothing about others."""
        return list(_said_of_mentor(self, language, audience, people or People()))


def explain_several_pair(problem: Problem, several: Several, *, mentee: int, mentor: int) -> SeveralPair:
    """Why the two are together or not, and what it would cost. Raises ProblemError on numbers out of range."""
    _in_range("mentee", mentee, problem.n_mentees)
    _in_range("mentor", mentor, problem.n_mentors)
    told = _pair(problem, several, mentee, mentor)
    if told.status not in ("full", "enough", "has_place") or dict(problem.locked).get(mentee) is not None:
        return told
    try:
        made = replace(problem, locked=tuple(sorted((*problem.locked, (mentee, mentor)))))
        if sum(other == mentor for _, other in made.locked) > int(problem.capacity[mentor]):
            return told
        with_it = solve_several(made, several.wanted, seed=several.seed)
    except Infeasible:
        return told
    return replace(
        told,
        loss_pairs=len(several.pairs) - len(with_it.pairs),
        loss=(several.total_score - with_it.total_score) / problem.score_per_fit,
    )


def explain_several_mentee(problem: Problem, several: Several, *, mentee: int) -> SeveralMentee:
    """Which mentors a mentee has, and why no others. Raises ProblemError on a number out of range."""
    _in_range("mentee", mentee, problem.n_mentees)
    mine, wanted = several.mentors_of[mentee], int(several.wanted[mentee])
    pairs = np.arange(int(problem.start[mentee]), int(problem.start[mentee + 1]))
    others = [int(problem.mentor[at]) for at in pairs[np.argsort(-problem.score[pairs], kind="stable")]]
    others = [mentor for mentor in others if mentor not in mine]
    load = np.bincount([mentor for _, mentor in several.pairs], minlength=problem.n_mentors)
    status: MenteeStatus
    if len(mine) >= wanted:
        status = "all"
    elif any(load[mentor] < problem.capacity[mentor] for mentor in others):
        status = "has_place"
    elif others:
        status = "full"
    else:
        barred = np.searchsorted(problem.forbidden, [mentee * problem.n_mentors, (mentee + 1) * problem.n_mentors])
        status = "forbidden" if barred[0] < barred[1] else "no_candidate"
    return SeveralMentee(
        mentee=mentee,
        mentors=_held(problem, several, mentee),
        wanted=wanted,
        status=status,
        candidates=len(pairs),
        passed_over=tuple(_pair(problem, several, mentee, mentor) for mentor in others[:5]),
        place_at=others[0] if status == "full" else -1,
    )


def explain_several_mentor(problem: Problem, several: Several, *, mentor: int) -> SeveralMentor:
    """Who holds a mentor's places, and what one more would bring. Raises ProblemError on a number out of range."""
    _in_range("mentor", mentor, problem.n_mentors)
    capacity = problem.capacity.copy()
    capacity[mentor] += 1
    wider = solve_several(replace(problem, capacity=capacity), several.wanted, seed=several.seed)
    return SeveralMentor(
        mentor=mentor,
        holders=_holders(problem, several, mentor),
        capacity=int(problem.capacity[mentor]),
        place_pairs=len(wider.pairs) - len(several.pairs),
        place_fit=(wider.total_score - several.total_score) / problem.score_per_fit,
    )


def _in_range(what: str, value: int, count: int) -> None:
    if not 0 <= value < count:
        raise ProblemError("out_of_range", index=0, what=what, value=value, last=count - 1)


def _pair(problem: Problem, several: Several, mentee: int, mentor: int) -> SeveralPair:
    at = problem.pair(mentee, mentor)
    return SeveralPair(
        mentee=mentee,
        mentor=mentor,
        status=_status(problem, several, mentee, mentor),
        fit=None if at < 0 else float(problem.fit[at]),
        mentors=_held(problem, several, mentee),
        wanted=int(several.wanted[mentee]),
        holders=_holders(problem, several, mentor),
        capacity=int(problem.capacity[mentor]),
        loss_pairs=None,
        loss=None,
    )


def _status(problem: Problem, several: Several, mentee: int, mentor: int) -> PairStatus:
    mine = several.mentors_of[mentee]
    if mentor in mine:
        return "locked" if (mentee, mentor) in problem.locked else "together"
    if problem.is_forbidden(mentee, mentor):
        return "forbidden"
    if problem.pair(mentee, mentor) < 0:
        return "no_candidate"
    if problem.capacity[mentor] == 0:
        return "no_places"
    if sum(mentor in theirs for theirs in several.mentors_of) >= problem.capacity[mentor]:
        return "full"
    return "enough" if len(mine) >= several.wanted[mentee] else "has_place"


def _fit(problem: Problem, mentee: int, mentor: int) -> float:
    at = problem.pair(mentee, mentor)
    return float(problem.fit[at]) if at >= 0 else 0.0


def _held(problem: Problem, several: Several, mentee: int) -> tuple[Held, ...]:
    return tuple(Held(mentor, _fit(problem, mentee, mentor)) for mentor in several.mentors_of[mentee])


def _holders(problem: Problem, several: Several, mentor: int) -> tuple[Held, ...]:
    rows = [row for row, mentors in enumerate(several.mentors_of) if mentor in mentors]
    return tuple(sorted((Held(row, _fit(problem, row, mentor)) for row in rows), key=lambda each: -each.fit))


def _named(held: tuple[Held, ...], language: str, people: People, side: Literal["mentee", "mentor"]) -> str:
    name = people.mentee if side == "mentee" else people.mentor
    said = ", ".join(f"{name(one.person, language)} ({number(one.fit, language)})" for one in held[:MOST_NAMED])
    return said + (f" (+{len(held) - MOST_NAMED})" if len(held) > MOST_NAMED else "")


def _said_of_pair(why: SeveralPair, language: str, audience: Audience, people: People) -> Iterator[str]:
    facts = {
        "mentee": people.mentee(why.mentee, language),
        "mentor": people.mentor(why.mentor, language),
        "capacity": why.capacity,
        "fit": number(why.fit, language),
        "wanted": why.wanted,
    }
    key = "several.enough" if why.status == "enough" else f"pair.{why.status}"
    yield sentence(f"{key}.{audience}", language, **facts)
    if audience == "person" or why.status in ("together", "locked"):
        return
    if why.status == "full":
        held = _named(why.holders, language, people, "mentee")
        yield sentence("pair.holders", language, held=held, count=len(why.holders))
    if why.mentors:
        yield sentence("several.has", language, held=_named(why.mentors, language, people, "mentor"), **facts)
    if why.loss_pairs is None or why.loss is None:
        return
    if why.loss_pairs > 0:
        yield sentence("several.loss_pairs", language, count=why.loss_pairs)
    else:
        yield sentence("several.loss" if why.loss > 0 else "several.no_loss", language, loss=number(why.loss, language))


def _said_of_mentee(why: SeveralMentee, language: str, audience: Audience, people: People) -> Iterator[str]:
    facts: dict[str, object] = {
        "mentee": people.mentee(why.mentee, language),
        "count": why.candidates - len(why.mentors),
        "wanted": why.wanted,
    }
    if why.mentors:
        yield sentence("several.has", language, held=_named(why.mentors, language, people, "mentor"), **facts)
    if why.status != "all":
        reason = f"mentee.{why.status}" if not why.mentors and why.status != "has_place" else f"several.{why.status}"
        yield sentence(f"{reason}.{audience}", language, **facts)
    if audience == "person":
        return
    for other in why.passed_over[:3]:
        if other.status in ("full", "no_places", "has_place", "enough"):
            of_other = {"mentor": people.mentor(other.mentor, language), "fit": number(other.fit, language)}
            yield sentence(f"several.passed_over.{other.status}", language, **of_other)
    if why.place_at >= 0:
        yield sentence("change.add_place", language, **{**facts, "mentor": people.mentor(why.place_at, language)})


def _said_of_mentor(why: SeveralMentor, language: str, audience: Audience, people: People) -> Iterator[str]:
    facts = {"mentor": people.mentor(why.mentor, language), "load": len(why.holders), "capacity": why.capacity}
    yield sentence(f"mentor.load.{audience}", language, **facts)
    if audience == "person":
        return
    if why.place_pairs > 0:
        yield sentence("several.place_pairs", language, count=why.place_pairs, **facts)
    else:
        key = "mentor.place_value" if why.place_fit > 0 else "mentor.no_place_value"
        yield sentence(key, language, value=number(why.place_fit, language), **facts)
