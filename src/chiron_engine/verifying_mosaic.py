"""Checks of a mosaic against its problem. Shares no code with the solver."""

from __future__ import annotations

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
    doubled = [] if problem.several_roles else sorted({pair for pair in pairs if pairs.count(pair) > 1})
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
    checks.append(Check("coverage", None if best is None else best == (len(made), total), facts))
    return Report(tuple(checks))


def _keys(problem: MosaicProblem) -> list[tuple[int, int, int]]:
    return list(zip(problem.mentee.tolist(), problem.role.tolist(), problem.mentor.tolist(), strict=True))


def _best(problem: MosaicProblem) -> tuple[int, int]:
    """The most wishes and then the highest total, by linear programming (HiGHS); a flow, so the optimum is whole."""
    keys = _keys(problem)
    locked = set(problem.locked)
    open_keys = [key for key in keys if problem.wanted[key[0], key[1]] or key in locked]
    score = dict(zip(keys, problem.score.tolist(), strict=True))
    if not open_keys:
        return 0, 0
    most = round(_optimum(problem, open_keys, [1.0] * len(open_keys), 0))
    return most, round(_optimum(problem, open_keys, [float(score[key]) for key in open_keys], most))


def _optimum(problem: MosaicProblem, keys: list[tuple[int, int, int]], value: list[float], least: int) -> float:
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    locked = set(problem.locked)
    limits: dict[tuple[str, int, int], int] = {}
    cells: list[tuple[int, int]] = []
    bound: list[float] = []
    for at, (i, r, j) in enumerate(keys):
        rules = [("wish", i, r), ("places", j, 0)] + ([] if problem.several_roles else [("pair", i, j)])
        for rule in rules:
            if rule not in limits:
                limits[rule] = len(limits)
                bound.append(float(problem.capacity[j]) if rule[0] == "places" else 1.0)
            cells.append((limits[rule], at))
    cells.extend((len(bound), at) for at in range(len(keys)))
    signs = [1.0] * (len(cells) - len(keys)) + [-1.0] * len(keys)
    bound.append(-float(least))
    rows, columns = zip(*cells, strict=True)
    table = coo_array((signs, (rows, columns)), shape=(len(bound), len(keys))).tocsr()
    between = [(1.0, 1.0) if key in locked else (0.0, 1.0) for key in keys]
    return -float(linprog([-one for one in value], table, bound, bounds=between, method="highs").fun)


def _shown(pairs: list[tuple[int, int]]) -> str:
    return ", ".join(f"{a}-{b}" for a, b in pairs[:5]) + (" …" if len(pairs) > 5 else "")
