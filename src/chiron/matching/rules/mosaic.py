"""Several mentors for each mentee, one for each need that they named, in one solve for the whole cohort.

A mentor counts for a need that they offer; the fit of the pair is the fit everywhere else, so that its sum says the
same on every page. As many needs as possible are met; nobody has a second mentor at the price of somebody's first;
then the total fit is the highest.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from chiron.matching.rules import solving
from chiron.matching.rules.reasons import (
    Clash,
    locked_without_need,
    nobody_offers,
    offers_are_full,
    refine,
    unsaid_need,
)
from chiron.matching.rules.solving import Found, Outcome, Pairing, Rule
from chiron_blueprint.answers import Person
from chiron_blueprint.fit import Scoring, problem
from chiron_blueprint.schema import Blueprint
from chiron_engine import Mosaic, MosaicProblem, Problem, ProblemError, solve_mosaic, verify_mosaic


def asked_and_offered(blueprint: Blueprint) -> tuple[str, str] | None:
    """The questions in which mentees name their needs and mentors what they offer; None where there are none."""
    criteria = [each for each in blueprint.criteria if each.compare == "offer" and each.mentee and each.mentor]
    return (criteria[0].mentee, criteria[0].mentor) if criteria else None


def needs_of(blueprint: Blueprint, answers: Mapping[str, Any], most: int) -> list[str]:
    """What somebody asks for, as they ordered it, so many at most."""
    both = asked_and_offered(blueprint)
    return chosen(answers, both[0])[:most] if both else []


def chosen(answers: Mapping[str, Any], question: str) -> list[str]:
    """The options that somebody chose in a question, in their order."""
    said = answers.get(question) or ()
    return [said] if isinstance(said, str) else list(said)


@dataclass(frozen=True)
class Case:
    """A pairing made ready: the pairs that may be, the needs of each mentee, and the engine's problem."""

    pairing: Pairing
    seed: int
    scoring: Scoring
    pairs: Problem
    needs: list[list[str]]
    posed: MosaicProblem

    def solved(self) -> Mosaic:
        """The engine's answer; `Clash` where the locks cannot hold."""
        try:
            return solve_mosaic(self.posed, seed=self.seed)
        except ProblemError as error:
            raise Clash({language: error.text(language) for language in ("en", "es")}) from error

    def hash(self) -> str:
        """What tells this problem from every other."""
        posed = self.posed
        digest = hashlib.sha256(f"{self.pairs.fingerprint()},{posed.roles},{posed.locked}".encode())
        for array in (posed.mentee, posed.mentor, posed.role, posed.score, posed.wanted):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()


def case_of(pairing: Pairing, *, seed: int, scoring: Scoring | None = None) -> Case:
    """Score and pose a pairing; `Clash` where locks cannot hold."""
    scoring = scoring or solving.scoring_of(pairing)
    locks, forbidden = solving.rules_by_row(scoring, pairing)
    solving.check_locks(scoring, locks, set(forbidden))
    pairs = problem(scoring, forbidden=forbidden)
    needs = [needs_of(pairing.blueprint, person.answers, pairing.mentors_each) for person in scoring.mentees]
    return Case(pairing, seed, scoring, pairs, needs, _posed(pairing, scoring, pairs, needs, locks))


def _posed(
    pairing: Pairing, scoring: Scoring, pairs: Problem, needs: Sequence[list[str]], locks: Sequence[tuple[int, int]]
) -> MosaicProblem:
    both = asked_and_offered(pairing.blueprint)
    offers = [set(chosen(person.answers, both[1])) if both else set() for person in scoring.mentors]
    roles = sorted({need for mine in needs for need in mine})
    number = {role: at for at, role in enumerate(roles)}
    locked = _locked(scoring, needs, offers, locks)
    fits = {
        (mentee, int(pairs.mentor[at]), number[need]): float(pairs.fit[at])
        for mentee, mine in enumerate(needs)
        for at in range(int(pairs.start[mentee]), int(pairs.start[mentee + 1]))
        for need in mine
        if need in offers[int(pairs.mentor[at])]
    }
    fits |= {
        (mentee, mentor, number[need]): scoring.breakdown(mentee, mentor).fit / 100 for mentee, need, mentor in locked
    }
    entries = np.array(sorted(fits), dtype=np.int64).reshape(-1, 3)
    wanted = np.zeros((len(scoring.mentees), len(roles)), dtype=bool)
    for mentee, mine in enumerate(needs):
        wanted[mentee, [number[need] for need in mine]] = True
    return MosaicProblem.from_entries(
        entries[:, 0],
        entries[:, 1],
        entries[:, 2],
        [fits[key] for key in sorted(fits)],
        n_mentees=len(scoring.mentees),
        n_mentors=len(scoring.mentors),
        roles=roles,
        capacity=[person.capacity for person in scoring.mentors],
        wanted=wanted,
        evenly=True,
        locked=[(mentee, number[need], mentor) for mentee, need, mentor in locked],
        mentee_id=[_who(person, "mentee") for person in scoring.mentees],
        mentor_id=[_who(person, "mentor") for person in scoring.mentors],
    )


def _who(person: Person, side: str) -> str:
    return person.email or f"{side} {person.id}"


def _locked(
    scoring: Scoring, needs: Sequence[list[str]], offers: Sequence[set[str]], locks: Sequence[tuple[int, int]]
) -> list[tuple[int, str, int]]:
    """The need that each locked pair is for: the mentee's first that is still free and offered, else the first free."""
    taken: dict[int, set[str]] = {}
    found = []
    for mentee, mentor in sorted(locks):
        free = [need for need in needs[mentee] if need not in taken.get(mentee, ())]
        if not free:
            raise locked_without_need(scoring.mentees[mentee].name, scoring.mentors[mentor].name)
        need = next((each for each in free if each in offers[mentor]), free[0])
        taken.setdefault(mentee, set()).add(need)
        found.append((mentee, need, mentor))
    return found


def match(pairing: Pairing, *, seed: int, tell: Callable[[int], None] = lambda done: None) -> Outcome:
    """Score, solve, check and explain. `Clash` where the rules cannot all hold."""
    tell(10)
    scoring = solving.scoring_of(pairing)
    tell(30)
    case = case_of(pairing, seed=seed, scoring=scoring)
    tell(50)
    solved = case.solved()
    tell(70)
    report = verify_mosaic(case.posed, solved)
    if report.failures:
        failed = ", ".join(check.name for check in report.failures)
        raise AssertionError(f"the engine's answer did not pass its own verification: {failed}")
    tell(85)
    lines = _lines(case, solved)
    used = np.bincount(solved.mentor_of[solved.mentor_of >= 0], minlength=len(scoring.mentors))
    load = {person.id: (int(used[at]), person.capacity) for at, person in enumerate(scoring.mentors)}
    tell(95)
    return Outcome(lines, case.hash(), load, needs=(solved.covered, solved.wished))


def repeated(pairing: Pairing, *, seed: int) -> tuple[str, dict[str, list[str]]]:
    """The problem's hash and the mentors of each mentee, and nothing else."""
    case = case_of(pairing, seed=seed)
    rows = case.solved().mentor_of.tolist()
    names = [sorted(case.scoring.mentors[at].id for at in row if at >= 0) for row in rows]
    return case.hash(), dict(zip((each.id for each in case.scoring.mentees), names, strict=True))


def without(pairing: Pairing, *, seed: int, mentee: str, mentor: str) -> tuple[int, int, int, int]:
    """As :func:`solving.without`: the change of the total and of the lowest fit in hundredths, how many others have
    other mentors, and how many fewer needs are met.
    """
    here = case_of(pairing, seed=seed)
    locked = solving.rules_but_lock(pairing, mentee, mentor)
    changed = locked if len(locked) < len(pairing.rules) else [*pairing.rules, Rule(mentee, mentor, "forbid")]
    there = case_of(replace(pairing, rules=changed), seed=seed, scoring=here.scoring)
    before, after = here.solved(), there.solved()
    then, now = _with_whom(here, before), _with_whom(there, after)
    others = sum(then[each] != now[each] for each in then if each != mentee)
    change = round((after.total_fit - before.total_fit) * 100)
    return change, _lowest(there, after) - _lowest(here, before), others, before.covered - after.covered


def _with_whom(case: Case, solved: Mosaic) -> dict[str, set[int]]:
    rows = solved.mentor_of.tolist()
    return {person.id: set(row) - {-1} for person, row in zip(case.scoring.mentees, rows, strict=True)}


def _lowest(case: Case, solved: Mosaic) -> int:
    fits = case.posed.fit[solved.mentor_of[case.posed.mentee, case.posed.role] == case.posed.mentor]
    return round(float(fits.min(initial=100.0)) * 100) if fits.size else 0


def _lines(case: Case, solved: Mosaic) -> list[Found]:
    scoring, posed = case.scoring, case.posed
    locked = {(rule.mentee, rule.mentor) for rule in case.pairing.rules if rule.kind == "lock"}
    number = {role: at for at, role in enumerate(posed.roles)}
    why_not = {(row, role): why for row, role, why in solved.unmet(posed)}
    lines = []
    for row, person in enumerate(scoring.mentees):
        made = [
            (place, int(solved.mentor_of[row, number[need]]))
            for place, need in enumerate(case.needs[row], start=1)
            if solved.mentor_of[row, number[need]] >= 0
        ]
        open_needs = [
            [place, why_not[row, number[need]]]
            for place, need in enumerate(case.needs[row], start=1)
            if (row, number[need]) in why_not
        ]
        if not made:
            reason, says = _why_nobody(case, row)
            lines.append(Found(person.id, None, None, {}, {}, {}, reason, says, False))
        for place, column in made:
            breakdown = scoring.breakdown(row, column)
            mentor = scoring.mentors[column].id
            lines.append(
                Found(
                    person.id,
                    mentor,
                    breakdown.fit,
                    {share.criterion: share.points for share in breakdown.shares},
                    {share.criterion: share.possible for share in breakdown.shares},
                    {},
                    "",
                    {},
                    (person.id, mentor) in locked,
                    {"open": open_needs} if open_needs else {},
                    need=place,
                )
            )
    return lines


def _why_nobody(case: Case, row: int) -> tuple[str, dict[str, str]]:
    name = case.scoring.mentees[row].name
    pairs = case.pairs
    if not case.needs[row]:
        return "no_need", unsaid_need(name)
    if int(pairs.start[row]) == int(pairs.start[row + 1]):
        return refine(case.scoring, case.pairing, row, "no_candidate", {})
    mine = np.flatnonzero(case.posed.mentee == row)
    if not mine.size:
        return "no_offer", nobody_offers(name, int(pairs.start[row + 1]) - int(pairs.start[row]))
    best = int(case.posed.mentor[mine[int(np.argmax(case.posed.score[mine]))]])
    return "full", offers_are_full(name, case.scoring.mentors[best].name)
