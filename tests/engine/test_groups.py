"""Peer groups: exact for few people, sound and within bounds for many."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest

from chiron_engine import Grouping, GroupProblem, ProblemError, describe_groups, form_groups, verify_groups


def people(rng: np.random.Generator, n: int, hours: int = 168) -> np.ndarray:
    table = np.zeros((n, hours), dtype=bool)
    for one in range(n):
        for _ in range(int(rng.integers(2, 6))):
            at = int(rng.integers(0, hours - 3))
            table[one, at : at + int(rng.integers(2, 4))] = True
    return table


def partitions(people: list[int], low: int, high: int) -> Iterator[list[list[int]]]:
    """Every way to put some of the people into groups of low to high members."""
    if not people:
        yield []
        return
    first, rest = people[0], people[1:]
    yield from partitions(rest, low, high)
    for mask in range(1 << len(rest)):
        group = [first, *(one for bit, one in enumerate(rest) if mask >> bit & 1)]
        if low <= len(group) <= high:
            yield from ([group, *more] for more in partitions([one for one in rest if one not in group], low, high))


def key(problem: GroupProblem, grouping: Grouping) -> tuple[int, int, int, float]:
    off_size = sum(abs(len(members) - problem.size) for members in grouping.members())
    return len(grouping.unplaced), len(grouping.alone), off_size, round(grouping.imbalance, 6)


def test_few_people_are_grouped_as_well_as_in_any_grouping() -> None:
    rng = np.random.default_rng(61)
    for _ in range(12):
        n = int(rng.integers(4, 8))
        problem = GroupProblem.from_availability(
            rng.random((n, 5)) < 0.7,
            smallest=int(rng.integers(1, 3)),
            size=int(rng.integers(2, 4)),
            largest=3,
            shared=1,
            background=rng.choice(["a", "b"], n),
            category=rng.choice(["", "x", "y"], n),
            apart=[(0, 1)],
        )
        every = (describe_groups(problem, one) for one in partitions(list(range(n)), problem.smallest, 3))
        sound = [one for one in every if verify_groups(problem, one).ok]
        grouping = form_groups(problem)
        assert verify_groups(problem, grouping).ok
        assert key(problem, grouping) == min(key(problem, one) for one in sound)


@pytest.mark.parametrize(("size", "sizes"), [(4, [4, 4, 4]), (6, [6, 6]), (8, [4, 8])])
def test_twelve_people_are_grouped_in_the_size_asked_for(size: int, sizes: list[int]) -> None:
    problem = GroupProblem.from_availability(np.ones((12, 3)), smallest=4, size=size, largest=8)
    assert sorted(map(len, form_groups(problem).members())) == sizes


def large(rng: np.random.Generator, n: int = 400) -> GroupProblem:
    return GroupProblem.from_availability(
        people(rng, n),
        background=rng.choice(list("abc"), n, p=[0.5, 0.3, 0.2]),
        category=np.where(rng.random(n) < 0.2, "x", ""),
        apart=[tuple(rng.choice(n, 2, replace=False).tolist()) for _ in range(60)],
        person_id=[f"p{one}" for one in range(n)],
    )


def test_many_people_are_grouped_soundly_and_nearly_all() -> None:
    problem = large(np.random.default_rng(62))
    grouping = form_groups(problem, seed=3)
    assert verify_groups(problem, grouping).ok
    assert all(len(hours) >= 2 for hours in grouping.hours)
    assert len(grouping.unplaced) <= 0.05 * problem.n_people
    assert len(grouping.alone) <= 0.05 * problem.n_people
    assert form_groups(problem, seed=3).group_of.tolist() == grouping.group_of.tolist()


@pytest.mark.parametrize("check", ["sizes", "hours", "apart", "figures", "shape"])
def test_a_spoiled_grouping_fails_its_check(check: str) -> None:
    table = np.ones((6, 4), dtype=bool)
    table[5] = [True, False, False, False]
    problem = GroupProblem.from_availability(table, smallest=2, size=3, largest=3, apart=[(0, 1)])
    spoiled = {
        "sizes": describe_groups(problem, [[0], [2, 3]]),
        "hours": describe_groups(problem, [[4, 5]]),
        "apart": describe_groups(problem, [[0, 1]]),
        "figures": dataclasses.replace(describe_groups(problem, [[2, 3]]), unplaced=()),
        "shape": dataclasses.replace(describe_groups(problem, [[2, 3]]), group_of=np.array([0])),
    }
    report = verify_groups(problem, spoiled[check])
    assert [one.name for one in report.failures] == [check]
    assert all(report.sentences("es"))


def test_who_has_too_few_hours_is_in_the_bound() -> None:
    table = np.ones((5, 4), dtype=bool)
    table[4] = [True, False, False, False]
    grouping = form_groups(GroupProblem.from_availability(table, smallest=2, size=4, largest=4))
    assert grouping.unplaced == (4,)
    assert grouping.unplaced_bound == 1


def test_impossible_wishes_are_refused() -> None:
    with pytest.raises(ProblemError, match="available at position 1 is nan"):
        GroupProblem.from_availability([[1.0], [np.nan]])
    with pytest.raises(ProblemError, match="kept apart from themselves"):
        GroupProblem.from_availability(np.ones((4, 4)), apart=[(2, 2)])
    with pytest.raises(ProblemError, match="size is 4–3–8"):
        GroupProblem.from_availability(np.ones((4, 4)), size=3)
    with pytest.raises(ProblemError, match="Entry 0 of apart names 9"):
        GroupProblem.from_availability(np.ones((4, 4)), apart=[(2, 9)])
