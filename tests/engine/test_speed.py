"""Speed mentoring: design bounds, the proof by linear programming, and spoiled plans."""

from __future__ import annotations

import numpy as np
import pytest

from chiron_engine import ProblemError, SpeedProblem, describe_speed, plan_speed, verify_speed


def test_plans_are_sound_and_cannot_be_bettered() -> None:
    rng = np.random.default_rng(71)
    for _ in range(25):
        n, m = int(rng.integers(1, 8)), int(rng.integers(1, 6))
        problem = SpeedProblem.from_matrix(
            rng.integers(-2, 9, (n, m)),
            rounds=int(rng.integers(1, 5)),
            seats=rng.integers(0, 3, m),
            allowed=rng.random((n, m)) < 0.8,
        )
        report = verify_speed(problem, plan_speed(problem))
        assert report.ok, report.sentences()


def test_as_many_rounds_as_people_are_a_latin_square() -> None:
    plan = plan_speed(SpeedProblem.from_matrix(np.zeros((7, 7)), rounds=7))
    assert sorted(map(sorted, plan.mentor_at.tolist())) == [list(range(7))] * 7
    assert sorted(map(sorted, plan.mentor_at.T.tolist())) == [list(range(7))] * 7
    assert plan.idle().tolist() == [0] * 7


def test_an_evening_of_a_hundred_has_no_idle_round() -> None:
    rng = np.random.default_rng(72)
    problem = SpeedProblem.from_matrix(rng.random((60, 40)), rounds=6)
    plan = plan_speed(problem)
    assert (plan.mentor_at >= 0).sum(axis=1).tolist() == [40] * 6
    assert set(plan.idle().tolist()) == {2}
    assert verify_speed(problem, plan).ok


@pytest.mark.parametrize(
    ("table", "check"),
    [
        ([[0, 1], [0, 1]], "twice"),
        ([[0, 0], [1, 1]], "seats"),
        ([[0, -1], [1, 1]], "candidates"),
        ([[0, 1], [-1, -1]], "rounds"),
        ([[-1, 1], [0, -1]], "meetings"),
    ],
)
def test_a_spoiled_plan_fails_its_check(table: list[list[int]], check: str) -> None:
    problem = SpeedProblem.from_matrix(
        [[5, 1], [2, 9]], rounds=2, allowed=[[True, check != "candidates"], [True, True]]
    )
    report = verify_speed(problem, describe_speed(problem, table))
    assert check in {one.name for one in report.failures}
    assert all(report.sentences("es"))


def test_no_rounds_are_refused() -> None:
    with pytest.raises(ProblemError, match="rounds is 0"):
        SpeedProblem.from_matrix([[1]], rounds=0)
