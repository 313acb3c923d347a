"""A weakly stable matching with many people in it, where both sides have ties.

Király, "Linear time local approximation algorithm for maximum stable marriage" (2013), on places instead of people: at
least two thirds of the most that a weakly stable matching can hold. Whoever was refused by everybody tries once more,
promoted: among equals the promoted wins. Whoever could go to an equally good free place makes room for anybody.
"""

from __future__ import annotations

from typing import Any


def promote(  # noqa: C901 - one loop nest, kept whole so that it compiles to one
    start: Any,
    mentor: Any,
    wish: Any,
    esteem: Any,
    place_start: Any,
    chosen: Any,
    cursor: Any,
    promoted: Any,
    settled: Any,
    filled: Any,
    place_mentee: Any,
    refused: Any,
    waiting: Any,
) -> None:
    """Write a weakly stable matching into ``chosen`` (a pair for each mentee, -1 for none).

    Pairs stand mentee by mentee by rising ``wish`` (equal is a tie); ``esteem`` is the mentor's rank of the mentee. The
    other arrays are working space.
    """
    top = 0
    for i in range(len(start) - 2, -1, -1):
        chosen[i] = -1
        cursor[i] = start[i]
        waiting[top] = i
        top += 1
    while top > 0:
        i = waiting[top - 1]
        # the best group of equals with anybody left in it; a free place there comes first
        best = -1
        while best < 0 and cursor[i] < start[i + 1]:
            first = cursor[i]
            k = first
            while k < start[i + 1] and wish[k] == wish[first]:
                if refused[k] == 0:
                    if best < 0:
                        best = k
                    if filled[mentor[k]] < place_start[mentor[k] + 1] - place_start[mentor[k]]:
                        best = k
                        break
                k += 1
            if best < 0:
                cursor[i] = k
        if best < 0:
            if promoted[i] == 0:
                promoted[i] = 1
                cursor[i] = start[i]
                for k in range(start[i], start[i + 1]):
                    refused[k] = 0
            else:
                top -= 1
            continue
        j = mentor[best]
        base = place_start[j]
        size = place_start[j + 1] - base
        if size == 0:
            refused[best] = 1
            continue
        at = -1
        if filled[j] < size:
            at = base + filled[j]
            filled[j] += 1
            top -= 1
        else:
            # a holder who could move to an equal free place goes there without losing this one
            for x in range(base, base + size):
                other = place_mentee[x]
                if settled[other] == 0:
                    held = chosen[other]
                    k = cursor[other]
                    free = False
                    while k < start[other + 1] and wish[k] == wish[held]:
                        to = mentor[k]
                        if refused[k] == 0 and filled[to] < place_start[to + 1] - place_start[to]:
                            free = True
                            break
                        k += 1
                    if free:
                        at = x
                        break
                    settled[other] = 1
            if at < 0:
                worst = base
                for x in range(base + 1, base + size):
                    here = place_mentee[x]
                    there = place_mentee[worst]
                    gap = esteem[chosen[here]] - esteem[chosen[there]]
                    if gap > 0 or (gap == 0 and promoted[here] < promoted[there]):
                        worst = x
                there = place_mentee[worst]
                gap = esteem[chosen[there]] - esteem[best]
                if gap < 0 or (gap == 0 and promoted[there] >= promoted[i]):
                    refused[best] = 1
                    continue
                at = worst
                refused[chosen[there]] = 1
            waiting[top - 1] = place_mentee[at]
            chosen[place_mentee[at]] = -1
        place_mentee[at] = i
        chosen[i] = best
        settled[i] = 0
