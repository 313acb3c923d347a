"""Strong and super-stability, where ties may leave no answer.

Irving, Manlove and Scott, "The hospitals/residents problem with ties" (2000) and "Strong stability in the
hospitals/residents problem" (2003). Mentees hold all their equally best mentors at once; pairs that can be in no such
matching are struck out until what is left can be read off or contradicts itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from chiron_engine import feasibility

IntArray = npt.NDArray[np.int64]


@dataclass
class Lists:
    """Who is left on whose list, and who holds whom for now."""

    wishes: list[dict[int, int]]
    esteems: list[dict[int, int]]
    capacity: list[int]
    holders: list[set[int]] = field(default_factory=list)
    was_full: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.holders = [set() for _ in self.capacity]

    def strike(self, mentee: int, mentor: int) -> None:
        """Take the pair off both lists and break it."""
        del self.wishes[mentee][mentor]
        del self.esteems[mentor][mentee]
        self.holders[mentor].discard(mentee)

    def best_of(self, mentee: int) -> list[int]:
        """The mentors at the head of the mentee's list, all equal."""
        wishes = self.wishes[mentee]
        best = min(wishes.values(), default=0)
        return [mentor for mentor, wish in wishes.items() if wish == best]

    def tail_of(self, mentor: int) -> list[int]:
        """The mentees at the end of the mentor's list, all equal."""
        esteems = self.esteems[mentor]
        worst = max(esteems.values(), default=0)
        return [mentee for mentee, esteem in esteems.items() if esteem == worst]

    def strike_below(self, mentor: int, esteem: int) -> list[int]:
        """Strike everybody strictly worse than ``esteem`` off the mentor's list; returns who they were."""
        worse = [mentee for mentee, other in self.esteems[mentor].items() if other > esteem]
        for mentee in worse:
            self.strike(mentee, mentor)
        return worse

    def held_by(self) -> dict[int, list[int]]:
        """The mentors whom each mentee holds."""
        mentors: dict[int, list[int]] = defaultdict(list)
        for mentor, mentees in enumerate(self.holders):
            for mentee in mentees:
                mentors[mentee].append(mentor)
        return mentors


def lists_of(start: IntArray, mentor: IntArray, wish: IntArray, esteem: IntArray, capacity: IntArray) -> Lists:
    """Lists from pairs that stand mentee by mentee; mentors without places are left out."""
    wishes: list[dict[int, int]] = [{} for _ in range(len(start) - 1)]
    esteems: list[dict[int, int]] = [{} for _ in range(len(capacity))]
    places = capacity.tolist()
    mentee = np.repeat(np.arange(len(start) - 1), np.diff(start)).tolist()
    for i, j, up, down in zip(mentee, mentor.tolist(), wish.tolist(), esteem.tolist(), strict=True):
        if places[j]:
            wishes[i][j] = up
            esteems[j][i] = down
    return Lists(wishes, esteems, places)


def super_stable(lists: Lists) -> list[int] | None:
    """The mentor of each mentee (-1 for none) in the mentee-optimal super-stable matching; None if there is none."""
    free = list(range(len(lists.wishes)))
    while free:
        mentee = free.pop()
        if not lists.wishes[mentee] or any(mentee in lists.holders[mentor] for mentor in lists.wishes[mentee]):
            continue
        for mentor in lists.best_of(mentee):
            lists.holders[mentor].add(mentee)
            if len(lists.holders[mentor]) > lists.capacity[mentor]:
                tail = lists.tail_of(mentor)
                for other in tail:
                    lists.strike(other, mentor)
                free.extend(tail)
            free.extend(_strike_behind_full(lists, mentor))
    held = lists.held_by()
    lost_a_place = any(len(lists.holders[mentor]) < lists.capacity[mentor] for mentor in lists.was_full)
    if lost_a_place or any(len(mentors) > 1 for mentors in held.values()):
        return None
    return [held[mentee][0] if mentee in held else -1 for mentee in range(len(lists.wishes))]


def _strike_behind_full(lists: Lists, mentor: int) -> list[int]:
    """Strike everybody whom a full mentor likes less than the worst it would keep."""
    capacity = lists.capacity[mentor]
    if len(lists.holders[mentor]) < capacity:
        return []
    lists.was_full.add(mentor)
    ranked = sorted(lists.esteems[mentor][mentee] for mentee in lists.holders[mentor])
    return lists.strike_below(mentor, ranked[capacity - 1])


def strongly_stable(lists: Lists) -> list[int] | None:
    """The mentor of each mentee (-1 for none) in a mentee-optimal strongly stable matching; None if there is none."""
    while True:
        _hold_the_best(lists)
        crowded = _crowded(lists)
        if not crowded:
            return _read_off(lists)
        for mentor in crowded:
            lists.was_full.add(mentor)
            for mentee in lists.tail_of(mentor):
                lists.strike(mentee, mentor)


def _hold_the_best(lists: Lists) -> None:
    """Let every mentee hold all its best mentors; full mentors strike those they like less."""
    free = list(range(len(lists.wishes)))
    while free:
        mentee = free.pop()
        for mentor in lists.best_of(mentee):
            if mentor in lists.wishes[mentee] and mentee not in lists.holders[mentor]:
                lists.holders[mentor].add(mentee)
                free.extend(_strike_behind_full(lists, mentor))


def _sure_and_open(lists: Lists, mentor: int) -> tuple[list[int], list[int], int]:
    """Whom a mentor must keep of those who hold it, who of the rest are equal, and how many places these share."""
    holders = lists.holders[mentor]
    capacity = lists.capacity[mentor]
    if len(holders) <= capacity:
        return sorted(holders), [], 0
    worst = max(lists.esteems[mentor][mentee] for mentee in holders)
    sure = sorted(mentee for mentee in holders if lists.esteems[mentor][mentee] < worst)
    return sure, sorted(holders.difference(sure)), capacity - len(sure)


def _contest(lists: Lists) -> tuple[dict[int, list[int]], dict[int, int], set[int]]:
    """The mentees who aren't sure of anybody with the mentors they contend for, the places left there, the sure
    mentees.
    """
    sure: set[int] = set()
    places: dict[int, int] = {}
    contenders: dict[int, list[int]] = defaultdict(list)
    for mentor in range(len(lists.capacity)):
        kept, equal, left = _sure_and_open(lists, mentor)
        sure.update(kept)
        places[mentor] = left
        for mentee in equal:
            contenders[mentee].append(mentor)
    return {mentee: mentors for mentee, mentors in contenders.items() if mentee not in sure}, places, sure


def _crowded(lists: Lists) -> list[int]:
    """The mentors for whose places too many equals contend: all that a critical set of mentees holds (Hall)."""
    contenders, places, _ = _contest(lists)
    mentees = sorted(contenders)
    chosen = _share(mentees, contenders, places)
    reached = {mentee for mentee in mentees if mentee not in chosen}
    mentors: set[int] = set()
    front = list(reached)
    holders: dict[int, list[int]] = defaultdict(list)
    for mentee, mentor in chosen.items():
        holders[mentor].append(mentee)
    while front:
        for mentor in contenders[front.pop()]:
            if mentor not in mentors:
                mentors.add(mentor)
                front.extend(mentee for mentee in holders[mentor] if mentee not in reached)
                reached.update(holders[mentor])
    return sorted(mentors)


def _share(mentees: list[int], contenders: dict[int, list[int]], places: dict[int, int]) -> dict[int, int]:
    """Give as many of the mentees as possible one of the places they contend for."""
    start = np.zeros(len(mentees) + 1, dtype=np.int64)
    np.cumsum([len(contenders[mentee]) for mentee in mentees], out=start[1:])
    mentor = np.array([one for mentee in mentees for one in contenders[mentee]], dtype=np.int32)
    capacity = np.array([places[one] for one in range(len(places))], dtype=np.int64)
    _, chosen = feasibility.largest(start, mentor, capacity)
    return {mentee: int(mentor[pair]) for mentee, pair in zip(mentees, chosen.tolist(), strict=True) if pair >= 0}


def _read_off(lists: Lists) -> list[int] | None:
    """The matching in which every mentor keeps the best of those who hold it, if each mentee is kept exactly once."""
    mentor_of = [-1] * len(lists.wishes)
    for mentor in range(len(lists.capacity)):
        if mentor in lists.was_full and len(lists.holders[mentor]) < lists.capacity[mentor]:
            return None
        for mentee in _sure_and_open(lists, mentor)[0]:
            if mentor_of[mentee] >= 0:
                return None
            mentor_of[mentee] = mentor
    contenders, places, _ = _contest(lists)
    chosen = _share(sorted(contenders), contenders, places)
    if len(chosen) < max(len(contenders), sum(places.values())):
        return None
    for mentee, mentor in chosen.items():
        mentor_of[mentee] = mentor
    return mentor_of
