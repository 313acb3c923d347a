"""Stable matching with capacities, incomplete lists and ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from chiron_engine import feasibility, kernels, laid_out, lottery, ties, welfare
from chiron_engine.errors import Infeasible
from chiron_engine.kernels import acceptance, promotion
from chiron_engine.matching import Matching, Reason
from chiron_engine.options import Stable

if TYPE_CHECKING:
    from chiron_engine.problem import Problem

FEW_PLACES = 64
LOOKS = 10

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def solve(problem: Problem, *, seed: int, options: Stable) -> Matching:
    """A stable matching of the people and places that the locks leave.

    Raises Infeasible where a minimum can't be reached.
    """
    feasibility.refuse_impossible_minima(problem)
    closed: list[int] = []
    while True:
        mentor_of = _match(problem, seed, options, closed)
        short = _short(problem, mentor_of, closed)
        if not short:
            break
        if options.below_minimum == "refuse":
            raise Infeasible("minimum_stable", mentors=short)
        closed.append(_furthest_below(problem, mentor_of, short))
    return _finish(problem, mentor_of, seed, options, tuple(sorted(closed)))


def preferences(problem: Problem) -> tuple[IntArray, IntArray]:
    """How the mentee and the mentor of each pair rank it, smaller is better; scores stand in for ranks not given."""
    by_score = -problem.score
    mentee = by_score if problem.mentee_rank is None else problem.mentee_rank.astype(np.int64)
    mentor = by_score if problem.mentor_rank is None else problem.mentor_rank.astype(np.int64)
    return mentee, mentor


def _match(problem: Problem, seed: int, options: Stable, closed: list[int]) -> IntArray:
    if options == Stable(below_minimum=options.below_minimum) and _few_places(problem) and not closed:
        mentor_of = _propose_unsorted(problem, seed)
        if mentor_of is not None:
            return mentor_of
    mentee_rank, mentor_rank = preferences(problem)
    keep = ~np.isin(problem.mentor, closed) if closed else None
    plan = laid_out.lay_out(problem, seed=seed, by=mentee_rank, highest_first=False, keep=keep)
    wish, esteem = mentee_rank[plan.pair], mentor_rank[plan.pair]
    if options.ties in ("strong", "super"):
        return _with_strict_ties(problem, plan, wish, esteem, options.ties)
    if options.ties == "weak":
        return plan.mentors_of(problem, _promote(plan, wish, esteem))
    mentee = np.repeat(np.arange(problem.n_mentees), np.diff(plan.start))
    key = (esteem - esteem.min(initial=0)) * problem.n_mentees + mentee
    choose = _mentees_propose if options.best_for == "mentee" else _mentors_propose
    return plan.mentors_of(problem, choose(plan, key))


def _few_places(problem: Problem) -> bool:
    """Whether pairs are many, and mentors have few places: then sorting costs more than it saves."""
    return int(problem.capacity.max(initial=0)) <= FEW_PLACES and kernels.worth_compiling(problem.n_pairs)


def _propose_unsorted(problem: Problem, seed: int) -> IntArray | None:
    """The matching, or None where everybody wants the same mentors so much that sorting first is quicker."""
    capacity, _ = laid_out.left_by_locks(problem)
    mentor_of = laid_out.locked_mentors(problem)
    n, m = problem.n_mentees, problem.n_mentors
    place_start = np.zeros(m + 1, dtype=np.int64)
    np.cumsum(capacity, out=place_start[1:])
    ranks = (problem.mentee_rank, problem.mentor_rank)
    wish, esteem = (problem.score if rank is None else rank.astype(np.int64) for rank in ranks)
    wish_sign, esteem_sign = (-1 if rank is None else 1 for rank in ranks)
    precedence = (
        lottery.precedence(problem.mentee_id, n, side="mentee", seed=seed),
        lottery.precedence(problem.mentor_id, m, side="mentor", seed=seed),
    )
    places = int(place_start[-1])
    chosen = np.empty(n, dtype=np.int64)
    work = [np.zeros(size, dtype=np.int64) for size in (m, m, m, places, places)]
    propose = kernels.compiled(acceptance.mentees_propose_unsorted)
    given = (problem.start, problem.mentor, wish, esteem, wish_sign, esteem_sign, *precedence)
    if not propose(*given, mentor_of < 0, place_start, LOOKS * problem.n_pairs, chosen, *work):
        return None
    made = np.flatnonzero(chosen >= 0)
    mentor_of[made] = problem.mentor[chosen[made]]
    return mentor_of


def _with_strict_ties(
    problem: Problem, plan: laid_out.LaidOut, wish: IntArray, esteem: IntArray, kind: str
) -> IntArray:
    lists = ties.lists_of(plan.start, plan.mentor.astype(np.int64), wish, esteem, plan.capacity)
    found = ties.super_stable(lists) if kind == "super" else ties.strongly_stable(lists)
    if found is None:
        raise Infeasible("no_super_stable" if kind == "super" else "no_strongly_stable")
    mentor_of = laid_out.locked_mentors(problem)
    matched = [(mentee, mentor) for mentee, mentor in enumerate(found) if mentor >= 0]
    for mentee, mentor in matched:
        mentor_of[plan.mentee_order[mentee]] = plan.mentor_order[mentor]
    return mentor_of


def _promote(plan: laid_out.LaidOut, wish: IntArray, esteem: IntArray) -> IntArray:
    place_start = _place_start(plan)
    n, m, places = len(plan.start) - 1, len(plan.capacity), int(place_start[-1])
    sizes = (n, n, n, n, m, places, len(wish), n)
    work = [np.zeros(size, dtype=np.int64) for size in sizes]
    return _run(promotion.promote, (plan.start, plan.mentor, wish, esteem, place_start), work)


def _place_start(plan: laid_out.LaidOut) -> IntArray:
    """Where each mentor's places begin; nobody needs more places than candidates."""
    start = np.zeros(len(plan.capacity) + 1, dtype=np.int64)
    np.cumsum(np.minimum(plan.capacity, np.bincount(plan.mentor, minlength=len(plan.capacity))), out=start[1:])
    return start


def _mentees_propose(plan: laid_out.LaidOut, key: IntArray) -> IntArray:
    n_mentees, n_mentors = len(plan.start) - 1, len(plan.capacity)
    place_start = _place_start(plan)
    places = int(place_start[-1])
    given = (plan.start, plan.mentor, key, place_start)
    work = [np.zeros(size, dtype=np.int64) for size in (n_mentees, n_mentees, n_mentors, places, places)]
    return _run(acceptance.mentees_propose, given, work)


def _mentors_propose(plan: laid_out.LaidOut, key: IntArray) -> IntArray:
    n_mentees, n_mentors = len(plan.start) - 1, len(plan.capacity)
    back = laid_out.turn_round(plan.start, plan.mentor, key, n_mentors)
    given = (plan.start, plan.mentor, *back, plan.capacity)
    work = [np.zeros(size, dtype=np.int64) for size in (n_mentees, n_mentors, n_mentors, n_mentors)]
    return _run(acceptance.mentors_propose, given, work)


def _run(kernel: kernels.Kernel, given: tuple[npt.NDArray[np.integer], ...], work: list[IntArray]) -> IntArray:
    if kernels.worth_compiling(len(given[1])):
        kernels.compiled(kernel)(*given, *work)
        return work[0]
    lists = kernels.as_lists(*work)
    kernel(*kernels.as_lists(*given), *lists)
    return np.array(lists[0], dtype=np.int64)


def _load(problem: Problem, mentor_of: IntArray) -> IntArray:
    return np.bincount(mentor_of[mentor_of >= 0], minlength=problem.n_mentors)


def _short(problem: Problem, mentor_of: IntArray, closed: list[int]) -> list[int]:
    below = _load(problem, mentor_of) < problem.minimum
    below[closed] = False
    return [int(one) for one in np.flatnonzero(below)]


def _furthest_below(problem: Problem, mentor_of: IntArray, short: list[int]) -> int:
    """The mentor to close next: the one missing most; the lowest id, then row, where several miss as many."""
    missing = problem.minimum - _load(problem, mentor_of)

    def order(mentor: int) -> tuple[int, str, int]:
        name = "" if problem.mentor_id is None else str(problem.mentor_id[mentor])
        return (-int(missing[mentor]), name, mentor)

    locked = {mentor for _, mentor in problem.locked}
    free = [mentor for mentor in short if mentor not in locked]
    if not free:
        raise Infeasible("minimum_stable", mentors=short)
    return min(free, key=order)


def _finish(problem: Problem, mentor_of: IntArray, seed: int, options: Stable, closed: tuple[int, ...]) -> Matching:
    total = welfare.total_score(problem, mentor_of)
    reason = welfare.reasons(problem, mentor_of)
    if closed:
        refused = laid_out.rows_of_pairs(problem)[np.isin(problem.mentor, closed)]
        reason[refused[mentor_of[refused] < 0]] = Reason.MINIMUM
    return Matching(
        mentor_of=mentor_of,
        total_fit=total / problem.score_per_fit,
        total_score=total,
        reason_of=reason,
        method="stable",
        seed=seed,
        options=options,
        closed=closed,
    )
