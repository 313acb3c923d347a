"""Live what-if on a welfare matching: lock, forbid, allow, add or take a place, and have the new optimum at once.

Exact prices are kept beside the matching. Every change leaves at most two things out of order, an empty place that is
worth something or somebody without one, and each is put right by one shortest path over the prices (the successive
shortest paths of Tomizawa 1971 and Edmonds and Karp 1972). So the answer stays the optimum, and nobody is moved who
isn't on such a path.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from chiron_engine import laid_out, lottery, place_values
from chiron_engine.errors import Infeasible, ProblemError
from chiron_engine.options import Welfare

if TYPE_CHECKING:
    from chiron_engine.matching import Matching
    from chiron_engine.problem import Problem

MENTEE, MENTOR, END = 0, 1, 2
Node = tuple[int, int]


@dataclass(frozen=True)
class Step:
    """What a change did: the mentees who have another mentor now, and by how much the total fit rose or fell."""

    moved: tuple[int, ...]
    change: float
    total_fit: float


class Live:
    """A welfare matching that follows changes. ``Live(problem, solve(problem))``, then ask; each answer is a
    :class:`Step`.

    Raises ProblemError where the matching isn't a proved optimum of the problem, or the problem has minima.
    """

    def __init__(self, problem: Problem, matching: Matching) -> None:
        values = place_values.of(problem, matching)
        if values is None or problem.minimum.any() or not isinstance(matching.options, Welfare):
            raise ProblemError("live_needs_optimum")
        self._problem, self._start = problem, matching
        self._bonus = values.bonus
        self._score = problem.score
        self._capacity, _ = laid_out.left_by_locks(problem)
        self._locked = dict(problem.locked)
        self._holds: list[int] = matching.mentor_of.tolist()
        self._members: list[set[int]] = [set() for _ in range(problem.n_mentors)]
        for mentee, mentor in enumerate(self._holds):
            if mentor >= 0 and mentee not in self._locked:
                self._members[mentor].add(mentee)
        self._price: list[int] = np.where(self._capacity > 0, values.price, 0).tolist()
        self._surplus: list[int] = values.surplus.tolist()
        self._gone: set[tuple[int, int]] = set()
        self._extra: dict[tuple[int, int], int] = {}
        self._back_order = np.argsort(problem.mentor, kind="stable")
        self._back_start = np.searchsorted(problem.mentor[self._back_order], np.arange(problem.n_mentors + 1))
        seed = matching.seed
        mentee_order = lottery.draw(problem.mentee_id, problem.n_mentees, side="mentee", seed=seed)
        mentor_order = lottery.draw(problem.mentor_id, problem.n_mentors, side="mentor", seed=seed)
        self._place = (lottery.places(mentee_order), lottery.places(mentor_order))
        self._total = matching.total_score
        self._touched: dict[int, int] = {}
        self._worth: dict[int, int] = {}
        self._out = -1

    def matching(self) -> Matching:
        """The matching as it stands. Its certificate is that of the first one, so it comes without."""
        mentor_of = np.array(self._holds, dtype=np.int64)
        total = self._total / self._problem.score_per_fit
        return replace(self._start, mentor_of=mentor_of, total_fit=total, total_score=self._total, certificate=None)

    def lock(self, mentee: int, mentor: int) -> Step:
        """Put the two together for good. Raises Infeasible where the mentor has no place that isn't locked."""
        self._check(mentee, mentor)
        if self._locked.get(mentee) == mentor:
            return self._step()
        if mentee in self._locked:
            raise Infeasible("lock_twice", mentee=mentee, mentor=self._locked[mentee], other=mentor)
        if self._edge(mentee, mentor) is None:
            raise ProblemError("lock_unknown", mentee=mentee, mentor=mentor)
        if self._capacity[mentor] == 0:
            held = sum(other == mentor for other in self._locked.values())
            raise Infeasible("lock_capacity", mentor=mentor, locks=held + 1, capacity=held)
        self._take_out(mentee)
        self._take_place(mentor)
        self._locked[mentee] = mentor
        self._hold(mentee, mentor)
        return self._step()

    def unlock(self, mentee: int) -> Step:
        """Let a locked mentee go where the optimum has them."""
        mentor = self._locked.pop(mentee, None)
        if mentor is None:
            return self._step()
        self._hold(mentee, -1)
        self._out = mentee
        self._give_place(mentor)
        self._out = -1
        self._put_in(mentee)
        return self._step()

    def forbid(self, mentee: int, mentor: int) -> Step:
        """Rule the pair out. Raises Infeasible where it is locked."""
        self._check(mentee, mentor)
        if self._locked.get(mentee) == mentor:
            raise Infeasible("lock_forbidden", mentee=mentee, mentor=mentor)
        together = self._holds[mentee] == mentor
        if together:
            self._take_out(mentee)
        self._gone.add((mentee, mentor))
        self._extra.pop((mentee, mentor), None)
        if together:
            self._put_in(mentee)
        return self._step()

    def allow(self, mentee: int, mentor: int, fit: float) -> Step:
        """Make the two candidates with this fit, whether they were or not."""
        self._check(mentee, mentor)
        free = mentee not in self._locked
        if free:
            self._take_out(mentee)
        elif self._locked[mentee] == mentor:
            raise Infeasible("lock_twice", mentee=mentee, mentor=mentor, other=mentor)
        self._gone.add((mentee, mentor))
        self._extra[mentee, mentor] = round(fit * self._problem.score_per_fit) + self._bonus
        if free:
            self._put_in(mentee)
        return self._step()

    def add_place(self, mentor: int) -> Step:
        """One more place with the mentor."""
        self._check(0, mentor)
        self._give_place(mentor)
        return self._step()

    def take_place(self, mentor: int) -> Step:
        """One place less with the mentor. Raises Infeasible where all are locked."""
        self._check(0, mentor)
        if self._capacity[mentor] == 0:
            held = sum(other == mentor for other in self._locked.values())
            raise Infeasible("lock_capacity", mentor=mentor, locks=held, capacity=max(held - 1, 0))
        self._take_place(mentor)
        return self._step()

    def _check(self, mentee: int, mentor: int) -> None:
        sides = (("mentee", mentee, max(self._problem.n_mentees, 1)), ("mentor", mentor, self._problem.n_mentors))
        for what, value, count in sides:
            if not 0 <= value < count:
                raise ProblemError("out_of_range", index=0, what=what, value=value, last=count - 1)

    def _step(self) -> Step:
        total, moved = self._total, []
        for mentee, old in sorted(self._touched.items()):
            new = self._holds[mentee]
            worth = 0 if new < 0 else self._worth_of(mentee, new)
            self._total += worth - self._worth.pop(mentee, self._first_worth(mentee))
            self._worth[mentee] = worth
            if new != old:
                moved.append(mentee)
        self._touched.clear()
        per_fit = self._problem.score_per_fit
        return Step(tuple(moved), (self._total - total) / per_fit, self._total / per_fit)

    def _hold(self, mentee: int, mentor: int) -> None:
        self._touched.setdefault(mentee, self._holds[mentee])
        self._holds[mentee] = mentor

    def _worth_of(self, mentee: int, mentor: int) -> int:
        """The pair's score as it counts in the total."""
        if (mentee, mentor) in self._extra:
            return self._extra[mentee, mentor] - self._bonus
        return int(self._score[self._problem.pair(mentee, mentor)])

    def _first_worth(self, mentee: int) -> int:
        mentor = int(self._start.mentor_of[mentee])
        return 0 if mentor < 0 else int(self._score[self._problem.pair(mentee, mentor)])

    def _edge(self, mentee: int, mentor: int) -> int | None:
        """The pair's score with the bonus; None where it is no candidate."""
        if (mentee, mentor) in self._extra:
            return self._extra[mentee, mentor]
        at = self._problem.pair(mentee, mentor)
        return None if at < 0 or (mentee, mentor) in self._gone else int(self._score[at]) + self._bonus

    def _mentors_of(self, mentee: int) -> Iterator[tuple[int, int]]:
        low, high = self._problem.start[mentee], self._problem.start[mentee + 1]
        scores = self._score[low:high].tolist()
        for mentor, score in zip(self._problem.mentor[low:high].tolist(), scores, strict=True):
            if (mentee, mentor) not in self._gone:
                yield mentor, score + self._bonus
        for (other, mentor), score in self._extra.items():
            if other == mentee:
                yield mentor, score

    def _mentees_of(self, mentor: int) -> Iterator[tuple[int, int]]:
        at = self._back_order[self._back_start[mentor] : self._back_start[mentor + 1]]
        mentees = (np.searchsorted(self._problem.start, at, side="right") - 1).tolist()
        for mentee, score in zip(mentees, self._score[at].tolist(), strict=True):
            if mentee not in self._locked and (mentee, mentor) not in self._gone:
                yield mentee, score + self._bonus
        for (mentee, other), score in self._extra.items():
            if other == mentor and mentee not in self._locked:
                yield mentee, score

    def _take_out(self, mentee: int) -> None:
        """Take a free mentee out of the market; the place left empty is filled if that is worth anything."""
        mentor = self._holds[mentee]
        self._hold(mentee, -1)
        self._out = mentee
        if mentor >= 0:
            self._members[mentor].discard(mentee)
            self._fill(mentor)
        self._out = -1

    def _put_in(self, mentee: int) -> None:
        """Put a mentee into the market: where they do best without making others worse off than that is worth."""
        options = [
            score - self._price[mentor] for mentor, score in self._mentors_of(mentee) if self._capacity[mentor] > 0
        ]
        self._surplus[mentee] = max([0, *options])
        self._settle((MENTEE, mentee))

    def _give_place(self, mentor: int) -> None:
        self._capacity[mentor] += 1
        if self._capacity[mentor] == 1:
            # nobody could bid here before: the price is what the keenest would give
            open_to = [(mentee, score) for mentee, score in self._mentees_of(mentor) if mentee != self._out]
            bids = [score - self._surplus[mentee] for mentee, score in open_to]
            self._price[mentor] = max([0, *bids])
        self._fill(mentor)

    def _take_place(self, mentor: int) -> None:
        full = len(self._members[mentor]) == self._capacity[mentor]
        self._capacity[mentor] -= 1
        if full:
            self._settle((MENTOR, mentor))

    def _fill(self, mentor: int) -> None:
        """Find who comes to an empty place, and who to theirs, until the last place left empty is worth least."""
        if self._price[mentor] == 0:
            return
        search = _Search(self, (MENTOR, mentor))
        while (end := search.pop()) is None:
            self._who_comes(search, *search.node)
        search.reprice(mentors=-1)
        for at in [at for kind, at in search.done if kind == MENTOR]:
            self._keep_tight(at)
        path = search.path(end)
        for (kind, to), (_, mentee) in itertools.pairwise(path):
            if kind == MENTOR:
                self._move(mentee, to)

    def _who_comes(self, search: _Search, kind: int, at: int) -> None:
        """Ways to an empty place: nobody comes, or a mentee does, who leaves a place empty or had none."""
        if kind == MENTEE:
            if self._holds[at] < 0:
                search.offer((END, -1 - at), self._surplus[at])
            else:
                search.offer((MENTOR, self._holds[at]), 0)
            return
        search.offer((END, at), self._price[at])
        for mentee, score in self._mentees_of(at):
            if self._holds[mentee] != at and mentee != self._out:
                search.offer((MENTEE, mentee), self._surplus[mentee] + self._price[at] - score)

    def _keep_tight(self, mentor: int) -> None:
        """Who stays with a mentor gains what the price falls."""
        for mentee in self._members[mentor]:
            edge = self._edge(mentee, mentor)
            assert edge is not None
            self._surplus[mentee] = edge - self._price[mentor]

    def _settle(self, first: Node) -> None:
        """Find a place for somebody without, or for one too many at a mentor: who gives way, and where to."""
        search = _Search(self, first)
        while (end := search.pop()) is None:
            self._who_gives_way(search, *search.node, crowded=search.node == first)
        search.reprice(mentors=1)
        path = search.path(end)
        if path[-1][0] == MENTEE:
            self._move(path[-1][1], -1)
        for (kind, mentee), (_, to) in reversed(list(itertools.pairwise(path))):
            if kind == MENTEE:
                self._move(mentee, to)

    def _who_gives_way(self, search: _Search, kind: int, at: int, *, crowded: bool) -> None:
        """Ways for somebody without a place: go without, take a free one, or one whose holder goes on."""
        if kind == MENTOR and not crowded and len(self._members[at]) < self._capacity[at]:
            search.offer((END, at), 0)
            return
        if kind == MENTOR:
            for mentee in self._members[at]:
                search.offer((MENTEE, mentee), 0)
            return
        search.offer((END, -1 - at), self._surplus[at])
        for mentor, score in self._mentors_of(at):
            if self._capacity[mentor] > 0 and self._holds[at] != mentor:
                search.offer((MENTOR, mentor), self._surplus[at] + self._price[mentor] - score)

    def _move(self, mentee: int, mentor: int) -> None:
        if self._holds[mentee] >= 0:
            self._members[self._holds[mentee]].discard(mentee)
        self._hold(mentee, mentor)
        if mentor >= 0:
            self._members[mentor].add(mentee)


def cost_of_lock(problem: Problem, matching: Matching, mentee: int, mentor: int) -> float:
    """By how much locking the pair lowers the total fit: of a locked pair what it costs now, of another what it would.

    Exact. Raises as :class:`Live` does; ask a :class:`Live` of your own where you ask often.
    """
    live = Live(problem, matching)
    if (mentee, mentor) in problem.locked:
        return live.unlock(mentee).change
    return -live.lock(mentee, mentor).change


class _Search:
    """Dijkstra's search from one person over reduced costs, which are never below zero."""

    def __init__(self, live: Live, first: Node) -> None:
        self.live = live
        self.far: dict[Node, int] = {first: 0}
        self.came: dict[Node, Node] = {}
        self.done: dict[Node, int] = {}
        self.heap: list[tuple[int, int, Node]] = [(0, 0, first)]
        self.node, self.distance = first, 0

    def offer(self, node: Node, cost: int) -> None:
        """A way from the present node to another."""
        far = self.distance + cost
        if node in self.done or far >= self.far.get(node, far + 1):
            return
        self.far[node] = far
        self.came[node] = self.node
        rank = 1 + int(self.live._place[node[0]][node[1]]) if node[0] != END else 0
        heapq.heappush(self.heap, (far, rank, node))

    def pop(self) -> Node | None:
        """Go to the nearest open node; the last person before the end once that is reached."""
        while True:
            far, _, node = heapq.heappop(self.heap)
            if node not in self.done and far == self.far[node]:
                break
        self.node, self.distance = node, far
        if node[0] == END:
            return self.came[node]
        self.done[node] = far
        return None

    def reprice(self, mentors: int) -> None:
        """Prices and surpluses after the path: all within reach move by what they were nearer than the end."""
        for (kind, at), far in self.done.items():
            if kind == MENTOR:
                self.live._price[at] += mentors * (self.distance - far)
            else:
                self.live._surplus[at] -= mentors * (self.distance - far)

    def path(self, end: Node) -> list[Node]:
        """From the first node to the end."""
        path = [end]
        while path[-1] in self.came:
            path.append(self.came[path[-1]])
        return path[::-1]
