"""A problem laid out for the kernels: locks taken out, people in the lottery's order, candidates best first.

Everything that a solver sees comes through here, so no answer can depend on the order of the caller's rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from chiron_engine import lottery

if TYPE_CHECKING:
    from chiron_engine.problem import Problem

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class LaidOut:
    """The free part of a problem in the lottery's order.

    ``start[a]:start[a + 1]`` are the candidates of the mentee whom the lottery called ``a``-th, best first;
    ``mentor`` is a place in the lottery too; ``pair`` says where the pair stands in the problem. ``capacity`` and
    ``minimum`` are what the locks leave.
    """

    mentee_order: IntArray
    mentor_order: IntArray
    start: IntArray
    mentor: npt.NDArray[np.int32]
    pair: IntArray
    capacity: IntArray
    minimum: IntArray

    def mentors_of(self, problem: Problem, choice: npt.NDArray[Any]) -> IntArray:
        """The mentor of every mentee of the problem; ``choice[a]`` is a position in ``pair``, -1 for none."""
        mentor_of = locked_mentors(problem)
        chosen = np.flatnonzero(choice >= 0)
        mentor_of[self.mentee_order[chosen]] = problem.mentor[self.pair[choice[chosen]]]
        return mentor_of


def locked_mentors(problem: Problem) -> IntArray:
    """The locked mentor of every mentee, -1 for none."""
    mentor_of = np.full(problem.n_mentees, -1, dtype=np.int64)
    for mentee, mentor in problem.locked:
        mentor_of[mentee] = mentor
    return mentor_of


def left_by_locks(problem: Problem) -> tuple[IntArray, IntArray]:
    """Capacity and minimum of each mentor once the locked pairs have their places."""
    held = np.bincount([mentor for _, mentor in problem.locked], minlength=problem.n_mentors).astype(np.int64)
    return problem.capacity - held, np.maximum(problem.minimum - held, 0)


def rows_of_pairs(problem: Problem) -> IntArray:
    """The mentee of every pair."""
    return np.repeat(np.arange(problem.n_mentees, dtype=np.int64), np.diff(problem.start))


def lay_out(problem: Problem, *, seed: int, worst_first: npt.NDArray[Any], keep: BoolArray | None = None) -> LaidOut:
    """The free part of ``problem``; candidates by ``worst_first`` falling (ties by lottery), those not in ``keep``
    left out.
    """
    capacity, minimum = left_by_locks(problem)
    mentee_order = lottery.draw(problem.mentee_id, problem.n_mentees, side="mentee", seed=seed)
    mentor_order = lottery.draw(problem.mentor_id, problem.n_mentors, side="mentor", seed=seed)
    mentee_place, mentor_place = lottery.places(mentee_order), lottery.places(mentor_order)
    rows = rows_of_pairs(problem)
    usable = capacity[problem.mentor] > 0
    if problem.locked:
        usable &= (locked_mentors(problem) < 0)[rows]
    if keep is not None:
        usable &= keep
    pairs = np.flatnonzero(usable)
    row_place, column_place = mentee_place[rows[pairs]], mentor_place[problem.mentor[pairs]]
    pairs = pairs[np.lexsort((column_place, -worst_first[pairs], row_place))]
    start = np.zeros(problem.n_mentees + 1, dtype=np.int64)
    np.cumsum(np.bincount(row_place, minlength=problem.n_mentees), out=start[1:])
    return LaidOut(
        mentee_order=mentee_order,
        mentor_order=mentor_order,
        start=start,
        mentor=mentor_place[problem.mentor[pairs]].astype(np.int32),
        pair=pairs,
        capacity=capacity[mentor_order],
        minimum=minimum[mentor_order],
    )
