"""From today's pairs to the next: the fewest changed, or the best within so many changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from chiron_engine import branching, feasibility, laid_out, lexicographic, recombination, welfare
from chiron_engine.errors import Infeasible, ProblemError
from chiron_engine.options import Rematch

if TYPE_CHECKING:
    from chiron_engine.matching import Matching
    from chiron_engine.problem import Problem

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

EXACT_PAIRS = 2500


def solve(problem: Problem, *, seed: int, options: Rematch) -> Matching:
    """The next pairs. Raises ProblemError on a wrong ``current``, Infeasible where more must change than may."""
    current = _current(problem, options)
    feasibility.refuse_impossible_minima(problem)
    plan = laid_out.lay_out(problem, seed=seed, by=problem.score)
    rows = np.repeat(plan.mentee_order, np.diff(plan.start))
    stays = (current[rows] == problem.mentor[plan.pair]).astype(np.int64)
    choose = _fewest if options.changes is None else _within
    choice = choose(problem, plan, stays, current, options)
    mentor_of = plan.mentors_of(problem, choice)
    return welfare.finish(problem, mentor_of, seed=seed, options=options, method="rematch")


def _current(problem: Problem, options: Rematch) -> IntArray:
    current = np.asarray(options.current, dtype=np.int64)
    if current.shape != (problem.n_mentees,):
        raise ProblemError("wrong_length", what="current", given=current.size, expected=problem.n_mentees)
    outside = np.flatnonzero((current < -1) | (current >= problem.n_mentors))
    if outside.size:
        at = int(outside[0])
        raise ProblemError("out_of_range", index=at, what="current", value=int(current[at]), last=problem.n_mentors - 1)
    if options.changes is not None and options.changes < 0:
        raise ProblemError("bad_option", option="changes", value=options.changes, expected="≥ 0")
    return current


def _fewest(
    problem: Problem, plan: laid_out.LaidOut, stays: IntArray, current: IntArray, options: Rematch
) -> npt.NDArray[np.int64]:
    freedom = lexicographic.whole(plan)
    freedom = lexicographic.narrow(freedom, np.ones(len(freedom.pair), dtype=np.int64))
    freedom = lexicographic.narrow(freedom, stays[freedom.pair])
    freedom = lexicographic.narrow(freedom, problem.score[plan.pair[freedom.pair]])
    return lexicographic.choice(freedom)


class _Gauge:
    """Two sums of a matching, its score and the pairs that stay, of which so many are needed."""

    def __init__(self, score: IntArray, stays: IntArray, needed: int) -> None:
        self.of_pair = np.append(np.array([score, stays], dtype=float), [[0.0], [0.0]], axis=1)
        self.needed = needed

    def sums(self, choice: IntArray) -> FloatArray:
        total: FloatArray = self.of_pair[:, choice].sum(axis=1)
        return total

    def changes(self, mentees: IntArray, path: IntArray, before: IntArray, after: IntArray) -> FloatArray:
        """What the two sums gain when some mentees change over, path by path."""
        gain = self.of_pair[:, after[mentees]] - self.of_pair[:, before[mentees]]
        return np.array([np.bincount(path, weights=one) for one in gain]).T.reshape(-1, len(gain))

    def excess(self, sums: FloatArray) -> FloatArray:
        """How many more pairs would have to stay."""
        return np.maximum(self.needed - sums[..., 1], 0.0)

    def total(self, sums: FloatArray) -> FloatArray:
        """The total score."""
        return sums[..., 0]


def _within(
    problem: Problem, plan: laid_out.LaidOut, stays: IntArray, current: IntArray, options: Rematch
) -> npt.NDArray[np.int64]:
    """The best within ``options.changes``: a price on changes is halved in on, what lies between recombined."""
    assert options.changes is not None
    score = problem.score[plan.pair]
    locked = laid_out.locked_mentors(problem)
    had = int((current[locked < 0] >= 0).sum())
    forced = int(((locked >= 0) & (current >= 0) & (locked != current)).sum())
    needed = had + forced - options.changes
    gauge = _Gauge(score, stays, needed)
    spread = int(score.max(initial=0)) - min(int(score.min(initial=0)), 0) + 1
    low, high = 0, 2 * spread * (problem.n_mentees + 1)
    steady = _most_kept(plan, stays, score)
    if gauge.excess(gauge.sums(steady)):
        least = had + forced - int(gauge.sums(steady)[1])
        raise Infeasible("too_few_changes", changes=options.changes, needed=least)
    found = [steady, welfare.best_choice(plan, score)]
    while gauge.excess(gauge.sums(found[-1])) and high - low > 1:
        middle = _between(low, high)
        choice = welfare.best_choice(plan, score + middle * stays)
        found.insert(-1, choice)
        low, high = (middle, high) if gauge.excess(gauge.sums(choice)) else (low, middle)
    best = recombination.best_within(found, plan, gauge)
    if len(score) <= EXACT_PAIRS:
        exact = branching.best(plan, score, [-stays.astype(float)], [-float(needed)])
        if exact is not None and gauge.total(gauge.sums(exact)) > gauge.total(gauge.sums(best)):
            best = exact if not gauge.excess(gauge.sums(exact)) else best
    return best


def _between(low: int, high: int) -> int:
    """A price to try next: the middle, on a scale of magnitudes while the range is wide."""
    if high > 16 * (low + 1):
        return max(int((low + 1) ** 0.5 * high**0.5), low + 1)
    return (low + high) // 2


def _most_kept(plan: laid_out.LaidOut, stays: IntArray, score: IntArray) -> npt.NDArray[np.int64]:
    freedom = lexicographic.narrow(lexicographic.whole(plan), stays[lexicographic.whole(plan).pair])
    freedom = lexicographic.narrow(freedom, score[freedom.pair])
    return lexicographic.choice(freedom)
