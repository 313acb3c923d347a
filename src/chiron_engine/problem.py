"""The problem: who could be paired with whom, how well they fit, and what must hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from chiron_engine import checks, pair_table

IntArray = npt.NDArray[np.int64]
Pairs = Iterable[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Problem:
    """Candidate pairs with their fit, and the constraints on them. Make one by :meth:`from_matrix` or
    :meth:`from_pairs`.

    Pairs are stored mentee by mentee: those of mentee ``i`` are ``start[i]:start[i + 1]`` in ``mentor``, ``fit``,
    ``score`` and the ranks, sorted by mentor. ``score`` is the fit as an integer, ``score_per_fit`` units to one unit
    of fit, so that sums are exact. ``forbidden`` holds ``mentee * n_mentors + mentor`` of the pairs given but not
    allowed.
    """

    n_mentees: int
    n_mentors: int
    start: IntArray
    mentor: npt.NDArray[np.int32]
    fit: npt.NDArray[np.floating[Any]]
    score: IntArray
    score_per_fit: int
    capacity: IntArray
    minimum: IntArray
    mentee_rank: npt.NDArray[np.int32] | None
    mentor_rank: npt.NDArray[np.int32] | None
    locked: tuple[tuple[int, int], ...]
    forbidden: IntArray
    group: npt.NDArray[Any] | None
    mentee_id: npt.NDArray[Any] | None
    mentor_id: npt.NDArray[Any] | None

    @classmethod
    def from_matrix(
        cls,
        fit: npt.ArrayLike,
        *,
        capacity: npt.ArrayLike,
        minimum: npt.ArrayLike | None = None,
        mentee_rank: npt.ArrayLike | None = None,
        mentor_rank: npt.ArrayLike | None = None,
        allowed: npt.ArrayLike | None = None,
        locked: Pairs = (),
        group: npt.ArrayLike | None = None,
        mentee_id: npt.ArrayLike | None = None,
        mentor_id: npt.ArrayLike | None = None,
    ) -> Problem:
        """A problem from a table of fit, one row per mentee, one column per mentor; higher is better.

        ``capacity`` is one number for all mentors or one each; ``minimum`` likewise. ``allowed`` is a table of
        booleans: False forbids the pair, whatever its fit. The ranks are tables too, the smaller the better: how each
        mentee ranks the mentors and how each mentor ranks the mentees (scores serve as ranks where none are given).
        ``locked`` pairs are in every answer. Ids that are text or UUIDs name people: the same id on both sides is one
        person, never paired with themselves. Raises ProblemError.
        """
        table = checks.table(fit, "fit", None)
        n_mentees, n_mentors = table.shape
        fit_pairs = table.reshape(-1)
        return cls.from_pairs(
            np.repeat(np.arange(n_mentees, dtype=np.int32), n_mentors),
            np.tile(np.arange(n_mentors, dtype=np.int32), n_mentees),
            fit_pairs,
            n_mentees=n_mentees,
            n_mentors=n_mentors,
            capacity=capacity,
            minimum=minimum,
            mentee_rank=checks.flat(mentee_rank, "mentee_rank", table.shape),
            mentor_rank=checks.flat(mentor_rank, "mentor_rank", table.shape),
            allowed=checks.flat(allowed, "allowed", table.shape),
            locked=locked,
            group=group,
            mentee_id=mentee_id,
            mentor_id=mentor_id,
        )

    @classmethod
    def from_pairs(
        cls,
        mentee: npt.ArrayLike,
        mentor: npt.ArrayLike,
        fit: npt.ArrayLike,
        *,
        n_mentees: int,
        n_mentors: int,
        capacity: npt.ArrayLike,
        minimum: npt.ArrayLike | None = None,
        mentee_rank: npt.ArrayLike | None = None,
        mentor_rank: npt.ArrayLike | None = None,
        allowed: npt.ArrayLike | None = None,
        locked: Pairs = (),
        group: npt.ArrayLike | None = None,
        mentee_id: npt.ArrayLike | None = None,
        mentor_id: npt.ArrayLike | None = None,
    ) -> Problem:
        """A problem from a list of candidate pairs: entry ``k`` says that ``mentee[k]`` and ``mentor[k]`` fit by
        ``fit[k]``.

        ``mentee_rank``, ``mentor_rank`` and ``allowed`` have one entry per pair. A pair left out can't be matched.
        The rest is as in :meth:`from_matrix`. Raises ProblemError.
        """
        checks.people(n_mentees=n_mentees, n_mentors=n_mentors)
        names = (checks.ids(mentee_id, "mentees", n_mentees), checks.ids(mentor_id, "mentors", n_mentors))
        ranks, sizes = (mentee_rank, mentor_rank), (n_mentees, n_mentors)
        pairs = pair_table.sort_and_part(mentee, mentor, fit, ranks, allowed, sizes, names)
        score, score_per_fit = checks.scores(pairs.fit, n_mentees)
        problem = cls(
            n_mentees=n_mentees,
            n_mentors=n_mentors,
            start=checks.row_starts(pairs.mentee, n_mentees),
            mentor=pairs.mentor,
            fit=pairs.fit,
            score=score,
            score_per_fit=score_per_fit,
            capacity=checks.per_mentor(capacity, "capacity", n_mentors),
            minimum=checks.per_mentor(0 if minimum is None else minimum, "minimum", n_mentors),
            mentee_rank=pairs.mentee_rank,
            mentor_rank=pairs.mentor_rank,
            locked=checks.locks(locked, n_mentees, n_mentors),
            forbidden=pairs.forbidden,
            group=checks.groups(group, n_mentees),
            mentee_id=names[0],
            mentor_id=names[1],
        )
        checks.constraints(problem)
        return problem

    @property
    def n_pairs(self) -> int:
        """How many candidate pairs there are."""
        return len(self.mentor)

    def pair(self, mentee: int, mentor: int) -> int:
        """Where the pair stands in the arrays of pairs; -1 if it is no candidate."""
        low, high = int(self.start[mentee]), int(self.start[mentee + 1])
        at = low + int(np.searchsorted(self.mentor[low:high], mentor))
        return at if at < high and int(self.mentor[at]) == mentor else -1

    def is_forbidden(self, mentee: int, mentor: int) -> bool:
        """Whether the pair was given but is not allowed (a conflict, a refusal, or the same person on both sides)."""
        key = mentee * self.n_mentors + mentor
        at = int(np.searchsorted(self.forbidden, key))
        return at < len(self.forbidden) and int(self.forbidden[at]) == key

    def fingerprint(self) -> str:
        """A hash over everything the answer depends on, the same on any machine."""
        digest = hashlib.sha256(f"{self.n_mentees},{self.n_mentors},{self.score_per_fit},{self.locked}".encode())
        for array in (self.start, self.mentor, self.score, self.capacity, self.minimum, self.forbidden):
            digest.update(np.ascontiguousarray(array).tobytes())
        for optional in (self.mentee_rank, self.mentor_rank, self.group, self.mentee_id, self.mentor_id):
            digest.update(b"-" if optional is None else repr(optional.tolist()).encode())
        return digest.hexdigest()
