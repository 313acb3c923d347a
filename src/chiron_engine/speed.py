"""Speed mentoring: rounds of short meetings in which nobody meets anybody twice.

Who meets whom is a flow: as many meetings as possible, as evenly shared as possible among the mentees, then with the
highest total fit. When they meet is an edge colouring: a bipartite graph needs no more rounds than anybody has meetings
(König 1916), and the rounds can be made equally full (de Werra 1971).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from chiron_engine import checks, lottery
from chiron_engine.errors import ProblemError

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SpeedProblem:
    """Who could meet whom in how many rounds. Make one by :meth:`from_matrix`.

    Pairs are sorted by mentee, then mentor; ``seats[j]`` mentees can sit with mentor ``j`` in one round.
    """

    n_mentees: int
    n_mentors: int
    rounds: int
    mentee: IntArray
    mentor: IntArray
    score: IntArray
    score_per_fit: int
    seats: IntArray
    mentee_id: npt.NDArray[Any] | None
    mentor_id: npt.NDArray[Any] | None

    @classmethod
    def from_matrix(
        cls,
        fit: npt.ArrayLike,
        *,
        rounds: int,
        seats: npt.ArrayLike = 1,
        allowed: npt.ArrayLike | None = None,
        mentee_id: npt.ArrayLike | None = None,
        mentor_id: npt.ArrayLike | None = None,
    ) -> SpeedProblem:
        """A problem from a table of fit, mentees by mentors; ``allowed`` False forbids a meeting.

        Raises ProblemError.
        """
        table = checks.table(fit, "fit", None)
        if rounds < 1:
            raise ProblemError("bad_option", option="rounds", value=rounds, expected="≥ 1")
        n, m = table.shape
        rows, columns = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
        names = (checks.ids(mentee_id, "mentees", n), checks.ids(mentor_id, "mentors", m))
        may = checks.flat(allowed, "allowed", (n, m))
        keep = checks.allowed_pairs(rows, columns, None if may is None else may.astype(bool), names)
        values = table.reshape(-1)
        if keep is not None:
            rows, columns, values = rows[keep], columns[keep], values[keep]
        checks.finite(values, rows, columns)
        score, score_per_fit = checks.scores(values, n * rounds)
        return cls(
            n_mentees=n,
            n_mentors=m,
            rounds=rounds,
            mentee=rows,
            mentor=columns,
            score=score,
            score_per_fit=score_per_fit,
            seats=checks.per_mentor(seats, "seats", m),
            mentee_id=names[0],
            mentor_id=names[1],
        )


@dataclass(frozen=True, eq=False)
class SpeedPlan:
    """The rounds: ``mentor_at[r, i]`` is whom mentee ``i`` meets in round ``r``, -1 for nobody."""

    mentor_at: IntArray
    total_fit: float
    total_score: int
    meetings: int
    seed: int

    def idle(self) -> IntArray:
        """How many rounds each mentee sits out."""
        idle: IntArray = (self.mentor_at < 0).sum(axis=0)
        return idle


def plan_speed(problem: SpeedProblem, *, seed: int = 0) -> SpeedPlan:
    """The rounds of an evening: most meetings, evenly shared, best total; ties by the seeded lottery."""
    mentee_order = lottery.draw(problem.mentee_id, problem.n_mentees, side="mentee", seed=seed)
    mentor_order = lottery.draw(problem.mentor_id, problem.n_mentors, side="mentor", seed=seed)
    mentee_place, mentor_place = lottery.places(mentee_order), lottery.places(mentor_order)
    order = np.lexsort((mentor_place[problem.mentor], mentee_place[problem.mentee]))
    made = order[_meetings(problem, order)]
    seats = _seats(mentor_place[problem.mentor[made]], problem.seats[mentor_order], problem.rounds)
    when = _Rounds(problem.rounds).colour(list(zip(mentee_place[problem.mentee[made]].tolist(), seats, strict=True)))
    mentor_at = np.full((problem.rounds, problem.n_mentees), -1, dtype=np.int64)
    mentor_at[when, problem.mentee[made]] = problem.mentor[made]
    return describe(problem, mentor_at, seed=seed)


def describe(problem: SpeedProblem, mentor_at: npt.ArrayLike, *, seed: int = 0) -> SpeedPlan:
    """A plan from a table of mentors, rounds by mentees (-1 for nobody), with its total; nothing is checked."""
    table = checks.table(mentor_at, "mentor_at", (problem.rounds, problem.n_mentees)).astype(np.int64)
    total = 0
    for row in table:
        total += int(problem.score[row[problem.mentee] == problem.mentor].sum())
    meetings = int((table >= 0).sum())
    return SpeedPlan(table, total / problem.score_per_fit, total, meetings, seed)


def _meetings(problem: SpeedProblem, order: IntArray) -> npt.NDArray[np.bool_]:
    """Which pairs, in ``order``, meet."""
    from ortools.graph.python import min_cost_flow

    if not len(order):
        return np.zeros(0, dtype=bool)
    n, m, rounds = problem.n_mentees, problem.n_mentors, problem.rounds
    source, sink = n + m, n + m + 1
    # an earlier meeting of a mentee always counts more than any fit, so that nobody has two more than another could
    spread = 2 * int(np.abs(problem.score).max(initial=0)) + 1
    step = spread * (min(n, m) + 1) * 2
    if step * rounds >= 2**50:
        raise ProblemError("too_large", value=float(np.abs(problem.score).max()) / problem.score_per_fit, people=n)
    flow = min_cost_flow.SimpleMinCostFlow()
    add = flow.add_arcs_with_capacity_and_unit_cost
    ones = np.ones(len(order), dtype=np.int64)
    used = add(problem.mentee[order], n + problem.mentor[order], ones, -problem.score[order])
    people, number = np.repeat(np.arange(n), rounds), np.tile(np.arange(rounds), n)
    add(np.full(n * rounds, source), people, np.ones(n * rounds, dtype=np.int64), number * step)
    add(n + np.arange(m), np.full(m, sink), problem.seats * rounds, np.zeros(m, dtype=np.int64))
    flow.set_nodes_supplies(np.array([source, sink]), np.array([n * rounds, -n * rounds]))
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise ArithmeticError(f"min-cost flow ended with {status}")
    met: npt.NDArray[np.bool_] = flow.flows(used) > 0
    return met


def _seats(mentor: IntArray, seats: IntArray, rounds: int) -> list[tuple[int, int]]:
    """The chair of every meeting: a mentor's meetings fill one chair after the other, ``rounds`` to a chair."""
    taken: dict[int, int] = defaultdict(int)
    chairs = []
    for one in mentor.tolist():
        chairs.append((one, taken[one] // rounds))
        taken[one] += 1
    return chairs


class _Rounds:
    """An edge colouring of meetings between mentees and chairs."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        self.at: dict[tuple[object, int], int] = {}
        self.ends: list[tuple[tuple[str, object], tuple[str, object]]] = []
        self.colours: list[int] = []

    def colour(self, meetings: list[tuple[int, tuple[int, int]]]) -> list[int]:
        """The round of each meeting, so that nobody is in two meetings of one round and the rounds are equally full."""
        for mentee, chair in meetings:
            self._add(("mentee", mentee), ("chair", chair))
        self._level()
        return self.colours

    def _free(self, end: tuple[str, object]) -> int:
        return next(colour for colour in range(self.rounds) if (end, colour) not in self.at)

    def _add(self, one: tuple[str, object], other: tuple[str, object]) -> None:
        mine, theirs = self._free(one), self._free(other)
        if (other, mine) in self.at:
            self._flip(self._path(other, mine, theirs), mine, theirs)
        self.ends.append((one, other))
        self.colours.append(mine)
        self.at[one, mine] = self.at[other, mine] = len(self.ends) - 1

    def _path(self, end: tuple[str, object], first: int, second: int) -> list[int]:
        """The meetings from ``end`` on whose rounds alternate between the two."""
        path: list[int] = []
        colour = first
        while (end, colour) in self.at:
            meeting = self.at[end, colour]
            path.append(meeting)
            a, b = self.ends[meeting]
            end = b if end == a else a
            colour = second if colour == first else first
        return path

    def _flip(self, path: list[int], first: int, second: int) -> None:
        for meeting in path:
            for end in self.ends[meeting]:
                del self.at[end, self.colours[meeting]]
        for meeting in path:
            self.colours[meeting] = second if self.colours[meeting] == first else first
            for end in self.ends[meeting]:
                self.at[end, self.colours[meeting]] = meeting

    def _level(self) -> None:
        """Move meetings from full rounds to emptier ones, along alternating paths, until they differ by one at most."""
        counts = [self.colours.count(colour) for colour in range(self.rounds)]
        while counts and max(counts) - min(counts) > 1:
            full, empty = counts.index(max(counts)), counts.index(min(counts))
            path = next(self._path(end, full, empty) for end in self._starts(full, empty))
            self._flip(path, full, empty)
            counts[full] -= 1
            counts[empty] += 1

    def _starts(self, full: int, empty: int) -> list[tuple[str, object]]:
        """Ends of alternating paths that begin and end with the fuller round."""
        starts = []
        for meeting, colour in enumerate(self.colours):
            for end in self.ends[meeting] if colour == full else ():
                if (end, empty) not in self.at and len(self._path(end, full, empty)) % 2:
                    starts.append(end)
                    return starts
        return starts
