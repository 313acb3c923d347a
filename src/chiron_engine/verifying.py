"""Checks of a matching against its problem. Shares no code with the solvers: only the data they are given and give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from chiron_engine import proving
from chiron_engine.options import Equitable, Fair, Rematch, Stable, Welfare
from chiron_engine.words import sentence

if TYPE_CHECKING:
    from chiron_engine.matching import Matching
    from chiron_engine.problem import Problem
    from chiron_engine.telling import People

IntArray = npt.NDArray[np.int64]
SHOWN = 1000
PART = 4_000_000


@dataclass(frozen=True)
class Check:
    """One thing that was checked. ``passed`` is None where it could not be decided; ``facts`` say what was found.

    Among the facts ``pairs`` are (mentee, mentor), ``mentors`` and ``mentees`` row numbers.
    """

    name: str
    passed: bool | None
    facts: dict[str, Any]

    def text(self, language: str = "en", *, people: People | None = None, most: int = 5) -> str:
        """The finding in a sentence, with at most ``most`` names or numbers of those it is about."""
        outcome = {True: "passed", False: "failed", None: "open"}[self.passed]
        facts = {
            name: _listed(name, value, language, people, most) if isinstance(value, list) else value
            for name, value in self.facts.items()
        }
        return sentence(f"check.{self.name}.{outcome}", language, **facts)


@dataclass(frozen=True)
class Report:
    """Every check made of one matching. ``blocking`` holds (mentee, mentor) pairs who would rather have each other."""

    checks: tuple[Check, ...]
    blocking: tuple[tuple[int, int], ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no check failed and none stayed open."""
        return all(check.passed is True for check in self.checks)

    @property
    def failures(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if check.passed is False)

    def __getitem__(self, name: str) -> Check:
        return next(check for check in self.checks if check.name == name)

    def sentences(self, language: str = "en", *, people: People | None = None) -> list[str]:
        """The findings, one sentence each."""
        return [check.text(language, people=people) for check in self.checks]


def verify(problem: Problem, matching: Matching) -> Report:
    """Check ``matching`` against ``problem``: constraints, the total, and what its method promises."""
    shape = _check_shape(problem, matching)
    if not shape.passed:
        return Report((shape,))
    pair_of = _pair_of(problem, matching.mentor_of)
    constraints = [check(problem, matching, pair_of) for check in CONSTRAINTS]
    blocking: tuple[tuple[int, int], ...] = ()
    promises: list[Check] = []
    if isinstance(matching.options, Stable):
        found = _blocking_pairs(problem, matching, pair_of, matching.options.ties)
        blocking = found[:SHOWN]
        facts = {"count": len(found), "pairs": list(found), "ties": matching.options.ties}
        promises.append(Check("stable", not found, facts))
    if isinstance(matching.options, Welfare):
        sound = not any(check.passed is False for check in constraints)
        promises.extend(_promises_of_welfare(problem, matching, sound=sound))
    if isinstance(matching.options, Fair) and not any(check.passed is False for check in constraints):
        value = proving.value_of_fairness(problem, matching.options)
        promises.append(Check("fairest", proving.is_optimal(problem, matching, value), {"kind": matching.options.kind}))
    if isinstance(matching.options, Rematch):
        promises.extend(_promises_of_rematch(problem, matching, matching.options))
    if isinstance(matching.options, Equitable) and problem.group is not None:
        promises.append(_check_equity(problem, matching, pair_of, matching.options.delta))
    return Report((shape, *constraints, *promises), blocking)


def _check_shape(problem: Problem, matching: Matching) -> Check:
    given = matching.mentor_of
    if given.shape != (problem.n_mentees,):
        return Check("shape", False, {"given": given.size, "expected": problem.n_mentees})
    outside = np.flatnonzero((given < -1) | (given >= problem.n_mentors))
    return Check("shape", not outside.size, {"given": given.size, "expected": problem.n_mentees})


def _pair_of(problem: Problem, mentor_of: IntArray) -> IntArray:
    """Where each mentee's pair stands in the problem; -1 unmatched, -2 matched to somebody who is no candidate."""
    pair_of = np.where(mentor_of >= 0, -2, -1).astype(np.int64)
    for part, mentee_of in _parts(problem):
        hits = np.flatnonzero(problem.mentor[part] == mentor_of[mentee_of])
        pair_of[mentee_of[hits]] = part.start + hits
    return pair_of


def _parts(problem: Problem) -> Iterator[tuple[slice, IntArray]]:
    """The pairs, some millions at a time so that no copy is large; with the mentee of each."""
    row = 0
    while row < problem.n_mentees:
        last = int(np.searchsorted(problem.start, problem.start[row] + PART, side="right")) - 1
        last = min(max(last, row + 1), problem.n_mentees)
        sizes = problem.start[row + 1 : last + 1] - problem.start[row:last]
        yield slice(int(problem.start[row]), int(problem.start[last])), np.repeat(np.arange(row, last), sizes)
        row = last


def _check_candidates(problem: Problem, matching: Matching, pair_of: IntArray) -> Check:
    stray = np.flatnonzero(pair_of == -2).tolist()
    forbidden = set(problem.forbidden.tolist())
    stray = [row for row in stray if row * problem.n_mentors + int(matching.mentor_of[row]) not in forbidden]
    pairs = [(row, int(matching.mentor_of[row])) for row in stray]
    return Check("candidates", not stray, {"count": len(stray), "pairs": pairs})


def _check_forbidden(problem: Problem, matching: Matching, pair_of: IntArray) -> Check:
    forbidden = set(problem.forbidden.tolist())
    rows = np.flatnonzero(matching.mentor_of >= 0).tolist() if forbidden else []
    keys = ((row, int(matching.mentor_of[row])) for row in rows)
    made = [pair for pair in keys if pair[0] * problem.n_mentors + pair[1] in forbidden]
    return Check("forbidden", not made, {"count": len(made), "pairs": made})


def _check_locks(problem: Problem, matching: Matching, pair_of: IntArray) -> Check:
    broken = [(mentee, mentor) for mentee, mentor in problem.locked if matching.mentor_of[mentee] != mentor]
    return Check("locks", not broken, {"count": len(broken), "pairs": broken})


def _load(problem: Problem, matching: Matching) -> IntArray:
    load = np.zeros(problem.n_mentors, dtype=np.int64)
    np.add.at(load, matching.mentor_of[matching.mentor_of >= 0], 1)
    return load


def _check_capacity(problem: Problem, matching: Matching, pair_of: IntArray) -> Check:
    over = np.flatnonzero(_load(problem, matching) > problem.capacity).tolist()
    return Check("capacity", not over, {"count": len(over), "mentors": over})


def _check_minimum(problem: Problem, matching: Matching, pair_of: IntArray) -> Check:
    under = np.flatnonzero(_load(problem, matching) < problem.minimum).tolist()
    may_close = isinstance(matching.options, Stable) and matching.options.below_minimum == "close"
    closed = set(matching.closed) if may_close else set()
    under = [mentor for mentor in under if mentor not in closed]
    return Check("minimum", not under, {"count": len(under), "mentors": under})


def _check_total(problem: Problem, matching: Matching, pair_of: IntArray) -> Check:
    total = sum(problem.score[pair_of[pair_of >= 0]].tolist())
    close = abs(matching.total_fit * problem.score_per_fit - total) <= 1e-6 * max(1, abs(total))
    same = total == matching.total_score and close
    fits = (total / problem.score_per_fit, matching.total_fit)
    return Check("total", same, {"found": fits[0], "claimed": fits[1]})


CONSTRAINTS: tuple[Callable[[Problem, Matching, IntArray], Check], ...] = (
    _check_candidates,
    _check_forbidden,
    _check_locks,
    _check_capacity,
    _check_minimum,
    _check_total,
)


def _blocking_pairs(problem: Problem, matching: Matching, pair_of: IntArray, ties: str) -> tuple[tuple[int, int], ...]:
    """Pairs who are not together and would both rather be; "rather" as the kind of stability defines it.

    Locked mentees and their places stand outside; so do closed mentors. With "strong" one of the two may be
    indifferent, with "super" both may.
    """
    wish = _Ranking(problem.score, problem.mentee_rank)
    esteem = _Ranking(problem.score, problem.mentor_rank)
    locked = np.zeros(problem.n_mentees, dtype=bool)
    locked[[mentee for mentee, _ in problem.locked]] = True
    never = np.iinfo(np.int64).max
    has = np.full(problem.n_mentees, never)
    has[pair_of >= 0] = wish.of(pair_of[pair_of >= 0])
    worst = np.full(problem.n_mentors, np.iinfo(np.int64).min)
    free_pairs = pair_of[(pair_of >= 0) & ~locked]
    np.maximum.at(worst, problem.mentor[free_pairs], esteem.of(free_pairs))
    worst[_load(problem, matching) < problem.capacity] = never
    worst[list(matching.closed)] = np.iinfo(np.int64).min
    found: list[tuple[int, int]] = []
    for part, mentee_of in _parts(problem):
        mentor = problem.mentor[part]
        open_pair = ~locked[mentee_of] & (matching.mentor_of[mentee_of] != mentor)
        rather = _rather(wish.of(part), has[mentee_of], esteem.of(part), worst[mentor], ties)
        at = np.flatnonzero(rather & open_pair)
        found.extend(zip(mentee_of[at].tolist(), mentor[at].tolist(), strict=True))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _Ranking:
    """One side's view of the pairs, smaller is better: ranks, or scores turned round."""

    score: IntArray
    rank: npt.NDArray[np.int32] | None

    def of(self, at: IntArray | slice) -> IntArray:
        """The view of some pairs."""
        return -self.score[at] if self.rank is None else self.rank[at].astype(np.int64)


def _rather(wish: IntArray, has: IntArray, esteem: IntArray, worst: IntArray, ties: str) -> npt.NDArray[np.bool_]:
    """Whether both sides of each pair would rather have it than what they have."""
    better: npt.NDArray[np.bool_] = (wish < has) & (esteem < worst)
    if ties == "strong":
        better = ((wish < has) & (esteem <= worst)) | ((wish <= has) & (esteem < worst))
    if ties == "super":
        better = (wish <= has) & (esteem <= worst)
    return better


def _promises_of_rematch(problem: Problem, matching: Matching, options: Rematch) -> Iterator[Check]:
    current = np.asarray(options.current, dtype=np.int64)
    changed = int(((current >= 0) & (current != matching.mentor_of)).sum())
    if options.changes is not None:
        yield Check("changes", changed <= options.changes, {"changed": changed, "allowed": options.changes})
        return
    scores = problem.score.tolist()
    kept = 4 * (problem.n_mentees + 1) * (max(map(abs, scores), default=0) + 1)
    matched = 4 * (problem.n_mentees + 1) * kept
    mentee_of = np.repeat(np.arange(problem.n_mentees), problem.start[1:] - problem.start[:-1])
    stays = (current[mentee_of] == problem.mentor).tolist()
    value = [score + kept * stay + matched for score, stay in zip(scores, stays, strict=True)]
    yield Check("fewest_changes", proving.is_optimal(problem, matching, value), {"changed": changed})


def _check_equity(problem: Problem, matching: Matching, pair_of: IntArray, delta: float) -> Check:
    """Whether the groups' mean fits, the unmatched counting zero, are within δ; in exact fractions."""
    scores = np.where(pair_of >= 0, np.append(problem.score, 0)[pair_of], 0).tolist()
    sums: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for group, score in zip(np.asarray(problem.group).astype(str).tolist(), scores, strict=True):
        sums[group] = sums.get(group, 0) + score
        sizes[group] = sizes.get(group, 0) + 1
    means = [Fraction(sums[group], sizes[group] * problem.score_per_fit) for group in sums]
    gap = float(max(means, default=Fraction(0)) - min(means, default=Fraction(0)))
    stated = matching.equity is None or abs(matching.equity.gap - gap) < 1e-6
    return Check("equity", gap <= delta + 1e-9 and stated, {"gap": gap, "delta": delta})


def _promises_of_welfare(problem: Problem, matching: Matching, *, sound: bool) -> Iterator[Check]:
    everybody = isinstance(matching.options, Welfare) and matching.options.everybody_first
    matched = int((matching.mentor_of >= 0).sum())
    if everybody:
        most = _most_matched(problem)
        yield Check("everybody", matched == most, {"matched": matched, "most": most})
    if matching.certificate is None:
        yield _optimal_without_certificate(problem, matching, everybody=everybody, sound=sound)
        return
    bound = _bound(problem, matching)
    gap = (bound - matching.total_score) / problem.score_per_fit
    facts = {"bound": bound / problem.score_per_fit, "total": matching.total_fit, "gap": gap}
    yield Check("optimal", bound == matching.total_score, facts)


def _optimal_without_certificate(problem: Problem, matching: Matching, *, everybody: bool, sound: bool) -> Check:
    scores = problem.score.tolist()
    bonus = 4 * (problem.n_mentees + 1) * (max(map(abs, scores), default=0) + 1) if everybody else 0
    passed = proving.is_optimal(problem, matching, [score + bonus for score in scores]) if sound else None
    facts = {"bound": matching.total_fit, "total": matching.total_fit}
    return Check("unproved" if passed is False else "optimal", passed, facts)


def _bound(problem: Problem, matching: Matching) -> int:
    """What no matching can exceed, by weak duality: any prices give a bound, and good ones give the optimum.

    Each free mentee is worth at most their best score above its price, each place its price; a price below zero is paid
    back by the minimum that causes it. When everybody comes first, matchings of the same size are compared.
    """
    certificate = matching.certificate
    assert certificate is not None
    locked = dict(problem.locked)
    held = np.zeros(problem.n_mentors, dtype=np.int64)
    np.add.at(held, list(locked.values()), 1)
    open_places = problem.capacity - held
    still_asked = np.maximum(problem.minimum - held, 0)
    largest = (int(np.abs(problem.score).max(initial=0)) + certificate.bonus) * certificate.scale
    kind = np.dtype(np.int64) if largest < 2**61 else np.dtype(object)  # never let a product wrap round
    best = np.zeros(problem.n_mentees, dtype=kind)
    for part, mentee_of in _parts(problem):
        mentor = problem.mentor[part]
        surplus = (problem.score[part].astype(kind) + certificate.bonus) * certificate.scale
        surplus -= certificate.price[mentor]
        surplus[open_places[mentor] == 0] = 0
        np.maximum.at(best, mentee_of, surplus)
    best[list(locked)] = 0
    price = certificate.price.tolist()
    places = sum(
        int(places) * max(each, 0) - int(asked) * max(-each, 0)
        for places, asked, each in zip(open_places, still_asked, price, strict=True)
    )
    bound = sum(best.tolist()) + places
    free_matched = int((matching.mentor_of >= 0).sum()) - len(locked)
    free_bound = bound - certificate.bonus * certificate.scale * free_matched
    lock_score = sum(int(problem.score[problem.pair(mentee, mentor)]) for mentee, mentor in locked.items())
    return int(free_bound) // certificate.scale + lock_score


def _most_matched(problem: Problem) -> int:
    """The largest number of mentees that can have a mentor, the locked ones included, by scipy's maximum flow."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import maximum_flow

    n, m = problem.n_mentees, problem.n_mentors
    locked = dict(problem.locked)
    left = problem.capacity.astype(np.int64).copy()
    np.subtract.at(left, list(locked.values()), 1)
    mentee_of = np.repeat(np.arange(n), problem.start[1:] - problem.start[:-1])
    free = ~np.isin(mentee_of, list(locked))
    source, sink = n + m, n + m + 1
    tails = np.concatenate([np.full(n, source), mentee_of[free], n + np.arange(m)])
    heads = np.concatenate([np.arange(n), n + problem.mentor[free], np.full(m, sink)])
    room = np.concatenate([np.ones(n), np.ones(int(free.sum())), np.minimum(left, n)]).astype(np.int32)
    graph = coo_array((room, (tails, heads)), shape=(n + m + 2, n + m + 2)).tocsr()
    return int(maximum_flow(graph, source, sink).flow_value) + len(locked)


def _listed(what: str, values: list[Any], language: str, people: People | None, most: int) -> str:
    """The first of a list, by name where names are known, else by number."""
    shown = [_shown(what, one, language, people) for one in values[:most]]
    return ", ".join(shown) + (f" … (+{len(values) - most})" if len(values) > most else "")


def _shown(what: str, one: Any, language: str, people: People | None) -> str:
    if what == "pairs":
        mentee, mentor = one
        return (
            f"{people.mentee(mentee, language)} – {people.mentor(mentor, language)}" if people else f"{mentee}-{mentor}"
        )
    if people is None:
        return str(one)
    return people.mentor(one, language) if what == "mentors" else people.mentee(one, language)
