"""The highest total fit such that no group's mean fit is more than δ below another's.

A linear master problem mixes matchings (Dantzig and Wolfe 1960); its multipliers tilt the groups' scores, the auction
finds the matching that helps most, and so on until none does. That gives the bound of the relaxation exactly. The
matching itself is recombined from those found, path by path; small problems are finished by branch and bound.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from chiron_engine import branching, feasibility, laid_out, recombination, welfare
from chiron_engine.errors import Infeasible, ProblemError
from chiron_engine.matching import Equity
from chiron_engine.options import Equitable

if TYPE_CHECKING:
    from chiron_engine.matching import Matching
    from chiron_engine.problem import Problem

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

ROUNDS = 40
EXACT_PAIRS = 2500
PENALTY = 1e3
NEARBY = (0.8, 0.9, 0.95, 0.98, 1.02, 1.05, 1.1, 1.2)


@dataclass(eq=False)
class Pool:
    """The matchings found so far (choices of pairs in the laid-out problem), with totals and the sums of each group."""

    problem: Problem
    plan: laid_out.LaidOut
    group: IntArray
    size: FloatArray
    locked_sum: FloatArray
    choices: list[IntArray]
    sums: list[FloatArray]

    def sums_of(self, choice: IntArray) -> FloatArray:
        """Each group's total score under a choice, the locked pairs included."""
        made = np.flatnonzero(choice >= 0)
        score = self.problem.score[self.plan.pair[choice[made]]]
        return self.locked_sum + np.bincount(self.group[made], weights=score, minlength=len(self.size))

    def add(self, choice: IntArray) -> FloatArray:
        """Put a matching into the pool; returns its sums."""
        self.choices.append(choice)
        self.sums.append(self.sums_of(choice))
        return self.sums[-1]


def solve(problem: Problem, *, seed: int, options: Equitable) -> Matching:
    """The best matching found within ``options.delta``, with the means, the price and the bound.

    Raises ProblemError where groups are missing, Infeasible where no matching within δ was found.
    """
    return frontier(problem, [options.delta], seed=seed)[0]


def frontier(problem: Problem, deltas: Iterable[float], *, seed: int = 0) -> list[Matching]:
    """One equitable matching for each δ, in units of fit; what is found for one serves the next."""
    wanted = list(deltas)
    if problem.group is None:
        raise ProblemError("group_missing")
    for delta in wanted:
        if not delta >= 0:
            raise ProblemError("bad_option", option="delta", value=delta, expected="≥ 0")
    feasibility.refuse_impossible_minima(problem)
    pool = _pool(problem, seed)
    best = float(pool.add(_tilted(pool, np.ones(len(pool.size)))).sum())
    if not problem.minimum.any():
        pool.add(np.full(problem.n_mentees, -1, dtype=np.int64))  # nobody matched: equal, and a start towards better
    return [_at(pool, delta, seed, best) for delta in wanted]


def _pool(problem: Problem, seed: int) -> Pool:
    plan = laid_out.lay_out(problem, seed=seed, by=problem.score)
    _, group = np.unique(np.asarray(problem.group).astype(str), return_inverse=True)
    size = np.bincount(group).astype(float)
    locked_sum = np.zeros(len(size))
    for mentee, mentor in problem.locked:
        locked_sum[group[mentee]] += problem.score[problem.pair(mentee, mentor)]
    return Pool(problem, plan, group[plan.mentee_order], size, locked_sum, [], [])


def _at(pool: Pool, delta: float, seed: int, best: float) -> Matching:
    units = delta * pool.problem.score_per_fit
    bound = min(_mix(pool, units), best)
    choice = recombination.best_within(pool.choices, pool.plan, _Gauge(pool, units))
    if len(pool.plan.pair) <= EXACT_PAIRS:
        choice = _exact(pool, units, choice)
    sums = pool.sums_of(choice)
    means = sums / pool.size / pool.problem.score_per_fit
    gap = float(means.max() - means.min())
    if not _within(pool, sums, units):
        raise Infeasible("no_equity", delta=delta, gap=round(gap, 4))
    mentor_of = pool.plan.mentors_of(pool.problem, choice)
    scale = pool.problem.score_per_fit
    names = [str(one) for one in np.unique(np.asarray(pool.problem.group).astype(str))]
    equity = Equity(
        means=dict(zip(names, means.tolist(), strict=True)),
        gap=gap,
        price=(best - float(sums.sum())) / scale,
        bound=bound / scale,
    )
    options = Equitable(delta=delta)
    return welfare.finish(pool.problem, mentor_of, seed=seed, options=options, method="equitable", equity=equity)


class _Gauge:
    """What recombination asks of a matching: its total, and how far the groups are beyond δ."""

    def __init__(self, pool: Pool, units: float) -> None:
        self.pool, self.units = pool, units

    def sums(self, choice: IntArray) -> FloatArray:
        return self.pool.sums_of(choice)

    def change(self, mentees: list[int], before: IntArray, after: IntArray) -> FloatArray:
        """What the groups gain when some mentees change over."""
        score, pair = self.pool.problem.score, self.pool.plan.pair
        gain = np.zeros(len(self.pool.size))
        for mentee in mentees:
            if after[mentee] >= 0:
                gain[self.pool.group[mentee]] += score[pair[after[mentee]]]
            if before[mentee] >= 0:
                gain[self.pool.group[mentee]] -= score[pair[before[mentee]]]
        return gain

    def excess(self, sums: FloatArray) -> float:
        """How far the groups' means are apart beyond δ; zero if they aren't."""
        means = sums / self.pool.size
        return 0.0 if _within(self.pool, sums, self.units) else float(means.max() - means.min()) - self.units

    def total(self, sums: FloatArray) -> float:
        """The total score."""
        return float(sums.sum())


def _within(pool: Pool, sums: FloatArray, units: float) -> bool:
    means = sums / pool.size
    return bool(means.max() - means.min() <= units * (1 + 1e-12) + 1e-9)


def _tilted(pool: Pool, factor: FloatArray) -> IntArray:
    """The best matching when each group's scores count by a factor."""
    score = pool.problem.score[pool.plan.pair].astype(float)
    mentee = np.repeat(np.arange(len(pool.group)), np.diff(pool.plan.start))
    weight = score * factor[pool.group[mentee]]
    largest = float(np.abs(weight).max(initial=1.0))
    fine = min(welfare.ROOM / 64 / (pool.problem.n_mentees + 1), 2.0**40) / largest
    return welfare.best_choice(pool.plan, np.rint(weight * fine).astype(np.int64))


def _mix(pool: Pool, units: float) -> float:
    """Grow the pool until mixing its matchings can't do better; returns what no matching within δ exceeds."""
    n_groups = len(pool.size)
    if n_groups < 2:
        return float(pool.sums[0].sum())
    bound, factor = np.inf, np.ones(n_groups)
    seen = {choice.tobytes() for choice in pool.choices}
    for _ in range(ROUNDS):
        multiplier = _multipliers(pool, units)
        factor = _factors(pool, multiplier)
        choice = _tilted(pool, factor)
        # what any matching within δ can reach at most, by these multipliers (Lagrange)
        bound = min(bound, float(pool.sums_of(choice) @ factor) + units * float(multiplier.sum()))
        if choice.tobytes() in seen:
            break
        seen.add(choice.tobytes())
        pool.add(choice)
    for more in NEARBY:
        choice = _tilted(pool, 1 + more * (factor - 1))
        if choice.tobytes() not in seen:
            seen.add(choice.tobytes())
            pool.add(choice)
    return bound


def _multipliers(pool: Pool, units: float) -> FloatArray:
    """What loosening "g is no more than δ above h" would bring, for every ordered pair, if matchings could be mixed."""
    from scipy.optimize import linprog

    sums = np.array(pool.sums)
    means = sums / pool.size
    most, highest = max(float(np.abs(sums.sum(axis=1)).max()), 1.0), max(float(np.abs(means).max()), 1.0)
    rows = np.array([means[:, g] - means[:, h] for g, h in _ordered(pool)]) / highest
    table = np.hstack([rows, -np.ones((len(rows), 1))])
    cost = np.append(-sums.sum(axis=1) / most, PENALTY)
    once = np.append(np.ones(len(sums)), 0.0).reshape(1, -1)
    mixed = linprog(cost, table, np.full(len(rows), units / highest), once, [1.0], method="highs")
    return -np.asarray(mixed.ineqlin.marginals) * (most / highest)


def _ordered(pool: Pool) -> list[tuple[int, int]]:
    groups = range(len(pool.size))
    return [(g, h) for g in groups for h in groups if g != h]


def _factors(pool: Pool, multiplier: FloatArray) -> FloatArray:
    """How much each group's scores count under the multipliers of "g is no more than δ above h"."""
    tilt = np.zeros(len(pool.size))
    for (g, h), weight in zip(_ordered(pool), multiplier.tolist(), strict=True):
        tilt[g] -= weight
        tilt[h] += weight
    return 1.0 + tilt / pool.size


def _exact(pool: Pool, units: float, choice: IntArray) -> IntArray:
    """The optimum by branch and bound, or the choice given where that doesn't find better."""
    plan, problem = pool.plan, pool.problem
    mentee = np.repeat(np.arange(len(pool.group)), np.diff(plan.start))
    share = np.zeros((len(pool.size), len(plan.pair)))
    share[pool.group[mentee], np.arange(len(plan.pair))] = problem.score[plan.pair] / pool.size[pool.group[mentee]]
    fixed = pool.locked_sum / pool.size
    rows = [share[g] - share[h] for g, h in _ordered(pool)]
    limits = [units - fixed[g] + fixed[h] for g, h in _ordered(pool)]
    exact = branching.best(plan, problem.score[plan.pair], rows, limits)
    if exact is None:
        return choice
    sums, other = pool.sums_of(exact), pool.sums_of(choice)
    better = not _within(pool, other, units) or sums.sum() > other.sum()
    return exact if _within(pool, sums, units) and better else choice
