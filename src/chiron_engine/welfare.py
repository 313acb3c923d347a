"""Maximum total fit under capacities and minima, with prices that prove it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from chiron_engine import feasibility, kernels, laid_out
from chiron_engine.kernels import auction
from chiron_engine.matching import Certificate, Equity, Matching, Reason
from chiron_engine.options import Options, Welfare

if TYPE_CHECKING:
    from chiron_engine.problem import Problem

IntArray = npt.NDArray[np.int64]

# why a method leaves a free place free although somebody could take it
SPARED_FOR = {"equitable": Reason.EQUITY, "rematch": Reason.CHANGES}
SHRINK = 20
COARSE, FINE = 4, 20
ROOM = 2**61
SOME = 50_000


@dataclass(frozen=True, eq=False)
class Market:
    """Pairs between mentees and *stalls*, best score first: one stall per mentor, two where there is a minimum.

    ``pair`` is the pair's position in the laid-out problem. The places that a minimum asks for stand in a stall of
    their own, where every pair earns a bonus.
    """

    start: IntArray
    stall: npt.NDArray[np.int32]
    score: npt.NDArray[np.integer[Any]]
    pair: npt.NDArray[np.int32]
    capacity: IntArray
    owner: IntArray
    is_minimum: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Sold:
    """What came of an auction: each mentee's chosen pair, numbered as in the market, and each stall's price."""

    chosen: IntArray
    price: IntArray


@dataclass(frozen=True, eq=False)
class Begin:
    """Prices that an auction begins with instead of zero, and how large its first steps are then, both scaled."""

    price: IntArray
    epsilon: int


def solve(problem: Problem, *, seed: int, options: Welfare) -> Matching:
    """The matching with the highest total fit, and its certificate. Raises Infeasible where minima can't be met."""
    everybody = options.everybody_first
    feasibility.refuse_impossible_minima(problem)
    keep = None if everybody or bool(problem.minimum.any()) or not _any_below_zero(problem) else problem.score >= 0
    plan = laid_out.lay_out(problem, seed=seed, by=problem.score, keep=keep)
    scale = problem.n_mentees + 1
    bonus = 0
    most = feasibility.most_pairs(plan) if everybody else 0
    while True:
        market = _market(problem, plan, bonus, everybody=everybody)
        sold = sell(market, scale)
        if _everything_met(market, sold, plan, most):
            break
        bonus = max(8 * bonus, 2 * _spread(problem) + 1)
    chosen = np.append(market.pair, -1)[sold.chosen]
    mentor_of = plan.mentors_of(problem, chosen)
    price = _prices(problem, plan, market, sold, bonus * scale)
    certificate = Certificate(price=price, scale=scale, bonus=bonus if everybody else 0)
    return finish(problem, mentor_of, seed=seed, options=options, certificate=certificate)


def _any_below_zero(problem: Problem) -> bool:
    return int(problem.score.min(initial=0)) < 0


def finish(
    problem: Problem,
    mentor_of: IntArray,
    *,
    seed: int,
    options: Options,
    certificate: Certificate | None = None,
    method: str = "welfare",
    equity: Equity | None = None,
) -> Matching:
    """The matching of these mentors, with its total and a reason for everybody left out."""
    total = total_score(problem, mentor_of)
    reason = reasons(problem, mentor_of)
    return Matching(
        mentor_of=mentor_of,
        total_fit=total / problem.score_per_fit,
        total_score=total,
        reason_of=np.where(reason == Reason.LOWERS_TOTAL, SPARED_FOR.get(method, Reason.LOWERS_TOTAL), reason),
        method=method,
        seed=seed,
        options=options,
        certificate=certificate,
        equity=equity,
    )


def total_score(problem: Problem, mentor_of: IntArray) -> int:
    """The exact total of the matched pairs' scores."""
    at = laid_out.found(problem.start, problem.mentor, mentor_of)
    return int(problem.score[at[at >= 0]].sum())


def reasons(problem: Problem, mentor_of: IntArray) -> npt.NDArray[np.int8]:
    """Why each unmatched mentee has nobody."""
    reason = np.full(problem.n_mentees, Reason.NO_CANDIDATE, dtype=np.int8)
    reason[problem.forbidden // max(problem.n_mentors, 1)] = Reason.FORBIDDEN
    reason[np.diff(problem.start) > 0] = Reason.FULL
    load = np.bincount(mentor_of[mentor_of >= 0], minlength=problem.n_mentors)
    room = load < problem.capacity
    alone = np.flatnonzero((mentor_of < 0) & (np.diff(problem.start) > 0))
    for low in range(0, len(alone) if room.any() else 0, SOME):
        rows = alone[low : low + SOME]
        size = problem.start[rows + 1] - problem.start[rows]
        first = np.cumsum(size) - size
        pairs = np.repeat(problem.start[rows] - first, size) + np.arange(int(size.sum()))
        reason[rows[np.logical_or.reduceat(room[problem.mentor[pairs]], first)]] = Reason.LOWERS_TOTAL
    reason[mentor_of >= 0] = Reason.MATCHED
    return reason


def best_choice(plan: laid_out.LaidOut, score: IntArray) -> IntArray:
    """The matching with the highest total of ``score`` (one entry per laid-out pair) that keeps to the minima.

    A pair of the laid-out problem for each mentee, -1 for none. The minima must be possible.
    """
    mentee = np.repeat(np.arange(len(plan.start) - 1), np.diff(plan.start))
    order = np.lexsort((plan.mentor, -score, mentee))
    sorted_plan = replace(plan, mentor=plan.mentor[order])
    chosen: IntArray = np.append(order, -1)[best_of_sorted(sorted_plan, score[order]).chosen]
    return chosen


def best_of_sorted(plan: laid_out.LaidOut, score: IntArray, begin: Begin | None = None) -> Sold:
    """As :func:`best_choice`, for a plan whose pairs stand by this score, the highest of each mentee first."""
    bonus = 0
    while True:
        market = stalls(plan, score, bonus=bonus)
        sold = sell(market, len(plan.start), begin)
        if _everything_met(market, sold, plan, 0):
            return replace(sold, chosen=np.append(market.pair, -1)[sold.chosen])
        bonus = max(8 * bonus, 2 * int(np.abs(score).max(initial=0)) + 1)


def sell(market: Market, scale: int, begin: Begin | None = None) -> Sold:
    """The best answer to a market, by auction: as plain Python where that is quick, else compiled."""
    from chiron_engine import cross_check

    largest = laid_out.largest(market.score)
    if largest * scale * 4 < ROOM:
        compile_it = kernels.worth_compiling(len(market.pair))
        sold = None if compile_it else _run(market, scale, largest, begin, compile_it=False)
        sold = sold or _run(market, scale, largest, begin, compile_it=True)
        if begin is not None:
            sold = sold or _run(market, scale, largest, compile_it=True)
        if sold is not None:
            return sold
    return cross_check.sell_by_flow(market, scale)


def _run(market: Market, scale: int, largest: int, begin: Begin | None = None, *, compile_it: bool) -> Sold | None:
    """Auction with ε falling to one; None where the steps ran out."""
    n_mentees, n_stalls = len(market.start) - 1, len(market.capacity)
    score = market.score if largest >= 2**31 else market.score.astype(np.int32, copy=False)
    # one place more than there are pairs never fills, so that spare places cost nothing
    size = np.minimum(market.capacity, np.bincount(market.stall, minlength=n_stalls) + 1)
    place_start = np.append(0, np.cumsum(size))
    places = int(place_start[-1])
    sizes = (n_stalls, n_mentees, n_mentees, n_stalls, places, places, n_mentees)
    state: list[Any] = [np.zeros(length, dtype=np.int64) for length in sizes]
    if begin is not None:
        state[0][:] = begin.price
    work: list[Any] = [np.zeros(length, dtype=np.int64) for length in (n_mentees, n_stalls, n_stalls)]
    given: list[Any] = [market.start, market.stall, score, place_start]
    steps = kernels.STEPS_IN_PYTHON
    bid, lower = kernels.plain(auction.forward), kernels.plain(auction.reverse)
    if compile_it:
        steps = 400 * (len(market.pair) + n_mentees) + 1_000_000
        bid, lower = kernels.compiled(auction.forward), kernels.compiled(auction.reverse)
    else:
        given, state, work = kernels.as_lists(*given), kernels.as_lists(*state), kernels.as_lists(*work)
    back: list[Any] = []
    # short places are fought over: begin with coarse bids
    epsilon = max(largest * scale // (COARSE if market.capacity.sum() < n_mentees else FINE), 1)
    if begin is not None:
        epsilon = min(max(begin.epsilon, 1), epsilon)
    while steps >= 0:
        steps -= bid(*given, scale, epsilon, steps, *state, work[0])
        if steps >= 0 and _is_any_left_dear(state, size):
            # often no place is left dear, and the pairs needn't be turned round
            if not back:
                back = [*laid_out.turn_scores(market.start, market.stall, score, n_stalls), place_start]
                back = back if compile_it else kernels.as_lists(*back)
            steps -= lower(*back, scale, epsilon, steps, *state, *work[1:])
        if steps >= 0 and epsilon == 1:
            price, holds = (np.asarray(one, dtype=np.int64) for one in state[:2])
            return Sold(chosen=laid_out.found(market.start, market.stall, holds), price=price)
        epsilon = max(epsilon // SHRINK, 1)
    return None


def _is_any_left_dear(state: list[Any], size: IntArray) -> bool:
    """Whether some mentor has an empty place that costs something."""
    price, filled = np.asarray(state[0]), np.asarray(state[3])
    return bool(((price > 0) & (filled < size)).any())


def _market(problem: Problem, plan: laid_out.LaidOut, bonus: int, *, everybody: bool) -> Market:
    small = not bonus and laid_out.largest(problem.score) < 2**31
    score = laid_out.taken(problem.score, plan.pair, np.int32 if small else np.int64)
    if everybody and bonus:
        score += bonus
    return stalls(plan, score, bonus=bonus)


def stalls(plan: laid_out.LaidOut, score: npt.NDArray[np.integer[Any]], *, bonus: int) -> Market:
    """The laid-out problem as a market, ``bonus`` on top of the scores of pairs at the places that minima ask for."""
    asked = np.flatnonzero(plan.minimum > 0)
    n_mentors = len(plan.capacity)
    owner = np.arange(n_mentors, dtype=np.int64)
    if not asked.size:
        none = np.zeros(n_mentors, dtype=bool)
        return Market(plan.start, plan.mentor, score, np.arange(len(score), dtype=np.int32), plan.capacity, owner, none)
    stall_of = np.full(n_mentors, -1, dtype=np.int64)
    stall_of[asked] = n_mentors + np.arange(len(asked))
    also = np.flatnonzero(stall_of[plan.mentor] >= 0)
    mentee = np.repeat(np.arange(len(plan.start) - 1), np.diff(plan.start))
    mentees = np.concatenate([mentee, mentee[also]])
    stalls = np.concatenate([plan.mentor.astype(np.int64), stall_of[plan.mentor[also]]])
    scores = np.concatenate([score, score[also]]).astype(np.int64)
    scores[len(score) :] += bonus
    positions = np.concatenate([np.arange(len(score)), also]).astype(np.int32)
    capacity = np.concatenate([plan.capacity - plan.minimum, plan.minimum[asked]])
    order = np.lexsort((stalls, -scores, mentees))
    order = order[capacity[stalls[order]] > 0]
    start = np.zeros(len(plan.start), dtype=np.int64)
    np.cumsum(np.bincount(mentees[order], minlength=len(plan.start) - 1), out=start[1:])
    return Market(
        start=start,
        stall=stalls[order].astype(np.int32),
        score=scores[order],
        pair=positions[order],
        capacity=capacity,
        owner=np.concatenate([owner, asked]),
        is_minimum=np.concatenate([np.zeros(n_mentors, dtype=bool), np.ones(len(asked), dtype=bool)]),
    )


def _everything_met(market: Market, sold: Sold, plan: laid_out.LaidOut, most: int) -> bool:
    matched = sold.chosen[sold.chosen >= 0]
    owner = market.owner[market.stall[matched]]
    load = np.bincount(owner, minlength=len(plan.capacity))
    return len(matched) >= most and bool((load >= plan.minimum).all())


def _spread(problem: Problem) -> int:
    if not problem.n_pairs:
        return 1
    return int(problem.score.max()) - min(int(problem.score.min()), 0)


def _prices(problem: Problem, plan: laid_out.LaidOut, market: Market, sold: Sold, bonus: int) -> IntArray:
    """One price per mentor: that of the stall where a place is cheapest, the bonus for a minimum taken off."""
    net = sold.price - np.where(market.is_minimum, bonus, 0)
    price = np.full(len(plan.capacity), np.iinfo(np.int64).max)
    # a mentor whose every place is asked for by a minimum has no open place to price
    has_places = market.capacity > 0
    np.minimum.at(price, market.owner[has_places], net[has_places])
    of_mentor = np.zeros(problem.n_mentors, dtype=np.int64)
    of_mentor[plan.mentor_order] = np.where(plan.capacity > 0, price, 0)
    return of_mentor
