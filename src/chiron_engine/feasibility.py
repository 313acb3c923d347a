"""Whether the constraints can hold together, and which of them clash where they can't."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from chiron_engine import kernels, laid_out
from chiron_engine.errors import Infeasible
from chiron_engine.kernels import cardinality

if TYPE_CHECKING:
    from chiron_engine.problem import Problem

IntArray = npt.NDArray[np.int64]


def most_pairs(plan: laid_out.LaidOut) -> int:
    """How many mentees can be matched at once."""
    return largest(plan.start, plan.mentor, plan.capacity)[0]


def refuse_impossible_minima(problem: Problem) -> None:
    """Raise Infeasible, naming mentors and mentees, where the minima can't all be reached."""
    if not problem.minimum.any():
        return
    _, minimum = laid_out.left_by_locks(problem)
    rows = laid_out.rows_of_pairs(problem)
    usable = (laid_out.locked_mentors(problem) < 0)[rows] & (minimum > 0)[problem.mentor]
    start = np.zeros(problem.n_mentees + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows[usable], minlength=problem.n_mentees), out=start[1:])
    mentor = problem.mentor[usable]
    count, chosen = largest(start, mentor, minimum)
    if count == int(minimum.sum()):
        return
    short, reach = _clash(start, mentor, minimum, chosen)
    raise Infeasible(
        "minimum_clash",
        mentors=short,
        needed=int(minimum[short].sum()),
        available=reach,
    )


def _clash(
    start: IntArray, mentor: npt.NDArray[np.int32], minimum: IntArray, chosen: IntArray
) -> tuple[list[int], int]:
    """Mentors whose minima together ask for more mentees than can go to them (Hall): everyone reached from a short
    one.
    """
    rows = np.repeat(np.arange(len(start) - 1), np.diff(start))
    held = np.where(chosen >= 0, mentor[chosen] if len(mentor) else -1, -1)
    load = np.bincount(held[held >= 0], minlength=len(minimum))
    inside = np.zeros(len(minimum), dtype=bool)
    inside[np.flatnonzero(load < minimum)[:1]] = True
    while True:
        mentees = np.unique(rows[inside[mentor]])
        grown = inside.copy()
        grown[held[mentees]] = True
        if bool((grown == inside).all()):
            return [int(one) for one in np.flatnonzero(inside)], len(mentees)
        inside = grown


def largest(start: IntArray, mentor: npt.NDArray[np.int32], capacity: IntArray) -> tuple[int, IntArray]:
    """How many mentees can be matched at once, and a pair for each of them (-1 for none)."""
    n_mentees, n_mentors = len(start) - 1, len(capacity)
    place_start = np.zeros(n_mentors + 1, dtype=np.int64)
    degree = np.bincount(mentor, minlength=n_mentors)
    np.cumsum(np.minimum(capacity, degree), out=place_start[1:])
    sizes = (n_mentees, n_mentors, int(place_start[-1]), n_mentors, n_mentees, n_mentors, n_mentees + 1, n_mentees + 1)
    work = [np.zeros(size, dtype=np.int64) for size in sizes]
    if kernels.worth_compiling(len(mentor)):
        count = kernels.compiled(cardinality.largest)(start, mentor, place_start, *work)
        return int(count), work[0]
    lists = kernels.as_lists(*work)
    count = kernels.plain(cardinality.largest)(*kernels.as_lists(start, mentor, place_start), *lists)
    return int(count), np.array(lists[0], dtype=np.int64)
