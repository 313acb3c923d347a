"""Whether lists of the best candidates lost anything: by the prices that prove a result, over all pairs.

Whoever isn't on a mentee's list fits no better than the last who is. Where that fit, less the cheapest place, is no
more than what the mentee has, nobody beyond the list could add to the total; only the few others need a longer look.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from chiron_blueprint.fit import classes
from chiron_blueprint.fit.candidates import BEST
from chiron_blueprint.fit.scoring import Scoring

if TYPE_CHECKING:
    from chiron_engine import Matching, Problem

BLOCK_PAIRS = 2_000_000
MOST_ADDED = 20
FEW = 40
Pair = tuple[int, int]


def is_cut(posed: Problem) -> bool:
    """Whether the problem holds fewer than all pairs."""
    return posed.n_pairs + len(posed.forbidden) < posed.n_mentees * posed.n_mentors


def missing(scoring: Scoring, posed: Problem, matching: Matching, *, best: int = BEST) -> list[Pair] | None:
    """Pairs beyond the lists of the `best` that could raise the total, by the matching's prices; none where the result
    is the best over all pairs. None where no prices came along.
    """
    proof = matching.certificate
    if proof is None or posed.score_per_fit % 100 != 0:
        return None
    price = np.where(posed.capacity > 0, proof.price, np.iinfo(np.int64).max // 2)
    bonus, scale = proof.bonus, proof.scale
    size = np.diff(posed.start)
    has = np.flatnonzero(size)
    worth = posed.score * scale + bonus * scale
    worth -= price[posed.mentor]
    surplus = np.zeros(posed.n_mentees, dtype=np.int64)
    surplus[has] = np.maximum(np.maximum.reduceat(worth, posed.start[has]), 0)
    last = _last(posed, best)
    locked = np.array([mentee for mentee, _ in posed.locked], dtype=np.int64)
    # a list that isn't full, forbidden pairs counted, holds everybody
    listed = size + np.bincount(posed.forbidden // max(posed.n_mentors, 1), minlength=posed.n_mentees)
    doubtful = (listed >= best) & ((last + bonus) * scale - int(price.min(initial=0)) > surplus)
    doubtful[locked] = False
    return _looked_at(scoring, posed, np.flatnonzero(doubtful), surplus, price, (bonus, scale))


def _last(posed: Problem, best: int) -> npt.NDArray[np.int64]:
    """The score of each mentee's `best`-th best candidate; the lowest where there are fewer."""
    size = np.diff(posed.start)
    last = np.zeros(posed.n_mentees, dtype=np.int64)
    has = np.flatnonzero(size)
    last[has] = np.minimum.reduceat(posed.score, posed.start[has])
    for row in np.flatnonzero(size > best).tolist():
        scores = posed.score[posed.start[row] : posed.start[row + 1]]
        last[row] = np.partition(scores, len(scores) - best)[len(scores) - best]
    return last


def _looked_at(
    scoring: Scoring,
    posed: Problem,
    rows: npt.NDArray[np.int64],
    surplus: npt.NDArray[np.int64],
    price: npt.NDArray[np.int64],
    terms: tuple[int, int],
) -> list[Pair]:
    """The pairs of some mentees that are worth more than what these have, the most of each first."""
    bonus, scale = terms
    unit = posed.score_per_fit // 100
    closed = set(posed.forbidden.tolist())
    found: list[Pair] = []
    for row, fit in _fits(scoring, rows):
        worth = (fit.astype(np.int64) * unit + bonus) * scale - price
        better = np.flatnonzero((fit >= 0) & (worth > surplus[row]))
        better = better[np.argsort(-worth[better], kind="stable")]
        fresh = [
            one for one in better.tolist() if row * posed.n_mentors + one not in closed and posed.pair(row, one) < 0
        ]
        found += [(row, one) for one in fresh[:MOST_ADDED] if scoring.breakdown(row, one).allowed]
    return found


def _fits(scoring: Scoring, rows: npt.NDArray[np.int64]) -> Iterator[tuple[int, npt.NDArray[np.int32]]]:
    """Some mentees with their fit with every mentor, below zero where a pair is ruled out.

    By classes those whom somebody refused count as if they hadn't; who was wished for stands on the list anyway.
    """
    known = classes.of(scoring) if len(rows) > FEW else None
    if known is not None:
        yield from ((row, classes.row(known, row)) for row in rows.tolist())
        return
    step = max(1, BLOCK_PAIRS // max(1, len(scoring.mentors)))
    for low in range(0, len(rows), step):
        some = rows[low : low + step]
        fit, allowed = scoring.table(some)
        yield from zip(some.tolist(), np.where(allowed, fit, np.int32(-1)), strict=True)


def widened(scoring: Scoring, posed: Problem, pairs: list[Pair]) -> Problem:
    """The problem with more candidate pairs."""
    from chiron_engine import Problem

    rows, columns = np.array(pairs, dtype=np.int64).T
    fits = np.array([scoring.breakdown(*pair).fit for pair in pairs]) / 100
    mentee = np.repeat(np.arange(posed.n_mentees), np.diff(posed.start))
    closed_rows, closed_columns = np.divmod(posed.forbidden, max(posed.n_mentors, 1))
    allowed = np.ones(posed.n_pairs + len(pairs) + len(closed_rows), dtype=bool)
    allowed[posed.n_pairs + len(pairs) :] = False
    return Problem.from_pairs(
        np.concatenate([mentee, rows, closed_rows]),
        np.concatenate([posed.mentor, columns, closed_columns]),
        np.concatenate([posed.fit, fits, np.zeros(len(closed_rows))]),
        allowed=allowed,
        n_mentees=posed.n_mentees,
        n_mentors=posed.n_mentors,
        capacity=posed.capacity,
        minimum=posed.minimum,
        locked=posed.locked,
        group=posed.group,
        mentee_id=posed.mentee_id,
        mentor_id=posed.mentor_id,
    )
