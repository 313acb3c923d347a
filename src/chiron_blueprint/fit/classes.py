"""Criteria as tables of points between classes of people, so that a pair's fit is a few look-ups.

Most answers are shared by many people: a class is everybody whose answer to one criterion is the same. Only hours are
as many as people; there a pair's points follow from how many hours both have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from chiron_blueprint.fit import terms

if TYPE_CHECKING:
    from chiron_blueprint.fit.scoring import Scoring

MOST_CELLS = 120_000_000
MOST_CLASSES = 65_535
BARRED = -16_000
"""What a criterion that must hold and doesn't takes off: with it no sum of up to 10,000 points reaches zero."""
ROWS = 512


@dataclass(frozen=True, eq=False)
class Classes:
    """What the kernel reads.

    ``points`` holds the tables one after the other, one for each term and pattern of answered criteria: that of term
    ``t`` in pattern ``p`` begins at ``begin[p, t]`` and has ``width[t]`` columns. ``of_mentee`` and ``of_mentor`` say
    each person's class (terms by people). ``answered`` are each person's bits of the criteria that blanks leave out.
    ``hours`` are 64-bit words of free time by side, ``hour_points[p, n]`` what ``n`` hours in common give, its last
    column what a blank does; ``has_hours`` says who answered.
    """

    points: npt.NDArray[np.int16]
    begin: npt.NDArray[np.int64]
    width: npt.NDArray[np.int64]
    of_mentee: npt.NDArray[np.int32]
    of_mentor: npt.NDArray[np.uint16]
    answered: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]
    either: int
    hours: tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]
    hour_points: npt.NDArray[np.int16]
    has_hours: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]


def of(scoring: Scoring) -> Classes | None:
    """The classes of a scoring; None where a criterion has too many of them, or compares free text."""
    by_class = [at for at, term in enumerate(scoring.terms) if not isinstance(term, terms.HoursTerm)]
    by_hours = [at for at, term in enumerate(scoring.terms) if isinstance(term, terms.HoursTerm)]
    if len(by_hours) > 1 or any(not hasattr(scoring.terms[at], "keys_of") for at in by_class):
        return None
    sides = [_numbered(scoring.terms[at]) for at in by_class]
    patterns = len(scoring.possible)
    if any(len(other[0]) > MOST_CLASSES for _, other in sides):
        return None
    if patterns * sum(len(one[0]) * len(other[0]) for one, other in sides) > MOST_CELLS:
        return None
    begin = np.zeros((patterns, len(by_class)), dtype=np.int64)
    parts: list[npt.NDArray[np.int16]] = []
    filled = 0
    for t, at in enumerate(by_class):
        (first_mentees, _), (first_mentors, _) = sides[t]
        for pattern in range(patterns):
            begin[pattern, t] = filled
            parts.append(_table(scoring, at, first_mentees, first_mentors, pattern))
            filled += parts[-1].size
    hours, hour_points = _hours(scoring, by_hours)
    return Classes(
        points=np.concatenate(parts) if parts else np.zeros(0, dtype=np.int16),
        begin=begin,
        width=np.array([len(other[0]) for _, other in sides], dtype=np.int64),
        of_mentee=np.array([one[1] for one, _ in sides], dtype=np.int32).reshape(len(sides), len(scoring.mentees)),
        of_mentor=np.array([other[1] for _, other in sides], dtype=np.uint16).reshape(len(sides), len(scoring.mentors)),
        answered=(_bits(scoring, 0), _bits(scoring, 1)),
        either=sum(1 << bit for bit, at in enumerate(scoring.ignorable) if _is_named(scoring, at)),
        hours=hours,
        hour_points=hour_points,
        has_hours=scoring.present[by_hours[0]] if by_hours else (_nobody(scoring.mentees), _nobody(scoring.mentors)),
    )


def _nobody(people: Sequence[object]) -> npt.NDArray[np.bool_]:
    return np.zeros(len(people), dtype=bool)


def _is_named(scoring: Scoring, at: int) -> bool:
    return scoring.criteria[at].compare in ("preferred", "refused")


Side = tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]


def _numbered(term: terms.Term) -> tuple[Side, Side]:
    """For each side: somebody of each class, and the class of everybody."""
    one, other = (_numbers(keys) for keys in term.keys_of())  # type: ignore[attr-defined]
    return one, other


def _numbers(keys: terms.Array) -> Side:
    """Equal rows as one class, in order of first appearance."""
    table = np.ascontiguousarray(keys)
    numbers: dict[bytes, int] = {}
    first: list[int] = []
    classes = np.zeros(len(table), dtype=np.int32)
    for row in range(len(table)):
        number = numbers.setdefault(table[row].tobytes(), len(first))
        if number == len(first):
            first.append(row)
        classes[row] = number
    return np.array(first, dtype=np.int64), classes


def _table(
    scoring: Scoring, at: int, mentees: terms.Indexes, mentors: terms.Indexes, pattern: int
) -> npt.NDArray[np.int16]:
    """Class × class: the points of a criterion, far below zero where it must hold and doesn't; flat."""
    parts = [
        scoring.points_of(at, mentees[low : low + ROWS], mentors, pattern, BARRED).astype(np.int16).reshape(-1)
        for low in range(0, len(mentees), ROWS)
    ]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int16)


def _bits(scoring: Scoring, side: int) -> npt.NDArray[np.int32]:
    people = scoring.mentors if side else scoring.mentees
    bits = np.zeros(len(people), dtype=np.int32)
    for bit, at in enumerate(scoring.ignorable):
        bits |= scoring.present[at][side].astype(np.int32) << bit
    return bits


def _hours(
    scoring: Scoring, by_hours: list[int]
) -> tuple[tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]], npt.NDArray[np.int16]]:
    """Both sides' free time in words of the hours that anybody of both has, and the points of each number of them.

    The last column of the points is for whoever left it blank.
    """
    if not by_hours:
        empty = np.zeros((0, 0), dtype=np.uint64)
        return (empty, empty), np.zeros((len(scoring.possible), 0), dtype=np.int16)
    (at,) = by_hours
    term = scoring.terms[at]
    assert isinstance(term, terms.HoursTerm)
    used = np.flatnonzero(term.free[0].any(axis=0) & term.free[1].any(axis=0))
    words = tuple(_words(free[:, used] > 0) for free in term.free)
    counts = len(used) + 1
    table = np.zeros((len(scoring.possible), counts + 1), dtype=np.int16)
    for pattern in range(len(table)):
        table[pattern] = scoring.hour_points(at, counts, pattern, BARRED)
    return (words[0], words[1]), table


def _words(table: terms.Array) -> npt.NDArray[np.uint64]:
    """Rows of truths as 64-bit words."""
    packed = np.packbits(table, axis=1, bitorder="little")
    width = -(-max(packed.shape[1], 1) // 8) * 8
    padded = np.zeros((len(table), width), dtype=np.uint8)
    padded[:, : packed.shape[1]] = packed
    return padded.view(np.uint64)


def order_of(known: Classes, then: npt.NDArray[np.int64] | None = None) -> npt.NDArray[np.int64]:
    """The mentors as the kernels read them: those who left the same answers blank stand together, lowest first by
    ``then``.
    """
    keys = (known.answered[1],) if then is None else (then, known.answered[1])
    return np.lexsort(keys).astype(np.int64)


def given(known: Classes, order: npt.NDArray[np.int64]) -> tuple[Any, ...]:
    """What the kernels are given of the classes, for an order of the mentors."""
    bits, first = np.unique(known.answered[1][order], return_index=True)
    of_people = (known.of_mentee, np.ascontiguousarray(known.of_mentor[:, order]), known.answered[0])
    segments = (np.append(first, len(order)).astype(np.int64), bits.astype(np.int32), order, known.either)
    hours = (known.hours[0], np.ascontiguousarray(known.hours[1][order]) if known.hours[1].size else known.hours[1])
    has_hours = (known.has_hours[0], known.has_hours[1][order])
    return (known.points, known.begin, known.width, *of_people, *segments, *hours, known.hour_points, *has_hours)
