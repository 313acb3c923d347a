"""Solving one cohort with the engine.

Sentences never hold names: people stand in them as tokens of their enrolment, which a page replaces by the name that
holds today. What is stored of a run so names nobody, and an erasure needs to look for nothing in it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chiron_blueprint import answers as reading
from chiron_blueprint.answers import Person
from chiron_blueprint.fit import Scoring, problem
from chiron_blueprint.match import explained
from chiron_blueprint.schema import Blueprint
from chiron_engine import Matching, Problem, ProblemError, Reason, solve, verify

TOKEN = re.compile(r"⟨([0-9a-f-]{36})⟩")


@dataclass(frozen=True)
class Rule:
    """A coordinator's word on a pair of enrolments: "lock" or "forbid"."""

    mentee: str
    mentor: str
    kind: str


@dataclass(frozen=True)
class Pairing:
    """What a run is made of: people with their answers, places, weights, rules, and pairs kept apart."""

    blueprint: Blueprint
    mentees: Sequence[Person]
    mentors: Sequence[Person]
    weights: Mapping[str, float] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    apart: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Found:
    """One line of the result: a mentee's enrolment with a mentor's, or without one and why. Points in hundredths."""

    mentee: str
    mentor: str | None
    fit: int | None
    points: dict[str, int]
    possible: dict[str, int]
    sentences: dict[str, list[str]]
    reason: str
    says: dict[str, str]
    is_locked: bool


@dataclass(frozen=True)
class Outcome:
    """All lines, and what makes the run repeatable."""

    found: list[Found]
    problem_hash: str
    load: dict[str, tuple[int, int]]


class Clash(Exception):
    """The rules cannot all hold; `says` tells which, by language."""

    def __init__(self, says: dict[str, str]) -> None:
        super().__init__(says["en"])
        self.says = says


def token(enrolment: object) -> str:
    """What stands for a person in a stored sentence."""
    return f"⟨{enrolment}⟩"


def shown(text: str, names: Mapping[str, str]) -> str:
    """Put today's names where a stored sentence has tokens; somebody who is gone is "somebody"."""
    return TOKEN.sub(lambda match: names.get(match[1], "…"), text)


def scoring_of(pairing: Pairing) -> Scoring:
    """The criteria over both sides, with the coordinator's weights, names of partners resolved to people."""
    mentees = reading.resolved("mentee", pairing.mentees, pairing.mentors, pairing.blueprint).people
    mentors = reading.resolved("mentor", pairing.mentors, pairing.mentees, pairing.blueprint).people
    return Scoring(
        pairing.blueprint, _anonymous(mentees), _anonymous(mentors), weights=dict(pairing.weights), use_text=False
    )


def _anonymous(people: Iterable[Person]) -> list[Person]:
    """The people with tokens for names, and their person instead of their address: one human on both sides is one."""
    return [
        Person(
            row=person.row,
            id=person.id,
            name=token(person.id),
            email=str(person.answers.get("__person__", person.email)),
            answers=person.answers,
            capacity=person.capacity,
            zone=person.zone,
        )
        for person in people
    ]


def match(pairing: Pairing, *, method: str, seed: int, tell: Callable[[int], None] = lambda done: None) -> Outcome:
    """Score, solve, check and explain. `Clash` where the rules cannot all hold."""
    tell(10)
    scoring = scoring_of(pairing)
    tell(30)
    posed = _posed(scoring, pairing)
    tell(50)
    solved = _solved(posed, method, seed)
    tell(80)
    lines = _lines(scoring, posed, solved, pairing)
    tell(95)
    return Outcome(lines, posed.fingerprint(), _load(scoring, solved))


def _posed(scoring: Scoring, pairing: Pairing) -> Problem:
    row = {person.id: at for at, person in enumerate(scoring.mentees)}
    column = {person.id: at for at, person in enumerate(scoring.mentors)}
    known = [rule for rule in pairing.rules if rule.mentee in row and rule.mentor in column]
    locks = [(row[rule.mentee], column[rule.mentor]) for rule in known if rule.kind == "lock"]
    forbidden = [(row[rule.mentee], column[rule.mentor]) for rule in known if rule.kind == "forbid"]
    forbidden += [(row[one], column[other]) for one, other in pairing.apart if one in row and other in column]
    _check_locks(scoring, locks, set(forbidden))
    try:
        return problem(scoring, locked=locks, forbidden=forbidden)
    except ProblemError as error:
        raise Clash({language: error.text(language) for language in ("en", "es")}) from error


def _check_locks(scoring: Scoring, locks: list[tuple[int, int]], forbidden: set[tuple[int, int]]) -> None:
    for mentee, mentor in locks:
        one, other = scoring.mentees[mentee].name, scoring.mentors[mentor].name
        if (mentee, mentor) in forbidden:
            raise Clash(
                {
                    "en": f"{one} and {other} are locked together, but a conflict of interest or a rule keeps them "
                    "apart. Unlock the pair, then run again.",
                    "es": f"{one} y {other} están fijados juntos, pero un conflicto de intereses o una regla los "
                    "separa. Suelte la pareja y vuelva a ejecutar.",
                }
            )
    for mentor, person in enumerate(scoring.mentors):
        held = [mentee for mentee, of in locks if of == mentor]
        if len(held) > person.capacity:
            raise Clash(
                {
                    "en": f"{len(held)} mentees are locked to {person.name}, who has {person.capacity} free place(s). "
                    "Unlock one, or give the mentor another place.",
                    "es": f"Hay {len(held)} personas fijadas con {person.name}, que tiene {person.capacity} plaza(s) "
                    "libre(s). Suelte una o añada una plaza.",
                }
            )


def _solved(posed: Problem, method: str, seed: int) -> Matching:
    try:
        solved = solve(posed, method=method, seed=seed)
    except ProblemError as error:
        raise Clash({language: error.text(language) for language in ("en", "es")}) from error
    report = verify(posed, solved)
    if not report.ok:
        failed = ", ".join(check.name for check in report.checks if check.passed is False)
        raise AssertionError(f"the engine's answer did not pass its own verification: {failed}")
    return solved


def _lines(scoring: Scoring, posed: Problem, solved: Matching, pairing: Pairing) -> list[Found]:
    locked = {(rule.mentee, rule.mentor) for rule in pairing.rules if rule.kind == "lock"}
    lines = []
    for row, pair in enumerate(explained(scoring, posed, solved)):
        if pair.mentor is None or pair.breakdown is None:
            reason = Reason(int(solved.reason_of[row])).name.lower()
            says = {"en": pair.reason.en, "es": pair.reason.es} if pair.reason else {}
            lines.append(Found(pair.mentee.id, None, None, {}, {}, {}, reason, says, False))
            continue
        shares = pair.breakdown.shares
        lines.append(
            Found(
                pair.mentee.id,
                pair.mentor.id,
                pair.breakdown.fit,
                {share.criterion: share.points for share in shares},
                {share.criterion: share.possible for share in shares},
                {"en": [share.sentence.en for share in shares], "es": [share.sentence.es for share in shares]},
                "",
                {},
                (pair.mentee.id, pair.mentor.id) in locked,
            )
        )
    return lines


def _load(scoring: Scoring, solved: Matching) -> dict[str, tuple[int, int]]:
    used: dict[str, Any] = {person.id: 0 for person in scoring.mentors}
    for column in solved.mentor_of.tolist():
        if column >= 0:
            used[scoring.mentors[column].id] += 1
    return {person.id: (used[person.id], person.capacity) for person in scoring.mentors}
