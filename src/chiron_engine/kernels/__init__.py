"""The inner loops: written once, run as plain Python on small inputs and compiled on large ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Kernel = Callable[..., Any]

# Loading the compiler takes half a second. In that time plain Python matches so many pairs, as a rule; whatever is not
# done after so many steps, a fifth of a second, seldom ends before the compiler would have been there.
PAIRS_IN_PYTHON = 150_000
STEPS_IN_PYTHON = 600_000
# once the compiler is there, it pays from here on
PAIRS_WITH_COMPILER = 5_000


def worth_compiling(pairs: int) -> bool:
    """Whether so many pairs are worth the compiler: many are; fewer only where it has been loaded before."""
    return pairs > (PAIRS_WITH_COMPILER if _compile.cache_info().currsize else PAIRS_IN_PYTHON)


def compiled(kernel: Kernel) -> Kernel:
    """The kernel as machine code; the code is kept on disk where the package's folder can be written."""
    return _compile(kernel)


@cache
def _compile(kernel: Kernel) -> Kernel:
    import numba

    try:
        return numba.njit(cache=True)(kernel)
    except RuntimeError:  # no folder for the cache can be written
        return numba.njit(kernel)


def plain(kernel: Kernel) -> Kernel:
    """The kernel as it is written; give it lists."""
    return kernel


def as_lists(*arrays: npt.NDArray[np.integer[Any]]) -> list[list[int]]:
    """Arrays as lists, whose items plain Python reaches several times faster."""
    return [array.tolist() for array in arrays]
