"""Equity between groups: the optimum on small problems, a bound and a price on large ones."""

from __future__ import annotations

import numpy as np
import pytest

from chiron_engine import Equitable, Infeasible, Problem, ProblemError, frontier, solve, verify

from . import oracle


def grouped(rng: np.random.Generator) -> Problem:
    n, m = int(rng.integers(2, 6)), int(rng.integers(1, 5))
    return Problem.from_matrix(
        rng.integers(0, 50, (n, m)),
        capacity=rng.integers(0, 3, m),
        group=rng.integers(0, int(rng.integers(2, 4)), n),
        allowed=rng.random((n, m)) < 0.9,
    )


def gap(problem: Problem, chosen: tuple[int, ...]) -> float:
    scores = np.array([0 if j < 0 else int(problem.score[problem.pair(i, j)]) for i, j in enumerate(chosen)])
    means = [scores[problem.group == group].mean() for group in np.unique(problem.group)]  # type: ignore[arg-type]
    return float(max(means) - min(means))


def test_the_answer_is_the_best_of_all_within_delta() -> None:
    rng = np.random.default_rng(31)
    for _ in range(15):
        problem = grouped(rng)
        for delta in (0, 6):
            best = max(
                oracle.score(problem, one) for one in oracle.matchings(problem) if gap(problem, one) <= delta + 1e-9
            )
            matching = solve(problem, "equitable", options=Equitable(delta))
            assert matching.total_score == best
            assert matching.equity is not None
            assert matching.equity.bound >= best - 1e-6
            assert verify(problem, matching).ok


def test_equity_has_a_price_and_a_bound_that_meets_it_on_a_larger_problem() -> None:
    rng = np.random.default_rng(32)
    group = np.where(rng.random(160) < 0.3, "a", "b")
    fit = rng.random((160, 40)) * np.where(group == "a", 70, 100)[:, None]
    problem = Problem.from_matrix(np.round(fit, 1), capacity=4, group=group)
    free = solve(problem)
    answers = frontier(problem, [20, 2])
    for delta, matching in zip([20, 2], answers, strict=True):
        equity = matching.equity
        assert equity is not None
        assert verify(problem, matching).ok
        assert equity.gap <= delta
        assert equity.price == pytest.approx(free.total_fit - matching.total_fit)
        assert matching.total_fit <= equity.bound <= matching.total_fit * 1.003
    assert answers[0].total_fit > answers[1].total_fit


def test_equity_without_groups_or_below_zero_is_refused() -> None:
    problem = Problem.from_matrix([[1]], capacity=1)
    with pytest.raises(ProblemError, match="needs the group"):
        solve(problem, "equitable", options=Equitable(1))
    with pytest.raises(ProblemError, match="needs options of type Equitable"):
        solve(problem, "equitable")
    with pytest.raises(ProblemError, match="delta is -1"):
        solve(Problem.from_matrix([[1]], capacity=1, group=["a"]), "equitable", options=Equitable(-1))


def test_equity_that_minima_make_impossible_says_how_close_it_comes() -> None:
    problem = Problem.from_matrix([[80], [20]], capacity=2, minimum=2, group=["a", "b"])
    with pytest.raises(Infeasible, match="closest are 60"):
        solve(problem, "equitable", options=Equitable(10))
