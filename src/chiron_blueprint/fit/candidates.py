"""The engine's problem out of a scoring: the whole table where it is small, the best candidates of each where not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from chiron_blueprint.fit import classes
from chiron_blueprint.fit.classes import Classes
from chiron_blueprint.fit.scoring import Scoring
from chiron_blueprint.fit.terms import PartnersTerm

if TYPE_CHECKING:
    from chiron_engine import Problem

DENSE_PAIRS = 4_000_000
BLOCK_PAIRS = 2_000_000
BEST = 100
KERNEL_PAIRS = 20_000_000

PART = 512
THREADS = 2

Pairs = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int32]]


def problem(
    scoring: Scoring,
    *,
    capacity: Sequence[int] | None = None,
    locked: Iterable[tuple[int, int]] = (),
    forbidden: Iterable[tuple[int, int]] = (),
    also: Iterable[tuple[int, int]] = (),
    group: Sequence[str] | None = None,
    best: int = BEST,
) -> Problem:
    """The matching problem of a scoring; capacities are the mentors' own unless given.

    Above four million pairs only each mentee's `best` candidates, wished-for pairs, locked pairs and those in `also`
    enter. `group` is the group of each mentee.
    """
    from chiron_engine import Problem

    places = np.array([person.capacity for person in scoring.mentors] if capacity is None else capacity, dtype=np.int64)
    names = {"mentee_id": _ids(scoring.mentees, "mentee"), "mentor_id": _ids(scoring.mentors, "mentor"), "group": group}
    locks, barred = list(locked), list(forbidden)
    if len(scoring.mentees) * len(scoring.mentors) <= DENSE_PAIRS:
        fit, allowed = scoring.dense()
        for mentee, mentor in barred:
            allowed[mentee, mentor] = False
        for mentee, mentor in set(locks) - set(barred):
            allowed[mentee, mentor] = True
        return Problem.from_matrix(fit / 100, allowed=allowed, capacity=places, locked=locks, **names)
    rows, columns, fits = candidates(scoring, best=best, also=also, locked=locks)
    closed = set(barred)
    open_pairs = [pair not in closed for pair in zip(rows.tolist(), columns.tolist(), strict=True)] if closed else None
    return Problem.from_pairs(
        rows, columns, fits / 100, allowed=open_pairs,
        n_mentees=len(scoring.mentees), n_mentors=len(scoring.mentors), capacity=places, locked=locks, **names,
    )  # fmt: skip


def _ids(people: Sequence[object], side: str) -> npt.NDArray[np.str_]:
    """Ids for the engine: an e-mail is one person on both sides, a row's number is not."""
    return np.array([getattr(person, "email", "") or f"{side} {getattr(person, 'id', '')}" for person in people])


def candidates(
    scoring: Scoring,
    *,
    best: int = BEST,
    also: Iterable[tuple[int, int]] = (),
    locked: Iterable[tuple[int, int]] = (),
) -> Pairs:
    """Each mentee's `best` allowed mentors by fit (ties by the mentor's place in a fixed rotation), in blocks.

    Every pair is looked at, so the list is exact; only memory is bounded. Pairs in `also` enter where they are allowed,
    `locked` ones always.
    """
    mentors = len(scoring.mentors)
    step = max(1, BLOCK_PAIRS // max(1, mentors))
    forced, held = _forced(scoring, also), dict(locked)
    if len(scoring.mentees) * len(scoring.mentors) > KERNEL_PAIRS and (known := scoring.classes) is not None:
        return _compiled(scoring, known, best, forced, held)
    found: list[Pairs] = []
    for start in range(0, len(scoring.mentees), step):
        rows = np.arange(start, min(start + step, len(scoring.mentees)), dtype=np.int64)
        found.append(_best_of_block(scoring, rows, best, forced, held))
    return (
        np.concatenate([each[0] for each in found]),
        np.concatenate([each[1] for each in found]),
        np.concatenate([each[2] for each in found]),
    )


def _forced(scoring: Scoring, also: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    forced: dict[int, list[int]] = {}
    wished = [
        pair
        for term in scoring.terms
        if isinstance(term, PartnersTerm) and term.criterion.compare == "preferred"
        for pair in term.named
    ]
    for mentee, mentor in [*also, *wished]:
        forced.setdefault(mentee, []).append(mentor)
    return forced


def _compiled(scoring: Scoring, known: Classes, best: int, forced: dict[int, list[int]], held: dict[int, int]) -> Pairs:
    """As by blocks, by the kernel in two threads; pairs that somebody named are put right one by one afterwards."""
    special = _special(scoring, forced, held)
    most = best + max((len(mentors) for mentors in special.values()), default=0)
    mentor, fit, count = _kernel(scoring, known, most)
    turned = _put_right(scoring, special, best, forced, held, (mentor, fit, count))
    keep = np.arange(most)[None, :] < count[:, None]
    if most > best:
        # the kernel lists the best last
        keep &= np.arange(most)[None, :] >= (count - best)[:, None]
        keep[list(turned)] = False
    rows, at = np.nonzero(keep)
    columns, fits = mentor[rows, at], fit[rows, at]
    more = [(row, *pair) for row, pairs in turned.items() for pair in pairs]
    if more:
        added = np.array(more, dtype=np.int64)
        rows, columns, fits = (
            np.concatenate([known_ones, new]) for known_ones, new in zip((rows, columns, fits), added.T, strict=True)
        )
    order = np.argsort(rows * len(scoring.mentors) + columns)
    return rows[order], columns[order].astype(np.int64), fits[order].astype(np.int32)


def _special(scoring: Scoring, forced: dict[int, list[int]], held: dict[int, int]) -> dict[int, list[int]]:
    """The pairs that a table of classes doesn't know: named, locked, asked for, or one person on both sides."""
    found: dict[int, set[int]] = {row: set(mentors) for row, mentors in forced.items()}
    for term in scoring.terms:
        for row, column in term.named if isinstance(term, PartnersTerm) else ():
            found.setdefault(row, set()).add(column)
    for row, column in held.items():
        found.setdefault(row, set()).add(column)
    place = {person.email: at for at, person in enumerate(scoring.mentors) if person.email}
    for row, person in enumerate(scoring.mentees):
        if person.email in place:
            found.setdefault(row, set()).add(place[person.email])
    return {row: sorted(columns) for row, columns in found.items()}


Lists = tuple[npt.NDArray[np.int32], npt.NDArray[np.int16], npt.NDArray[np.int32]]


def _kernel(scoring: Scoring, known: Classes, most: int) -> Lists:
    """For each mentee the best mentors of all, the best last, with their fit; and how many there are."""
    from concurrent.futures import ThreadPoolExecutor

    from chiron_engine.kernels import selecting

    mentees = len(scoring.mentees)
    given = classes.given(known, classes.order_of(known))
    lists = tuple(np.zeros((mentees, most), dtype=kind) for kind in (np.int32, np.int16))
    count = np.zeros(mentees, dtype=np.int32)

    def part(low: int) -> None:
        high = min(low + PART, mentees)
        out = (lists[0][low:high], lists[1][low:high], count[low:high])
        selecting.compiled(low, high, most, *given, *out)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(part, range(0, mentees, PART)))
    return lists[0], lists[1], count


def _put_right(
    scoring: Scoring,
    special: dict[int, list[int]],
    best: int,
    forced: dict[int, list[int]],
    held: dict[int, int],
    lists: Lists,
) -> dict[int, list[tuple[int, int]]]:
    """For mentees with special pairs: the mentors and fits that belong on their list."""
    mentor, fit, count = lists
    width = len(scoring.mentors)
    turned = {}
    for row, columns in special.items():
        exact, allowed = scoring.table(np.array([row]), np.array(columns, dtype=np.int64))
        there = dict(zip(mentor[row, : count[row]].tolist(), fit[row, : count[row]].tolist(), strict=True))
        for at, column in enumerate(columns):
            there.pop(column, None)
            if allowed[0, at] or held.get(row) == column:
                there[column] = int(exact[0, at])
        ranked = sorted(there.items(), key=lambda one: -(one[1] * width + (one[0] - row * 7919) % width))
        must = {*forced.get(row, ()), held.get(row, -1)}
        turned[row] = ranked[:best] + [pair for pair in ranked[best:] if pair[0] in must]
    return turned


def _best_of_block(
    scoring: Scoring, rows: npt.NDArray[np.int64], best: int, forced: dict[int, list[int]], held: dict[int, int]
) -> Pairs:
    fit, allowed = scoring.table(rows)
    width = fit.shape[1]
    # among equal fits each mentee begins at another mentor, so that lists don't crowd on the first ones
    turn = (np.arange(width, dtype=np.int64)[None, :] - rows[:, None] * 7919) % width
    key = np.where(allowed, fit.astype(np.int64) * width + turn, -1)
    kept = np.argpartition(-key, min(best, width) - 1, axis=1)[:, :best]
    chosen = np.zeros_like(allowed)
    np.put_along_axis(chosen, kept, True, axis=1)
    chosen &= allowed
    for at, row in enumerate(rows.tolist()):
        for mentor in forced.get(row, ()):
            chosen[at, mentor] = allowed[at, mentor]
        if row in held:
            chosen[at, held[row]] = True
    at_row, at_mentor = np.nonzero(chosen)
    return rows[at_row], at_mentor.astype(np.int64), fit[at_row, at_mentor]
