"""The answer: who is with whom, and the proof that comes with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from chiron_engine.options import Fair, Stable, Welfare

if TYPE_CHECKING:
    from chiron_engine.options import Options
    from chiron_engine.problem import Problem

IntArray = npt.NDArray[np.int64]


class Reason(IntEnum):
    """Why a mentee has no mentor."""

    MATCHED = 0
    NO_CANDIDATE = 1
    FORBIDDEN = 2
    FULL = 3
    MINIMUM = 4
    LOWERS_TOTAL = 5
    EQUITY = 6
    CHANGES = 7


@dataclass(frozen=True, eq=False)
class Certificate:
    """Prices of the mentors' places that prove a total optimal.

    ``price[j] / scale`` is what one more place at mentor ``j`` is worth, in units of score; below zero where a minimum
    forces people to ``j``. ``bonus`` is what every match counts beside its score when everybody comes first.
    """

    price: IntArray
    scale: int
    bonus: int = 0


@dataclass(frozen=True)
class Equity:
    """How the groups fared: mean fit of each, the largest difference, what equity cost in total fit, and what it must.

    ``price`` is the total fit given up against the highest; no matching within the same δ has a total above ``bound``.
    """

    means: dict[str, float]
    gap: float
    price: float
    bound: float


@dataclass(frozen=True, eq=False)
class Matching:
    """Who is with whom.

    ``mentor_of[i]`` is the mentor of mentee ``i``, -1 where there is none, and then ``reason_of[i]`` is a
    :class:`Reason`. ``total_score`` is exact, in the problem's integer units; ``total_fit`` the same as a float.
    """

    mentor_of: IntArray
    total_fit: float
    total_score: int
    reason_of: npt.NDArray[np.int8]
    method: str
    seed: int
    options: Options
    certificate: Certificate | None = None
    equity: Equity | None = None
    closed: tuple[int, ...] = field(default=())

    @classmethod
    def claimed(
        cls, problem: Problem, mentor_of: npt.ArrayLike, *, method: str = "welfare", options: Options | None = None
    ) -> Matching:
        """A matching that came from elsewhere (a file, a person, another tool), so that it can be verified and
        explained.

        Nothing is checked here and no proof comes with it.
        """
        from chiron_engine import welfare

        chosen = np.asarray(mentor_of, dtype=np.int64)
        pairs = [
            problem.pair(row, int(chosen[row])) for row in np.flatnonzero(chosen[: problem.n_mentees] >= 0).tolist()
        ]
        total = int(problem.score[[pair for pair in pairs if pair >= 0]].sum())
        known = chosen.shape == (problem.n_mentees,) and bool((chosen < problem.n_mentors).all())
        reason = welfare.reasons(problem, chosen if known else np.full(problem.n_mentees, -1, dtype=np.int64))
        defaults: dict[str, Options] = {"welfare": Welfare(), "stable": Stable(), "fair": Fair()}
        return cls(
            mentor_of=chosen,
            total_fit=total / problem.score_per_fit,
            total_score=total,
            reason_of=reason,
            method=method,
            seed=0,
            options=options or defaults.get(method, Welfare()),
        )

    def changed_from(self, current: npt.ArrayLike) -> list[int]:
        """The mentees who had a mentor in ``current`` and have another or none now."""
        before = np.asarray(current, dtype=np.int64)
        return [int(row) for row in np.flatnonzero((before >= 0) & (before != self.mentor_of))]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The matched pairs, by mentee."""
        rows = np.flatnonzero(self.mentor_of >= 0)
        return list(zip(rows.tolist(), self.mentor_of[rows].tolist(), strict=True))

    def mentees_of(self, mentor: int) -> list[int]:
        """The mentees of one mentor."""
        return [int(row) for row in np.flatnonzero(self.mentor_of == mentor)]
