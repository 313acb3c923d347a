"""The seeded lottery that breaks ties: it depends on who people are, never on the order of rows."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt

UintArray = npt.NDArray[np.uint64]
IntArray = npt.NDArray[np.int64]


def draw(ids: npt.NDArray[Any] | None, count: int, *, side: str, seed: int) -> IntArray:
    """The order in which the lottery calls ``count`` people: row numbers, first called first.

    ``ids`` are the people's identifiers (row numbers if None). The same ids, side and seed give the same
    order of *people* on any machine, however the rows are sorted.
    """
    if ids is None:
        tickets = _mix(np.arange(count, dtype=np.uint64), side, seed)
        return np.argsort(tickets, kind="stable").astype(np.int64)
    if ids.dtype.kind in "iu":
        tickets = _mix(ids.astype(np.int64).view(np.uint64), side, seed)
        return np.lexsort((ids, tickets)).astype(np.int64)
    names = [str(one) for one in ids.tolist()]
    tickets = _hash(names, side, seed)
    order = np.argsort(tickets)
    if (np.diff(tickets[order]) > 0).all():
        return order.astype(np.int64)
    return np.array(sorted(range(count), key=lambda row: (int(tickets[row]), names[row])), dtype=np.int64)


def precedence(ids: npt.NDArray[Any] | None, count: int, *, side: str, seed: int) -> IntArray:
    """A number for each person, smaller for whom :func:`draw` calls earlier; quicker, since nothing is sorted."""
    if ids is not None and ids.dtype.kind not in "iu":
        return places(draw(ids, count, side=side, seed=seed))
    numbers = np.arange(count, dtype=np.uint64) if ids is None else ids.astype(np.int64).view(np.uint64)
    return (_mix(numbers, side, seed) ^ np.uint64(2**63)).view(np.int64)


def places(order: IntArray) -> IntArray:
    """The inverse of an order: each row's place in it."""
    inverse = np.empty(len(order), dtype=np.int64)
    inverse[order] = np.arange(len(order), dtype=np.int64)
    return inverse


def _key(side: str, seed: int) -> bytes:
    return hashlib.blake2b(f"{side}:{seed}".encode(), digest_size=8).digest()


def _hash(names: list[str], side: str, seed: int) -> UintArray:
    key = _key(side, seed)
    digests = b"".join(hashlib.blake2b(name.encode(), digest_size=8, key=key).digest() for name in names)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def _mix(numbers: UintArray, side: str, seed: int) -> UintArray:
    """SplitMix64 (Steele, Lea, Flood 2014): a bijection, so different ids never collide."""
    salt = np.uint64(int.from_bytes(_key(side, seed), "little"))
    with np.errstate(over="ignore"):
        mixed = (numbers ^ salt) + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))
