"""Solving one cohort with the engine.

Sentences never hold names: people stand in them as tokens of their enrolment, which a page replaces by the name that
holds today. What is stored of a run so names nobody, and an erasure needs to look for nothing in it.
"""

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chiron.matching.rules import advice, methods, reasons
from chiron.matching.rules.reasons import Clash, both_sides, refine, token
from chiron_blueprint import answers as reading
from chiron_blueprint.answers import Person
from chiron_blueprint.fit import Scoring, problem
from chiron_blueprint.match import explained
from chiron_blueprint.schema import Blueprint
from chiron_engine import Matching, Problem, ProblemError, Reason, solve, verify

TOKEN = re.compile(r"⟨([0-9a-f-]{36})⟩")
#: Above so many seconds for one solve nothing is tried that solves anew again and again.
LONG = 1.0


@dataclass(frozen=True)
class Rule:
    """A coordinator's word on a pair of enrolments: "lock" or "forbid"."""

    mentee: str
    mentor: str
    kind: str


@dataclass(frozen=True)
class Pairing:
    """What a run is made of: people with their answers, places, weights, rules, and pairs kept apart.

    ``tried`` are pairs offered in vain before, or that go on beside the one looked for, ``today`` is the mentor whom a
    mentee has already, ``group`` the group of each mentee, ``options`` what was set for the method, ``mentors_each``
    how many a mentee may have; each of the last four counts only for the methods that ask for it.
    """

    blueprint: Blueprint
    mentees: Sequence[Person]
    mentors: Sequence[Person]
    weights: Mapping[str, float] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    apart: frozenset[tuple[str, str]] = frozenset()
    tried: frozenset[tuple[str, str]] = frozenset()
    today: Mapping[str, str] = field(default_factory=dict)
    group: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    mentors_each: int = 1


@dataclass(frozen=True)
class Found:
    """One line of the result: a mentee's enrolment with a mentor's, or without one and why. Points in hundredths.

    ``need`` is the place, among those that the mentee named, of the need that the mentor is for, in a mosaic.
    """

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
    need: int | None = None


@dataclass(frozen=True)
class Outcome:
    """All lines, what makes the run repeatable, the places that would help those without a mentor.

    ``disturbed``: how many of those who have a mentor today would have another; ``needs``: how many are met, of how
    many; each where the method counts them.
    """

    found: list[Found]
    problem_hash: str
    load: dict[str, tuple[int, int]]
    places: dict[str, Any] = field(default_factory=dict)
    disturbed: int | None = None
    needs: tuple[int, int] | None = None


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


@dataclass(frozen=True)
class Case:
    """A pairing made ready for the engine by one method: asked and checked as often as wanted."""

    pairing: Pairing
    method: str
    seed: int
    scoring: Scoring
    posed: Problem

    def solved(self, posed: Problem | None = None) -> Matching:
        """The engine's answer, which has passed its own verification; `Clash` where the rules cannot all hold."""
        return _solved(posed or self.posed, self.method, self.seed, self.pairing.options, self.current)

    @property
    def current(self) -> list[int]:
        """The mentor of each mentee today; -1 for nobody, or for somebody who takes no part any more."""
        column = {person.id: at for at, person in enumerate(self.scoring.mentors)}
        return [column.get(self.pairing.today.get(person.id, ""), -1) for person in self.scoring.mentees]


def case_of(pairing: Pairing, *, method: str, seed: int, scoring: Scoring | None = None) -> Case:
    """Score and pose a pairing; `Clash` where locks cannot hold."""
    scoring = scoring or scoring_of(pairing)
    return Case(pairing, method, seed, scoring, _posed(scoring, pairing, method))


def match(pairing: Pairing, *, method: str, seed: int, tell: Callable[[int], None] = lambda done: None) -> Outcome:
    """Score, solve, check, explain and advise. `Clash` where the rules cannot all hold."""
    tell(10)
    scoring = scoring_of(pairing)
    tell(30)
    case = case_of(pairing, method=method, seed=seed, scoring=scoring)
    tell(50)
    began = time.monotonic()
    solved = case.solved()
    is_quick = time.monotonic() - began < LONG
    tell(70)
    lines = _lines(case, solved)
    tell(85)
    places = advice.places(case.posed, solved, case.solved, scoring) if is_quick else {}
    tell(95)
    disturbed = len(solved.changed_from(case.current)) if method == "least_change" else None
    return Outcome(lines, case.posed.fingerprint(), _load(scoring, solved), places, disturbed)


def repeated(pairing: Pairing, *, method: str, seed: int) -> tuple[str, dict[str, list[str]]]:
    """The problem's hash and who is with whom, and nothing else: enough to tell whether a run comes out the same."""
    case = case_of(pairing, method=method, seed=seed)
    with_whom = [[case.scoring.mentors[at].id] if at >= 0 else [] for at in case.solved().mentor_of.tolist()]
    return case.posed.fingerprint(), dict(zip((each.id for each in case.scoring.mentees), with_whom, strict=True))


def without(pairing: Pairing, *, method: str, seed: int, mentee: str, mentor: str) -> tuple[int, int, int, int]:
    """What the run would be without a pair (or, of a locked pair, without its lock), by solving again.

    The change of the total fit and of the lowest fit in hundredths, how many others have another answer, and how many
    fewer have somebody. `Clash` where it cannot be.
    """
    here = case_of(pairing, method=method, seed=seed)
    locked = rules_but_lock(pairing, mentee, mentor)
    is_locked = len(locked) < len(pairing.rules)
    changed = locked if is_locked else [*pairing.rules, Rule(mentee, mentor, "forbid")]
    there = case_of(replace(pairing, rules=changed), method=method, seed=seed, scoring=here.scoring)
    before, after = here.solved(), there.solved()
    row = next(at for at, person in enumerate(here.scoring.mentees) if person.id == mentee)
    others = sum(at != row for at in (before.mentor_of != after.mentor_of).nonzero()[0].tolist())
    fewer = int((before.mentor_of >= 0).sum() - (after.mentor_of >= 0).sum())
    change = round((after.total_fit - before.total_fit) * 100)
    return change, _lowest(there.posed, after) - _lowest(here.posed, before), others, fewer


def rules_but_lock(pairing: Pairing, mentee: str, mentor: str) -> list[Rule]:
    """The rules of a pairing but the lock of one pair."""
    return [rule for rule in pairing.rules if rule != Rule(mentee, mentor, "lock")]


def _lowest(posed: Problem, solved: Matching) -> int:
    fits = [float(posed.fit[posed.pair(row, column)]) for row, column in solved.pairs]
    return round(min(fits, default=0) * 100)


def _posed(scoring: Scoring, pairing: Pairing, method: str) -> Problem:
    row = {person.id: at for at, person in enumerate(scoring.mentees)}
    column = {person.id: at for at, person in enumerate(scoring.mentors)}
    locks, forbidden = rules_by_row(scoring, pairing)
    check_locks(scoring, locks, set(forbidden))
    held = [] if method != "least_change" else _made_by_hand(scoring, pairing, row, column, {*forbidden, *locks})
    group = [pairing.group.get(person.id, "") for person in scoring.mentees] if method == "equitable" else None
    try:
        posed = problem(scoring, locked=[*locks, *held], forbidden=forbidden, group=group)
    except ProblemError as error:
        raise Clash({language: error.text(language) for language in ("en", "es")}) from error
    wishes = {at: _named(pairing, "mentee", person, column) for at, person in enumerate(scoring.mentees)}
    esteems = {at: _named(pairing, "mentor", person, row) for at, person in enumerate(scoring.mentors)}
    return methods.with_ranks(posed, method, wishes, esteems)


def _named(pairing: Pairing, side: str, person: Person, at: Mapping[str, int]) -> list[int]:
    questions = [getattr(each, side) for each in pairing.blueprint.criteria if each.compare == "preferred"]
    named = [id for question in filter(None, questions) for id in person.answers.get(question) or ()]
    return [at[id] for id in named if id in at]


def _made_by_hand(
    scoring: Scoring, pairing: Pairing, row: Mapping[str, int], column: Mapping[str, int], settled: set[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Today's pairs that no run would make, as something must hold that does not: somebody meant them; they stay."""
    today = [(row[one], column[other]) for one, other in pairing.today.items() if one in row and other in column]
    locked = {mentee for mentee, _mentor in settled}
    return [
        (mentee, mentor)
        for mentee, mentor in today
        if (mentee, mentor) not in settled
        and mentee not in locked
        and scoring.breakdown(mentee, mentor).barred_by
        and not _refused(scoring, mentee, mentor)
    ]


def rules_by_row(scoring: Scoring, pairing: Pairing) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The pairs locked together, and those forbidden, kept apart or tried before, by their rows."""
    row = {person.id: at for at, person in enumerate(scoring.mentees)}
    column = {person.id: at for at, person in enumerate(scoring.mentors)}
    known = [rule for rule in pairing.rules if rule.mentee in row and rule.mentor in column]
    locks = [(row[rule.mentee], column[rule.mentor]) for rule in known if rule.kind == "lock"]
    forbidden = [(row[rule.mentee], column[rule.mentor]) for rule in known if rule.kind == "forbid"]
    kept = [*pairing.apart, *pairing.tried]
    forbidden += [(row[one], column[other]) for one, other in kept if one in row and other in column]
    return locks, forbidden


def check_locks(scoring: Scoring, locks: list[tuple[int, int]], forbidden: set[tuple[int, int]]) -> None:
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


def _solved(
    posed: Problem, method: str, seed: int, said: Mapping[str, Any] | None = None, current: Sequence[int] = ()
) -> Matching:
    try:
        options = methods.options_of(method, said or {}, current)
        solved = solve(posed, method=methods.WAYS[method].engine, seed=seed, options=options)
    except ProblemError as error:
        raise Clash({language: error.text(language) for language in ("en", "es")}) from error
    report = verify(posed, solved)
    if not report.ok:
        failed = ", ".join(check.name for check in report.checks if check.passed is not True)
        raise AssertionError(f"the engine's answer did not pass its own verification: {failed}")
    return solved


def _lines(case: Case, solved: Matching) -> list[Found]:
    scoring, posed, pairing = case.scoring, case.posed, case.pairing
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
