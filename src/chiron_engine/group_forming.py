"""How groups are found: exactly for few people, else by filling common hours and exchanging people."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from chiron_engine import groups, lottery

if TYPE_CHECKING:
    from chiron_engine.groups import GroupProblem

IntArray = npt.NDArray[np.int64]
Group = list[int]

EXACT = 12
PASSES = 4


def exactly(problem: GroupProblem, order: IntArray) -> list[Group]:
    """The best grouping of few people: for every set of them, the best of all ways to part it, from the best of smaller
    sets. Sets are bit masks over the lottery's order.
    """
    people = order.tolist()
    costs = _costs(problem, people)
    nobody, everybody = 0, (1 << len(people)) - 1
    best = {nobody: 0}
    group_of = {nobody: 0}
    for left in range(1, everybody + 1):
        first = left & -left
        rest = others = left ^ first
        # the first of them alone, without a group; then with every choice of the rest
        best[left], group_of[left] = best[rest] + _weight(problem)[0], 0
        while True:
            group = others | first
            cost = costs.get(group)
            if cost is not None and cost + best[left ^ group] < best[left]:
                best[left], group_of[left] = cost + best[left ^ group], group
            if not others:
                break
            others = (others - 1) & rest
    found, left = [], everybody
    while left:
        group = group_of[left]
        if group:
            found.append([one for at, one in enumerate(people) if group >> at & 1])
        left ^= group or left & -left
    return found


def _weight(problem: GroupProblem) -> tuple[int, int, int]:
    """What somebody without a group, somebody alone, and a size one off weigh, beside the imbalance: each more than all
    that comes after it.
    """
    size = 1 + 2 * problem.n_people**2 * (1 + int(problem.background.max(initial=0)))
    alone = size * (1 + problem.n_people * problem.largest)
    return alone * (1 + problem.n_people), alone, size


def _costs(problem: GroupProblem, people: Group) -> dict[int, int]:
    """The cost of each group that may be formed."""
    apart = set(problem.apart)
    _, alone, size = _weight(problem)
    costs = {}
    for count in range(problem.smallest, min(problem.largest, len(people)) + 1):
        for places in combinations(range(len(people)), count):
            group = [people[at] for at in places]
            if _fits(problem, group, apart):
                worth = alone * len(groups.alone(problem, group)) + size * abs(count - problem.size)
                costs[sum(1 << at for at in places)] = worth + groups.imbalance(problem, group)
    return costs


def _fits(problem: GroupProblem, group: Group, apart: set[tuple[int, int]]) -> bool:
    if groups.common(problem, group).bit_count() < problem.shared:
        return False
    return not any((min(a, b), max(a, b)) in apart for a, b in combinations(group, 2)) if apart else True


def by_search(problem: GroupProblem, order: IntArray) -> list[Group]:
    """Groups filled round the hardest to place, leftovers fitted in, then people exchanged."""
    search = _Search(problem, order)
    search.fill()
    search.fit_in()
    for _ in range(PASSES):
        if not search.exchange():
            break
    return [group for group in search.groups if group]


class _Search:
    """The groups so far; people are gone through in the lottery's order where nothing else decides."""

    def __init__(self, problem: GroupProblem, order: IntArray) -> None:
        self.problem = problem
        self.place = lottery.places(order)
        self.order = order
        self.groups: list[Group] = []
        self.masks: list[int] = []
        self.left: set[int] = set(range(problem.n_people))
        self.foes: dict[int, set[int]] = defaultdict(set)
        for a, b in problem.apart:
            self.foes[a].add(b)
            self.foes[b].add(a)
        rows = [mask.to_bytes((problem.n_hours + 7) // 8 or 1, "little") for mask in problem.hours]
        packed = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(problem.n_people, -1)
        self.table = np.unpackbits(packed, axis=1, bitorder="little")[:, : problem.n_hours].astype(bool)
        self.kinds = list(zip(problem.category.tolist(), problem.background.tolist(), strict=True))
        self.share = np.bincount(problem.background[problem.background >= 0]) / max(problem.n_people, 1)

    def fill(self) -> None:
        """Take the person with the fewest hours, the hours that most others have too, and a mixed group at these."""
        free = np.ones(self.problem.n_people, dtype=bool)
        counts = self.table.astype(np.float32)
        together = counts.T @ counts
        few = self.table.sum(axis=1)
        for person in sorted(self.order.tolist(), key=lambda one: (int(few[one]), int(self.place[one]))):
            if not free[person]:
                continue
            able = self._candidates(person, free, together)
            group = self._pick(person, able)
            if len(group) < self.problem.smallest:
                continue
            self._add(group)
            free[group] = False
            rows = counts[group]
            together -= rows.T @ rows

    def _add(self, group: Group) -> None:
        self.groups.append(group)
        self.masks.append(groups.common(self.problem, group))
        self.left.difference_update(group)

    def _candidates(self, person: int, free: npt.NDArray[np.bool_], together: npt.NDArray[np.float32]) -> Group:
        """The free people who share the person's best hours, in the lottery's order."""
        own = np.flatnonzero(self.table[person])
        if len(own) < self.problem.shared:
            return []
        able = free.copy()
        hours: list[int] = []
        if self.problem.shared >= 2:
            pairs = together[np.ix_(own, own)].copy()
            np.fill_diagonal(pairs, -1)
            first, second = np.unravel_index(int(pairs.argmax()), pairs.shape)
            hours = [int(own[first]), int(own[second])]
            able &= self.table[:, hours].all(axis=1)
        while len(hours) < self.problem.shared:
            rest = np.array([hour for hour in own.tolist() if hour not in hours])
            hours.append(int(rest[int(self.table[able][:, rest].sum(axis=0).argmax())]))
            able &= self.table[:, hours[-1]]
        able[person] = False
        found = np.flatnonzero(able)
        chosen: Group = found[np.argsort(self.place[found])].tolist()
        return chosen

    def _pick(self, person: int, able: Group) -> Group:
        """The person and candidates, one at a time: of a category already there alone, of a background most missed."""
        group = [person]
        pool = [one for one in able[:200] if one not in self.foes[person]]
        # as many as preferred, or all where the rest would be too few for a group of their own
        while len(group) < self.problem.size and pool:
            # those alike in category and background cost the same: the lottery's first of each will do
            first: dict[tuple[int, int], int] = {}
            for one in pool:
                first.setdefault(self.kinds[one], one)
            best = min(first.values(), key=lambda one: self._cost(group, one))
            group.append(best)
            pool = [one for one in pool if one != best and one not in self.foes[best]]
        return group

    def _cost(self, group: Group, one: int) -> tuple[float, float, int]:
        category = self.problem.category
        lonely = {int(category[other]) for other in groups.alone(self.problem, group)}
        kind = int(category[one])
        company = -1.0 if kind in lonely else 0.0 if kind < 0 or kind in set(category[group].tolist()) else 1.0
        background = int(self.problem.background[one])
        there = sum(int(self.problem.background[other]) == background for other in group)
        missed = 0.0 if background < 0 else there - (len(group) + 1) * float(self.share[background])
        return company, missed, int(self.place[one])

    def _welcome(self, one: int, at: int, instead_of: int | None = None) -> bool:
        """Whether the person could join a group, perhaps in somebody's place."""
        group = [other for other in self.groups[at] if other != instead_of]
        if self.foes[one].intersection(group):
            return False
        mask = self.masks[at] if instead_of is None else groups.common(self.problem, group)
        return (mask & self.problem.hours[one]).bit_count() >= self.problem.shared

    def fit_in(self) -> None:
        """Put those left over into groups with room; where none has, break up a full group to make two."""
        for one in sorted(self.left, key=lambda person: int(self.place[person])):
            open_groups = [at for at, group in enumerate(self.groups) if len(group) < self.problem.largest]
            fitting = [at for at in open_groups if self._welcome(one, at)]
            if fitting:
                at = min(fitting, key=lambda at: (self._cost(self.groups[at], one)[:2], len(self.groups[at]), at))
                self.groups[at].append(one)
                self.masks[at] &= self.problem.hours[one]
                self.left.discard(one)
            else:
                self._make_room(one)

    def _make_room(self, one: int) -> None:
        """Let somebody move on to another group so that the person finds a place."""
        for at, group in enumerate(self.groups):
            for other in group if len(group) >= self.problem.largest else []:
                if not self._welcome(one, at, instead_of=other):
                    continue
                for to, host in enumerate(self.groups):
                    if to != at and len(host) < self.problem.largest and self._welcome(other, to):
                        self._replace(at, other, one)
                        self.groups[to].append(other)
                        self.masks[to] &= self.problem.hours[other]
                        self.left.discard(one)
                        return

    def _replace(self, at: int, old: int, new: int) -> None:
        group = self.groups[at]
        group[group.index(old)] = new
        self.masks[at] = groups.common(self.problem, group)

    def exchange(self) -> bool:
        """Swap people who are alone with others, where that leaves fewer alone, or as many and better mixed."""
        improved = False
        of_kind: dict[int, list[int]] = defaultdict(list)
        for at, group in enumerate(self.groups):
            for kind in {int(self.problem.category[one]) for one in group}:
                of_kind[kind].append(at)
        for at in range(len(self.groups)):
            for one in groups.alone(self.problem, self.groups[at]):
                hosts = [to for to in of_kind[int(self.problem.category[one])] if to != at][:60]
                improved = any(self._swap(at, one, to) for to in hosts) or improved
        return improved

    def _swap(self, at: int, one: int, to: int) -> bool:
        if one not in self.groups[at]:
            return False
        before = self._badness(at) + self._badness(to)
        for other in list(self.groups[to]):
            if not (self._welcome(one, to, instead_of=other) and self._welcome(other, at, instead_of=one)):
                continue
            self._replace(at, one, other)
            self._replace(to, other, one)
            if self._badness(at) + self._badness(to) < before:
                return True
            self._replace(at, other, one)
            self._replace(to, one, other)
        return False

    def _badness(self, at: int) -> int:
        lonely = len(groups.alone(self.problem, self.groups[at]))
        return lonely * 1_000_000_000 + groups.imbalance(self.problem, self.groups[at])
