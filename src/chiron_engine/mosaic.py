"""Several mentors for each mentee, one a role (career, research, peer, well-being …), in one solve.

A flow from the mentee's wish for a role through the pair, which carries one role only unless several are allowed, to
the mentor's places. As many wishes as possible are met; among those answers the total fit is the highest, or, if asked
so, first of all nobody has a second mentor at the price of somebody's first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from chiron_engine import checks, lottery
from chiron_engine.errors import Infeasible, ProblemError

LARGEST_COST = 2**62

IntArray = npt.NDArray[np.int64]
Triples = Iterable[tuple[int, int, int]]


@dataclass(frozen=True, eq=False)
class MosaicProblem:
    """Who could have whom in which role. Make one by :meth:`from_entries`.

    Entry ``k`` says that ``mentee[k]`` and ``mentor[k]`` fit by ``fit[k]`` in role ``role[k]``; entries are sorted by
    mentee, role, mentor. ``wanted`` tells which roles each mentee asks for.
    """

    n_mentees: int
    n_mentors: int
    roles: tuple[str, ...]
    mentee: IntArray
    mentor: IntArray
    role: IntArray
    fit: npt.NDArray[np.floating[Any]]
    score: IntArray
    score_per_fit: int
    wanted: npt.NDArray[np.bool_]
    capacity: IntArray
    several_roles: bool
    evenly: bool
    locked: tuple[tuple[int, int, int], ...]
    mentee_id: npt.NDArray[Any] | None
    mentor_id: npt.NDArray[Any] | None

    @classmethod
    def from_entries(
        cls,
        mentee: npt.ArrayLike,
        mentor: npt.ArrayLike,
        role: npt.ArrayLike,
        fit: npt.ArrayLike,
        *,
        n_mentees: int,
        n_mentors: int,
        roles: Sequence[str],
        capacity: npt.ArrayLike,
        wanted: npt.ArrayLike | None = None,
        several_roles: bool = False,
        evenly: bool = False,
        locked: Triples = (),
        mentee_id: npt.ArrayLike | None = None,
        mentor_id: npt.ArrayLike | None = None,
    ) -> MosaicProblem:
        """A problem from a list of candidates; ``role`` numbers the names in ``roles``.

        ``capacity`` counts a mentor's places over all roles. ``wanted`` is a table of booleans, mentees by roles (all
        if None). ``locked`` holds (mentee, role, mentor). With ``several_roles`` one mentor may serve a mentee in more
        than one role. With ``evenly`` as many mentees as possible have one mentor, then as many as possible two, and so
        on, before fit counts; as many wishes are met either way. Raises ProblemError.
        """
        names = (checks.ids(mentee_id, "mentees", n_mentees), checks.ids(mentor_id, "mentors", n_mentors))
        sizes = (n_mentees, n_mentors, len(roles))
        rows, columns, kinds, values = _sorted_entries(mentee, mentor, role, fit, sizes, names)
        score, score_per_fit = checks.scores(values, n_mentees * max(len(roles), 1))
        asked = np.ones((n_mentees, len(roles)), dtype=bool) if wanted is None else wanted
        problem = cls(
            n_mentees=n_mentees,
            n_mentors=n_mentors,
            roles=tuple(roles),
            mentee=rows,
            mentor=columns,
            role=kinds,
            fit=values,
            score=score,
            score_per_fit=score_per_fit,
            wanted=checks.table(asked, "wanted", (n_mentees, len(roles))).astype(bool),
            capacity=checks.per_mentor(capacity, "capacity", n_mentors),
            several_roles=several_roles,
            evenly=evenly,
            locked=tuple(sorted((int(a), int(b), int(c)) for a, b, c in locked)),
            mentee_id=names[0],
            mentor_id=names[1],
        )
        _check_locks(problem)
        return problem

    def entry(self, mentee: int, role: int, mentor: int) -> int:
        """Where an entry stands; -1 if it isn't there."""
        keys = (self.mentee * len(self.roles) + self.role) * self.n_mentors + self.mentor
        key = (mentee * len(self.roles) + role) * self.n_mentors + mentor
        at = int(np.searchsorted(keys, key))
        return at if at < len(keys) and int(keys[at]) == key else -1


def _sorted_entries(
    mentee: npt.ArrayLike,
    mentor: npt.ArrayLike,
    role: npt.ArrayLike,
    fit: npt.ArrayLike,
    sizes: tuple[int, int, int],
    names: checks.Names,
) -> tuple[IntArray, IntArray, IntArray, npt.NDArray[Any]]:
    """Mentee, mentor, role and fit of the entries, checked, sorted, nobody with themselves."""
    rows = checks.indexes(mentee, "mentee", sizes[0]).astype(np.int64)
    columns = checks.indexes(mentor, "mentor", sizes[1]).astype(np.int64)
    kinds = checks.indexes(role, "role", sizes[2]).astype(np.int64)
    values = checks.per_pair(fit, "fit", len(rows))
    checks.same_length(columns, "mentor", len(rows))
    checks.same_length(kinds, "role", len(rows))
    order = np.lexsort((columns, kinds, rows))
    rows, columns, kinds, values = rows[order], columns[order], kinds[order], values[order]
    twice = np.flatnonzero(np.diff((rows * sizes[2] + kinds) * sizes[1] + columns) == 0)
    if twice.size:
        raise ProblemError("duplicate_pair", mentee=int(rows[twice[0]]), mentor=int(columns[twice[0]]))
    keep = checks.allowed_pairs(rows, columns, None, names)
    if keep is not None:
        rows, columns, kinds, values = rows[keep], columns[keep], kinds[keep], values[keep]
    checks.finite(values, rows, columns)
    return rows, columns, kinds, values


@dataclass(frozen=True, eq=False)
class Mosaic:
    """Who has whom in which role: ``mentor_of[i, r]``, -1 for nobody. ``covered`` wishes of ``wished`` are met."""

    mentor_of: IntArray
    total_fit: float
    total_score: int
    covered: int
    wished: int
    seed: int

    def unmet(self, problem: MosaicProblem) -> list[tuple[int, int, str]]:
        """The wishes not met, as (mentee, role, why): "no_candidate", or "full" where all candidates' places are
        taken.
        """
        has = np.zeros(problem.wanted.shape, dtype=bool)
        has[problem.mentee, problem.role] = True
        rows, kinds = np.nonzero(problem.wanted & (self.mentor_of < 0))
        return [(int(i), int(r), "full" if has[i, r] else "no_candidate") for i, r in zip(rows, kinds, strict=True)]


def _check_locks(problem: MosaicProblem) -> None:
    load = np.zeros(problem.n_mentors, dtype=np.int64)
    mentors: dict[tuple[int, int], int] = {}
    pairs: set[tuple[int, int]] = set()
    for mentee, role, mentor in problem.locked:
        if problem.entry(mentee, role, mentor) < 0:
            raise ProblemError("lock_unknown", mentee=mentee, mentor=mentor)
        other = mentors.setdefault((mentee, role), mentor)
        if other != mentor:
            raise Infeasible("lock_twice", mentee=mentee, mentor=other, other=mentor)
        if (mentee, mentor) in pairs and not problem.several_roles:
            raise Infeasible("lock_two_roles", mentee=mentee, mentor=mentor)
        pairs.add((mentee, mentor))
        load[mentor] += 1
    over = np.flatnonzero(load > problem.capacity)
    if over.size:
        at = int(over[0])
        raise Infeasible("lock_capacity", mentor=at, locks=int(load[at]), capacity=int(problem.capacity[at]))


def solve_mosaic(problem: MosaicProblem, *, seed: int = 0) -> Mosaic:
    """Meet as many wishes as possible, with the highest total fit; ties by the seeded lottery."""
    checks.seed(seed)
    mentor_of = np.full((problem.n_mentees, len(problem.roles)), -1, dtype=np.int64)
    for mentee, role, mentor in problem.locked:
        mentor_of[mentee, role] = mentor
    made = _flow(problem, _open_entries(problem, seed), mentor_of)
    mentor_of[problem.mentee[made], problem.role[made]] = problem.mentor[made]
    return describe(problem, mentor_of, seed=seed)


def describe(problem: MosaicProblem, mentor_of: npt.ArrayLike, *, seed: int = 0) -> Mosaic:
    """A mosaic from a table of mentors (mentees by roles, -1 for none), with its total; nothing is checked."""
    table = checks.table(mentor_of, "mentor_of", (problem.n_mentees, len(problem.roles))).astype(np.int64)
    total = int(problem.score[table[problem.mentee, problem.role] == problem.mentor].sum())
    return Mosaic(
        mentor_of=table,
        total_fit=total / problem.score_per_fit,
        total_score=total,
        covered=int((table >= 0).sum()),
        wished=int(problem.wanted.sum()),
        seed=seed,
    )


def _open_entries(problem: MosaicProblem, seed: int) -> IntArray:
    """The entries that locks and wishes leave open, in the lottery's order."""
    mentee_place = lottery.places(lottery.draw(problem.mentee_id, problem.n_mentees, side="mentee", seed=seed))
    mentor_place = lottery.places(lottery.draw(problem.mentor_id, problem.n_mentors, side="mentor", seed=seed))
    taken = np.zeros(problem.wanted.shape, dtype=bool)
    pairs = np.zeros(0, dtype=np.int64)
    if problem.locked:
        locked = np.array(problem.locked, dtype=np.int64)
        taken[locked[:, 0], locked[:, 1]] = True
        pairs = locked[:, 0] * problem.n_mentors + locked[:, 2]
    usable = problem.wanted[problem.mentee, problem.role] & ~taken[problem.mentee, problem.role]
    if not problem.several_roles:
        usable &= ~np.isin(problem.mentee * problem.n_mentors + problem.mentor, pairs)
    entries = np.flatnonzero(usable)
    wish = mentee_place[problem.mentee[entries]] * len(problem.roles) + problem.role[entries]
    opened: IntArray = entries[np.argsort(wish * problem.n_mentors + mentor_place[problem.mentor[entries]])]
    return opened


def _flow(problem: MosaicProblem, entries: IntArray, mentor_of: IntArray) -> IntArray:
    """The entries of the maximum flow with the highest total score."""
    from ortools.graph.python import min_cost_flow

    if not len(entries):
        return entries
    wishes, wish = _numbered(problem.mentee[entries] * len(problem.roles) + problem.role[entries])
    mentors, mentor = _numbered(problem.mentor[entries])
    pair_key = problem.mentee[entries] * problem.n_mentors + problem.mentor[entries]
    if problem.several_roles:
        pair_key = np.arange(len(entries))
    pairs, pair = _numbered(pair_key)
    mentor_of_pair = np.zeros(pairs, dtype=np.int64)
    mentor_of_pair[pair] = mentor
    load = np.bincount(mentor_of[mentor_of >= 0], minlength=problem.n_mentors)
    places = np.zeros(mentors, dtype=np.int64)
    places[mentor] = (problem.capacity - load)[problem.mentor[entries]]
    source, sink = wishes + pairs + mentors, wishes + pairs + mentors + 1
    score, turns = problem.score[entries], _turns(problem, entries, wish, mentor_of) if problem.evenly else None
    if turns is not None:
        score = turns.score
    flow = min_cost_flow.SimpleMinCostFlow()
    ones, nothing = np.ones(len(entries), dtype=np.int64), np.zeros(len(entries) + wishes, dtype=np.int64)
    used = flow.add_arcs_with_capacity_and_unit_cost(wish, wishes + pair, ones, -score)
    add = flow.add_arcs_with_capacity_and_unit_cost
    if turns is None:
        add(np.full(wishes, source), np.arange(wishes), np.ones(wishes, dtype=np.int64), nothing[:wishes])
    else:
        ones = np.ones(len(turns.mentee), dtype=np.int64)
        add(np.full(len(ones), source), sink + 1 + turns.mentee, ones, -turns.bonus)
        add(sink + 1 + turns.of_wish, np.arange(wishes), np.ones(wishes, dtype=np.int64), nothing[:wishes])
    add(wishes + np.arange(pairs), wishes + pairs + mentor_of_pair, np.ones(pairs, dtype=np.int64), nothing[:pairs])
    add(wishes + pairs + np.arange(mentors), np.full(mentors, sink), places, nothing[:mentors])
    flow.set_nodes_supplies(np.array([source, sink]), np.array([wishes, -wishes]))
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise ArithmeticError(f"min-cost flow ended with {status}")
    made: IntArray = entries[flow.flows(used) > 0]
    return made


@dataclass(frozen=True, eq=False)
class _Turns:
    """A mentee's first, second, … mentor: a bonus that falls from one to the next and outweighs all fit together.

    What mentees can have at once is a polymatroid, so this is enough for as many firsts as possible, then seconds.
    """

    score: IntArray
    of_wish: IntArray
    mentee: IntArray
    bonus: IntArray


def _turns(problem: MosaicProblem, entries: IntArray, wish: IntArray, mentor_of: IntArray) -> _Turns:
    has = (mentor_of >= 0).sum(axis=1)
    _, first = np.unique(wish, return_index=True)
    mentees, of_wish = _numbered(problem.mentee[entries][first])
    person = np.zeros(mentees, dtype=np.int64)
    person[of_wish] = problem.mentee[entries][first]
    turn = np.concatenate([np.arange(count) for count in np.bincount(of_wish, minlength=mentees)])
    mentee = np.repeat(np.arange(mentees), np.bincount(of_wish, minlength=mentees))
    unit = int(np.gcd.reduce(problem.score)) or 1
    score: IntArray = problem.score[entries] // unit
    step = 2 * (len(first) + 1) * (int(np.abs(score).max()) + 1)
    most = len(problem.roles)
    nodes = 2 * len(entries) + len(first) + mentees + problem.n_mentors + 2
    if step * 4 * (most + 2) * nodes >= LARGEST_COST:  # the flow multiplies costs by its nodes
        raise ProblemError("too_fine", people=problem.n_mentees, most=most)
    return _Turns(score, of_wish, mentee, (most - has[person][mentee] - turn) * step)


def _numbered(keys: IntArray) -> tuple[int, IntArray]:
    """How many different keys there are, and the number of each in order of first appearance."""
    order = np.argsort(keys)
    new = np.append(True, np.diff(keys[order]) != 0)
    first = np.minimum.reduceat(order, np.flatnonzero(new))
    number = np.empty(len(first), dtype=np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    out = np.empty(len(keys), dtype=np.int64)
    out[order] = number[np.cumsum(new) - 1]
    return len(first), out
