"""Deferred acceptance with capacities (Gale and Shapley 1962), from either side, for strict preferences."""

from __future__ import annotations

from typing import Any

import numpy as np


def mentees_propose(  # noqa: C901 - one loop nest, kept whole so that it compiles to one
    start: Any,
    mentor: Any,
    key: Any,
    place_start: Any,
    chosen: Any,
    cursor: Any,
    filled: Any,
    place_pair: Any,
    place_mentee: Any,
) -> None:
    """Write the mentee-optimal stable matching into ``chosen`` (a pair for each mentee, -1 for none).

    Pairs stand mentee by mentee, best first; ``key`` is how the mentor of the pair ranks the mentee, smaller is better
    and no two of one mentor are equal. The other arrays are working space.
    """
    for first in range(len(start) - 1):
        chosen[first] = -1
        cursor[first] = start[first]
        i = first
        while i >= 0:
            k = cursor[i]
            if k == start[i + 1]:
                break
            cursor[i] = k + 1
            j = mentor[k]
            base = place_start[j]
            size = place_start[j + 1] - base
            if size == 0:
                continue
            at = 0
            refused = -1
            if filled[j] < size:
                # a heap, the worst mentee at the root: sift the new one up
                at = filled[j]
                filled[j] += 1
                while at > 0 and key[place_pair[base + ((at - 1) >> 1)]] < key[k]:
                    up = (at - 1) >> 1
                    place_pair[base + at] = place_pair[base + up]
                    place_mentee[base + at] = place_mentee[base + up]
                    at = up
            else:
                if key[place_pair[base]] < key[k]:
                    continue
                refused = place_mentee[base]
                chosen[refused] = -1
                while 2 * at + 1 < size:
                    down = 2 * at + 1
                    if down + 1 < size and key[place_pair[base + down + 1]] > key[place_pair[base + down]]:
                        down += 1
                    if key[place_pair[base + down]] <= key[k]:
                        break
                    place_pair[base + at] = place_pair[base + down]
                    place_mentee[base + at] = place_mentee[base + down]
                    at = down
            place_pair[base + at] = k
            place_mentee[base + at] = i
            chosen[i] = k
            i = refused


def mentors_propose(
    start: Any,
    mentor: Any,
    back_start: Any,
    back_pair: Any,
    back_mentee: Any,
    capacity: Any,
    chosen: Any,
    cursor: Any,
    filled: Any,
    waiting: Any,
) -> None:
    """Write the mentor-optimal stable matching into ``chosen``; ``back_*`` are each mentor's pairs, best mentee
    first.
    """
    n_mentors = len(capacity)
    for i in range(len(start) - 1):
        chosen[i] = -1
    for j in range(n_mentors):
        cursor[j] = back_start[j]
        waiting[j] = j
    top = n_mentors
    while top > 0:
        top -= 1
        j = waiting[top]
        while filled[j] < capacity[j] and cursor[j] < back_start[j + 1]:
            k = back_pair[cursor[j]]
            i = back_mentee[cursor[j]]
            cursor[j] += 1
            now = chosen[i]
            # pairs of a mentee stand best first, so a smaller number is a better mentor
            if now >= 0 and now < k:
                continue
            chosen[i] = k
            filled[j] += 1
            if now >= 0:
                left = mentor[now]
                filled[left] -= 1
                # a mentor who wasn't full is waiting already, or has nobody left to ask
                if filled[left] + 1 == capacity[left]:
                    waiting[top] = left
                    top += 1


def mentees_propose_unsorted(  # noqa: C901 - one loop nest, kept whole so that it compiles to one
    start: Any,
    mentor: Any,
    wish: Any,
    esteem: Any,
    wish_sign: int,
    esteem_sign: int,
    mentee_place: Any,
    mentor_place: Any,
    open_mentee: Any,
    place_start: Any,
    looks: int,
    chosen: Any,
    filled: Any,
    bar: Any,
    lowest: Any,
    place_esteem: Any,
    place_mentee: Any,
) -> bool:
    """As :func:`mentees_propose`, on pairs in any order: each mentee looks for the best mentor who would say yes.

    A smaller ``wish`` or ``esteem``, times its sign, is better; ties go to the lottery's ``..._place``. ``bar[j]`` is
    what mentor ``j`` holds that is worst, and only ever gets better: a pair that doesn't reach it now never will, so
    nothing is sorted or remembered, and a refusal costs one look at an array that fits the processor's cache. Says
    False, with nothing done, where people are pushed on so often that more than ``looks`` pairs would be looked at.
    """
    far = np.int64(2**62)
    for j in range(len(bar)):
        bar[j] = far if place_start[j + 1] > place_start[j] else -far
    for first in range(len(start) - 1):
        chosen[first] = -1
        i = first if open_mentee[first] else -1
        while i >= 0:
            looks -= start[i + 1] - start[i]
            if looks < 0:
                return False
            best = -1
            best_wish = far
            for k in range(start[i], start[i + 1]):
                mine = wish[k] * wish_sign
                if mine > best_wish:
                    continue
                j = mentor[k]
                gap = esteem[k] * esteem_sign - bar[j]
                if gap > 0 or (gap == 0 and mentee_place[i] > mentee_place[lowest[j]]):
                    continue
                if mine == best_wish and mentor_place[j] > mentor_place[mentor[best]]:
                    continue
                best = k
                best_wish = mine
            if best < 0:
                break
            j = mentor[best]
            base = place_start[j]
            if filled[j] < place_start[j + 1] - base:
                at = base + filled[j]
                filled[j] += 1
                i_next = -1
            else:
                at = base
                while place_mentee[at] != lowest[j]:
                    at += 1
                i_next = lowest[j]
                chosen[i_next] = -1
            place_esteem[at] = esteem[best] * esteem_sign
            place_mentee[at] = i
            chosen[i] = best
            if filled[j] == place_start[j + 1] - base:
                # the worst of those who hold a place; mentors have few
                at = base
                for x in range(base + 1, base + filled[j]):
                    gap = place_esteem[x] - place_esteem[at]
                    if gap > 0 or (gap == 0 and mentee_place[place_mentee[x]] > mentee_place[place_mentee[at]]):
                        at = x
                bar[j] = place_esteem[at]
                lowest[j] = place_mentee[at]
            i = i_next
    return True
