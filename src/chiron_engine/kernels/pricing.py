"""The lowest prices that go with an optimal matching: what one more place at each mentor is worth, exactly."""

from __future__ import annotations

from typing import Any

NO_PRICE = -(2**62)


def least_prices(  # noqa: C901 - one loop nest, kept whole so that it compiles to one
    start: Any,
    mentor: Any,
    score: Any,
    chosen: Any,
    member_start: Any,
    member: Any,
    steps: int,
    price: Any,
    queue: Any,
    queued: Any,
) -> bool:
    """Raise ``price`` (given: what each mentor's load alone demands) until no mentee would rather be elsewhere.

    Longest paths from label to label, first in first out; ``member`` lists each mentor's mentees. Returns False where
    the steps ran out, which is what happens if the matching isn't optimal.
    """
    n_mentors = len(price)
    for i in range(len(start) - 1):
        if chosen[i] < 0:
            for k in range(start[i], start[i + 1]):
                if score[k] > price[mentor[k]]:
                    price[mentor[k]] = score[k]
    for j in range(n_mentors):
        queue[j] = j
        queued[j] = 1
    head = 0
    waiting = n_mentors
    taken = 0
    while waiting > 0:
        j = queue[head]
        head += 1
        if head == n_mentors:
            head = 0
        waiting -= 1
        queued[j] = 0
        if price[j] <= NO_PRICE:
            continue
        for m in range(member_start[j], member_start[j + 1]):
            i = member[m]
            worth = score[chosen[i]] - price[j]
            taken += start[i + 1] - start[i]
            for k in range(start[i], start[i + 1]):
                asked = score[k] - worth
                to = mentor[k]
                if asked > price[to] and to != j:
                    price[to] = asked
                    if queued[to] == 0:
                        queued[to] = 1
                        tail = head + waiting
                        if tail >= n_mentors:
                            tail -= n_mentors
                        queue[tail] = to
                        waiting += 1
        if taken > steps:
            return False
    return True
