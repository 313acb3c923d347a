"""Checks of a mosaic against its problem. Shares no code with the solver."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from chiron_engine.verifying import Check, Report

if TYPE_CHECKING:
    from chiron_engine.mosaic import Mosaic, MosaicProblem

LARGEST = 60_000


def verify_mosaic(problem: MosaicProblem, mosaic: Mosaic) -> Report:
    """Check a mosaic: candidates, wishes, one role a pair, places, locks, the total; and on up to 60,000 entries that
    no other meets more wishes, or as many with a higher total."""
    if mosaic.mentor_of.shape != problem.wanted.shape:
        return Report((Check("shape", False, {"given": mosaic.mentor_of.size, "expected": problem.wanted.size}),))
    rows, kinds = np.nonzero(mosaic.mentor_of >= 0)
    made = [(int(i), int(r), int(mosaic.mentor_of[i, r])) for i, r in zip(rows, kinds, strict=True)]
    scores = dict(zip(_keys(problem), problem.score.tolist(), strict=True))
    stray = [(i, j) for i, r, j in made if (i, r, j) not in scores]
    pairs = [(i, j) for i, _, j in made]
    doubled = [] if problem.several_roles else sorted(pair for pair, count in Counter(pairs).items() if count > 1)
    load = [0] * problem.n_mentors
    for _, _, j in made:
        load[j] += 1
    over = [j for j, count in enumerate(load) if count > problem.capacity[j]]
    broken = [(i, j) for i, r, j in problem.locked if mosaic.mentor_of[i, r] != j]
    unasked = [(i, r) for i, r, j in made if not problem.wanted[i, r] and (i, r, j) not in problem.locked]
    total = sum(scores.get(one, 0) for one in made)
    found = {"found": total / problem.score_per_fit, "claimed": mosaic.total_fit}
    checks = [
        Check("shape", True, {"given": mosaic.mentor_of.size, "expected": problem.wanted.size}),
        Check("candidates", not stray, {"count": len(stray), "pairs": _shown(stray)}),
        Check("wanted", not unasked, {"count": len(unasked), "pairs": _shown(unasked)}),
        Check("one_role", not doubled, {"count": len(doubled), "pairs": _shown(doubled)}),
        Check("capacity", not over, {"count": len(over), "mentors": ", ".join(map(str, over[:5]))}),
        Check("locks", not broken, {"count": len(broken), "pairs": _shown(broken)}),
        Check("total", total == mosaic.total_score, found),
    ]
    best = _best(problem) if len(scores) <= LARGEST else None
    facts = {"covered": len(made), "total": total / problem.score_per_fit}
    even = _evenness(problem, rows.tolist()) if problem.evenly else 0
    checks.append(Check("coverage", None if best is None else best == (len(made), even, total), facts))
    return Report(tuple(checks))


def _keys(problem: MosaicProblem) -> list[tuple[int, int, int]]:
    return list(zip(problem.mentee.tolist(), problem.role.tolist(), problem.mentor.tolist(), strict=True))


def _evenness(problem: MosaicProblem, mentees: list[int]) -> int:
    """More, the more mentees have a first mentor, then a second: each is worth one less than the one before."""
    most = len(problem.roles)
    return sum(sum(range(most, most - count, -1)) for count in Counter(mentees).values())


def _best(problem: MosaicProblem) -> tuple[int, int, int]:
    """The most wishes, then the most even, then the highest total, by linear programming (HiGHS); the numbers come out
    whole, since all of it is a flow.
    """
    keys = _keys(problem)
    locked = set(problem.locked)
    open_keys = [key for key in keys if problem.wanted[key[0], key[1]] or key in locked]
    score = dict(zip(keys, problem.score.tolist(), strict=True))
    if not open_keys:
        return 0, 0, 0
    turns = sorted({i for i, _, _ in open_keys}) if problem.evenly else []
    worth = [float(most) for _ in turns for most in range(len(problem.roles), 0, -1)]
    programme = _programme(problem, open_keys, turns)
    covered = [1.0] * len(open_keys) + [0.0] * len(worth)
    even = [0.0] * len(open_keys) + worth
    total = [float(score[key]) for key in open_keys] + [0.0] * len(worth)
    most = round(_optimum(programme, covered, []))
    evenest = round(_optimum(programme, even, [(covered, most)])) if worth else 0
    least = [(covered, most), *([(even, evenest)] if worth else [])]
    return most, evenest, round(_optimum(programme, total, least))


@dataclass(frozen=True)
class _Programme:
    """What must hold of the numbers that say which entries are made and how many turns each mentee has."""

    cells: list[tuple[int, int, float]]
    bound: list[float]
    between: list[tuple[float, float]]


def _programme(problem: MosaicProblem, keys: list[tuple[int, int, int]], turns: list[int]) -> _Programme:
    locked = set(problem.locked)
    limits: dict[tuple[str, int, int], int] = {}
    cells: list[tuple[int, int, float]] = []
    bound: list[float] = []
    for at, (i, r, j) in enumerate(keys):
        rules = [("wish", i, r), ("places", j, 0)] + ([] if problem.several_roles else [("pair", i, j)])
        for rule in rules:
            if rule not in limits:
                limits[rule] = len(limits)
                bound.append(float(problem.capacity[j]) if rule[0] == "places" else 1.0)
            cells.append((limits[rule], at, 1.0))
    # a mentee has as many turns as entries: no fewer, no more
    count, first = len(problem.roles), len(bound)
    number = {mentee: at for at, mentee in enumerate(turns)}
    bound += [0.0] * (2 * len(turns))
    for side, sign in ((0, 1.0), (1, -1.0)):
        row = first + side * len(turns)
        cells += [(row + number[key[0]], at, sign) for at, key in enumerate(keys) if turns]
        cells += [(row + at // count, len(keys) + at, -sign) for at in range(count * len(turns))]
    between = [(1.0, 1.0) if key in locked else (0.0, 1.0) for key in keys] + [(0.0, 1.0)] * (count * len(turns))
    return _Programme(cells, bound, between)


def _optimum(programme: _Programme, value: list[float], least: list[tuple[list[float], int]]) -> float:
    """The highest value, with others no lower than they were."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    cells, bound = list(programme.cells), list(programme.bound)
    for other, reached in least:
        cells += [(len(bound), at, -one) for at, one in enumerate(other) if one]
        bound.append(-float(reached))
    rows, columns, signs = zip(*cells, strict=True)
    table = coo_array((signs, (rows, columns)), shape=(len(bound), len(value))).tocsr()
    return -float(linprog([-one for one in value], table, bound, bounds=programme.between, method="highs").fun)


def _shown(pairs: list[tuple[int, int]]) -> str:
    return ", ".join(f"{a}-{b}" for a, b in pairs[:5]) + (" …" if len(pairs) > 5 else "")
