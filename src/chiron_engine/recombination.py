"""From two matchings, others between them: what differs falls apart into paths that can change over one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from chiron_engine.laid_out import LaidOut

TRIED = 6
PAIRED = 256
TRIES = 20
ROUNDS = 50

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
Key = tuple[float, float]


class Gauge(Protocol):
    """How matchings are compared: by sums over their pairs, and how far these are beyond what is allowed.

    ``excess`` and ``total`` take the sums of one matching, or of many, one a row.
    """

    def sums(self, choice: IntArray) -> FloatArray:
        """The sums of a matching."""

    def changes(self, mentees: IntArray, path: IntArray, before: IntArray, after: IntArray) -> FloatArray:
        """What the sums gain when some mentees change over, a row for each path; sums are additive."""

    def excess(self, sums: FloatArray) -> FloatArray:
        """How far beyond the allowed; zero if within."""

    def total(self, sums: FloatArray) -> FloatArray:
        """What is to be as high as possible."""


def best_within(choices: list[IntArray], plan: LaidOut, gauge: Gauge) -> IntArray:
    """The best matching within the allowed that recombination finds; the one least beyond where none is within.

    Each of the latest matchings, and the one least beyond, is moved step by step towards the others.
    """
    least = min(choices, key=lambda choice: _key(gauge, gauge.sums(choice)))
    targets = choices[-TRIED:]
    starts = targets if any(least is each for each in targets) else [*targets, least]
    return best_from(starts, targets, plan, gauge)


def best_near_mix(
    mixed: list[IntArray], share: FloatArray, others: list[IntArray], plan: LaidOut, gauge: Gauge, unit: FloatArray
) -> IntArray:
    """As :func:`best_within`, beginning near a mix of matchings, which has better sums than any of them alone.

    ``share`` is each one's part of the mix, ``unit`` what one of each sum weighs.
    """
    orders = [np.roll(np.arange(len(mixed)), -at) for at in range(min(len(mixed), TRIED))]
    starts = [_blended([mixed[at] for at in order], share[order], plan, gauge, unit) for order in orders]
    return best_from(starts, [*mixed, *others], plan, gauge)


def best_from(starts: list[IntArray], targets: list[IntArray], plan: LaidOut, gauge: Gauge) -> IntArray:
    """The best that any start becomes on its way towards the targets."""
    found = [_improve(start, targets, plan, gauge) for start in starts]
    best = min(found, key=lambda choice: _key(gauge, gauge.sums(choice)))
    return _improve(best, targets, plan, gauge, by_two=True)


def _blended(choices: list[IntArray], share: FloatArray, plan: LaidOut, gauge: Gauge, unit: FloatArray) -> IntArray:
    """One matching whose sums, in ``unit``, are nearly those of a mix of matchings.

    From each to the next a part of the paths changes over, the longest first, and each in the way that keeps nearest.
    """
    choice, mixed = choices[0], gauge.sums(choices[0])
    for at in range(1, len(choices)):
        part = share[at] / share[: at + 1].sum()
        moving, path = paths(choice, choices[at], plan)
        change = gauge.changes(moving, path, choice, choices[at]) / unit
        size = np.linalg.norm(change, axis=1)
        mixed = mixed + part * (gauge.sums(choices[at]) - mixed)
        off = (gauge.sums(choice) + part * (change * unit).sum(axis=0) - mixed) / unit
        over = np.zeros(len(change), dtype=bool)
        for one in np.argsort(-size, kind="stable").tolist():
            off = off - part * change[one]
            # whether |off + change| < |off|
            over[one] = 2 * float(off @ change[one]) + size[one] ** 2 < 0
            off = off + change[one] if over[one] else off
        mentees = moving[over[path]]
        choice = choice.copy()
        choice[mentees] = choices[at][mentees]
    return choice


def _improve(
    choice: IntArray, targets: list[IntArray], plan: LaidOut, gauge: Gauge, *, by_two: bool = False
) -> IntArray:
    """Move towards each target in turn, and where no path helps alone perhaps by two, until nothing helps."""
    for _ in range(ROUNDS):
        before = _key(gauge, gauge.sums(choice))
        for other in targets:
            choice = _towards(choice, other, plan, gauge)
        if by_two and _key(gauge, gauge.sums(choice)) >= before:
            choice = _by_two(choice, targets, plan, gauge)
        if _key(gauge, gauge.sums(choice)) >= before:
            break
    return choice


def _key(gauge: Gauge, sums: FloatArray) -> Key:
    return float(gauge.excess(sums)), -float(gauge.total(sums))


def _towards(best: IntArray, other: IntArray, plan: LaidOut, gauge: Gauge) -> IntArray:
    """Change over the paths, the most rewarding first, as long as any makes the matching better."""
    moving, path = paths(best, other, plan)
    change = gauge.changes(moving, path, best, other)
    left = np.argsort(-gauge.total(change), kind="stable")
    sums = gauge.sums(best)
    key = _key(gauge, sums)
    over = np.zeros(len(change), dtype=bool)
    better = True
    while better:
        better = False
        for one in left[_below(gauge, sums + change[left], key)].tolist():
            now = _key(gauge, sums + change[one])
            if now < key:
                sums, key, over[one], better = sums + change[one], now, True, True
        left = left[~over[left]]
    mentees = moving[over[path]]
    result = best.copy()
    result[mentees] = other[mentees]
    return result


def _by_two(choice: IntArray, targets: list[IntArray], plan: LaidOut, gauge: Gauge) -> IntArray:
    """Change over the two paths, towards the same matching or two, that together do best; among those that change
    least.
    """
    sums = gauge.sums(choice)
    moves: list[tuple[IntArray, IntArray]] = []
    changes: list[FloatArray] = []
    for other in targets:
        moving, path = paths(choice, other, plan)
        change = gauge.changes(moving, path, choice, other)
        few = np.argsort(np.abs(change).max(axis=1), kind="stable")[: PAIRED // len(targets) + 1]
        order = np.argsort(path, kind="stable")
        bounds = np.searchsorted(path[order], np.arange(len(change) + 1))
        moves += [(who := moving[order[bounds[one] : bounds[one + 1]]], other[who]) for one in few.tolist()]
        changes.append(change[few])
    change = np.concatenate(changes)
    first, second = np.triu_indices(len(change), 1)
    together = sums + change[first] + change[second]
    better = np.flatnonzero(_below(gauge, together, _key(gauge, sums)))
    best = np.lexsort((-gauge.total(together[better]), gauge.excess(together[better])))[:TRIES]
    for one in better[best].tolist():
        result = choice.copy()
        for who, to in (moves[first[one]], moves[second[one]]):
            result[who] = to
        disjoint = not len(np.intersect1d(moves[first[one]][0], moves[second[one]][0]))
        if disjoint and _fits(result, plan):
            return result
    return choice


def _fits(choice: IntArray, plan: LaidOut) -> bool:
    load = np.bincount(plan.mentor[choice[choice >= 0]], minlength=len(plan.capacity))
    return bool(((load <= plan.capacity) & (load >= plan.minimum)).all())


def _below(gauge: Gauge, sums: FloatArray, key: Key) -> npt.NDArray[np.bool_]:
    """Which rows are better than a key."""
    excess, total = gauge.excess(sums), gauge.total(sums)
    better: npt.NDArray[np.bool_] = (excess < key[0]) | ((excess == key[0]) & (-total < key[1]))
    return better


def paths(before: IntArray, after: IntArray, plan: LaidOut) -> tuple[IntArray, IntArray]:
    """The mentees who differ, and for each the number of a path; each path can change over alone.

    At every mentor those who come are paired with those who leave, so that nobody is overfilled; chains of such pairs
    change over together.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    moving = np.flatnonzero(before != after)
    came, place = _places_of(np.append(plan.mentor, -1)[after[moving]], len(plan.start))
    went, left = _places_of(np.append(plan.mentor, -1)[before[moving]], len(plan.start))
    _, comers, leavers = np.intersect1d(place, left, assume_unique=True, return_indices=True)
    follows = (np.ones(len(comers)), (came[comers], went[leavers]))
    _, path = connected_components(coo_array(follows, shape=(len(moving), len(moving))), directed=False)
    return moving, path.astype(np.int64)


def _places_of(mentor: IntArray, longest: int) -> tuple[IntArray, IntArray]:
    """Who is with a mentor at all, sorted by mentor, and a number for the mentor and how manieth of theirs it is."""
    who = np.flatnonzero(mentor >= 0)
    who = who[np.argsort(mentor[who], kind="stable")]
    of = mentor[who].astype(np.int64)
    _, first, count = np.unique(of, return_index=True, return_counts=True)
    return who, of * longest + np.arange(len(who)) - np.repeat(first, count)
