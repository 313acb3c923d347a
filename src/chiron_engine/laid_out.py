"""A problem laid out for the kernels: locks taken out, people in the lottery's order, candidates best first.

Everything that a solver sees comes through here, so no answer can depend on the order of the caller's rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from chiron_engine import kernels, lottery
from chiron_engine.kernels import laying

if TYPE_CHECKING:
    from chiron_engine.problem import Problem

PART = 4_000_000

IntArray = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
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
    mentor: Ints
    pair: Ints
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


def largest(values: npt.NDArray[np.integer[Any]]) -> int:
    """The largest magnitude among the values, without a copy of them."""
    return max(int(values.max(initial=0)), -int(values.min(initial=0)))


def parts(start: IntArray) -> Iterator[tuple[slice, Ints]]:
    """The pairs, some millions at a time, with the mentee of each, so that no copy is as large as the problem."""
    row, rows = 0, len(start) - 1
    while row < rows:
        last = int(np.searchsorted(start, start[row] + PART, side="right")) - 1
        last = min(max(last, row + 1), rows)
        mentee = np.repeat(np.arange(row, last, dtype=np.int32), np.diff(start[row : last + 1]))
        yield slice(int(start[row]), int(start[last])), mentee
        row = last


def lay_out(
    problem: Problem, *, seed: int, by: IntArray, highest_first: bool = True, keep: BoolArray | None = None
) -> LaidOut:
    """The free part of ``problem``: each mentee's candidates in order of ``by``, ties by lottery, none outside
    ``keep``.
    """
    capacity, minimum = left_by_locks(problem)
    mentee_order = lottery.draw(problem.mentee_id, problem.n_mentees, side="mentee", seed=seed)
    mentor_order = lottery.draw(problem.mentor_id, problem.n_mentors, side="mentor", seed=seed)
    spread = int(by.max(initial=0)) - int(by.min(initial=0))
    compact = spread < 2 ** (62 - problem.n_mentors.bit_length())
    sort = _sort_compiled if kernels.worth_compiling(problem.n_pairs) and compact else _sort
    sign = -1 if highest_first else 1
    start, mentor, pair = sort(problem, capacity, mentee_order, mentor_order, by, sign, keep)
    return LaidOut(
        mentee_order=mentee_order,
        mentor_order=mentor_order,
        start=start,
        mentor=mentor,
        pair=pair,
        capacity=capacity[mentor_order],
        minimum=minimum[mentor_order],
    )


def turn_round(start: IntArray, mentor: Ints, badness: IntArray, n_mentors: int) -> tuple[IntArray, Ints, Ints]:
    """The pairs mentor by mentor, least ``badness`` first: where each mentor's begin, the pairs, their mentees."""
    back_start = np.zeros(n_mentors + 1, dtype=np.int64)
    if kernels.worth_compiling(len(mentor)):
        pair, mentee = np.empty(len(mentor), dtype=np.int32), np.empty(len(mentor), dtype=np.int32)
        kernels.compiled(laying.turn_round)(start, mentor, badness, back_start, pair, mentee)
        return back_start, pair, mentee
    np.cumsum(np.bincount(mentor, minlength=n_mentors), out=back_start[1:])
    pair = np.lexsort((badness, mentor)).astype(np.int32)
    mentee = np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start))[pair]
    return back_start, pair, mentee


def turn_scores(start: IntArray, mentor: Ints, score: Any, n_mentors: int) -> tuple[IntArray, Ints, Any]:
    """Each mentor's mentees and scores, the highest first: where each mentor's begin, the mentees, the scores."""
    bits = max(len(start) - 2, 1).bit_length()
    if kernels.worth_compiling(len(mentor)) and largest(score) < 2 ** (61 - bits):
        back_start, mentee = np.zeros(n_mentors + 1, dtype=np.int64), np.empty(len(mentor), dtype=np.int32)
        back_score = np.empty_like(score)
        kernels.compiled(laying.turn_scores)(start, mentor, score, bits, back_start, mentee, back_score)
        return back_start, mentee, back_score
    back_start, pair, mentee = turn_round(start, mentor, -score.astype(np.int64), n_mentors)
    return back_start, mentee, score[pair]


def taken(values: npt.NDArray[np.integer[Any]], at: Ints, kind: type[np.integer[Any]]) -> npt.NDArray[Any]:
    """The values at some positions, as whole numbers of a kind that holds them."""
    if not kernels.worth_compiling(len(at)):
        return values[at].astype(kind)
    out = np.empty(len(at), dtype=kind)
    kernels.compiled(laying.gather)(values, at, out)
    return out


def found(start: IntArray, mentor: Ints, wanted: IntArray) -> IntArray:
    """Where each mentee's pair with the mentor in ``wanted`` stands; -1 where that is none of theirs."""
    at = np.full(len(wanted), -1, dtype=np.int64)
    if kernels.worth_compiling(len(mentor)):
        kernels.compiled(laying.find)(start, mentor, wanted, at)
        return at
    for part, mentee in parts(start):
        made = np.flatnonzero(mentor[part] == wanted[mentee])
        at[mentee[made]] = part.start + made
    return at


def _sort(
    problem: Problem,
    capacity: IntArray,
    mentee_order: IntArray,
    mentor_order: IntArray,
    by: IntArray,
    sign: int,
    keep: BoolArray | None,
) -> tuple[IntArray, Ints, Ints]:
    rows = rows_of_pairs(problem)
    usable = (capacity[problem.mentor] > 0) & (locked_mentors(problem) < 0)[rows]
    pairs = np.flatnonzero(usable if keep is None else usable & keep)
    row_place = lottery.places(mentee_order)[rows[pairs]]
    column_place = lottery.places(mentor_order)[problem.mentor[pairs]]
    order = np.lexsort((column_place, sign * by[pairs], row_place))
    start = np.zeros(problem.n_mentees + 1, dtype=np.int64)
    np.cumsum(np.bincount(row_place, minlength=problem.n_mentees), out=start[1:])
    return start, column_place[order].astype(np.int32), pairs[order].astype(np.int32)


def _sort_compiled(
    problem: Problem,
    capacity: IntArray,
    mentee_order: IntArray,
    mentor_order: IntArray,
    by: IntArray,
    sign: int,
    keep: BoolArray | None,
) -> tuple[IntArray, Ints, Ints]:
    start = np.empty(problem.n_mentees + 1, dtype=np.int64)
    mentor, pair = np.empty(problem.n_pairs, dtype=np.int32), np.empty(problem.n_pairs, dtype=np.int32)
    usable_pair = np.empty(0, dtype=bool) if keep is None else keep
    lowest = min(sign * int(by.min(initial=0)), sign * int(by.max(initial=0)))
    of_pairs = (problem.start, problem.mentor, by, sign, lowest)
    of_people = (capacity > 0, locked_mentors(problem) < 0, usable_pair, mentee_order, lottery.places(mentor_order))
    bits = problem.n_mentors.bit_length()
    count = kernels.compiled(laying.lay)(*of_pairs, *of_people, bits, start, mentor, pair)
    return start, mentor[:count], pair[:count]
