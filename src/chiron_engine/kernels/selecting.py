"""The best mentors of each mentee out of all, compiled: sums of look-ups, hours counted only where they can matter.

Importing this loads the compiler. Its code is kept on disk where the package's folder can be written.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numba
import numpy as np
from numba.core import types
from numba.extending import intrinsic

CHUNK = 4096
ROOM = 16
MOST_POINTS = 10_000
Function = TypeVar("Function")


@intrinsic
def ones(typing_context: Any, word: Any) -> Any:
    """How many bits of a 64-bit word are set, by the processor's own instruction."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


def inlined(function: Function) -> Function:
    """Compile *function* into whatever calls it."""
    compiler: Any = numba.njit(nogil=True, inline="always")
    return compiler(function)  # type: ignore[no-any-return]


@inlined
def answered(mentee: Any, mentors: Any, either: int) -> Any:
    """Which criteria count for a mentee and a segment of mentors: both answered them, or one did who is enough."""
    return (mentee & mentors & ~either) | ((mentee | mentors) & either)


@inlined
def most_for_hours(hour_points: Any, pattern: Any) -> Any:
    """The most that hours in common can add; never below 0."""
    most = np.int64(0)
    for n in range(hour_points.shape[1]):
        most = np.int64(max(most, hour_points[pattern, n]))
    return most


@inlined
def for_hours(hour_points: Any, pattern: Any, both: bool, mentee_hours: Any, i: int, mentor_hours: Any, at: int) -> Any:
    """What the hours in common of a mentee and a mentor add; the last column is for where one has said none."""
    if not both:
        return hour_points[pattern, hour_points.shape[1] - 1]
    shared = np.uint64(0)
    for w in range(mentee_hours.shape[1]):
        shared += ones(mentee_hours[i, w] & mentor_hours[at, w])  # type: ignore[call-arg]
    return hour_points[pattern, shared]


@inlined
def add_terms(
    sums: Any,
    i: int,
    start: int,
    count: int,
    pattern: Any,
    points: Any,
    begin: Any,
    width: Any,
    of_mentee: Any,
    of_mentor: Any,
) -> None:
    """Write what all terms but hours add for a mentee and each of ``count`` mentors from ``start`` on."""
    n_terms = len(width)
    for x in range(count):
        sums[x] = 0
    t = 0
    while t + 1 < n_terms:  # two terms at a time: half the passes over the sums
        base = begin[pattern, t] + of_mentee[t, i] * width[t]
        row = points[base : base + width[t]]
        base = begin[pattern, t + 1] + of_mentee[t + 1, i] * width[t + 1]
        next_row = points[base : base + width[t + 1]]
        classes = of_mentor[t, start : start + count]
        next_classes = of_mentor[t + 1, start : start + count]
        for x in range(count):
            sums[x] += row[classes[x]] + next_row[next_classes[x]]
        t += 2
    if t < n_terms:
        base = begin[pattern, t] + of_mentee[t, i] * width[t]
        row = points[base : base + width[t]]
        classes = of_mentor[t, start : start + count]
        for x in range(count):
            sums[x] += row[classes[x]]


@inlined
def add_hours(sums: Any, some: Any, start: int, gain: Any, hours: Any, has: bool, mentor_hours: Any, have: Any) -> None:
    """Add to the sums of some mentors what their hours in common with a mentee add.

    In a loop of its own without a choice, so that the processor reads many mentors' hours at once.
    """
    blank = len(gain) - 1
    for z in range(len(some)):
        at = start + some[z]
        shared = np.int64(0)
        for w in range(len(hours)):
            shared += np.int64(ones(hours[w] & mentor_hours[at, w]))  # type: ignore[call-arg]
        sums[some[z]] += gain[shared if has and have[at] else blank]


def best(  # noqa: C901 - one loop nest, kept whole so that it compiles to one
    low: int,
    high: int,
    most: int,
    points: Any,
    begin: Any,
    width: Any,
    of_mentee: Any,
    of_mentor: Any,
    answered_mentee: Any,
    segment_start: Any,
    segment_bits: Any,
    mentor_at: Any,
    either: int,
    mentee_hours: Any,
    mentor_hours: Any,
    hour_points: Any,
    mentee_has_hours: Any,
    mentor_has_hours: Any,
    out_mentor: Any,
    out_fit: Any,
    out_count: Any,
) -> None:
    """Write the ``most`` best allowed mentors of mentees ``low`` to ``high``, unsorted.

    Mentors stand in segments of equal answered bits, in the order ``mentor_at``. Ties go by a rotation that begins at
    another mentor for each mentee.
    """
    n_mentors = len(mentor_at)
    n_words = mentee_hours.shape[1]
    sums = np.empty(CHUNK, dtype=np.int32)
    keys = np.empty(most * ROOM, dtype=np.int64)
    with_fit = np.empty(MOST_POINTS + 1, dtype=np.int32)
    some = np.empty(CHUNK + 1, dtype=np.int32)
    for i in range(low, high):
        held = 0
        least = np.int64(-1)
        # at least ``most`` have this fit or a better one, fewer than that a better one
        needed = np.int64(0)
        better = 0
        with_fit[:] = 0
        turn_of = (np.int64(i) * 7919) % n_mentors
        for segment in range(len(segment_bits)):
            pattern = answered(answered_mentee[i], segment_bits[segment], either)
            most_hours = most_for_hours(hour_points, pattern) if n_words else np.int64(0)
            end = segment_start[segment + 1]
            for start in range(segment_start[segment], end, CHUNK):
                count = min(CHUNK, end - start)
                add_terms(sums, i, start, count, pattern, points, begin, width, of_mentee, of_mentor)
                bound = needed - most_hours
                passed = 0
                for x in range(count):
                    some[passed] = x
                    passed += sums[x] >= bound
                if n_words:
                    gain = hour_points[pattern]
                    has = mentee_has_hours[i]
                    add_hours(sums, some[:passed], start, gain, mentee_hours[i], has, mentor_hours, mentor_has_hours)
                for z in range(passed):
                    x = some[z]
                    fit = np.int64(sums[x])
                    if fit < needed:
                        continue
                    turn = mentor_at[start + x] - turn_of
                    if turn < 0:
                        turn += n_mentors
                    key = fit * n_mentors + turn
                    if key <= least:
                        continue
                    keys[held] = key
                    held += 1
                    with_fit[fit] += 1
                    if fit > needed:
                        better += 1
                    while better >= most:
                        needed += 1
                        better -= with_fit[needed]
                    if held == most * ROOM:
                        keys.sort()
                        for y in range(most):
                            keys[y] = keys[held - most + y]
                        held = most
                        least = keys[0]
        kept = 0
        for y in range(held):
            if keys[y] >= needed * n_mentors:
                keys[kept] = keys[y]
                kept += 1
        keys[:kept].sort()
        first = max(kept - most, 0)
        out_count[i - low] = kept - first
        for y in range(first, kept):
            out_fit[i - low, y - first] = keys[y] // n_mentors
            out_mentor[i - low, y - first] = (keys[y] % n_mentors + turn_of) % n_mentors


def beyond(  # noqa: C901 - one loop nest, kept whole so that it compiles to one
    low: int,
    high: int,
    rows: Any,
    surplus: Any,
    ceiling: Any,
    price: Any,
    times: int,
    points: Any,
    begin: Any,
    width: Any,
    of_mentee: Any,
    of_mentor: Any,
    answered_mentee: Any,
    segment_start: Any,
    segment_bits: Any,
    mentor_at: Any,
    either: int,
    mentee_hours: Any,
    mentor_hours: Any,
    hour_points: Any,
    mentee_has_hours: Any,
    mentor_has_hours: Any,
    out_mentor: Any,
    out_worth: Any,
    out_count: Any,
) -> None:
    """Write, for the mentees ``rows[low:high]``, the mentors whose fit times ``times`` less ``price`` is above
    ``surplus``: those worth most, as many as there is room for, unsorted.

    Only mentors whose ``price`` is below the mentee's ``ceiling`` are looked at. The rest is as in :func:`best`;
    ``price`` stands in the order of ``mentor_at``, the lowest of each segment first.
    """
    n_words = mentee_hours.shape[1]
    room = out_mentor.shape[1]
    sums = np.empty(CHUNK, dtype=np.int32)
    for at in range(low, high):
        i = rows[at]
        held = 0
        bar = surplus[at]
        for segment in range(len(segment_bits)):
            begins, end = segment_start[segment], segment_start[segment + 1]
            end = begins + np.searchsorted(price[begins:end], ceiling[at])
            if end == begins:
                continue
            pattern = answered(answered_mentee[i], segment_bits[segment], either)
            most_hours = most_for_hours(hour_points, pattern) if n_words else np.int64(0)
            for start in range(begins, end, CHUNK):
                count = min(CHUNK, end - start)
                add_terms(sums, i, start, count, pattern, points, begin, width, of_mentee, of_mentor)
                floor = (bar + price[start]) // times - most_hours
                for x in range(count):
                    if sums[x] < floor or sums[x] < -most_hours:
                        continue
                    fit = np.int64(sums[x])
                    if (fit + most_hours) * times - price[start + x] <= bar:
                        continue
                    if n_words:
                        both = mentee_has_hours[i] and mentor_has_hours[start + x]
                        fit += for_hours(hour_points, pattern, both, mentee_hours, i, mentor_hours, start + x)
                    worth = fit * times - price[start + x]
                    if fit < 0 or worth <= bar:
                        continue
                    if held < room:
                        y = held
                        held += 1
                    else:
                        y = 0
                        for z in range(1, room):
                            if out_worth[at, z] < out_worth[at, y]:
                                y = z
                        if out_worth[at, y] >= worth:
                            continue
                    out_worth[at, y] = worth
                    out_mentor[at, y] = mentor_at[start + x]
        out_count[at] = held


compiled: Any = numba.njit(nogil=True, cache=True)(best)
compiled_beyond: Any = numba.njit(nogil=True, cache=True)(beyond)
