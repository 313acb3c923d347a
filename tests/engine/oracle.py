"""The slow truth: every matching of a small problem, one after the other."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from chiron_engine import Infeasible, Problem


def matchings(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Every matching that keeps to capacities, minima, locks and candidates."""
    rows = range(problem.n_mentees)
    lists = [[-1, *problem.mentor[problem.start[i] : problem.start[i + 1]].tolist()] for i in rows]
    for mentee, mentor in problem.locked:
        lists[mentee] = [mentor]
    for chosen in itertools.product(*lists):
        load = np.bincount([j for j in chosen if j >= 0], minlength=problem.n_mentors)
        if (load <= problem.capacity).all() and (load >= problem.minimum).all():
            yield chosen


def score(problem: Problem, chosen: tuple[int, ...]) -> int:
    """The total score of a matching."""
    return sum(int(problem.score[problem.pair(i, j)]) for i, j in enumerate(chosen) if j >= 0)


def matched(chosen: tuple[int, ...]) -> int:
    """How many are matched."""
    return sum(j >= 0 for j in chosen)


def random_problem(rng: np.random.Generator, *, largest: int = 5, minima: bool = True, ties: bool = True) -> Problem:
    """A small problem with everything in it: holes, zero capacities, negative fits, ties, locks, minima."""
    while True:
        n, m = int(rng.integers(0, largest + 1)), int(rng.integers(0, largest))
        top = 8 if ties else 1000
        fit = rng.integers(-3, top, (n, m)) if rng.random() < 0.7 else rng.random((n, m)) * 100
        capacity = rng.integers(0, 4, m)
        minimum = np.minimum(rng.integers(0, 3, m) * (rng.random(m) < 0.3), capacity) if minima else None
        allowed = rng.random((n, m)) < 0.8
        locked = []
        if n and m and rng.random() < 0.3:
            mentee, mentor = int(rng.integers(n)), int(rng.integers(m))
            if capacity[mentor] > 0:
                allowed[mentee, mentor] = True
                locked = [(mentee, mentor)]
        try:
            return Problem.from_matrix(fit, capacity=capacity, minimum=minimum, allowed=allowed, locked=locked)
        except Infeasible:
            continue
