"""Checks of a plan for speed mentoring against its problem. Shares no code with the solver."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from chiron_engine.verifying import Check, Report

if TYPE_CHECKING:
    from chiron_engine.speed import SpeedPlan, SpeedProblem

LARGEST = 40_000


def verify_speed(problem: SpeedProblem, plan: SpeedPlan) -> Report:
    """Check a plan: allowed pairs, nobody twice, seats, the total, equally full rounds; and on up to 40,000 pairs that
    no plan has more meetings, shares them more evenly, or has a higher total."""
    score = {
        (i, j): s
        for i, j, s in zip(problem.mentee.tolist(), problem.mentor.tolist(), problem.score.tolist(), strict=True)
    }
    rounds = [[(i, j) for i, j in enumerate(row) if j >= 0] for row in plan.mentor_at.tolist()]
    met = Counter(pair for meetings in rounds for pair in meetings)
    stray = [pair for pair in met if pair not in score]
    twice = [pair for pair, count in met.items() if count > 1]
    crowded = [
        j
        for meetings in rounds
        for j, count in Counter(j for _, j in meetings).items()
        if j < problem.n_mentors and count > problem.seats[j]
    ]
    sizes = [len(meetings) for meetings in rounds]
    total = sum(score.get(pair, 0) for pair in met)
    checks = [
        Check("candidates", not stray, {"count": len(stray), "pairs": stray[:5]}),
        Check("twice", not twice, {"pairs": twice[:5]}),
        Check("seats", not crowded, {"mentors": sorted(set(crowded))[:5]}),
        Check("rounds", max(sizes, default=0) - min(sizes, default=0) <= 1, {"sizes": sizes}),
        Check("total", total == plan.total_score, {"found": total / problem.score_per_fit, "claimed": plan.total_fit}),
    ]
    sound = all(check.passed for check in checks)
    best = _best(problem) if sound and len(score) <= LARGEST else None
    counts = Counter(i for i, _ in met)
    mine = (len(met), sum(_worth(counts[i], problem.rounds) for i in range(problem.n_mentees)), total)
    checks.append(Check("meetings", None if best is None else mine == best, {"meetings": len(met)}))
    return Report(tuple(checks))


def _worth(count: int, rounds: int) -> int:
    """A measure of evenness: a mentee's first meeting is worth most, the last nothing."""
    return sum(rounds - 1 - at for at in range(count))


def _best(problem: SpeedProblem) -> tuple[int, int, int]:
    """The most meetings, the most even share, the highest total, one after the other by linear programming (HiGHS).

    Each is the face of a flow polytope, so its corners are whole.
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array, vstack

    pairs, n, m, rounds = len(problem.mentee), problem.n_mentees, problem.n_mentors, problem.rounds
    if not pairs:
        return 0, 0, 0
    at = np.arange(pairs)
    chances = n * rounds
    shape = (n, pairs + chances)
    met = coo_array((np.ones(pairs), (problem.mentee, at)), shape=shape)
    counted = coo_array((np.ones(chances), (np.repeat(np.arange(n), rounds), pairs + np.arange(chances))), shape=shape)
    load = coo_array((np.ones(pairs), (problem.mentor, at)), shape=(m, pairs + chances)).tocsr()
    places = (problem.seats * rounds).astype(float)
    worth = np.tile(np.arange(rounds)[::-1], n).astype(float)
    aims = [
        np.append(np.ones(pairs), np.zeros(chances)),
        np.append(np.zeros(pairs), worth),
        np.append(problem.score.astype(float), np.zeros(chances)),
    ]
    equal, value = (met - counted).tocsr(), np.zeros(n)
    found: list[int] = []
    for aim in aims:
        solved = linprog(-aim, load, places, equal, value, bounds=(0, 1), method="highs")
        found.append(round(-float(solved.fun)))
        equal = vstack([equal, coo_array(aim.reshape(1, -1))]).tocsr()
        value = np.append(value, float(found[-1]))
    return found[0], found[1], found[2]
