"""One aim after another: the best by the first, among those the best by the second, and so on, each exactly.

After an aim is met, complementary slackness says which matchings meet it: those that use only tight pairs and leave
nobody out whose surplus, and no place empty whose price, is above zero. The next aim is sought among these.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from chiron_engine import feasibility, prices, welfare

if TYPE_CHECKING:
    from chiron_engine.laid_out import LaidOut

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Freedom:
    """The matchings still open: pairs of mentees and stalls, who must be matched and which stalls must be full.

    ``pair`` says where a pair stands in the laid-out problem. A stall is a mentor, or the part of a mentor's places
    that a minimum asks for.
    """

    start: IntArray
    stall: npt.NDArray[np.int32]
    pair: IntArray
    capacity: IntArray
    must_mentee: BoolArray
    must_stall: BoolArray
    chosen: IntArray

    @property
    def mentee(self) -> IntArray:
        """The mentee of every pair."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))


def whole(plan: LaidOut) -> Freedom:
    """Every matching that keeps to capacities and minima."""
    market = welfare.stalls(plan, np.zeros(len(plan.pair), dtype=np.int64), bonus=0)
    return Freedom(
        start=market.start,
        stall=market.stall,
        pair=market.pair.astype(np.int64),
        capacity=market.capacity,
        must_mentee=np.zeros(len(market.start) - 1, dtype=bool),
        must_stall=market.is_minimum,
        chosen=np.full(len(market.start) - 1, -1, dtype=np.int64),
    )


def room(freedom: Freedom) -> int:
    """How large scores may be for :func:`narrow` to keep exact."""
    n_mentees = len(freedom.must_mentee) + 1
    return max(welfare.ROOM // (64 * n_mentees * n_mentees), 1)


def narrow(freedom: Freedom, score: IntArray) -> Freedom:
    """Those of the matchings that have the highest total ``score`` (one entry per pair); ``chosen`` is one of them."""
    n_mentees = len(freedom.must_mentee)
    mentee = freedom.mentee
    musts = freedom.must_mentee[mentee].astype(np.int64) + freedom.must_stall[freedom.stall]
    bonus = 2 * int(score.max(initial=0) - min(int(score.min(initial=0)), 0)) + 1
    while True:
        market = _market(freedom, score + musts * bonus)
        sold = welfare.sell(market, n_mentees + 1)
        if _all_musts(freedom, market, sold.chosen):
            break
        bonus *= 8
    # eight times the bonus that sufficed leaves no other matching as good
    market = _market(freedom, score + musts * (8 * bonus), order=market.pair.astype(np.int64))
    floor = np.zeros(len(freedom.capacity), dtype=np.int64)
    price = prices.least(market.start, market.stall, market.score, sold.chosen, floor)
    assert price is not None
    return _tight(freedom, market, sold.chosen, price)


def _market(freedom: Freedom, score: IntArray, order: IntArray | None = None) -> welfare.Market:
    if order is None:
        order = np.lexsort((freedom.stall, -score, freedom.mentee))
    n_stalls = len(freedom.capacity)
    return welfare.Market(
        start=freedom.start,
        stall=freedom.stall[order],
        score=score[order],
        pair=order.astype(np.int32),
        capacity=freedom.capacity,
        owner=np.arange(n_stalls),
        is_minimum=np.zeros(n_stalls, dtype=bool),
    )


def _all_musts(freedom: Freedom, market: welfare.Market, chosen: IntArray) -> bool:
    load = np.bincount(market.stall[chosen[chosen >= 0]], minlength=len(freedom.capacity))
    return bool((chosen[freedom.must_mentee] >= 0).all() and (load >= freedom.capacity)[freedom.must_stall].all())


def _tight(freedom: Freedom, market: welfare.Market, chosen: IntArray, price: IntArray) -> Freedom:
    mentee = freedom.mentee
    value = market.score - price[market.stall]
    surplus = np.zeros(len(freedom.must_mentee), dtype=np.int64)
    np.maximum.at(surplus, mentee, value)
    keep = value == surplus[mentee]
    start = np.zeros(len(freedom.start), dtype=np.int64)
    np.cumsum(np.bincount(mentee[keep], minlength=len(surplus)), out=start[1:])
    position = np.cumsum(keep) - 1
    return Freedom(
        start=start,
        stall=market.stall[keep],
        pair=freedom.pair[market.pair[keep]],
        capacity=freedom.capacity,
        must_mentee=surplus > 0,
        must_stall=price > 0,
        chosen=np.where(chosen >= 0, np.append(position, -1)[chosen], -1),
    )


def without(freedom: Freedom, drop: BoolArray) -> Freedom:
    """The same without some pairs; ``chosen`` is emptied, for the next aim to fill."""
    keep = ~drop
    start = np.zeros(len(freedom.start), dtype=np.int64)
    np.cumsum(np.bincount(freedom.mentee[keep], minlength=len(start) - 1), out=start[1:])
    nobody = np.full(len(start) - 1, -1, dtype=np.int64)
    return replace(freedom, start=start, stall=freedom.stall[keep], pair=freedom.pair[keep], chosen=nobody)


def can_do_without(freedom: Freedom, drop: BoolArray) -> bool:
    """Whether all musts can still be met without some pairs.

    It is enough that the mentees who must can be matched, and that the stalls that must can be filled: then there is a
    matching that does both (Mendelsohn and Dulmage 1958).
    """
    left = without(freedom, drop)
    asked = int(left.must_mentee.sum())
    for_mentees = without(left, ~left.must_mentee[left.mentee])
    if feasibility.largest(for_mentees.start, for_mentees.stall, left.capacity)[0] < asked:
        return False
    for_stalls = without(left, ~left.must_stall[left.stall])
    places = int(left.capacity[left.must_stall].sum())
    return feasibility.largest(for_stalls.start, for_stalls.stall, left.capacity)[0] == places


def choice(freedom: Freedom) -> npt.NDArray[Any]:
    """The chosen pair of each mentee, as a position in the laid-out problem; -1 for none."""
    return np.where(freedom.chosen >= 0, np.append(freedom.pair, -1)[freedom.chosen], -1)
