"""The pairs that a caller hands in: checked, sorted by mentee and mentor, the forbidden ones set apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from chiron_engine import checks

AnyArray = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class PairTable:
    """Columns of the allowed pairs, and the keys of those given but not allowed."""

    mentee: npt.NDArray[np.int32]
    mentor: npt.NDArray[np.int32]
    fit: AnyArray
    mentee_rank: AnyArray | None
    mentor_rank: AnyArray | None
    forbidden: npt.NDArray[np.int64]


def sort_and_part(
    mentee: npt.ArrayLike,
    mentor: npt.ArrayLike,
    fit: npt.ArrayLike,
    ranks: tuple[npt.ArrayLike | None, npt.ArrayLike | None],
    allowed: npt.ArrayLike | None,
    sizes: tuple[int, int],
    names: checks.Names,
) -> PairTable:
    """The pairs sorted, without those that aren't allowed. Raises ProblemError."""
    rows, columns = checks.indexes(mentee, "mentee", sizes[0]), checks.indexes(mentor, "mentor", sizes[1])
    values = checks.per_pair(fit, "fit", len(rows))
    checks.same_length(columns, "mentor", len(rows))
    order = checks.order_of_pairs(rows, columns, sizes[1])
    if order is not None:
        rows, columns, values = rows[order], columns[order], values[order]
    up = checks.per_pair_or_none(ranks[0], "mentee_rank", len(rows), order)
    down = checks.per_pair_or_none(ranks[1], "mentor_rank", len(rows), order)
    keep = checks.allowed_pairs(rows, columns, checks.booleans(allowed, len(rows), order), names)
    forbidden = np.empty(0, dtype=np.int64)
    if keep is not None:
        forbidden = rows[~keep].astype(np.int64) * sizes[1] + columns[~keep]
        rows, columns, values = rows[keep], columns[keep], values[keep]
        up, down = (None if rank is None else rank[keep] for rank in (up, down))
    checks.finite(values, rows, columns)
    up, down = checks.ranks(up, "mentee_rank", rows, columns), checks.ranks(down, "mentor_rank", rows, columns)
    return PairTable(rows, columns, values, up, down, forbidden)
