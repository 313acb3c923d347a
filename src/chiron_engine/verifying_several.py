"""Checks of several mentors each against their problem. Shares no code with the solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chiron_engine.verifying import Check, Report

if TYPE_CHECKING:
    from chiron_engine.problem import Problem
    from chiron_engine.several import Several

LARGEST = 60_000
Pair = tuple[int, int]


def verify_several(problem: Problem, several: Several) -> Report:
    """Check the answer: candidates, no pair twice, nobody with more than asked, places, minima, locks, the total; and
    on up to 60,000 candidate pairs that nobody more could have a first, second, … mentor, and no higher total exists.
    """
    scores = _scores(problem)
    made = several.pairs
    banned = {(key // problem.n_mentors, key % problem.n_mentors) for key in problem.forbidden.tolist()}
    stray = [pair for pair in made if pair not in scores and pair not in banned]
    load = [0] * problem.n_mentors
    for _, mentor in made:
        load[mentor] += 1
    most = zip(several.mentors_of, several.wanted.tolist(), strict=True)
    greedy = [row for row, (mentors, wanted) in enumerate(most) if len(mentors) > wanted]
    twice = sorted({pair for pair in made if several.mentors_of[pair[0]].count(pair[1]) > 1})
    over = [j for j, count in enumerate(load) if count > problem.capacity[j]]
    under = [j for j, count in enumerate(load) if count < problem.minimum[j]]
    total = sum(scores.get(pair, 0) for pair in made)
    found = {"found": total / problem.score_per_fit, "claimed": several.total_fit}
    checks = [
        _counted("candidates", stray),
        _counted("forbidden", [pair for pair in made if pair in banned]),
        _counted("pair_once", twice),
        Check("asked", not greedy, {"count": len(greedy), "mentees": greedy}),
        _counted("locks", [pair for pair in problem.locked if pair not in made]),
        Check("capacity", not over, {"count": len(over), "mentors": over}),
        Check("minimum", not under, {"count": len(under), "mentors": under}),
        Check("total", total == several.total_score, found),
    ]
    checks.append(_best(problem, several, scores, total))
    return Report(tuple(checks))


def _counted(name: str, pairs: list[Pair]) -> Check:
    return Check(name, not pairs, {"count": len(pairs), "pairs": pairs})


def _scores(problem: Problem) -> dict[Pair, int]:
    start, mentor, score = problem.start.tolist(), problem.mentor.tolist(), problem.score.tolist()
    return {
        (row, mentor[at]): score[at] for row in range(problem.n_mentees) for at in range(start[row], start[row + 1])
    }


def _best(problem: Problem, several: Several, scores: dict[Pair, int], total: int) -> Check:
    """Whether more people could have one mentor, two, …, or as many at a higher total: one linear programme a step.

    Each step keeps to what is best in the steps before: a face of the polytope of a flow, whose corners are whole, so
    the programme's optimum is the truth and no mere bound.
    """
    lengths = [len(mentors) for mentors in several.mentors_of]
    facts = {"pairs": sum(lengths), "total": total / problem.score_per_fit}
    if len(scores) > LARGEST:
        return Check("breadth", None, facts)
    most = int(several.wanted.max(initial=0))
    reached: list[int] = []
    for depth in range(1, most + 1):
        could = _programme(problem, several, scores, reached, depth=depth)
        reached.append(sum(min(length, depth) for length in lengths))
        if could is None or could > reached[-1] + 0.5:
            return Check("breadth", None if could is None else False, facts)
    best = _programme(problem, several, scores, reached, depth=0) if scores else 0.0
    return Check("breadth", None if best is None else best <= total + 0.5, facts)


def _programme(
    problem: Problem, several: Several, scores: dict[Pair, int], reached: list[int], *, depth: int
) -> float | None:
    """The most mentors up to ``depth`` each, or the highest total where it is 0, with no less than was reached."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    pairs = list(scores)
    n, m, deep = problem.n_mentees, problem.n_mentors, max(int(several.wanted.max(initial=1)), 1)
    units = len(pairs) + n * deep  # unit (i, r) says that mentee i has an r-th mentor
    cells: list[tuple[int, int, float]] = []
    for at, (i, j) in enumerate(pairs):
        cells += [(i, at, 1.0), (n + j, at, 1.0), (n + m + j, at, -1.0)]
    at_unit = {(i, r): len(pairs) + i * deep + r for i in range(n) for r in range(deep)}
    cells += [(i, column, -1.0) for (i, _), column in at_unit.items()]
    bound = [0.0] * n + problem.capacity.astype(float).tolist() + (-problem.minimum.astype(float)).tolist()
    for step, least in enumerate(reached):
        row = len(bound)
        bound.append(-float(least))
        cells += [(row, column, -1.0) for (_, r), column in at_unit.items() if r <= step]
    rows, columns, values = zip(*cells, strict=True)
    table = coo_array((values, (rows, columns)), shape=(len(bound), units)).tocsr()
    value = [float(score) for score in scores.values()] if not depth else [0.0] * len(pairs)
    value += [1.0 if depth and r < depth else 0.0 for _, r in at_unit]
    locked = set(problem.locked)
    between = [(1.0, 1.0) if pair in locked else (0.0, 1.0) for pair in pairs]
    between += [(0.0, 1.0 if r < several.wanted[i] else 0.0) for i, r in at_unit]
    equal = table[:n]
    answer = linprog([-one for one in value], table[n:], bound[n:], equal, bound[:n], bounds=between, method="highs")
    return -float(answer.fun) if answer.status == 0 else None
