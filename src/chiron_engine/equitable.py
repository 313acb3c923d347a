"""The highest total fit such that no group's mean fit is more than δ below another's.

A linear master problem mixes matchings (Dantzig and Wolfe 1960); its multipliers tilt the groups' scores, the auction
finds the matching that helps most, and so on until none helps by more than a millionth. The multipliers asked are
halfway between the master's and the best so far (Ben-Ameur and Neto 2007), since the master's swing. The matching
itself is recombined from those mixed, path by path; small problems are finished by branch and bound.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
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

ROUNDS = 60
CLOSE = 1e-6
EXACT_PAIRS = 2500
PENALTY = 1e3
FINE = 2**30
SOME = 2**22
LATEST = 16
NEAR = 1e-4
AROUND = (0.25, 0.5, 0.75, 0.9, 0.95, 1.05, 1.1, 1.25, 1.5)


@dataclass(eq=False)
class Pool:
    """The matchings found so far (choices of pairs in the laid-out problem), with totals and the sums of each group.

    ``limits`` holds what the multipliers tried so far prove: a constant and what each unit of δ adds to it. ``last`` is
    the auction before, whose prices the next begins with.
    """

    problem: Problem
    plan: laid_out.LaidOut
    group: IntArray
    group_of_pair: IntArray
    score: FloatArray
    size: FloatArray
    locked_sum: FloatArray
    choices: list[IntArray] = field(default_factory=list)
    sums: list[FloatArray] = field(default_factory=list)
    limits: list[tuple[float, FloatArray]] = field(default_factory=list)
    last: tuple[FloatArray, FloatArray] | None = None

    def sums_of(self, choice: IntArray) -> FloatArray:
        """Each group's total score under a choice, the locked pairs included."""
        made = np.flatnonzero(choice >= 0)
        score = self.problem.score[self.plan.pair[choice[made]]]
        return self.locked_sum + np.bincount(self.group[made], weights=score, minlength=len(self.size))

    @property
    def best(self) -> float:
        """The highest total of all, which the first matching has."""
        return float(self.sums[0].sum())

    def add(self, choice: IntArray) -> bool:
        """Put a matching into the pool; says whether it is a new one."""
        sums = self.sums_of(choice)
        same = [one for one, its in zip(self.choices, self.sums, strict=True) if np.array_equal(sums, its)]
        if any(np.array_equal(choice, one) for one in same):
            return False
        self.choices.append(choice)
        self.sums.append(sums)
        return True


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
    return [_at(pool, delta, seed) for delta in wanted]


def _pool(problem: Problem, seed: int) -> Pool:
    """A pool with the best of all matchings and, where minima allow it, the one without pairs: equal, and a start."""
    plan = laid_out.lay_out(problem, seed=seed, by=problem.score)
    _, group = np.unique(np.asarray(problem.group).astype(str), return_inverse=True)
    size = np.bincount(group).astype(float)
    locked_sum = np.zeros(len(size))
    for mentee, mentor in problem.locked:
        locked_sum[group[mentee]] += problem.score[problem.pair(mentee, mentor)]
    of_mentee = group[plan.mentee_order]
    of_pair, score = np.repeat(of_mentee, np.diff(plan.start)), problem.score[plan.pair]
    pool = Pool(problem, plan, of_mentee, of_pair, score.astype(float), size, locked_sum)
    pool.add(welfare.best_of_sorted(plan, score).chosen)
    pool.limits.append((pool.best, np.zeros(len(size) * (len(size) - 1))))
    if not problem.minimum.any():
        pool.add(np.full(problem.n_mentees, -1, dtype=np.int64))
    return pool


def _at(pool: Pool, delta: float, seed: int) -> Matching:
    units = delta * pool.problem.score_per_fit
    bound, mixed, share = _mix(pool, units)
    gauge = _Gauge(pool, units)
    choice = recombination.best_near_mix(mixed, share, pool.choices[-LATEST:], pool.plan, gauge, pool.size)
    sums = pool.sums_of(choice)
    if gauge.excess(sums) or bound - float(sums.sum()) > NEAR * abs(bound):
        around = _around(pool, units)
        choice = recombination.best_from([choice, *around], [*mixed, *around], pool.plan, gauge)
    if gauge.excess(pool.sums_of(choice)):
        choice = recombination.best_within([*pool.choices, choice], pool.plan, gauge)
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
        price=(pool.best - float(sums.sum())) / scale,
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

    def changes(self, mentees: IntArray, path: IntArray, before: IntArray, after: IntArray) -> FloatArray:
        """What the groups gain when some mentees change over, path by path."""
        score, groups = np.append(self.pool.score, 0.0), len(self.pool.size)
        gain = score[after[mentees]] - score[before[mentees]]
        count = int(path.max(initial=-1)) + 1
        at = path * groups + self.pool.group[mentees]
        change = np.bincount(at, weights=gain, minlength=count * groups).astype(float)
        return change.reshape(count, groups)

    def excess(self, sums: FloatArray) -> FloatArray:
        """How far the groups' means are apart beyond δ, over all pairs of groups; zero if none are."""
        means = sums / self.pool.size
        rows = max(SOME // len(self.pool.size) ** 2, 1)
        if means.ndim > 1 and len(means) > rows:
            return np.concatenate([self.excess(sums[low : low + rows]) for low in range(0, len(sums), rows)])
        apart = means[..., :, None] - means[..., None, :]
        within = means.max(axis=-1) - means.min(axis=-1) <= _allowed(self.units)
        return np.where(within, 0.0, np.maximum(apart - self.units, 0.0).sum(axis=(-1, -2)))

    def total(self, sums: FloatArray) -> FloatArray:
        """The total score."""
        total: FloatArray = sums.sum(axis=-1)
        return total


def _allowed(units: float) -> float:
    """δ with room for rounding."""
    return units * (1 + 1e-12) + 1e-9


def _within(pool: Pool, sums: FloatArray, units: float) -> bool:
    means = sums / pool.size
    return bool(means.max() - means.min() <= _allowed(units))


def _tilted(pool: Pool, factor: FloatArray) -> tuple[IntArray, float]:
    """The best matching when each group's scores count by a factor, and the most that any has, rounding allowed for."""
    plan = pool.plan
    weight = pool.score * factor[pool.group_of_pair]
    fine = FINE / max(float(np.abs(weight).max(initial=0.0)), 1.0)
    scores = np.rint(weight * fine).astype(np.int64)
    # what counts less than nothing stands the other way round
    order = np.arange(len(scores), dtype=np.int32)
    turned = np.flatnonzero(factor[pool.group_of_pair] < 0)
    ends = np.repeat(plan.start[:-1] + plan.start[1:] - 1, np.diff(plan.start))
    order[turned] = ends[turned] - turned
    scores = scores[order]
    sold = welfare.best_of_sorted(replace(plan, mentor=plan.mentor[order]), scores, _begin(pool, factor, fine))
    pool.last = sold.price / fine, factor
    most = int(np.append(scores, 0)[sold.chosen].sum()) + len(pool.group)
    choice: IntArray = np.append(order, -1)[sold.chosen].astype(np.int64)
    return choice, most / fine + float(pool.locked_sum @ factor)


def _begin(pool: Pool, factor: FloatArray, fine: float) -> welfare.Begin | None:
    """The prices of the auction before, and steps as large as what the scores have moved by since, or a part of it."""
    if pool.last is None:
        return None
    price, before = pool.last
    moved = float(np.abs(factor - before).max() * np.abs(pool.score).max(initial=0.0)) * fine
    return welfare.Begin(np.rint(price * fine).astype(np.int64), int(moved) * len(pool.plan.start) // 4)


def _mix(pool: Pool, units: float) -> tuple[float, list[IntArray], FloatArray]:
    """Grow the pool until mixing its matchings can't do better.

    Returns what no matching within δ exceeds, the matchings mixed, and the share of each, the largest first.
    """
    if len(pool.size) < 2:
        return pool.best, pool.choices[:1], np.ones(1)
    swing = False
    for _ in range(ROUNDS):
        multiplier, share = _master(pool, units)
        bound, steady = min((most + units * one.sum(), at) for at, (most, one) in enumerate(pool.limits))
        mixed = float(np.max(pool.sums @ _factors(pool, multiplier))) + units * float(multiplier.sum())
        if bound - mixed <= CLOSE * abs(bound):
            break
        asked = multiplier if swing else (multiplier + pool.limits[steady][1]) / 2
        choice, most = _tilted(pool, _factors(pool, asked))
        # what any matching within δ can reach at most, by these multipliers (Lagrange)
        pool.limits.append((most, asked))
        if pool.add(choice):
            swing = False
        elif swing:
            break
        else:
            swing = True
    bound = min(most + units * float(one.sum()) for most, one in pool.limits)
    used = np.flatnonzero(share > 0)
    used = used[np.argsort(-share[used], kind="stable")]
    return bound, [pool.choices[at] for at in used.tolist()], share[used]


def _around(pool: Pool, units: float) -> list[IntArray]:
    """The best matchings by multipliers around the best: where few mix well, more paths lie between these."""
    best = min(pool.limits, key=lambda limit: limit[0] + units * float(limit[1].sum()))
    found = [_tilted(pool, _factors(pool, part * best[1]))[0] for part in AROUND]
    for one in found:
        pool.add(one)
    return found


def _master(pool: Pool, units: float) -> tuple[FloatArray, FloatArray]:
    """The best mix of the matchings found.

    Returns what loosening "g is no more than δ above h" would bring, for every ordered pair, and each matching's share.
    """
    from scipy.optimize import linprog

    sums = np.array(pool.sums)
    means = sums / pool.size
    most, highest = max(float(np.abs(sums.sum(axis=1)).max()), 1.0), max(float(np.abs(means).max()), 1.0)
    rows = np.array([means[:, g] - means[:, h] for g, h in _ordered(pool)]) / highest
    table = np.hstack([rows, -np.ones((len(rows), 1))])
    cost = np.append(-sums.sum(axis=1) / most, PENALTY)
    once = np.append(np.ones(len(sums)), 0.0).reshape(1, -1)
    mixed = linprog(cost, table, np.full(len(rows), units / highest), once, [1.0], method="highs")
    return np.maximum(-np.asarray(mixed.ineqlin.marginals), 0.0) * (most / highest), mixed.x[:-1]


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
    share = np.zeros((len(pool.size), len(plan.pair)))
    share[pool.group_of_pair, np.arange(len(plan.pair))] = pool.score / pool.size[pool.group_of_pair]
    fixed = pool.locked_sum / pool.size
    rows = [share[g] - share[h] for g, h in _ordered(pool)]
    limits = [units - fixed[g] + fixed[h] for g, h in _ordered(pool)]
    exact = branching.best(plan, problem.score[plan.pair], rows, limits)
    if exact is None:
        return choice
    sums, other = pool.sums_of(exact), pool.sums_of(choice)
    better = not _within(pool, other, units) or sums.sum() > other.sum()
    return exact if _within(pool, sums, units) and better else choice
