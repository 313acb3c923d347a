"""Checks of a grouping against its problem. Shares no code with the solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chiron_engine.verifying import Check, Report

if TYPE_CHECKING:
    from chiron_engine.groups import Grouping, GroupProblem


def verify_groups(problem: GroupProblem, grouping: Grouping) -> Report:
    """Check a grouping: sizes, common hours, people kept apart, and the figures stated with it."""
    n = problem.n_people
    if grouping.group_of.shape != (n,) or (n and int(grouping.group_of.max()) >= len(grouping.hours)):
        return Report((Check("shape", False, {"given": grouping.group_of.size, "expected": n}),))
    circles: list[list[int]] = [[] for _ in grouping.hours]
    for one, number in enumerate(grouping.group_of.tolist()):
        if number >= 0:
            circles[number].append(one)
    wrong_size = [at for at, circle in enumerate(circles) if not problem.smallest <= len(circle) <= problem.largest]
    wrong_hours = [at for at, circle in enumerate(circles) if _hours(problem, circle) != list(grouping.hours[at])]
    few = [at for at, circle in enumerate(circles) if len(_hours(problem, circle)) < problem.shared]
    group_of = grouping.group_of.tolist()
    met = [(a, b) for a, b in problem.apart if group_of[a] >= 0 and group_of[a] == group_of[b]]
    lonely = [one for circle in circles for one in circle if _is_alone(problem, circle, one)]
    figures = (
        sorted(lonely) == list(grouping.alone)
        and [one for one in range(n) if group_of[one] < 0] == list(grouping.unplaced)
        and abs(_imbalance(problem, circles) - grouping.imbalance) < 1e-6
        and grouping.unplaced_bound <= len(grouping.unplaced)
    )
    return Report(
        (
            Check("shape", True, {"given": n, "expected": n}),
            Check(
                "sizes", not wrong_size, {"groups": wrong_size[:5], "low": problem.smallest, "high": problem.largest}
            ),
            Check("hours", not few and not wrong_hours, {"groups": (few + wrong_hours)[:5], "shared": problem.shared}),
            Check("apart", not met, {"pairs": met[:5]}),
            Check("figures", figures, {"alone": len(lonely), "unplaced": group_of.count(-1)}),
        )
    )


def _hours(problem: GroupProblem, circle: list[int]) -> list[int]:
    return [hour for hour in range(problem.n_hours) if all(problem.hours[one] >> hour & 1 for one in circle)]


def _is_alone(problem: GroupProblem, circle: list[int], one: int) -> bool:
    kind = int(problem.category[one])
    return kind >= 0 and sum(int(problem.category[other]) == kind for other in circle) == 1


def _imbalance(problem: GroupProblem, circles: list[list[int]]) -> float:
    kinds = sorted({int(kind) for kind in problem.background if kind >= 0})
    everybody = problem.background.tolist()
    off = 0.0
    for circle in circles:
        mine = [everybody[one] for one in circle]
        off += sum(abs(mine.count(kind) - len(circle) * everybody.count(kind) / problem.n_people) for kind in kinds)
    return off
