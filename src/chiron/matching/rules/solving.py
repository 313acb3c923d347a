"""Solving one cohort with the engine.

Sentences never hold names: people stand in them as tokens of their enrolment, which a page replaces by the name that
holds today. What is stored of a run so names nobody, and an erasure needs to look for nothing in it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chiron.matching.rules import advice, reasons
from chiron.matching.rules.reasons import Clash, both_sides, refine, token
from chiron_blueprint import answers as reading
from chiron_blueprint.answers import Person
from chiron_blueprint.fit import Scoring, problem
from chiron_blueprint.match import explained
from chiron_blueprint.schema import Blueprint
from chiron_engine import Matching, Options, Problem, ProblemError, Reason, Welfare, solve, verify

TOKEN = re.compile(r"⟨([0-9a-f-]{36})⟩")

#: What a coordinator can choose, and how the engine is asked for it.
ENGINE: dict[str, tuple[str, Options | None]] = {
    "welfare": ("welfare", None),
    "everybody": ("welfare", Welfare(everybody_first=True)),
    "stable": ("stable", None),
    "fair": ("fair", None),
}


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
    advice: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """All lines, what makes the run repeatable, and the places that would help those without a mentor."""

    found: list[Found]
    problem_hash: str
    load: dict[str, tuple[int, int]]
    places: dict[str, Any] = field(default_factory=dict)


def shown(text: str, names: Mapping[str, str]) -> str:
    """Put today's names where a stored sentence has tokens; somebody who is gone is "somebody"."""
    return TOKEN.sub(lambda match: names.get(match[1], "…"), text)


def settled(
    blueprint: Blueprint, mentees: Sequence[Person], mentors: Sequence[Person], *, is_strict: bool = True
) -> dict[str, dict[str, Any]]:
    """The answers by person with the partners they named turned into ids, once and for all.

    `Clash` where somebody contradicts themselves, unless *is_strict* is False: then their wishes stay names. A name
    is looked up when a run begins and never again: somebody who changes theirs later changes no run.
    """
    found: dict[str, dict[str, Any]] = {}
    for side, people, others in (("mentee", mentees, mentors), ("mentor", mentors, mentees)):
        numbered = [replace(person, row=row) for row, person in enumerate(people)]
        resolved = reading.resolved(side, numbered, others, blueprint)
        for rejection in resolved.rejections if is_strict else ():
            raise both_sides(people[rejection.row].id, rejection.code)
        found |= {person.id: dict(person.answers) for person in people}
        found |= {person.id: dict(person.answers) for person in resolved.people}
    return found


def named_by(blueprint: Blueprint, side: str, person: Person) -> list[str]:
    """The ids of the partners whom somebody wished for or refused."""
    questions = {getattr(each, side) for each in blueprint.criteria if each.compare in ("preferred", "refused")}
    return [id for question in sorted(filter(None, questions)) for id in person.answers.get(question) or ()]


def scoring_around(pairing: Pairing) -> Scoring:
    """The criteria over one mentee and some mentors, with the points that they have in the whole run.

    Those whom one of them named stand beside as empty places: having named somebody else is an answer too.
    """
    [mentee], mentors = pairing.mentees, pairing.mentors
    there = {mentor.id for mentor in mentors}
    named = [each for mentor in mentors for each in named_by(pairing.blueprint, "mentor", mentor) if each != mentee.id]
    wished = [each for each in named_by(pairing.blueprint, "mentee", mentee) if each not in there]
    beside = [Person(0, each, "") for each in dict.fromkeys(named)]
    beyond = [Person(0, each, "") for each in dict.fromkeys(wished)]
    return scoring_of(Pairing(pairing.blueprint, [mentee, *beside], [*mentors, *beyond], pairing.weights))


def scoring_of(pairing: Pairing) -> Scoring:
    """The criteria over both sides, with the coordinator's weights; partners stand in the answers as ids."""
    mentees, mentors = _anonymous(pairing.mentees), _anonymous(pairing.mentors)
    return Scoring(pairing.blueprint, mentees, mentors, weights=dict(pairing.weights), use_text=False)


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
    """Score, solve, check, explain and advise. `Clash` where the rules cannot all hold."""
    tell(10)
    scoring = scoring_of(pairing)
    tell(30)
    posed = _posed(scoring, pairing)
    tell(50)
    solved = _solved(posed, method, seed)
    tell(70)
    lines = _lines(scoring, posed, solved, pairing)
    tell(85)
    places = advice.places(posed, solved, lambda other: _solved(other, method, seed), scoring)
    tell(95)
    return Outcome(lines, posed.fingerprint(), _load(scoring, solved), places)


def repeated(pairing: Pairing, *, method: str, seed: int) -> tuple[str, dict[str, str | None]]:
    """The problem's hash and who is with whom, and nothing else: enough to tell whether a run comes out the same."""
    scoring = scoring_of(pairing)
    posed = _posed(scoring, pairing)
    solved = _solved(posed, method, seed)
    with_whom = [None if at < 0 else scoring.mentors[at].id for at in solved.mentor_of.tolist()]
    return posed.fingerprint(), dict(zip((each.id for each in scoring.mentees), with_whom, strict=True))


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
    """A lock cannot stand against a conflict, a forbid, a refusal by one of the two, or the mentor's places."""
    for mentee, mentor in locks:
        one, other = scoring.mentees[mentee].name, scoring.mentors[mentor].name
        if (mentee, mentor) in forbidden:
            raise reasons.locked_apart(one, other)
        if _refused(scoring, mentee, mentor):
            raise reasons.locked_refused(one, other)
    for mentor, person in enumerate(scoring.mentors):
        held = sum(of == mentor for _mentee, of in locks)
        if held > person.capacity:
            raise reasons.too_many_locks(held, person.name, person.capacity)


def _refused(scoring: Scoring, mentee: int, mentor: int) -> bool:
    refusals = {each.id for each in scoring.criteria if each.compare == "refused"}
    return bool(refusals) and bool(refusals & set(scoring.breakdown(mentee, mentor).barred_by))


def _solved(posed: Problem, method: str, seed: int) -> Matching:
    name, options = ENGINE[method]
    try:
        solved = solve(posed, method=name, seed=seed, options=options)
    except ProblemError as error:
        raise Clash({language: error.text(language) for language in ("en", "es")}) from error
    report = verify(posed, solved)
    if not report.ok:
        failed = ", ".join(check.name for check in report.checks if check.passed is not True)
        raise AssertionError(f"the engine's answer did not pass its own verification: {failed}")
    return solved


def _lines(scoring: Scoring, posed: Problem, solved: Matching, pairing: Pairing) -> list[Found]:
    locked = {(rule.mentee, rule.mentor) for rule in pairing.rules if rule.kind == "lock"}
    advised = advice.pairs(posed, solved, scoring)
    lines = []
    for row, pair in enumerate(explained(scoring, posed, solved)):
        if pair.mentor is None or pair.breakdown is None:
            reason = Reason(int(solved.reason_of[row])).name.lower()
            says = {"en": pair.reason.en, "es": pair.reason.es} if pair.reason else {}
            reason, says = refine(scoring, pairing, row, reason, says)
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
                advised.get(row, {}),
            )
        )
    return lines


def _load(scoring: Scoring, solved: Matching) -> dict[str, tuple[int, int]]:
    used: dict[str, Any] = {person.id: 0 for person in scoring.mentors}
    for column in solved.mentor_of.tolist():
        if column >= 0:
            used[scoring.mentors[column].id] += 1
    return {person.id: (used[person.id], person.capacity) for person in scoring.mentors}
