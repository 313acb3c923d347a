"""Fairness: nobody left far behind (leximin), or as many first choices as possible, then second ones (rank-maximal).

Leximin is the matching whose list of fits, sorted from the lowest, is the greatest: as few unmatched as possible, then
as few as possible at the lowest level, then at the next. Rank-maximal: Irving, Kavitha, Mehlhorn, Michail and Paluch,
"Rank-maximal matchings" (2006). Both as a sequence of exact aims; what they leave open goes to the highest total fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from chiron_engine import feasibility, laid_out, lexicographic, welfare
from chiron_engine.errors import ProblemError
from chiron_engine.options import Fair

if TYPE_CHECKING:
    from chiron_engine.matching import Matching
    from chiron_engine.problem import Problem

IntArray = npt.NDArray[np.int64]

STEPS = 200


def solve(problem: Problem, *, seed: int, options: Fair) -> Matching:
    """The fairest matching; with equals, the one with the highest total fit. Raises Infeasible where minima clash."""
    if options.step is not None and options.step < 0:
        raise ProblemError("bad_option", option="step", value=options.step, expected="≥ 0")
    feasibility.refuse_impossible_minima(problem)
    plan = laid_out.lay_out(problem, seed=seed, by=problem.score)
    freedom = lexicographic.whole(plan)
    if options.kind == "leximin":
        freedom = lexicographic.narrow(freedom, np.ones(len(freedom.pair), dtype=np.int64))
        freedom = _few_at_each_level(freedom, levels(problem, options)[plan.pair])
    else:
        freedom = _many_at_each_rank(freedom, ranks(problem)[plan.pair])
    freedom = lexicographic.narrow(freedom, problem.score[plan.pair[freedom.pair]])
    mentor_of = plan.mentors_of(problem, lexicographic.choice(freedom))
    return welfare.finish(problem, mentor_of, seed=seed, options=options, certificate=None, method="fair")


def levels(problem: Problem, options: Fair) -> IntArray:
    """The level of every pair's fit, zero the lowest: one per distinct fit, or one per step."""
    distinct, level = np.unique(problem.score, return_inverse=True)
    step = options.step
    if step is None:
        step = 0 if len(distinct) <= STEPS else (distinct[-1] - distinct[0]) / problem.score_per_fit / STEPS
    if step * problem.score_per_fit < 1:
        return level.astype(np.int64)
    return (problem.score // max(round(step * problem.score_per_fit), 1)).astype(np.int64)


def ranks(problem: Problem) -> IntArray:
    """How each mentee ranks the mentor of each pair, zero the best: the ranks given, or their own fits in order."""
    if problem.mentee_rank is not None:
        return problem.mentee_rank.astype(np.int64)
    mentee = laid_out.rows_of_pairs(problem)
    order = np.lexsort((-problem.score, mentee))
    same = np.zeros(len(order), dtype=bool)
    same[1:] = (mentee[order][1:] == mentee[order][:-1]) & (problem.score[order][1:] == problem.score[order][:-1])
    steps = np.cumsum(~same)
    first = np.zeros(problem.n_mentees, dtype=np.int64)
    np.maximum.at(first, mentee, 0)
    has = problem.start[:-1] < problem.start[1:]
    first[has] = steps[problem.start[:-1][has]]
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = steps - first[mentee[order]]
    return rank


def _few_at_each_level(freedom: lexicographic.Freedom, level: IntArray) -> lexicographic.Freedom:
    """As few as possible at the lowest level, then at the next; several levels at a time, as large as numbers allow."""
    done = np.iinfo(np.int64).min
    while True:
        freedom = _without_needless(freedom, level, done)
        weight, done = _weights(freedom, level[freedom.pair], done)
        if weight is None:
            return freedom
        freedom = lexicographic.narrow(freedom, -weight)


def _without_needless(freedom: lexicographic.Freedom, level: IntArray, done: int) -> lexicographic.Freedom:
    """Drop the lowest levels above ``done`` as far as nobody needs them, found by halving."""
    here = level[freedom.pair]
    open_levels = np.unique(here[here > done])
    low, high = 0, len(open_levels)
    while low < high:
        middle = (low + high + 1) // 2
        if lexicographic.can_do_without(freedom, (here > done) & (here <= open_levels[middle - 1])):
            low = middle
        else:
            high = middle - 1
    if low == 0:
        return freedom
    return lexicographic.without(freedom, (here > done) & (here <= open_levels[low - 1]))


def _many_at_each_rank(freedom: lexicographic.Freedom, rank: IntArray) -> lexicographic.Freedom:
    """As many as possible at the first rank, then at the second."""
    done = np.iinfo(np.int64).min
    while True:
        weight, done = _weights(freedom, rank[freedom.pair], done)
        if weight is None:
            return freedom
        freedom = lexicographic.narrow(freedom, weight)


def _weights(freedom: lexicographic.Freedom, level: IntArray, done: int) -> tuple[IntArray | None, int]:
    """Weights for the next levels above ``done``, each outweighing all later ones; and the last level they cover."""
    open_levels = np.unique(level[level > done])
    if not len(open_levels):
        return None, done
    mentee = freedom.mentee
    counts: list[int] = []
    bound, taken = lexicographic.room(freedom), 1
    for value in open_levels.tolist():
        most = len(np.unique(mentee[level == value])) + 1
        if counts and taken * most > bound:
            break
        counts.append(most)
        taken *= most
    weight = np.zeros(len(level), dtype=np.int64)
    for value, most in zip(open_levels.tolist(), counts, strict=False):
        taken //= most
        weight[level == value] = taken
    return weight, int(open_levels[len(counts) - 1])
