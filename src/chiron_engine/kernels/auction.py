"""Maximum total score under capacities, by forward and reverse auction with ε-scaling.

Bertsekas and Castañón, "A forward/reverse auction algorithm for asymmetric assignment problems" (1992), with places of
one mentor as similar objects ("The auction algorithm for the transportation problem", 1989) and staying unmatched,
worth zero, as an option of every mentee. Integers throughout: with scores multiplied by more than the number of mentees
and a last ε of one, the prices at the end prove the answer.

Pairs stand mentee by mentee, best score first; ``back_*`` lists the same pairs mentor by mentor, best first.
``place_start`` bounds each mentor's places, a heap of bids with the lowest at its root; ``place_of`` says where in it a
mentee stands. ``holds`` is the mentor of each mentee, -1 for none, and ``worth`` the pair's scaled score.
"""

from __future__ import annotations

from typing import Any


def forward(  # noqa: C901 - one loop nest, kept whole so that it compiles to one
    start: Any,
    mentor: Any,
    score: Any,
    place_start: Any,
    scale: int,
    epsilon: int,
    steps: int,
    price: Any,
    holds: Any,
    worth: Any,
    filled: Any,
    place_bid: Any,
    place_mentee: Any,
    place_of: Any,
    waiting: Any,
) -> int:
    """Mentees without a place bid for their best, up to where the second best would be as good, from empty places on.

    Returns the steps taken; more than ``steps`` means that it stopped before the end.
    """
    taken: int = 0
    top = 0
    for i in range(len(start) - 2, -1, -1):
        holds[i] = -1
        worth[i] = 0
        waiting[top] = i
        top += 1
    for j in range(len(filled)):
        filled[j] = 0
    while top > 0:
        i = waiting[top - 1]
        best = -1
        value = -1
        second = 0
        k = start[i]
        end = start[i + 1]
        while k < end:
            full = score[k] * scale
            if full < second or (full == second and best >= 0):
                break
            offer = full - price[mentor[k]]
            if offer > value:
                if value > second:
                    second = value
                value = offer
                best = k
            elif offer > second:
                second = offer
            k += 1
        taken += k - start[i] + 1
        if best < 0:
            top -= 1
            continue
        j = mentor[best]
        bid = price[j] + value - second + epsilon
        base = place_start[j]
        size = place_start[j + 1] - base
        holds[i] = j
        worth[i] = score[best] * scale
        if filled[j] < size:
            top -= 1
            # a heap of bids, lowest at the root: sift the new one up
            at = filled[j]
            filled[j] += 1
            while at > 0:
                up = (at - 1) >> 1
                if place_bid[base + up] <= bid:
                    break
                place_bid[base + at] = place_bid[base + up]
                place_mentee[base + at] = place_mentee[base + up]
                place_of[place_mentee[base + at]] = at
                at = up
        else:
            out = place_mentee[base]
            holds[out] = -1
            worth[out] = 0
            waiting[top - 1] = out
            at = 0
            while True:
                down = 2 * at + 1
                if down >= size:
                    break
                if down + 1 < size and place_bid[base + down + 1] < place_bid[base + down]:
                    down += 1
                if place_bid[base + down] >= bid:
                    break
                place_bid[base + at] = place_bid[base + down]
                place_mentee[base + at] = place_mentee[base + down]
                place_of[place_mentee[base + at]] = at
                at = down
        place_bid[base + at] = bid
        place_mentee[base + at] = i
        place_of[i] = at
        if filled[j] == size:
            price[j] = place_bid[base]
        if taken > steps:
            return taken
    return taken


def reverse(  # noqa: C901 - one loop nest, kept whole so that it compiles to one
    back_start: Any,
    back_mentee: Any,
    back_score: Any,
    place_start: Any,
    scale: int,
    epsilon: int,
    steps: int,
    price: Any,
    holds: Any,
    worth: Any,
    filled: Any,
    place_bid: Any,
    place_mentee: Any,
    place_of: Any,
    queue: Any,
    queued: Any,
) -> int:
    """Mentors with a free place lower their price until somebody comes or it is zero. Returns the steps taken."""
    n_mentors = len(filled)
    taken: int = 0
    tail = 0
    for j in range(n_mentors):
        queued[j] = 0
        if price[j] > 0 and filled[j] < place_start[j + 1] - place_start[j]:
            queue[tail] = j
            queued[j] = 1
            tail += 1
    while tail > 0:
        tail -= 1
        j = queue[tail]
        queued[j] = 0
        base = place_start[j]
        size = place_start[j + 1] - base
        while filled[j] < size and price[j] > 0:
            best = -1
            value = 0
            second = 0
            k = back_start[j]
            end = back_start[j + 1]
            while k < end:
                full = back_score[k] * scale
                if full + epsilon <= second:
                    break
                i = back_mentee[k]
                old = holds[i]
                if old != j:
                    offer = full - worth[i]
                    if old >= 0:
                        offer += price[old]
                    if offer > value:
                        second = value
                        value = offer
                        best = k
                    elif offer > second:
                        second = offer
                k += 1
            taken += k - back_start[j] + 1
            if taken > steps:
                return taken
            if best < 0:
                price[j] = 0
                break
            bid = second - epsilon
            if bid < 0:
                bid = 0
            i = back_mentee[best]
            old = holds[i]
            if old >= 0:
                # take i out of the heap of the mentor it leaves: the last place fills the gap
                ground = place_start[old]
                filled[old] -= 1
                last = filled[old]
                at = place_of[i]
                if at < last:
                    moved = place_mentee[ground + last]
                    moved_bid = place_bid[ground + last]
                    while at > 0:
                        up = (at - 1) >> 1
                        if place_bid[ground + up] <= moved_bid:
                            break
                        place_bid[ground + at] = place_bid[ground + up]
                        place_mentee[ground + at] = place_mentee[ground + up]
                        place_of[place_mentee[ground + at]] = at
                        at = up
                    while True:
                        down = 2 * at + 1
                        if down >= last:
                            break
                        if down + 1 < last and place_bid[ground + down + 1] < place_bid[ground + down]:
                            down += 1
                        if place_bid[ground + down] >= moved_bid:
                            break
                        place_bid[ground + at] = place_bid[ground + down]
                        place_mentee[ground + at] = place_mentee[ground + down]
                        place_of[place_mentee[ground + at]] = at
                        at = down
                    place_bid[ground + at] = moved_bid
                    place_mentee[ground + at] = moved
                    place_of[moved] = at
                if price[old] > 0 and queued[old] == 0:
                    queue[tail] = old
                    queued[old] = 1
                    tail += 1
            holds[i] = j
            worth[i] = back_score[best] * scale
            price[j] = bid
            at = filled[j]
            filled[j] += 1
            while at > 0:
                up = (at - 1) >> 1
                if place_bid[base + up] <= bid:
                    break
                place_bid[base + at] = place_bid[base + up]
                place_mentee[base + at] = place_mentee[base + up]
                place_of[place_mentee[base + at]] = at
                at = up
            place_bid[base + at] = bid
            place_mentee[base + at] = i
            place_of[i] = at
    return taken
