"""Whether lists of the best candidates lost anything: by the prices that prove a result, over all pairs.

Whoever isn't on a mentee's list fits no better than the last who is. Where that fit, less the price of a place, is no
more than what the mentee has, nobody beyond the list with such a place could add to the total; only the few others, at
the few mentors who are cheap enough, need a longer look.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from chiron_blueprint.fit import classes
from chiron_blueprint.fit.candidates import BEST, PART, THREADS
from chiron_blueprint.fit.scoring import Scoring
from chiron_blueprint.fit.terms import PartnersTerm

if TYPE_CHECKING:
    from chiron_blueprint.fit.classes import Classes
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
    ceiling = (last + bonus) * scale - surplus
    doubtful = (listed >= best) & (ceiling > int(price.min()))
    doubtful[locked] = False
    return _looked_at(scoring, posed, np.flatnonzero(doubtful), (surplus, ceiling), price, (bonus, scale))


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
    limits: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    price: npt.NDArray[np.int64],
    terms: tuple[int, int],
) -> list[Pair]:
    """The pairs of some mentees that are worth more than what these have, the most of each first.

    ``limits`` is what each mentee has, and what a place must cost less than to be worth more.
    """
    (surplus, ceiling), (bonus, scale) = limits, terms
    times = posed.score_per_fit // 100 * scale
    closed = set(posed.forbidden.tolist())
    found: list[Pair] = []
    for row, better in _worth_more(scoring, posed, rows, (surplus - bonus * scale, ceiling), price, times):
        fresh = (one for one in better if row * posed.n_mentors + one not in closed and posed.pair(row, one) < 0)
        found += [(row, one) for one in islice((one for one in fresh if _is_allowed(scoring, row, one)), MOST_ADDED)]
    return found


def _is_allowed(scoring: Scoring, mentee: int, mentor: int) -> bool:
    return scoring.breakdown(mentee, mentor).allowed


def _worth_more(
    scoring: Scoring,
    posed: Problem,
    rows: npt.NDArray[np.int64],
    limits: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    price: npt.NDArray[np.int64],
    times: int,
) -> Iterator[tuple[int, list[int]]]:
    """For some mentees the mentors whose fit times ``times`` less the price is above the mentee's bar, the most first.

    ``limits`` is each mentee's bar, and the price from which on no mentor who isn't listed can be above it.

    By classes only the best of them, but more than could be ruled out by what classes don't know: who was refused
    counts there as if they hadn't been; who was wished for stands on the list anyway.
    """
    known = scoring.classes if len(rows) > FEW else None
    if known is not None:
        yield from _by_kernel(known, rows, limits, price, times, MOST_ADDED + _ruled_out(scoring, posed))
        return
    bar, ceiling = limits
    for row, fit in _fits(scoring, rows):
        worth = fit.astype(np.int64) * times - price
        better = np.flatnonzero((fit >= 0) & (worth > bar[row]) & (price < ceiling[row]))
        yield row, better[np.argsort(-worth[better], kind="stable")].tolist()


def _ruled_out(scoring: Scoring, posed: Problem) -> int:
    """How many mentors at most somebody can't have for what classes don't know: refusals, forbids, themselves."""
    refused = [row for term in scoring.terms if isinstance(term, PartnersTerm) for row, _ in term.named]
    of_each = np.bincount(np.array(refused, dtype=np.int64), minlength=posed.n_mentees)
    of_each += np.bincount(posed.forbidden // max(posed.n_mentors, 1), minlength=posed.n_mentees)
    return 1 + int(of_each.max(initial=0))


def _by_kernel(
    known: Classes,
    rows: npt.NDArray[np.int64],
    limits: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    price: npt.NDArray[np.int64],
    times: int,
    room: int,
) -> Iterator[tuple[int, list[int]]]:
    from concurrent.futures import ThreadPoolExecutor

    from chiron_engine.kernels import selecting

    bar, ceiling = limits
    order = classes.order_of(known, then=price)
    given = (rows, bar[rows], ceiling[rows], price[order], times, *classes.given(known, order))
    mentor, worth = np.zeros((len(rows), room), dtype=np.int32), np.zeros((len(rows), room), dtype=np.int64)
    count = np.zeros(len(rows), dtype=np.int32)

    def part(low: int) -> None:
        selecting.compiled_beyond(low, min(low + PART, len(rows)), *given, mentor, worth, count)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(part, range(0, len(rows), PART)))
    for at in np.flatnonzero(count).tolist():
        mine = mentor[at, : count[at]]
        yield int(rows[at]), mine[np.lexsort((mine, -worth[at, : count[at]]))].tolist()


def _fits(scoring: Scoring, rows: npt.NDArray[np.int64]) -> Iterator[tuple[int, npt.NDArray[np.int32]]]:
    """Some mentees with their fit with every mentor, below zero where a pair is ruled out."""
    step = max(1, BLOCK_PAIRS // max(1, len(scoring.mentors)))
    for low in range(0, len(rows), step):
        some = rows[low : low + step]
        fit, allowed = scoring.table(some)
        yield from zip(some.tolist(), np.where(allowed, fit, np.int32(-1)), strict=True)


def widened(scoring: Scoring, posed: Problem, pairs: list[Pair]) -> Problem:
    """The problem with more candidate pairs."""
    from chiron_engine import Problem

    rows, columns = np.array(sorted(pairs), dtype=np.int32).T
    fits = np.array([scoring.breakdown(*pair).fit for pair in sorted(pairs)]) / 100
    # each where it belongs, since sorting millions of pairs anew takes long and much memory
    at = [
        posed.start[row] + np.searchsorted(posed.mentor[posed.start[row] : posed.start[row + 1]], column)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    mentee = np.repeat(np.arange(posed.n_mentees, dtype=np.int32), np.diff(posed.start))
    given = [np.insert(one, at, new) for one, new in ((mentee, rows), (posed.mentor, columns), (posed.fit, fits))]
    allowed = None
    if len(posed.forbidden):
        closed = np.divmod(posed.forbidden, posed.n_mentors)
        allowed = np.arange(len(given[0]) + len(posed.forbidden)) < len(given[0])
        more = (*closed, np.zeros(len(posed.forbidden)))
        given = [np.concatenate([one, new]) for one, new in zip(given, more, strict=True)]
    return Problem.from_pairs(
        *given,
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
