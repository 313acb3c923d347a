"""Equity between groups: the optimum on small problems, a bound and a price on large ones."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from chiron_engine import Equitable, Infeasible, Problem, ProblemError, branching, frontier, solve, verify

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
        assert matching.total_fit <= equity.bound <= matching.total_fit * 1.0001
    assert answers[0].total_fit > answers[1].total_fit


def relaxed(problem: Problem, delta: float) -> float:
    """The highest total of the linear relaxation, by HiGHS over all pairs at once."""
    mentee = np.repeat(np.arange(problem.n_mentees), np.diff(problem.start))
    group = np.unique(np.asarray(problem.group).astype(str), return_inverse=True)[1]
    size, at = np.bincount(group), np.arange(problem.n_pairs)
    once, load = np.zeros((problem.n_mentees, len(at))), np.zeros((problem.n_mentors, len(at)))
    once[mentee, at] = load[problem.mentor, at] = 1
    mean = np.zeros((len(size), len(at)))
    mean[group[mentee], at] = problem.fit / size[group[mentee]]
    apart = [mean[[g]] - mean[[h]] for g in range(len(size)) for h in range(len(size)) if g != h]
    limits = [*np.ones(problem.n_mentees), *problem.capacity, *[delta] * len(apart)]
    return -float(linprog(-problem.fit, np.vstack([once, load, *apart]), limits, bounds=(0, 1)).fun)


def test_the_bound_is_that_of_the_relaxation_within_a_millionth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(branching, "NODES", 50)  # the bound stands before the search for the best matching begins
    rng = np.random.default_rng(33)
    for groups in (1, 2, 4):
        group = rng.integers(0, groups, 60)
        fit = np.round(rng.random((60, 15)) * np.where(group == 0, 50, 100)[:, None], 1)
        problem = Problem.from_matrix(fit, capacity=rng.integers(0, 6, 15), group=group)
        for delta, matching in zip([20, 1], frontier(problem, [20, 1]), strict=True):
            most = relaxed(problem, delta)
            assert matching.equity is not None
            assert most * (1 - 1e-9) <= matching.equity.bound <= most * (1 + 2e-6)


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
