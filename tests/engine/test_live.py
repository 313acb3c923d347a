"""Live what-if: after every change the optimum of the changed problem, with few people moved."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chiron_engine import Infeasible, Live, Matching, Problem, ProblemError, Welfare, cost_of_lock, solve, verify


class World:
    """The changed problem, solved anew each time."""

    def __init__(self, rng: np.random.Generator, *, everybody_first: bool) -> None:
        self.n, self.m = int(rng.integers(2, 9)), int(rng.integers(1, 6))
        self.fit = rng.integers(-2, 12, (self.n, self.m))
        self.allowed = rng.random((self.n, self.m)) < 0.7
        self.capacity = rng.integers(0, 3, self.m)
        self.locked: dict[int, int] = {}
        self.options = Welfare(everybody_first=everybody_first)

    def problem(self) -> Problem:
        return Problem.from_matrix(
            self.fit, capacity=self.capacity, allowed=self.allowed, locked=list(self.locked.items())
        )

    def solve(self) -> Matching:
        return solve(self.problem(), options=self.options)


def change(world: World, live: Live, rng: np.random.Generator) -> Any:
    i, j = int(rng.integers(world.n)), int(rng.integers(world.m))
    held = sum(mentor == j for mentor in world.locked.values())
    kind = rng.choice(["lock", "unlock", "forbid", "allow", "add_place", "take_place"])
    if kind == "lock" and world.allowed[i, j] and i not in world.locked and world.capacity[j] > held:
        world.locked[i] = j
        return live.lock(i, j)
    if kind == "unlock" and i in world.locked:
        del world.locked[i]
        return live.unlock(i)
    if kind == "forbid" and world.locked.get(i) != j:
        world.allowed[i, j] = False
        return live.forbid(i, j)
    if kind == "allow" and world.locked.get(i) != j:
        world.allowed[i, j], world.fit[i, j] = True, int(rng.integers(-2, 12))
        return live.allow(i, j, float(world.fit[i, j]))
    if kind == "add_place":
        world.capacity[j] += 1
        return live.add_place(j)
    if kind == "take_place" and world.capacity[j] > held:
        world.capacity[j] -= 1
        return live.take_place(j)
    return None


@pytest.mark.parametrize("everybody_first", [False, True])
def test_every_change_leads_to_the_new_optimum(everybody_first: bool) -> None:
    rng = np.random.default_rng(91)
    for _ in range(25):
        world = World(rng, everybody_first=everybody_first)
        live = Live(world.problem(), world.solve())
        before = live.matching()
        for _ in range(12):
            step = change(world, live, rng)
            if step is None:
                continue
            now, fresh = live.matching(), world.solve()
            assert now.total_score == fresh.total_score
            assert (now.mentor_of >= 0).sum() == (fresh.mentor_of >= 0).sum() or not everybody_first
            assert step.moved == tuple(np.flatnonzero(before.mentor_of != now.mentor_of).tolist())
            assert not verify(world.problem(), now).failures
            before = now


def test_a_larger_change_moves_few_and_says_what_it_costs() -> None:
    rng = np.random.default_rng(92)
    fit = np.round(rng.random((300, 80)) * 100, 1)
    problem = Problem.from_matrix(fit, capacity=4)
    matching = solve(problem)
    live = Live(problem, matching)
    mentor = int(np.argmin(fit[5]))
    step = live.lock(5, mentor)
    locked = solve(Problem.from_matrix(fit, capacity=4, locked=[(5, mentor)]))
    assert step.total_fit == pytest.approx(locked.total_fit)
    assert step.change == pytest.approx(locked.total_fit - matching.total_fit)
    assert len(step.moved) <= 15
    assert live.unlock(5).change == pytest.approx(-step.change)
    assert cost_of_lock(problem, matching, 5, mentor) == pytest.approx(-step.change)
    assert cost_of_lock(Problem.from_matrix(fit, capacity=4, locked=[(5, mentor)]), locked, 5, mentor) == pytest.approx(
        -step.change
    )


def test_what_cannot_be_asked_is_refused() -> None:
    problem = Problem.from_matrix([[5, 1], [2, 3]], capacity=1)
    live = Live(problem, solve(problem))
    live.lock(0, 0)
    with pytest.raises(Infeasible, match="locked and forbidden"):
        live.forbid(0, 0)
    with pytest.raises(Infeasible, match="2 mentees are locked to mentor 0, who offers 1"):
        live.lock(1, 0)
    with pytest.raises(Infeasible, match="1 mentee is locked to mentor 0, who offers 0 places"):
        live.take_place(0)
    with pytest.raises(ProblemError, match="mentor names 7"):
        live.add_place(7)
    with pytest.raises(ProblemError, match="What-if starts from"):
        Live(problem, solve(problem, "stable"))
