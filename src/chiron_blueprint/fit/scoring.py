"""Fit from 0 to 100 in whole hundredths: every term is rounded once, and the fit is the sum of what is shown."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from chiron_blueprint.answers.people import Person
from chiron_blueprint.fit.sentences import sentence
from chiron_blueprint.fit.terms import UNIT, Array, Indexes, PartnersTerm, Term, term_for, whole
from chiron_blueprint.schema.model import Blueprint, Criterion
from chiron_blueprint.words import Sentence

if TYPE_CHECKING:
    from chiron_blueprint.fit.classes import Classes

HUNDRED = 10_000
"""Fit 100 in hundredths."""
REFERENCE_DAY = datetime.date(2026, 1, 15)
MISSING = {"half": UNIT // 2, "zero": 0, "full": UNIT, "ignore": 0}
MOST_IGNORABLE = 12
TOGETHER = 32


@dataclass(frozen=True)
class Share:
    """One row of a breakdown: what a criterion gave of what it could give, in hundredths of a point, and why."""

    criterion: str
    name: dict[str, str]
    points: int
    possible: int
    sentence: Sentence
    missing: bool


@dataclass(frozen=True)
class Breakdown:
    """Why a pair fits as it does; the points of the shares add up to `fit` exactly (hundredths)."""

    fit: int
    shares: tuple[Share, ...]
    allowed: bool
    barred_by: tuple[str, ...]


class Scoring:
    """The criteria of a blueprint over two groups of people. Text criteria count only with `use_text`.

    `on` is the day whose time differences between zones hold.
    """

    def __init__(
        self,
        blueprint: Blueprint,
        mentees: Sequence[Person],
        mentors: Sequence[Person],
        *,
        use_text: bool = False,
        weights: dict[str, float] | None = None,
        on: datetime.date = REFERENCE_DAY,
    ) -> None:
        self.blueprint = blueprint
        self.mentees = mentees
        self.mentors = mentors
        chosen = [_weighted(criterion, weights) for criterion in blueprint.criteria]
        self.criteria = [
            criterion for criterion in chosen if (criterion.weight or criterion.hard) and _used(criterion, use_text)
        ]
        self.terms: list[Term] = [term_for(criterion, blueprint, mentees, mentors, on) for criterion in self.criteria]
        self.present = [term.present() for term in self.terms]
        self.ignorable = [at for at, each in enumerate(self.criteria) if each.missing == "ignore" and each.weight][
            :MOST_IGNORABLE
        ]
        self.possible = self._possible()
        self.said: dict[Any, Sentence] = {}
        self.every_mentor: Indexes = np.arange(len(mentors), dtype=np.int64)

    @cached_property
    def classes(self) -> Classes | None:
        """The criteria as tables between classes of people; None where that can't be."""
        from chiron_blueprint.fit import classes

        return classes.of(self)

    def _possible(self) -> npt.NDArray[np.int32]:
        """Pattern × criterion: the points each can give where the criteria of the pattern's bits are answered."""
        weights = np.array([criterion.weight for criterion in self.criteria], dtype=float)
        table = np.zeros((1 << len(self.ignorable), len(weights)), dtype=np.int32)
        for pattern in range(len(table)):
            counted = weights.copy()
            for bit, at in enumerate(self.ignorable):
                if not pattern >> bit & 1:
                    counted[at] = 0.0
            table[pattern] = apportioned(counted)
        return table

    def _answered(self, at: int, rows: Indexes, columns: Indexes) -> Array:
        mentees, mentors = self.present[at]
        if self.criteria[at].compare in ("preferred", "refused"):
            found: Array = mentees[rows][:, None] | mentors[columns][None, :]
            return found
        both: Array = mentees[rows][:, None] & mentors[columns][None, :]
        return both

    def _parts(self, rows: Indexes, columns: Indexes) -> tuple[list[Array], list[Array], Array]:
        """For each criterion its ten-thousandths and whether it was answered, and the pattern of the ignorable ones."""
        values, answered = [], []
        for at, term in enumerate(self.terms):
            there = self._answered(at, rows, columns)
            value = whole(term.values(rows, columns))
            values.append(value if there.all() else np.where(there, value, MISSING[self.criteria[at].missing]))
            answered.append(there)
        pattern = np.zeros((len(rows), len(columns)), dtype=np.int32)
        for bit, at in enumerate(self.ignorable):
            pattern |= answered[at].astype(np.int32) << bit
        return values, answered, pattern

    def points_of(self, at: int, rows: Indexes, columns: Indexes, pattern: int, barred: int) -> npt.NDArray[np.int32]:
        """What one criterion gives in hundredths where the criteria of `pattern` are answered, `barred` more where it
        must hold and doesn't. Pairs named by anybody count as if they weren't.
        """
        term, there = self.terms[at], self._answered(at, rows, columns)
        found = term.elsewhere(rows, columns) if isinstance(term, PartnersTerm) else term.values(rows, columns)
        return self._given(
            at, np.where(there, whole(found), MISSING[self.criteria[at].missing]), there, pattern, barred
        )

    def hour_points(self, at: int, counts: int, pattern: int, barred: int) -> npt.NDArray[np.int32]:
        """The same for a criterion of hours by how many are shared, from none to `counts` - 1; the last is a blank."""
        criterion = self.criteria[at]
        value = whole(np.minimum(1.0, np.arange(counts, dtype=float) / criterion.enough_hours))
        there = np.append(np.ones(counts, dtype=bool), False)
        return self._given(at, np.append(value, MISSING[criterion.missing]), there, pattern, barred)

    def _given(self, at: int, values: Array, there: Array, pattern: int, barred: int) -> npt.NDArray[np.int32]:
        points = _points(values, np.int32(self.possible[pattern, at]))
        if self.criteria[at].hard:
            points = np.where(_meets(self.criteria[at], values, there), points, points + np.int32(barred))
        return points

    def table(self, rows: Indexes, columns: Indexes | None = None) -> tuple[npt.NDArray[np.int32], Array]:
        """Fit in hundredths, and whether the pair is allowed, for some mentees with some (or all) mentors."""
        columns = self.every_mentor if columns is None else columns
        values, answered, pattern = self._parts(rows, columns)
        fit = np.zeros((len(rows), len(columns)), dtype=np.int32)
        allowed = self._not_the_same(rows, columns)
        for at, criterion in enumerate(self.criteria):
            fit += _points(values[at], self.possible[0, at] if len(self.possible) == 1 else self.possible[pattern, at])
            if criterion.hard:
                allowed &= _meets(criterion, values[at], answered[at])
        return fit, allowed

    def dense(self) -> tuple[npt.NDArray[np.int32], Array]:
        """Fit and permission of every pair."""
        return self.table(np.arange(len(self.mentees), dtype=np.int64))

    def _not_the_same(self, rows: Indexes, columns: Indexes) -> Array:
        allowed = np.ones((len(rows), len(columns)), dtype=bool)
        place = {
            self.mentors[column].email: at for at, column in enumerate(columns.tolist()) if self.mentors[column].email
        }
        for at, row in enumerate(rows.tolist()):
            same = place.get(self.mentees[row].email, -1)
            if same >= 0:
                allowed[at, same] = False
        return allowed

    def breakdown(self, mentee: int, mentor: int) -> Breakdown:
        """The rows that add up to the fit of one pair, each with its sentence."""
        return next(self.breakdowns([(mentee, mentor)]))

    def breakdowns(self, pairs: Sequence[tuple[int, int]]) -> Iterator[Breakdown]:
        """The same for many pairs, in order, and much faster than one by one."""
        for low in range(0, len(pairs), TOGETHER):
            some = pairs[low : low + TOGETHER]
            rows, columns = np.array(some, dtype=np.int64).T
            values, answered, pattern = self._parts(rows, columns)
            # everybody with everybody of a few is computed, for the pairs on the diagonal
            there = np.array([each.diagonal() for each in answered], dtype=bool).reshape(len(answered), -1)
            held = np.array([each.diagonal() for each in values], dtype=np.int32).reshape(len(values), -1)
            possible = self.possible[pattern.diagonal()].T
            points = _points(held, possible)
            met = [_meets(each, held[at], there[at]) for at, each in enumerate(self.criteria)]
            for at, (mentee, mentor) in enumerate(some):
                yield self._breakdown(
                    mentee, mentor, points[:, at], possible[:, at], there[:, at], [m[at] for m in met]
                )

    def _breakdown(
        self, mentee: int, mentor: int, points: Array, possible: Array, there: Array, met: Sequence[bool]
    ) -> Breakdown:
        mail = self.mentees[mentee].email
        same = bool(mail) and mail == self.mentors[mentor].email
        shares, barred = [], []
        for at, (criterion, given, most, answered) in enumerate(
            zip(self.criteria, points.tolist(), possible.tolist(), there.tolist(), strict=True)
        ):
            if criterion.weight:
                why = sentence(self, at, mentee, mentor)
                shares.append(Share(criterion.id, criterion.name, given, most, why, not answered))
            if criterion.hard and not met[at]:
                barred.append(criterion.id)
        return Breakdown(sum(share.points for share in shares), tuple(shares), not barred and not same, tuple(barred))


def _used(criterion: Criterion, use_text: bool) -> bool:
    return use_text or criterion.compare != "text"


def _weighted(criterion: Criterion, weights: dict[str, float] | None) -> Criterion:
    return replace(criterion, weight=weights[criterion.id]) if weights and criterion.id in weights else criterion


def _points(values: Array, possible: Array | np.int32) -> npt.NDArray[np.int32]:
    # at most 10,000 × 10,000 + 5,000: far below the 2³¹ of the type
    points: npt.NDArray[np.int32] = np.asarray(values.astype(np.int32) * possible + UNIT // 2, dtype=np.int32)
    return points // np.int32(UNIT)


def _meets(criterion: Criterion, values: Array, answered: Array) -> Array:
    """Whether a hard criterion is met: above zero, or at least `at_least`; blanks that are ignored bar nobody."""
    least = max(1, round(criterion.at_least * UNIT))
    met: Array = values >= least
    return np.asarray(met | ~answered) if criterion.missing == "ignore" else met


def apportioned(weights: Array) -> npt.NDArray[np.int32]:
    """Weights as whole hundredths of a point that add up to 100 points (largest remainder)."""
    total = weights.sum()
    if total <= 0:
        return np.zeros(len(weights), dtype=np.int32)
    exact = weights * HUNDRED / total
    floor: npt.NDArray[np.int32] = np.floor(exact + 1e-9).astype(np.int32)
    by_rest = np.argsort(-(exact - floor), kind="stable")
    floor[by_rest[: HUNDRED - int(floor.sum())]] += 1
    return floor
