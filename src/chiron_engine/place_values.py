"""What one more place is worth and what a pair would cost, from the lowest prices of an optimal matching."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from chiron_engine import laid_out, prices
from chiron_engine.kernels import pricing
from chiron_engine.options import Welfare

if TYPE_CHECKING:
    from chiron_engine.matching import Matching
    from chiron_engine.problem import Problem

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class PlaceValues:
    """In units of score: the price of each mentor's places and the surplus of each mentee above it."""

    price: IntArray
    surplus: IntArray
    bonus: int
    score_per_fit: int

    def place(self, mentor: int) -> tuple[int, float]:
        """How many people more one more place at the mentor would match, and what it would add to the total fit."""
        return self._parts(max(int(self.price[mentor]), 0))

    def loss(self, problem: Problem, pair: int) -> tuple[int, float]:
        """How many people fewer would be matched at least if the pair is made, and by how much the total would fall."""
        mentee = int(np.searchsorted(problem.start, pair, side="right")) - 1
        gap = self.surplus[mentee] + self.price[problem.mentor[pair]] - problem.score[pair] - self.bonus
        return self._parts(max(int(gap), 0))

    def _parts(self, worth: int) -> tuple[int, float]:
        """A worth in units of score, taken apart: people, who count before all fit, and fit."""
        people = (2 * worth + self.bonus) // (2 * self.bonus) if self.bonus else 0
        return people, (worth - people * self.bonus) / self.score_per_fit


_known: WeakKeyDictionary[Matching, PlaceValues | None] = WeakKeyDictionary()


def of(problem: Problem, matching: Matching) -> PlaceValues | None:
    """The values that go with a welfare matching; None for other methods and for matchings that aren't optimal."""
    if matching not in _known:
        _known[matching] = _values(problem, matching)
    return _known[matching]


def _bonus(problem: Problem) -> int:
    """More than all fits together could outweigh, so that a person always counts before any fit."""
    return 4 * (problem.n_mentees + 1) * (1 + int(np.abs(problem.score).max(initial=0)))


def _values(problem: Problem, matching: Matching) -> PlaceValues | None:
    if not isinstance(matching.options, Welfare) or matching.certificate is None:
        return None
    bonus = _bonus(problem) if matching.options.everybody_first else 0
    score = problem.score + bonus
    capacity, minimum = laid_out.left_by_locks(problem)
    locked = laid_out.locked_mentors(problem)
    rows = laid_out.rows_of_pairs(problem)
    usable = np.flatnonzero((locked < 0)[rows] & (capacity > 0)[problem.mentor])
    start = np.zeros(problem.n_mentees + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows[usable], minlength=problem.n_mentees), out=start[1:])
    mentor = problem.mentor[usable]
    chosen = np.full(problem.n_mentees, -1, dtype=np.int64)
    made = np.flatnonzero(matching.mentor_of[rows[usable]] == mentor)
    chosen[rows[usable[made]]] = made
    load = np.bincount(mentor[made], minlength=problem.n_mentors)
    floor = np.where((load > minimum) | (minimum == 0), 0, pricing.NO_PRICE)
    price = prices.least(start, mentor, score[usable], chosen, floor)
    if price is None:
        return None
    price = np.maximum(price, -(2**60))
    # places at a mentor who offers none are worth what the best mentee would give for one
    surplus = np.zeros(problem.n_mentees, dtype=np.int64)
    np.maximum.at(surplus, rows[usable], score[usable] - price[mentor])
    shut = np.flatnonzero((locked < 0)[rows] & (capacity <= 0)[problem.mentor])
    np.maximum.at(price, problem.mentor[shut], score[shut] - surplus[rows[shut]])
    return PlaceValues(price=price, surplus=surplus, bonus=bonus, score_per_fit=problem.score_per_fit)
