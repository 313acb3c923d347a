"""Agreement with OR-Tools, scipy and HiGHS to the unit, compiled and not, scores ordinary or all alike."""

from __future__ import annotations

import numpy as np
import pytest

from chiron_engine import Problem, Stable, Welfare, kernels, solve, stable, verify

KINDS = ("ordinary", "few", "equal", "decimal")


def candidates(rng: np.random.Generator, n: int, m: int, k: int, kind: str) -> Problem:
    mentor = np.argsort(rng.random((n, m)), axis=1)[:, :k].reshape(-1)
    mentee = np.repeat(np.arange(n), k)
    fit = {
        "ordinary": rng.integers(0, 10**6, n * k),
        "few": rng.integers(0, 4, n * k),
        "equal": np.full(n * k, 7),
        "decimal": np.round(rng.random(n * k) * 100, 2),
    }[kind]
    return Problem.from_pairs(mentee, mentor, fit, n_mentees=n, n_mentors=m, capacity=rng.integers(0, 5, m))


def by_highs(problem: Problem) -> int:
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    at, ones = np.arange(problem.n_pairs), np.ones(problem.n_pairs)
    mentee = np.repeat(np.arange(problem.n_mentees), np.diff(problem.start))
    rows = np.concatenate([mentee, problem.n_mentees + problem.mentor])
    table = coo_array((np.concatenate([ones, ones]), (rows, np.concatenate([at, at])))).tocsr()
    most = np.concatenate([np.ones(problem.n_mentees), problem.capacity])[: table.shape[0]]
    return -round(linprog(-problem.score.astype(float), table, most, bounds=(0, 1), method="highs").fun)


def by_scipy(problem: Problem) -> int:
    from scipy.optimize import linear_sum_assignment

    table = np.zeros((problem.n_mentees, problem.n_mentors))
    mentee = np.repeat(np.arange(problem.n_mentees), np.diff(problem.start))
    table[mentee, problem.mentor] = problem.score
    copies = np.repeat(table, problem.capacity, axis=1)
    rows, columns = linear_sum_assignment(copies, maximize=True)
    return round(copies[rows, columns].sum())


def by_or_tools(problem: Problem) -> int:
    from ortools.graph.python import min_cost_flow

    n, m = problem.n_mentees, problem.n_mentors
    flow = min_cost_flow.SimpleMinCostFlow()
    mentee = np.repeat(np.arange(n), np.diff(problem.start))
    flow.add_arcs_with_capacity_and_unit_cost(mentee, n + problem.mentor, np.ones(problem.n_pairs, int), -problem.score)
    flow.add_arcs_with_capacity_and_unit_cost(n + np.arange(m), np.full(m, n + m), problem.capacity, np.zeros(m, int))
    flow.add_arcs_with_capacity_and_unit_cost(np.arange(n), np.full(n, n + m), np.ones(n, int), np.zeros(n, int))
    flow.set_nodes_supplies(np.arange(n + m + 1), np.array([1] * n + [0] * m + [-n]))
    assert flow.solve() == flow.OPTIMAL
    return -int(flow.optimal_cost())


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_the_optimum_is_that_of_three_other_solvers(kind: str, compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if compiled:
        monkeypatch.setattr(kernels, "worth_compiling", lambda _: True)
    rng = np.random.default_rng(81)
    for n, m, k in ((50, 20, 6), (60, 15, 15)):
        problem = candidates(rng, n, m, k, kind)
        matching = solve(problem)
        assert matching.total_score == by_highs(problem) == by_scipy(problem) == by_or_tools(problem)
        assert verify(problem, matching).ok


@pytest.mark.parametrize("kind", KINDS)
def test_compiled_and_plain_kernels_give_the_same_answer(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(82)
    problem = candidates(rng, 60, 25, 8, kind)
    ways = [("welfare", Welfare()), ("welfare", Welfare(True)), ("stable", Stable())]
    ways += [("stable", Stable(best_for="mentor")), ("stable", Stable(ties="weak"))]
    monkeypatch.setattr(kernels, "worth_compiling", lambda _: False)
    plain = [solve(problem, method, options=options).mentor_of.tolist() for method, options in ways]
    monkeypatch.setattr(kernels, "worth_compiling", lambda _: True)
    assert [solve(problem, method, options=options).mentor_of.tolist() for method, options in ways] == plain


@pytest.mark.parametrize("looks", [1, 1000])
def test_where_all_want_the_same_mentors_sorting_first_gives_the_same_answer(
    looks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(84)
    mentor, mentee = np.tile(np.arange(12), 40), np.repeat(np.arange(40), 12)
    problem = Problem.from_pairs(
        mentee, mentor, np.zeros(480), n_mentees=40, n_mentors=12, capacity=rng.integers(0, 4, 12),
        mentee_rank=rng.permutation(6)[mentor // 2], mentor_rank=rng.permutation(20)[mentee // 2],
    )  # fmt: skip
    monkeypatch.setattr(kernels, "worth_compiling", lambda _: False)
    plain = solve(problem, "stable")
    monkeypatch.setattr(kernels, "worth_compiling", lambda _: True)
    monkeypatch.setattr(stable, "LOOKS", looks)
    unsorted = stable._propose_unsorted(problem, 0)
    assert (unsorted is None) == (looks == 1)
    assert solve(problem, "stable").mentor_of.tolist() == plain.mentor_of.tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_the_flow_that_stands_in_for_the_auction_is_proved_too(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(83)
    problem = candidates(rng, 60, 25, 8, kind)
    expected = solve(problem).total_score
    monkeypatch.setattr("chiron_engine.welfare._run", lambda *_, **__: None)
    matching = solve(problem)
    assert matching.total_score == expected
    assert verify(problem, matching).ok


def test_the_assignment_problem_of_a_textbook() -> None:
    """Kuhn, "The Hungarian method for the assignment problem" (1955), the paper's example: four on four, optimum 27."""
    rating = [[8, 7, 9, 9], [5, 2, 7, 8], [6, 1, 4, 9], [2, 3, 2, 6]]
    assert solve(Problem.from_matrix(rating, capacity=1)).total_fit == 27
