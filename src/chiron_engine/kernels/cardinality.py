"""As many pairs as possible under capacities: augmenting paths, phase by phase (Pothen and Fan 1990)."""

from __future__ import annotations

from typing import Any


def largest(  # noqa: C901 - one loop nest, kept whole so that it compiles to one
    start: Any,
    mentor: Any,
    place_start: Any,
    chosen: Any,
    filled: Any,
    place_mentee: Any,
    seen: Any,
    cursor: Any,
    place_cursor: Any,
    path_mentee: Any,
    path_place: Any,
) -> int:
    """Match as many mentees as possible; ``chosen`` is written (a pair for each mentee, -1 for none). Returns how many.

    On return ``seen[j] == 1`` marks the mentors that unmatched mentees reach over alternating paths: all full, and with
    the mentees on those paths the reason why no more can be matched (König).
    """
    n_mentees = len(start) - 1
    n_mentors = len(place_start) - 1
    count = 0
    for i in range(n_mentees):
        chosen[i] = -1
    for j in range(n_mentors):
        filled[j] = 0
    for i in range(n_mentees):
        for k in range(start[i], start[i + 1]):
            j = mentor[k]
            if filled[j] < place_start[j + 1] - place_start[j]:
                place_mentee[place_start[j] + filled[j]] = i
                filled[j] += 1
                chosen[i] = k
                count += 1
                break
    while True:
        for j in range(n_mentors):
            seen[j] = 0
            place_cursor[j] = place_start[j]
        for i in range(n_mentees):
            cursor[i] = start[i]
        grown = False
        for root in range(n_mentees):
            if chosen[root] >= 0:
                continue
            depth = 0
            path_mentee[0] = root
            while depth >= 0:
                i = path_mentee[depth]
                if cursor[i] == start[i + 1]:
                    depth -= 1
                    continue
                k = cursor[i]
                j = mentor[k]
                base = place_start[j]
                size = place_start[j + 1] - base
                if size == 0:
                    cursor[i] += 1
                    continue
                if filled[j] < size:
                    # a free place: everybody on the path moves on by one
                    place_mentee[base + filled[j]] = i
                    filled[j] += 1
                    chosen[i] = k
                    while depth > 0:
                        depth -= 1
                        i = path_mentee[depth]
                        k = cursor[i]
                        place_mentee[path_place[depth]] = i
                        chosen[i] = k
                    count += 1
                    grown = True
                    break
                if place_cursor[j] == place_start[j + 1]:
                    cursor[i] += 1
                    continue
                seen[j] = 1
                holder = place_mentee[place_cursor[j]]
                path_place[depth] = place_cursor[j]
                place_cursor[j] += 1
                if cursor[holder] == start[holder + 1]:
                    continue
                depth += 1
                path_mentee[depth] = holder
        if not grown:
            return count
