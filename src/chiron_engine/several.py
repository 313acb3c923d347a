"""Several mentors for each mentee, all in one solve.

As many mentees as possible get a first mentor, then as many as possible a second, and so on; among those answers the
total fit is the highest. No pair is made twice. Where mentors differ by what they are for, use the mosaic instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from chiron_engine import checks, lottery
from chiron_engine.errors import Infeasible, ProblemError

if TYPE_CHECKING:
    from chiron_engine.problem import Problem

IntArray = npt.NDArray[np.int64]
LARGEST_COST = 2**62


@dataclass(frozen=True, eq=False)
class Several:
    """Who has which mentors: ``mentors_of[i]``, best fit first; ``wanted[i]`` is how many mentee ``i`` asked for."""

    mentors_of: tuple[tuple[int, ...], ...]
    wanted: IntArray
    total_fit: float
    total_score: int
    seed: int

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The pairs made, by mentee, best fit first."""
        return [(row, mentor) for row, mentors in enumerate(self.mentors_of) for mentor in mentors]

    def short(self) -> list[int]:
        """The mentees who have fewer mentors than they asked for."""
        return [row for row, mentors in enumerate(self.mentors_of) if len(mentors) < self.wanted[row]]


def solve_several(problem: Problem, wanted: npt.ArrayLike, *, seed: int = 0) -> Several:
    """Match each mentee with up to ``wanted`` mentors (one number for all, or one each); ties by the seeded lottery.

    Raises ProblemError on wrong numbers, Infeasible where a mentor's minimum can't be met so.
    """
    checks.seed(seed)
    asked = wanted_of(problem, wanted)
    made = _flow(problem, asked, seed)
    locked = [problem.pair(mentee, mentor) for mentee, mentor in problem.locked]
    return describe(problem, np.append(made, np.array(locked, dtype=np.int64)), asked, seed=seed)


def wanted_of(problem: Problem, wanted: npt.ArrayLike) -> IntArray:
    """How many mentors each mentee wants, checked; who is locked wants one at least."""
    given = np.asarray(wanted)
    if given.dtype.kind in "if" and given.size and given.min() < 0:
        raise ProblemError("bad_option", option="wanted", value=given.min(), expected="≥ 0")
    asked = checks.per_mentor(wanted, "wanted", problem.n_mentees).copy()
    locked = [mentee for mentee, _ in problem.locked]
    asked[locked] = np.maximum(asked[locked], 1)
    return asked


def describe(problem: Problem, pairs: npt.ArrayLike, wanted: npt.ArrayLike, *, seed: int = 0) -> Several:
    """The answer that consists of these pairs (their positions in the problem), with its total; nothing is checked."""
    made = np.unique(np.asarray(pairs, dtype=np.int64))
    mentee = np.searchsorted(problem.start, made, side="right") - 1
    order = np.lexsort((problem.mentor[made], -problem.score[made], mentee))
    mentors: list[list[int]] = [[] for _ in range(problem.n_mentees)]
    for row, mentor in zip(mentee[order].tolist(), problem.mentor[made[order]].tolist(), strict=True):
        mentors[row].append(mentor)
    total = int(problem.score[made].sum())
    return Several(
        mentors_of=tuple(map(tuple, mentors)),
        wanted=wanted_of(problem, wanted),
        total_fit=total / problem.score_per_fit,
        total_score=total,
        seed=seed,
    )


def _usable(problem: Problem, seed: int) -> tuple[IntArray, IntArray]:
    """The pairs that locks leave open, in the lottery's order, and their mentees."""
    mentee_place = lottery.places(lottery.draw(problem.mentee_id, problem.n_mentees, side="mentee", seed=seed))
    mentor_place = lottery.places(lottery.draw(problem.mentor_id, problem.n_mentors, side="mentor", seed=seed))
    mentee = np.repeat(np.arange(problem.n_mentees), np.diff(problem.start))
    usable = np.ones(problem.n_pairs, dtype=bool)
    usable[[problem.pair(*pair) for pair in problem.locked]] = False
    at = np.flatnonzero(usable)
    order = at[np.lexsort((mentor_place[problem.mentor[at]], mentee_place[mentee[at]]))]
    return order, mentee[order]


def _flow(problem: Problem, wanted: IntArray, seed: int) -> IntArray:
    """The pairs of the cheapest flow; a mentee's first mentor weighs more than a second, any more than all fit.

    The sets of mentors that mentees can have at once are a polymatroid, so one falling bonus for the first, second, …
    mentor is enough: nobody's first is ever the price of two others' second.
    """
    from ortools.graph.python import min_cost_flow

    pairs, mentee = _usable(problem, seed)
    if not len(pairs):
        return pairs
    held = np.zeros(problem.n_mentors, dtype=np.int64)
    has = np.zeros(problem.n_mentees, dtype=np.int64)
    for row, column in problem.locked:
        has[row] += 1
        held[column] += 1
    mentees, at_mentee = _numbered(mentee)
    mentors, at_mentor = _numbered(problem.mentor[pairs].astype(np.int64))
    rows, columns = _first(mentees, at_mentee, mentee), _first(mentors, at_mentor, problem.mentor[pairs])
    most = int(wanted.max())
    score, step = _scored(problem, wanted)
    source, sink = mentees + mentors, mentees + mentors + 1
    flow = min_cost_flow.SimpleMinCostFlow()
    add = flow.add_arcs_with_capacity_and_unit_cost
    used = add(at_mentee, mentees + at_mentor, np.ones(len(pairs), dtype=np.int64), -score[pairs])
    for place in range(1, most + 1):
        wants = np.flatnonzero((has[rows] < place) & (wanted[rows] >= place))
        ones = np.ones(len(wants), dtype=np.int64)
        add(np.full(len(wants), source), wants, ones, ones * -(most - place + 1) * step)
    least = np.maximum(problem.minimum - held, 0)[columns]
    places = np.maximum(problem.capacity - held, 0)[columns]
    nodes = mentees + np.arange(mentors)
    add(nodes, np.full(mentors, sink), least, np.full(mentors, -4 * (most + 1) * step))
    add(nodes, np.full(mentors, sink), places - least, np.zeros(mentors, dtype=np.int64))
    supply = int((wanted - has)[rows].clip(0).sum())
    add(np.array([source]), np.array([sink]), np.array([supply]), np.array([0]))
    flow.set_nodes_supplies(np.array([source, sink]), np.array([supply, -supply]))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise ArithmeticError(f"min-cost flow ended with {status}")
    made: IntArray = pairs[flow.flows(used) > 0]
    _refuse_missed_minima(problem, held + np.bincount(problem.mentor[made], minlength=problem.n_mentors), most)
    return made


def _scored(problem: Problem, wanted: IntArray) -> tuple[IntArray, int]:
    """The scores in their largest common unit, and more of it than all of them together could outweigh."""
    unit = int(np.gcd.reduce(problem.score)) or 1
    score: IntArray = problem.score // unit
    units = int(np.minimum(wanted, problem.n_mentors).sum()) + 1
    step = 2 * units * (int(np.abs(score).max(initial=0)) + 1)
    nodes = problem.n_mentees + problem.n_mentors + 2
    if step * 4 * (int(wanted.max()) + 2) * nodes >= LARGEST_COST:  # the flow multiplies costs by its nodes
        raise ProblemError("too_fine", people=problem.n_mentees, most=int(wanted.max()))
    return score, step


def _refuse_missed_minima(problem: Problem, load: IntArray, most: int) -> None:
    missed = np.flatnonzero(load < problem.minimum)
    if missed.size:
        raise Infeasible("several_minimum", mentors=[int(one) for one in missed], most=most)


def _numbered(keys: IntArray) -> tuple[int, IntArray]:
    """How many different keys there are, and the number of each in order of first appearance."""
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    number = np.empty(len(first), dtype=np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    return len(first), number[inverse]


def _first(count: int, number: IntArray, keys: npt.NDArray[np.integer]) -> IntArray:
    """The key that each number stands for."""
    found = np.zeros(count, dtype=np.int64)
    found[number] = keys
    return found
