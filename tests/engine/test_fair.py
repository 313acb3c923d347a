"""Fairness against every matching of small problems; and the proof that decides any matching."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from chiron_engine import Fair, Infeasible, Matching, Options, Problem, Welfare, solve, verify

from . import oracle

Key = tuple[object, int]
UNMATCHED = -(10**18)


def leximin(problem: Problem, chosen: tuple[int, ...]) -> Key:
    scores = (UNMATCHED if j < 0 else int(problem.score[problem.pair(i, j)]) for i, j in enumerate(chosen))
    return sorted(scores), oracle.score(problem, chosen)


def profile(problem: Problem, chosen: tuple[int, ...]) -> Key:
    counts = [0] * 10
    for i, j in enumerate(chosen):
        if j >= 0:
            mine = problem.score[problem.start[i] : problem.start[i + 1]]
            counts[len({int(one) for one in mine if one > problem.score[problem.pair(i, j)]})] += 1
    return counts, oracle.score(problem, chosen)


def total(problem: Problem, chosen: tuple[int, ...]) -> Key:
    return 0, oracle.score(problem, chosen)


def everybody(problem: Problem, chosen: tuple[int, ...]) -> Key:
    return oracle.matched(chosen), oracle.score(problem, chosen)


AIMS: list[tuple[str, Options, Callable[[Problem, tuple[int, ...]], Key]]] = [
    ("fair", Fair("leximin"), leximin),
    ("fair", Fair("rank_maximal"), profile),
    ("welfare", Welfare(), total),
    ("welfare", Welfare(everybody_first=True), everybody),
]


@pytest.mark.parametrize(("method", "options", "key"), AIMS)
def test_the_answer_is_the_best_of_all_and_the_proof_accepts_no_other(
    method: str, options: Options, key: Callable[[Problem, tuple[int, ...]], Key]
) -> None:
    rng = np.random.default_rng(21)
    verdicts = set()
    for _ in range(30):
        problem = oracle.random_problem(rng, largest=4)
        truth = list(oracle.matchings(problem))
        if not truth:
            with pytest.raises(Infeasible):
                solve(problem, method, options=options)
            continue
        best = max(key(problem, one) for one in truth)
        matching = solve(problem, method, options=options)
        assert key(problem, tuple(matching.mentor_of.tolist())) == best
        assert verify(problem, matching).ok
        for one in truth[:25]:
            claim = Matching.claimed(problem, one, method=method, options=options)
            accepted = verify(problem, claim).ok
            verdicts.add(accepted)
            assert accepted == (key(problem, one) == best)
    assert verdicts == {True, False}


def test_leximin_differs_from_welfare_where_somebody_would_be_left_behind() -> None:
    problem = Problem.from_matrix([[100, 60], [50, 1]], capacity=1)
    assert solve(problem).mentor_of.tolist() == [1, 0]
    problem = Problem.from_matrix([[100, 60], [45, 20]], capacity=1)
    assert solve(problem).mentor_of.tolist() == [0, 1]
    assert solve(problem, "fair").mentor_of.tolist() == [1, 0]


def test_rank_maximal_of_the_paper() -> None:
    """Irving, Kavitha, Mehlhorn, Michail, Paluch (2006): more first choices win over more people matched."""
    rank = np.array([[0, 1], [0, 9]])
    problem = Problem.from_matrix(np.zeros((2, 2)), capacity=1, mentee_rank=rank, allowed=[[True, True], [True, False]])
    profile_of = solve(problem, "fair", options=Fair("rank_maximal")).mentor_of.tolist()
    assert profile_of == [1, 0]


def test_small_differences_within_a_step_do_not_count() -> None:
    problem = Problem.from_matrix([[90.0, 50.4], [50.3, 50.1]], capacity=1)
    assert solve(problem, "fair", options=Fair(step=0)).mentor_of.tolist() == [1, 0]
    assert solve(problem, "fair", options=Fair(step=1)).mentor_of.tolist() == [0, 1]
