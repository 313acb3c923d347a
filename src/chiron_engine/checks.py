"""Checks on what a caller hands in; each failure names the place and the mend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from chiron_engine.errors import Infeasible, ProblemError

if TYPE_CHECKING:
    from chiron_engine.problem import Problem

IntArray = npt.NDArray[np.int64]
AnyArray = npt.NDArray[Any]
Names = tuple[AnyArray | None, AnyArray | None]

LARGEST_SCORE = 10**9
LARGEST_SUM = 2**57


def table(values: npt.ArrayLike, what: str, shape: tuple[int, int] | None) -> AnyArray:
    """The values as a two-dimensional array of numbers, of ``shape`` where one is given."""
    array = _numbers(values, what)
    if array.ndim == 1 and array.size == 0:
        array = array.reshape(0, 0)
    if array.ndim != 2:
        raise ProblemError("not_a_matrix", dimensions=array.ndim)
    if shape is not None and array.shape != shape:
        given, expected = (" × ".join(map(str, one)) for one in (array.shape, shape))
        raise ProblemError("wrong_length", what=what, given=given, expected=expected)
    return array


def flat(values: npt.ArrayLike | None, what: str, shape: tuple[int, int]) -> AnyArray | None:
    """A table beside the table of fit, as one entry per pair."""
    return None if values is None else table(values, what, shape).reshape(-1)


def indexes(values: npt.ArrayLike, what: str, count: int) -> npt.NDArray[np.int32]:
    """Row numbers of people, all of them within range."""
    array = _whole(_numbers(values, what), what)
    same_length(array, what, array.size)
    outside = np.flatnonzero((array < 0) | (array >= count))
    if outside.size:
        at = int(outside[0])
        raise ProblemError("out_of_range", index=at, what=what, value=int(array[at]), last=count - 1)
    return array.astype(np.int32, copy=False)


def per_pair(values: npt.ArrayLike, what: str, count: int) -> AnyArray:
    """One number per pair."""
    array = _numbers(values, what)
    same_length(array, what, count)
    return array


def per_pair_or_none(values: npt.ArrayLike | None, what: str, count: int, order: IntArray | None) -> AnyArray | None:
    """One number per pair, in the problem's order, where any are given."""
    if values is None:
        return None
    array = per_pair(values, what, count)
    return array if order is None else array[order]


def booleans(values: npt.ArrayLike | None, count: int, order: IntArray | None) -> npt.NDArray[np.bool_] | None:
    """Whether each pair is allowed, in the problem's order."""
    array = per_pair_or_none(values, "allowed", count, order)
    return None if array is None else array.astype(bool)


def people(**counts: int) -> None:
    """Refuse numbers of people below zero."""
    for what, count in counts.items():
        if count < 0:
            raise ProblemError("bad_option", option=what, value=count, expected="≥ 0")


def seed(value: int) -> None:
    """Refuse a seed that is no whole number: it could be written in two ways."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ProblemError("bad_option", option="seed", value=value, expected="0, 1, 2, …")


def options(chosen: object, allowed: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a word that an option doesn't take."""
    for option, words in allowed.items():
        value = getattr(chosen, option)
        if value not in words:
            raise ProblemError("bad_option", option=option, value=value, expected=" | ".join(words))


def same_length(array: AnyArray, what: str, count: int) -> None:
    """Refuse an array of another length than ``count``."""
    if array.ndim != 1 or len(array) != count:
        raise ProblemError("wrong_length", what=what, given=array.size, expected=count)


def per_mentor(values: npt.ArrayLike, what: str, count: int) -> IntArray:
    """One whole number, zero or more, for each mentor; a single number stands for all."""
    array = _whole(_numbers(values, what), what)
    if array.ndim == 0:
        array = np.full(count, array)
    same_length(array, what, count)
    below = np.flatnonzero(array < 0)
    if below.size:
        raise ProblemError("negative", what=what, mentor=int(below[0]), value=int(array[below[0]]))
    return array.astype(np.int64)


def ids(values: npt.ArrayLike | None, what: str, count: int) -> AnyArray | None:
    """Identifiers, one each and no two alike."""
    if values is None:
        return None
    array = np.asarray(values)
    if array.dtype.kind not in "iu":
        array = np.array([str(one) for one in array.tolist()], dtype=object)
    same_length(array, f"ids of {what}", count)
    seen: dict[Any, int] = {}
    if len(set(array.tolist())) == count:
        return array
    for row, one in enumerate(array.tolist()):
        if one in seen:
            raise ProblemError("duplicate_id", value=one, what=what, first=seen[one], second=row)
        seen[one] = row
    return array


def groups(values: npt.ArrayLike | None, count: int) -> AnyArray | None:
    """The group of each mentee."""
    if values is None:
        return None
    array = np.asarray(values)
    same_length(array, "group", count)
    return array


def order_of_pairs(rows: AnyArray, columns: AnyArray, n_mentors: int) -> IntArray | None:
    """How to sort the pairs by mentee, then mentor; None where they are sorted. Refuses duplicates."""
    key = rows.astype(np.int64) * n_mentors + columns
    step = np.diff(key)
    if bool(np.all(step > 0)):
        return None
    order = np.argsort(key, kind="stable")
    same = np.flatnonzero(np.diff(key[order]) == 0)
    if same.size:
        at = int(order[same[0]])
        raise ProblemError("duplicate_pair", mentee=int(rows[at]), mentor=int(columns[at]))
    return order


def allowed_pairs(rows: AnyArray, columns: AnyArray, allowed: AnyArray | None, names: Names) -> AnyArray | None:
    """Which pairs are allowed and not one person with themselves; None if all are."""
    keep = np.ones(len(rows), dtype=bool) if allowed is None else allowed
    mentee_id, mentor_id = names
    if mentee_id is not None and mentor_id is not None and mentee_id.dtype == object == mentor_id.dtype:
        mentors = {one: column for column, one in enumerate(mentor_id.tolist())}
        self_of = np.array([mentors.get(one, -1) for one in mentee_id.tolist()], dtype=np.int64)
        if bool((self_of >= 0).any()):
            keep = keep & (self_of[rows] != columns)
    return None if bool(keep.all()) else keep


def finite(values: AnyArray, rows: AnyArray, columns: AnyArray) -> None:
    """Refuse NaN and infinity among the fits of allowed pairs."""
    if values.dtype.kind != "f":
        return
    bad = np.flatnonzero(~np.isfinite(values))
    if bad.size:
        at = int(bad[0])
        raise ProblemError("not_finite", mentee=int(rows[at]), mentor=int(columns[at]), value=float(values[at]))


def row_starts(rows: AnyArray, n_mentees: int) -> IntArray:
    """Where each mentee's pairs begin; one more entry for the end."""
    start = np.zeros(n_mentees + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=n_mentees), out=start[1:])
    return start


def scores(values: AnyArray, n_mentees: int) -> tuple[IntArray, int]:
    """The fits as integers, and how many units make one unit of fit.

    Integers stay as they are; other numbers are rounded to nine significant digits of the largest.
    """
    largest = float(np.abs(values).max()) if values.size else 0.0
    if largest * (n_mentees + 1) >= LARGEST_SUM:
        raise ProblemError("too_large", value=largest, people=n_mentees)
    if values.dtype.kind in "iub" or largest == 0.0:
        return values.astype(np.int64, copy=False), 1
    scale = 1
    while scale < 10**12 and largest * scale * 10 <= LARGEST_SCORE:
        scale *= 10
    return np.rint(values * np.float64(scale)).astype(np.int64), scale


def ranks(values: AnyArray | None, what: str, rows: AnyArray, columns: AnyArray) -> npt.NDArray[np.int32] | None:
    """Ranks as integers, one for every allowed pair."""
    if values is None:
        return None
    if values.dtype.kind == "f":
        missing = np.flatnonzero(~np.isfinite(values))
        if missing.size:
            at = int(missing[0])
            raise ProblemError("rank_missing", what=what, mentee=int(rows[at]), mentor=int(columns[at]))
    whole = _whole(values, what)
    below = np.flatnonzero(whole < 0)
    if below.size:
        at = int(below[0])
        pair = {"mentee": int(rows[at]), "mentor": int(columns[at])}
        raise ProblemError("negative_rank", what=what, value=int(whole[at]), **pair)
    return whole.astype(np.int32)


def locks(pairs: Iterable[tuple[int, int]], n_mentees: int, n_mentors: int) -> tuple[tuple[int, int], ...]:
    """The locked pairs, each within range, sorted, no mentee twice."""
    mentor_of: dict[int, int] = {}
    for index, (mentee, mentor) in enumerate(pairs):
        for value, what, count in ((mentee, "locked mentees", n_mentees), (mentor, "locked mentors", n_mentors)):
            if not 0 <= value < count:
                raise ProblemError("out_of_range", index=index, what=what, value=int(value), last=count - 1)
        other = mentor_of.setdefault(int(mentee), int(mentor))
        if other != mentor:
            raise Infeasible("lock_twice", mentee=int(mentee), mentor=other, other=int(mentor))
    return tuple(sorted(mentor_of.items()))


def constraints(problem: Problem) -> None:
    """Refuse constraints that clash on their face; what only a search can find is said by ``solve``."""
    _locks_fit(problem)
    short = np.flatnonzero(problem.minimum > problem.capacity)
    if short.size:
        at = int(short[0])
        facts = {"minimum": int(problem.minimum[at]), "capacity": int(problem.capacity[at])}
        raise Infeasible("minimum_capacity", mentor=at, **facts)


def _locks_fit(problem: Problem) -> None:
    taken: dict[int, int] = {}
    for mentee, mentor in problem.locked:
        taken[mentor] = taken.get(mentor, 0) + 1
        if problem.is_forbidden(mentee, mentor):
            raise Infeasible("lock_forbidden", mentee=mentee, mentor=mentor)
        if problem.pair(mentee, mentor) < 0:
            raise ProblemError("lock_unknown", mentee=mentee, mentor=mentor)
    for mentor, count in taken.items():
        if count > problem.capacity[mentor]:
            raise Infeasible("lock_capacity", mentor=mentor, locks=count, capacity=int(problem.capacity[mentor]))


def _numbers(values: npt.ArrayLike, what: str) -> AnyArray:
    try:
        array = np.asarray(values)
    except ValueError as error:  # rows of different lengths
        raise ProblemError("uneven_rows", what=what) from error
    if array.dtype.kind in "iuf" or (array.dtype.kind == "b"):
        return array
    if array.size == 0:
        return array.astype(np.int64)
    raise ProblemError("not_numbers", what=what)


def _whole(array: AnyArray, what: str) -> AnyArray:
    if array.dtype.kind != "f":
        return array
    with np.errstate(invalid="ignore"):
        bad = np.flatnonzero(~(np.isfinite(array) & (array == np.floor(array))).reshape(-1))
    if bad.size:
        at = int(bad[0])
        raise ProblemError("not_whole", what=what, index=at, value=float(array.reshape(-1)[at]))
    return array.astype(np.int64)
