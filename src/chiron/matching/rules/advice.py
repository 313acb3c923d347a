"""What a change would do: the next best, what forbidding a pair costs, which places would help those left over."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from chiron_blueprint.fit import Scoring
from chiron_engine import Live, Matching, Problem, ProblemError

#: What forbidding would do is worked out beforehand while pairs times candidates are no more than this: ten seconds.
MOST_WORK = 100_000_000
#: Above so many candidate pairs one further place is tried and no second.
MOST_PAIRS = 1_500_000
STEPS, TRIED = 3, 4


def pairs(posed: Problem, solved: Matching, scoring: Scoring) -> dict[int, dict[str, Any]]:
    """For each mentee with a mentor: ``next`` [mentor, fit, free places], ``forbid`` [change, others moved, fewer].

    Fit and change in hundredths of a point. ``forbid`` is exact, and there for methods that maximise the total; so is
    ``unlock`` [change, others moved] of a locked pair, what its lock costs.
    """
    free = posed.capacity - _load(posed, solved)
    found: dict[int, dict[str, Any]] = {}
    for row in np.flatnonzero(solved.mentor_of >= 0).tolist():
        best = _next_best(posed, row, int(solved.mentor_of[row]))
        found[row] = {} if best is None else {"next": [scoring.mentors[best[0]].id, best[1], int(free[best[0]])]}
    for row, cost in _forbidding(posed, solved).items():
        found[row]["forbid"] = cost
    for row, cost in _unlocking(posed, solved).items():
        found.get(row, {})["unlock"] = cost
    return found


def _unlocking(posed: Problem, solved: Matching) -> dict[int, list[int]]:
    """What taking each lock back would do, from exact prices; nothing for methods that have none."""
    found = {}
    try:
        for mentee, _mentor in posed.locked:
            step = Live(posed, solved).unlock(mentee)
            found[mentee] = [round(step.change * 100), sum(each != mentee for each in step.moved)]
    except ProblemError:
        return {}
    return found


def _load(posed: Problem, solved: Matching) -> Any:
    return np.bincount(solved.mentor_of[solved.mentor_of >= 0], minlength=posed.n_mentors)


def _next_best(posed: Problem, mentee: int, mentor: int) -> tuple[int, int] | None:
    low, high = int(posed.start[mentee]), int(posed.start[mentee + 1])
    score = posed.score[low:high].copy()
    score[posed.mentor[low:high] == mentor] = np.iinfo(np.int64).min
    at = low + int(np.argmax(score))
    if int(posed.mentor[at]) == mentor:
        return None
    return int(posed.mentor[at]), round(float(posed.fit[at]) * 100)


def _forbidding(posed: Problem, solved: Matching) -> dict[int, list[int]]:
    """What forbidding each pair would do, from exact prices; nothing for methods that have none."""
    if posed.n_pairs * _matched(solved) > MOST_WORK:
        return {}
    locked = {mentee for mentee, _mentor in posed.locked}
    before = solved.mentor_of
    found = {}
    try:
        live = Live(posed, solved)
        for row in np.flatnonzero(before >= 0).tolist():
            if row in locked:
                continue
            mentor = int(before[row])
            step = live.forbid(row, mentor)
            after = live.matching().mentor_of
            fewer = int((before >= 0).sum() - (after >= 0).sum())
            found[row] = [round(step.change * 100), sum(each != row for each in step.moved), fewer]
            live.allow(row, mentor, float(posed.fit[posed.pair(row, mentor)]))
            if not np.array_equal(live.matching().mentor_of, before):
                live = Live(posed, solved)  # another optimum of the same total: begin again from this one
    except ProblemError:
        return {}
    return found


def places(posed: Problem, solved: Matching, again: Callable[[Problem], Matching], scoring: Scoring) -> dict[str, Any]:
    """Which few further places would match most of those left over: ``mentors``, how many they ``match``, of ``of``.

    Tried, not guessed: each place is added and the whole is solved anew.
    """
    waiting = int(((solved.mentor_of < 0) & (np.diff(posed.start) > 0)).sum())
    chosen: list[int] = []
    matched, at_first = _matched(solved), _matched(solved)
    while len(chosen) < STEPS and matched - at_first < waiting:
        tried = [(*_with_place(posed, column, again), column) for column in _asked_for(posed, solved)]
        best = max(tried, key=lambda each: (_matched(each[1]), each[1].total_score), default=None)
        if best is None or _matched(best[1]) <= matched:
            break
        posed, solved, column = best
        matched = _matched(solved)
        chosen.append(column)
        if posed.n_pairs > MOST_PAIRS:
            break
    if not chosen:
        return {}
    return {"mentors": [scoring.mentors[each].id for each in chosen], "match": matched - at_first, "of": waiting}


def _matched(solved: Matching) -> int:
    return int((solved.mentor_of >= 0).sum())


def _asked_for(posed: Problem, solved: Matching) -> list[int]:
    """The full mentors whom most of those left over could have."""
    wanted = np.zeros(posed.n_mentors, dtype=np.int64)
    for row in np.flatnonzero(solved.mentor_of < 0).tolist():
        wanted[posed.mentor[int(posed.start[row]) : int(posed.start[row + 1])]] += 1
    wanted[_load(posed, solved) < posed.capacity] = 0
    order = np.argsort(-wanted, kind="stable")[:TRIED]
    return [int(column) for column in order if wanted[column]]


def _with_place(posed: Problem, column: int, again: Callable[[Problem], Matching]) -> tuple[Problem, Matching]:
    capacity = posed.capacity.copy()
    capacity[column] += 1
    problem = replace(posed, capacity=capacity)
    return problem, again(problem)
