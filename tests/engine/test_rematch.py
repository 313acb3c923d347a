"""Rematching against every matching of small problems."""

from __future__ import annotations

import numpy as np
import pytest

from chiron_engine import Infeasible, Matching, Problem, ProblemError, Rematch, solve, verify

from . import oracle


def changed(current: np.ndarray, chosen: tuple[int, ...]) -> int:
    return sum(before >= 0 and before != after for before, after in zip(current.tolist(), chosen, strict=True))


def with_today(rng: np.random.Generator) -> tuple[Problem, np.ndarray]:
    problem = oracle.random_problem(rng, largest=4)
    top = max(problem.n_mentors, 1)
    current = np.array([int(rng.integers(-1, top)) for _ in range(problem.n_mentees)], dtype=np.int64)
    return problem, np.where(current >= problem.n_mentors, -1, current)


def test_the_fewest_pairs_change() -> None:
    rng = np.random.default_rng(41)
    for _ in range(40):
        problem, current = with_today(rng)
        truth = list(oracle.matchings(problem))
        options = Rematch(current=current)
        if not truth:
            with pytest.raises(Infeasible):
                solve(problem, "rematch", options=options)
            continue

        def key(
            one: tuple[int, ...], current: np.ndarray = current, problem: Problem = problem
        ) -> tuple[int, int, int]:
            return oracle.matched(one), -changed(current, one), oracle.score(problem, one)

        matching = solve(problem, "rematch", options=options)
        assert key(tuple(matching.mentor_of.tolist())) == max(map(key, truth))
        assert verify(problem, matching).ok
        assert len(matching.changed_from(current)) == changed(current, tuple(matching.mentor_of.tolist()))
        worst = min(truth, key=key)
        if key(worst) != max(map(key, truth)):
            assert not verify(problem, Matching.claimed(problem, worst, method="rematch", options=options)).ok


@pytest.mark.parametrize("exact_pairs", [0, 2500])
def test_the_best_within_so_many_changes(exact_pairs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chiron_engine.rematch.EXACT_PAIRS", exact_pairs)
    rng = np.random.default_rng(42)
    outcomes = []
    for _ in range(35):
        problem, current = with_today(rng)
        changes = int(rng.integers(0, 4))
        within = [one for one in oracle.matchings(problem) if changed(current, one) <= changes]
        options = Rematch(current=current, changes=changes)
        if not within:
            with pytest.raises(Infeasible):
                solve(problem, "rematch", options=options)
            continue
        matching = solve(problem, "rematch", options=options)
        assert verify(problem, matching).ok
        outcomes.append(matching.total_score == max(oracle.score(problem, one) for one in within))
    assert all(outcomes) if exact_pairs else sum(outcomes) > 0.9 * len(outcomes)


def test_a_departed_mentor_disturbs_only_who_must_move() -> None:
    fit = np.array([[90, 10, 5], [80, 70, 5], [10, 60, 50]])
    today = solve(Problem.from_matrix(fit, capacity=[2, 1, 1]))
    assert today.mentor_of.tolist() == [0, 0, 1]
    without = Problem.from_matrix(fit, capacity=[1, 1, 1])
    assert solve(without, "rematch", options=Rematch(today.mentor_of)).changed_from(today.mentor_of) == [1]
    with pytest.raises(Infeasible, match="at least 1 must"):
        solve(without, "rematch", options=Rematch(today.mentor_of, changes=0))


def test_a_wrong_today_is_refused() -> None:
    problem = Problem.from_matrix([[1], [2]], capacity=2)
    with pytest.raises(ProblemError, match="current has 1 entry; it needs 2"):
        solve(problem, "rematch", options=Rematch([0]))
    with pytest.raises(ProblemError, match="Entry 1 of current names 7"):
        solve(problem, "rematch", options=Rematch([0, 7]))
    with pytest.raises(ProblemError, match="changes is -1"):
        solve(problem, "rematch", options=Rematch([0, 0], changes=-1))
