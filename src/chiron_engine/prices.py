"""What one more place at each mentor is worth: the lowest prices that go with an optimal matching."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from chiron_engine import kernels
from chiron_engine.kernels import pricing

IntArray = npt.NDArray[np.int64]
AnyInts = npt.NDArray[np.integer[Any]]


def least(start: AnyInts, mentor: AnyInts, score: AnyInts, chosen: IntArray, floor: IntArray) -> IntArray | None:
    """The lowest price of each mentor that keeps every mentee where ``chosen`` (a pair each, -1 for none) puts them.

    ``floor`` is what a mentor's price is at least (zero, or NO_PRICE where a minimum holds it down). None where there
    are no such prices, because the matching isn't optimal.
    """
    n_mentors = len(floor)
    matched = np.flatnonzero(chosen >= 0)
    held_by = mentor[chosen[matched]]
    member = matched[np.argsort(held_by, kind="stable")]
    member_start = np.zeros(n_mentors + 1, dtype=np.int64)
    np.cumsum(np.bincount(held_by, minlength=n_mentors), out=member_start[1:])
    given = (start, mentor, score, chosen, member_start, member)
    work = [floor.astype(np.int64), np.zeros(n_mentors, dtype=np.int64), np.zeros(n_mentors, dtype=np.int64)]
    if kernels.worth_compiling(len(mentor)):
        steps = 2000 * (len(mentor) + n_mentors)
        return work[0] if kernels.compiled(pricing.least_prices)(*given, steps, *work) else None
    lists = kernels.as_lists(*work)
    done = kernels.plain(pricing.least_prices)(*kernels.as_lists(*given), 2000 * (len(mentor) + n_mentors), *lists)
    return np.array(lists[0], dtype=np.int64) if done else None
