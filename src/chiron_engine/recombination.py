"""From two matchings, others between them: what differs falls apart into paths that can change over one by one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from chiron_engine.laid_out import LaidOut

TRIED = 6

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


class Gauge(Protocol):
    """How matchings are compared: by sums over their pairs, and how far these are beyond what is allowed."""

    def sums(self, choice: IntArray) -> FloatArray:
        """The sums of a matching."""

    def change(self, mentees: list[int], before: IntArray, after: IntArray) -> FloatArray:
        """What the sums gain when some mentees change over; sums are additive."""

    def excess(self, sums: FloatArray) -> float:
        """How far beyond the allowed; zero if within."""

    def total(self, sums: FloatArray) -> float:
        """What is to be as high as possible."""


def best_within(choices: list[IntArray], plan: LaidOut, gauge: Gauge) -> IntArray:
    """The best matching within the allowed that recombination finds; the one least beyond where none is within.

    Each of the latest matchings, and the one least beyond, is moved step by step towards the others.
    """
    least = min(choices, key=lambda choice: _key(gauge, gauge.sums(choice)))
    targets = choices[-TRIED:]
    found = [_improve(start, targets, plan, gauge) for start in [*targets, least]]
    return min(found, key=lambda choice: _key(gauge, gauge.sums(choice)))


def _improve(choice: IntArray, targets: list[IntArray], plan: LaidOut, gauge: Gauge) -> IntArray:
    while True:
        before = _key(gauge, gauge.sums(choice))
        for other in targets:
            choice = _towards(choice, other, plan, gauge)
        if _key(gauge, gauge.sums(choice)) >= before:
            return choice


def _key(gauge: Gauge, sums: FloatArray) -> tuple[float, float]:
    return gauge.excess(sums), -gauge.total(sums)


def _towards(best: IntArray, other: IntArray, plan: LaidOut, gauge: Gauge) -> IntArray:
    """Change over the paths, the most rewarding first, as long as each makes the matching better."""
    sums = gauge.sums(best)
    moves = [(mentees, gauge.change(mentees, best, other)) for mentees in paths(best, other, plan)]
    moves.sort(key=lambda move: -gauge.total(move[1]))
    result = best.copy()
    for mentees, change in moves:
        if _key(gauge, sums + change) < _key(gauge, sums):
            sums = sums + change
            result[mentees] = other[mentees]
    return result


def paths(before: IntArray, after: IntArray, plan: LaidOut) -> list[list[int]]:
    """The mentees who differ, grouped so that each group can change over alone without overfilling any mentor.

    At every mentor those who come are paired with those who leave; chains of such pairs change over together.
    """
    moving = np.flatnonzero(before != after).tolist()
    leaving: dict[int, list[int]] = defaultdict(list)
    coming: dict[int, list[int]] = defaultdict(list)
    for mentee in moving:
        if before[mentee] >= 0:
            leaving[int(plan.mentor[before[mentee]])].append(mentee)
        if after[mentee] >= 0:
            coming[int(plan.mentor[after[mentee]])].append(mentee)
    follows = {
        comer: leaver
        for mentor, comers in coming.items()
        for comer, leaver in zip(comers, leaving[mentor], strict=False)
    }
    return _chains(moving, follows)


def _chains(moving: list[int], follows: dict[int, int]) -> list[list[int]]:
    """Who moves together: chains from those who follow nobody, then the circles."""
    led = set(follows.values())
    groups: list[list[int]] = []
    seen: set[int] = set()
    for head in [mentee for mentee in moving if mentee not in led] + moving:
        group: list[int] = []
        at: int | None = head
        while at is not None and at not in seen:
            seen.add(at)
            group.append(at)
            at = follows.get(at)
        if group:
            groups.append(group)
    return groups
