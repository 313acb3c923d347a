"""A proof of optimality found afresh, for matchings that bring none and for aims that integers of 64 bits can't hold.

Part of ``verify``: shares no code with the solvers. Values are Python integers of any size.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from chiron_engine.matching import Matching
    from chiron_engine.options import Fair
    from chiron_engine.problem import Problem

# mentors whose price moved, first in first out, none twice
Queue = OrderedDict[int, None]

LARGEST = 400_000
STEPS = 200


class _Market:
    """Who holds what, and the prices so far; None is a price that a minimum holds down without bound."""

    def __init__(self, problem: Problem, matching: Matching, value: list[int]) -> None:
        self.value = value
        self.start = problem.start.tolist()
        self.mentor = problem.mentor.tolist()
        locked = dict(problem.locked)
        self.spare = problem.capacity.tolist()
        asked = problem.minimum.tolist()
        self.free = [mentee for mentee in range(problem.n_mentees) if mentee not in locked]
        for mentor in locked.values():
            self.spare[mentor] -= 1
            asked[mentor] -= 1
        self.usable = [places > 0 for places in self.spare]
        self.held: dict[int, int] = {}
        self.members: list[list[int]] = [[] for _ in range(problem.n_mentors)]
        for mentee in self.free:
            mentor = int(matching.mentor_of[mentee])
            if mentor >= 0:
                self.held[mentee] = problem.pair(mentee, mentor)
                self.members[mentor].append(mentee)
                self.spare[mentor] -= 1
                asked[mentor] -= 1
        least = problem.minimum.tolist()
        self.price: list[int | None] = [
            None if asked[j] == 0 and least[j] > 0 and self.members[j] else 0 for j in range(problem.n_mentors)
        ]

    def raise_price(self, mentor: int, asked: int) -> bool:
        """Raise a price to what is asked; says whether it moved."""
        now = self.price[mentor]
        if now is not None and asked <= now:
            return False
        self.price[mentor] = asked
        return True

    def contradicts(self, mentor: int) -> bool:
        """Whether the price can't be: a free place that costs something, or a holder who would rather have nothing."""
        price = self.price[mentor]
        if price is None:
            return False
        held = (self.value[self.held[mentee]] for mentee in self.members[mentor])
        return (self.spare[mentor] > 0 and price > 0) or any(value < price for value in held)


def is_optimal(problem: Problem, matching: Matching, value: list[int]) -> bool | None:
    """Whether no matching has a higher sum of ``value`` (one entry per pair); None where the problem is too large.

    Looks for prices that support the matching. They exist exactly if it is optimal; a contradiction is an improvement.
    """
    if problem.n_pairs > LARGEST:
        return None
    market = _Market(problem, matching, value)
    queue: Queue = OrderedDict()
    for mentee in market.free:
        if mentee not in market.held and not _offer(market, queue, mentee, 0, -1):
            return False
    if any(market.contradicts(mentor) for mentor in range(problem.n_mentors)):
        return False
    queue = OrderedDict.fromkeys(mentor for mentor, price in enumerate(market.price) if price is not None)
    return _settles(market, queue)


def _settles(market: _Market, queue: Queue) -> bool:
    """Raise prices until nobody would rather be elsewhere; False where that contradicts itself or never ends."""
    rounds = [0] * len(market.price)
    while queue:
        mentor, _ = queue.popitem(last=False)
        rounds[mentor] += 1
        if rounds[mentor] > len(rounds) + 1:
            return False
        price = market.price[mentor]
        assert price is not None
        for mentee in market.members[mentor]:
            if not _offer(market, queue, mentee, market.value[market.held[mentee]] - price, mentor):
                return False
    return True


def _offer(market: _Market, queue: Queue, mentee: int, surplus: int, own: int) -> bool:
    """Raise the prices of all whom the mentee would rather have than its surplus; False on a contradiction."""
    for at in range(market.start[mentee], market.start[mentee + 1]):
        mentor = market.mentor[at]
        if mentor == own or not market.usable[mentor]:
            continue
        if market.raise_price(mentor, market.value[at] - surplus):
            if market.contradicts(mentor):
                return False
            queue[mentor] = None
    return True


def value_of_fairness(problem: Problem, options: Fair) -> list[int]:
    """A value for every pair whose highest sum is the fairest matching, and among equals the highest total score."""
    base = problem.n_mentees + 1
    scores = problem.score.tolist()
    tie = 2 * base * (max((abs(score) for score in scores), default=0) + 1)
    if options.kind == "leximin":
        level = _levels(problem, options)
        top = max(level, default=0)
        worst = base ** (top + 1)
        return [tie * (worst - base ** (top - one)) + score for one, score in zip(level, scores, strict=True)]
    rank = _ranks(problem)
    last = max(rank, default=0)
    return [tie * base ** (last - one) + score for one, score in zip(rank, scores, strict=True)]


def _levels(problem: Problem, options: Fair) -> list[int]:
    values = sorted(set(problem.score.tolist()))
    step = options.step
    if step is None and len(values) > STEPS:
        step = (values[-1] - values[0]) / problem.score_per_fit / STEPS
    units = (step or 0) * problem.score_per_fit
    keys = problem.score.tolist() if units < 1 else [score // max(round(units), 1) for score in problem.score.tolist()]
    number = {key: at for at, key in enumerate(sorted(set(keys)))}
    return [number[key] for key in keys]


def _ranks(problem: Problem) -> list[int]:
    if problem.mentee_rank is not None:
        given = sorted(set(problem.mentee_rank.tolist()))
        number = {rank: at for at, rank in enumerate(given)}
        return [number[rank] for rank in problem.mentee_rank.tolist()]
    ranks: list[int] = []
    for low, high in zip(problem.start[:-1], problem.start[1:], strict=True):
        mine = problem.score[low:high]
        order = {int(score): at for at, score in enumerate(np.unique(mine)[::-1])}
        ranks.extend(order[score] for score in mine.tolist())
    return ranks
