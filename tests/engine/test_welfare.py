"""Welfare against the slow truth, and its proof."""

from __future__ import annotations

import numpy as np
import pytest

from chiron_engine import Infeasible, Problem, Welfare, explain, laid_out, solve, verify, welfare

from . import oracle


@pytest.mark.parametrize("everybody_first", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_the_total_is_that_of_the_best_of_all_matchings(seed: int, everybody_first: bool) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(60):
        problem = oracle.random_problem(rng)
        options = Welfare(everybody_first=everybody_first)
        truth = [
            (oracle.matched(one) if everybody_first else 0, oracle.score(problem, one))
            for one in oracle.matchings(problem)
        ]
        if not truth:
            with pytest.raises(Infeasible):
                solve(problem, options=options)
            continue
        matching = solve(problem, options=options)
        count = int((matching.mentor_of >= 0).sum()) if everybody_first else 0
        assert (count, matching.total_score) == max(truth)
        assert verify(problem, matching).ok


@pytest.mark.parametrize("everybody_first", [False, True])
def test_the_value_of_a_place_is_what_one_more_place_brings(everybody_first: bool) -> None:
    rng = np.random.default_rng(7)
    options = Welfare(everybody_first=everybody_first)
    for _ in range(40):
        n, m = int(rng.integers(1, 7)), int(rng.integers(1, 5))
        fit, capacity, allowed = rng.integers(-2, 9, (n, m)), rng.integers(0, 3, m), rng.random((n, m)) < 0.8
        problem = Problem.from_matrix(fit, capacity=capacity, allowed=allowed)
        before = solve(problem, options=options)
        for mentor in range(m):
            capacity[mentor] += 1
            after = solve(Problem.from_matrix(fit, capacity=capacity, allowed=allowed), options=options)
            capacity[mentor] -= 1
            why = explain(problem, before, mentor=mentor)
            assert why.place_value == pytest.approx(after.total_fit - before.total_fit)
            if everybody_first:
                assert why.place_people == (after.mentor_of >= 0).sum() - (before.mentor_of >= 0).sum()


def test_clashing_minima_are_named() -> None:
    problem = Problem.from_matrix([[5, 5, 1], [5, 5, 1]], capacity=2, minimum=[2, 1, 0])
    with pytest.raises(Infeasible, match=r"mentors 0 and 1 .* takes 3 mentee.* only 2") as caught:
        solve(problem)
    assert "mentores/as 0 y 1" in caught.value.text("es")


def test_an_auction_that_begins_with_any_prices_ends_with_the_optimum() -> None:
    rng = np.random.default_rng(12)
    for _ in range(40):
        n, m = int(rng.integers(2, 30)), int(rng.integers(1, 9))
        problem = Problem.from_matrix(rng.integers(0, 40, (n, m)), capacity=rng.integers(0, 6, m))
        plan = laid_out.lay_out(problem, seed=0, by=problem.score)
        score, scale = problem.score[plan.pair], n + 1
        price = rng.integers(0, 2 * int(score.max(initial=1)) * scale, m)
        begin = welfare.Begin(price, int(rng.integers(0, 10**6)))
        chosen = welfare.best_of_sorted(plan, score, begin).chosen
        assert np.append(score, 0)[chosen].sum() == solve(problem).total_score
