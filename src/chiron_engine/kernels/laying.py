"""Laying out a large problem: gathering, sorting and turning round lists of pairs. Compiled only."""

from __future__ import annotations

from typing import Any

import numpy as np

SHORT = 24
LONG = 4096


def lay(  # noqa: C901 - one pass over the pairs
    start: Any,
    mentor: Any,
    rank: Any,
    sign: int,
    lowest: int,
    usable_mentor: Any,
    usable_mentee: Any,
    usable_pair: Any,
    mentee_order: Any,
    mentor_place: Any,
    bits: int,
    new_start: Any,
    new_mentor: Any,
    new_pair: Any,
) -> int:
    """Gather the usable pairs mentee by mentee in ``mentee_order``, lowest ``rank * sign`` first, ties by the
    mentor's place.

    ``usable_pair`` may be empty, which means all; places fit in ``bits``. Returns how many pairs were kept.
    """
    n_mentors = len(mentor_place)
    all_pairs = len(usable_pair) == 0
    mask = (np.int64(1) << bits) - 1
    longest = 0
    for i in range(len(start) - 1):
        longest = max(longest, start[i + 1] - start[i])
    keys = np.empty(longest, dtype=np.int64)
    spread = np.empty(LONG, dtype=np.int64)
    drawer = np.empty(LONG + 2, dtype=np.int64)
    pair_at = np.empty(n_mentors, dtype=np.int32)
    at = 0
    for a in range(len(mentee_order)):
        new_start[a] = at
        i = mentee_order[a]
        if not usable_mentee[i]:
            continue
        count = 0
        for k in range(start[i], start[i + 1]):
            j = mentor[k]
            if usable_mentor[j] and (all_pairs or usable_pair[k]):
                place = mentor_place[j]
                keys[count] = ((rank[k] * sign - lowest) << bits) | place
                pair_at[place] = k
                count += 1
        fullest = 0
        if SHORT < count <= LONG:
            # by fit into as many drawers as there are pairs: nearly sorted then, unless the fits crowd
            low_key, high_key = keys[0], keys[0]
            for x in range(1, count):
                low_key, high_key = min(low_key, keys[x]), max(high_key, keys[x])
            width = (high_key - low_key) // count + 1
            for x in range(count + 1):
                drawer[x] = 0
            for x in range(count):
                drawer[(keys[x] - low_key) // width + 1] += 1
            for x in range(count):
                fullest = max(fullest, drawer[x + 1])
                drawer[x + 1] += drawer[x]
            for x in range(count):
                of = (keys[x] - low_key) // width
                spread[drawer[of]] = keys[x]
                drawer[of] += 1
            for x in range(count):
                keys[x] = spread[x]
        if count > LONG or fullest > SHORT:
            keys[:count].sort()
        else:
            for x in range(1, count):
                key = keys[x]
                y = x
                while y > 0 and keys[y - 1] > key:
                    keys[y] = keys[y - 1]
                    y -= 1
                keys[y] = key
        for x in range(count):
            place = keys[x] & mask
            new_mentor[at + x] = place
            new_pair[at + x] = pair_at[place]
        at += count
    new_start[len(mentee_order)] = at
    return at


def turn_round(start: Any, mentor: Any, key: Any, back_start: Any, back_pair: Any, back_mentee: Any) -> None:
    """List the pairs mentor by mentor, smallest ``key`` first, ties by the mentee."""
    n_mentors = len(back_start) - 1
    fill = np.zeros(n_mentors, dtype=np.int64)
    for k in range(len(mentor)):
        fill[mentor[k]] += 1
    at = 0
    for j in range(n_mentors):
        back_start[j] = at
        at += fill[j]
        fill[j] = back_start[j]
    back_start[n_mentors] = at
    for i in range(len(start) - 1):
        for k in range(start[i], start[i + 1]):
            j = mentor[k]
            back_pair[fill[j]] = k
            back_mentee[fill[j]] = i
            fill[j] += 1
    for j in range(n_mentors):
        low = back_start[j]
        high = back_start[j + 1]
        keys = np.empty(high - low, dtype=np.int64)
        for x in range(low, high):
            keys[x - low] = key[back_pair[x]]
        order = np.argsort(keys, kind="mergesort")
        pairs = back_pair[low:high].copy()
        mentees = back_mentee[low:high].copy()
        for x in range(high - low):
            back_pair[low + x] = pairs[order[x]]
            back_mentee[low + x] = mentees[order[x]]


def turn_scores(  # noqa: C901 - passes over the pairs
    start: Any, mentor: Any, score: Any, bits: int, back_start: Any, back_mentee: Any, back_score: Any
) -> None:
    """List mentees and scores mentor by mentor, highest score first, ties by the mentee; mentees fit in ``bits``."""
    n_mentors = len(back_start) - 1
    top = np.int64(0)
    for k in range(len(mentor)):
        back_start[mentor[k] + 1] += 1
        top = max(top, np.int64(score[k]))
    for j in range(n_mentors):
        back_start[j + 1] += back_start[j]
    fill = back_start.copy()
    for i in range(len(start) - 1):
        for k in range(start[i], start[i + 1]):
            j = mentor[k]
            back_mentee[fill[j]] = i
            back_score[fill[j]] = score[k]
            fill[j] += 1
    mask = (np.int64(1) << bits) - 1
    longest = np.int64(0)
    for j in range(n_mentors):
        longest = max(longest, back_start[j + 1] - back_start[j])
    keys = np.empty(longest, dtype=np.int64)
    spread = np.empty(LONG, dtype=np.int64)
    drawer = np.empty(LONG + 2, dtype=np.int64)
    for j in range(n_mentors):
        low = back_start[j]
        count = back_start[j + 1] - low
        low_key, high_key = top << bits | mask, np.int64(0)
        for x in range(count):
            keys[x] = ((top - back_score[low + x]) << bits) | back_mentee[low + x]
            low_key, high_key = min(low_key, keys[x]), max(high_key, keys[x])
        fullest = 0
        if SHORT < count <= LONG:
            # into drawers by score first, as in ``lay``
            width = (high_key - low_key) // count + 1
            for x in range(count + 1):
                drawer[x] = 0
            for x in range(count):
                drawer[(keys[x] - low_key) // width + 1] += 1
            for x in range(count):
                fullest = max(fullest, drawer[x + 1])
                drawer[x + 1] += drawer[x]
            for x in range(count):
                of = (keys[x] - low_key) // width
                spread[drawer[of]] = keys[x]
                drawer[of] += 1
            for x in range(count):
                keys[x] = spread[x]
        if count > LONG or fullest > SHORT:
            keys[:count].sort()
        else:
            for x in range(1, count):
                key = keys[x]
                y = x
                while y > 0 and keys[y - 1] > key:
                    keys[y] = keys[y - 1]
                    y -= 1
                keys[y] = key
        for x in range(count):
            back_mentee[low + x] = keys[x] & mask
            back_score[low + x] = top - (keys[x] >> bits)


def gather(values: Any, at: Any, out: Any) -> None:
    """Write the values at some positions into ``out``."""
    for x in range(len(at)):
        out[x] = values[at[x]]


def find(start: Any, mentor: Any, wanted: Any, at: Any) -> None:
    """Where each mentee's pair with the mentor in ``wanted`` stands; -1 where that is none of theirs."""
    for i in range(len(start) - 1):
        at[i] = -1
        j = wanted[i]
        if j >= 0:
            for k in range(start[i], start[i + 1]):
                if mentor[k] == j:
                    at[i] = k
                    break
