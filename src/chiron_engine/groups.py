"""Peer groups: common hours, nobody with whom they must not meet, backgrounds mixed, nobody alone of their kind.

Forming such groups is NP-hard. Small circles of people are solved exactly; larger ones by filling the best common hours
round the person who is hardest to place, then by exchanging people, with lower bounds beside the result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from chiron_engine import checks, lottery
from chiron_engine.errors import ProblemError

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class GroupProblem:
    """People to be grouped. Make one by :meth:`from_availability`.

    ``hours[i]`` is the availability of person ``i`` as a bit mask; ``background`` and ``category`` are numbers of
    labels, -1 for none.
    """

    n_people: int
    hours: tuple[int, ...]
    n_hours: int
    smallest: int
    size: int
    largest: int
    shared: int
    background: IntArray
    category: IntArray
    apart: tuple[tuple[int, int], ...]
    person_id: npt.NDArray[Any] | None

    @classmethod
    def from_availability(
        cls,
        available: npt.ArrayLike,
        *,
        smallest: int = 4,
        size: int = 6,
        largest: int = 8,
        shared: int = 2,
        background: npt.ArrayLike | None = None,
        category: npt.ArrayLike | None = None,
        apart: Iterable[tuple[int, int]] = (),
        person_id: npt.ArrayLike | None = None,
    ) -> GroupProblem:
        """A problem from a table of booleans, people by hours.

        Groups have ``smallest`` to ``largest`` members, ``size`` by preference, and at least ``shared`` hours at which
        all can. ``background`` is what should be mixed in each group; ``category`` is what nobody should be alone with
        in a group (None or "" for people who have none). ``apart`` holds pairs who must not meet. Raises ProblemError.
        """
        table = _truths(available)
        n_people = table.shape[0]
        if not 1 <= smallest <= size <= largest:
            raise ProblemError(
                "bad_option", option="size", value=f"{smallest}–{size}–{largest}", expected="1 ≤ … ≤ … ≤ …"
            )
        if shared < 0:
            raise ProblemError("bad_option", option="shared", value=shared, expected="≥ 0")
        packed = np.packbits(table, axis=1, bitorder="little")
        return cls(
            n_people=n_people,
            hours=tuple(int.from_bytes(row.tobytes(), "little") for row in packed),
            n_hours=table.shape[1],
            smallest=smallest,
            size=size,
            largest=largest,
            shared=shared,
            background=_labels(background, "background", n_people),
            category=_labels(category, "category", n_people),
            apart=_pairs(apart, n_people),
            person_id=checks.ids(person_id, "people", n_people),
        )


@dataclass(frozen=True, eq=False)
class Grouping:
    """Who is in which group: ``group_of[i]``, -1 for nobody's; ``hours`` lists each group's common hours.

    ``alone`` are the people who are the only one of their category in their group, ``imbalance`` how far the groups'
    backgrounds are from the whole's, zero at best. The bounds are what no grouping can go below.
    """

    group_of: IntArray
    hours: tuple[tuple[int, ...], ...]
    unplaced: tuple[int, ...]
    alone: tuple[int, ...]
    imbalance: float
    unplaced_bound: int
    alone_bound: int
    seed: int

    def members(self) -> list[list[int]]:
        """The people of each group."""
        return [np.flatnonzero(self.group_of == group).tolist() for group in range(len(self.hours))]


def _pairs(apart: Iterable[tuple[int, int]], n_people: int) -> tuple[tuple[int, int], ...]:
    """Check the pairs of people who must not meet; each once, the smaller number first."""
    pairs = tuple(sorted({(min(a, b), max(a, b)) for a, b in apart}))
    for index, pair in enumerate(pairs):
        if pair[0] == pair[1]:
            raise ProblemError("apart_self", person=pair[0])
        for one in pair:
            if not 0 <= one < n_people:
                raise ProblemError("out_of_range", index=index, what="apart", value=one, last=n_people - 1)
    return pairs


def _truths(available: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    given = checks.table(available, "available", None)
    unknown = np.argwhere(np.isnan(given)) if given.dtype.kind == "f" else np.empty((0, 2))
    if unknown.size:
        raise ProblemError("not_whole", what="available", index=int(unknown[0, 0]), value=float("nan"))
    return given.astype(bool)


def _labels(values: npt.ArrayLike | None, what: str, count: int) -> IntArray:
    if values is None:
        return np.full(count, -1, dtype=np.int64)
    array = np.asarray(values, dtype=object)
    checks.same_length(array, what, count)
    names = ["" if one is None else str(one) for one in array.tolist()]
    number = {name: at for at, name in enumerate(sorted(set(names) - {""}))}
    return np.array([number.get(name, -1) for name in names], dtype=np.int64)


def form_groups(problem: GroupProblem, *, seed: int = 0) -> Grouping:
    """Groups with as many people placed, then as few alone, then as near to the preferred size, then as well mixed as
    could be found: the best there is up to twelve people, a good one beyond.
    """
    from chiron_engine import group_forming

    checks.seed(seed)
    order = lottery.draw(problem.person_id, problem.n_people, side="person", seed=seed)
    find = group_forming.exactly if problem.n_people <= group_forming.EXACT else group_forming.by_search
    return describe(problem, find(problem, order), seed=seed)


def describe(problem: GroupProblem, groups: Iterable[Iterable[int]], *, seed: int = 0) -> Grouping:
    """A grouping from lists of people, with its figures; nothing is checked."""
    group_of = np.full(problem.n_people, -1, dtype=np.int64)
    hours = []
    for number, group in enumerate(groups):
        members = list(group)
        group_of[members] = number
        hours.append(_hours(common(problem, members)))
    lists = [np.flatnonzero(group_of == number).tolist() for number in range(len(hours))]
    return Grouping(
        group_of=group_of,
        hours=tuple(hours),
        unplaced=tuple(np.flatnonzero(group_of < 0).tolist()),
        alone=tuple(sorted(one for group in lists for one in alone(problem, group))),
        imbalance=sum(imbalance(problem, group) for group in lists) / max(problem.n_people, 1),
        unplaced_bound=_unplaced_bound(problem),
        alone_bound=_alone_bound(problem),
        seed=seed,
    )


def common(problem: GroupProblem, members: Iterable[int]) -> int:
    """The hours at which all of them can, as a bit mask."""
    mask = (1 << problem.n_hours) - 1
    for one in members:
        mask &= problem.hours[one]
    return mask


def alone(problem: GroupProblem, members: list[int]) -> list[int]:
    """Those who are the only one of their category."""
    counts = Counter(int(problem.category[one]) for one in members)
    return [one for one in members if problem.category[one] >= 0 and counts[int(problem.category[one])] == 1]


def imbalance(problem: GroupProblem, members: list[int]) -> int:
    """How far a group's backgrounds are from the whole's: |members · share of all − members of it|, times everybody."""
    whole = np.bincount(problem.background[problem.background >= 0])
    here = np.bincount([b for b in problem.background[members].tolist() if b >= 0], minlength=len(whole))
    return int(np.abs(here * problem.n_people - len(members) * whole).sum())


def _hours(mask: int) -> tuple[int, ...]:
    return tuple(at for at in range(mask.bit_length()) if mask >> at & 1)


def _unplaced_bound(problem: GroupProblem) -> int:
    """People with fewer hours than must be shared, and everybody where there are too few for one group."""
    able = sum(mask.bit_count() >= problem.shared for mask in problem.hours)
    return problem.n_people if able < problem.smallest else problem.n_people - able


def _alone_bound(problem: GroupProblem) -> int:
    """Categories with one member only, if that one must be placed for the bound on the unplaced to hold."""
    if _unplaced_bound(problem):
        return 0
    counts = Counter(problem.category[problem.category >= 0].tolist())
    return sum(count == 1 for count in counts.values())
