"""Classified values at rest: AES-256-GCM under a key per owner, bound to table, column, row and owner.

Each owner (a person, an account, a relationship) has one data key. Data keys live in the key store, a database of
their own with its own short-lived backup, wrapped by the key ring: deleting an owner's row makes every value of
theirs unreadable, in this database and in each backup of it. The key ring is never ``SECRET_KEY``.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import IntegrityError, transaction

from chiron.core import tombstones

if TYPE_CHECKING:
    from chiron.core.models import DataKey

VERSION = b"\x01"
NONCE = 12


class KeyGone(Exception):
    """The owner's key was erased: the value can never be read again."""


class Tampered(Exception):
    """The value was changed, or moved to another row, column or owner."""


@dataclass(frozen=True)
class KeyRing:
    """The installation's master keys, the current one first."""

    keys: tuple[tuple[str, bytes], ...]

    @property
    def current(self) -> tuple[str, bytes]:
        return self.keys[0]

    def master(self, name: str) -> bytes:
        """Return the master key called *name*; ``KeyGone`` where the ring no longer holds it."""
        for key_name, key in self.keys:
            if key_name == name:
                return key
        raise KeyGone(name)


def new_ring_entry() -> dict[str, str]:
    """Return a fresh master key as the key ring file writes it."""
    return {"id": secrets.token_hex(4), "key": b64encode(secrets.token_bytes(32)).decode()}


def create_ring_file(path: Path) -> None:
    """Write a key ring with one master key to *path*, readable by its owner only; keep one that exists."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"keys": [new_ring_entry()]}, file)


@lru_cache(maxsize=4)
def _ring(path: str, written: int) -> KeyRing:
    entries = json.loads(Path(path).read_text())["keys"]
    return KeyRing(tuple((entry["id"], b64decode(entry["key"])) for entry in entries))


def ring() -> KeyRing:
    """Return the key ring of this installation."""
    path = str(settings.CHIRON_KEYRING)
    return _ring(path, os.stat(path).st_mtime_ns)  # a rotation is seen by every process at the next use


def forget_ring() -> None:
    """Read the key ring file again at the next use (after a rotation)."""
    _ring.cache_clear()


_cache: ContextVar[dict[UUID, AESGCM] | None] = ContextVar("data_keys", default=None)


@contextmanager
def key_session() -> Iterator[None]:
    """Keep unwrapped data keys for the length of one request or task, never longer: an erasure holds at the next."""
    token = _cache.set({})
    try:
        yield
    finally:
        _cache.reset(token)


def _wrap(owner: UUID, key: bytes) -> tuple[str, bytes]:
    name, master = ring().current
    nonce = secrets.token_bytes(NONCE)
    return name, nonce + AESGCM(master).encrypt(nonce, key, owner.bytes)


def _unwrap(owner: UUID, name: str, wrapped: bytes) -> AESGCM:
    try:
        return AESGCM(AESGCM(ring().master(name)).decrypt(wrapped[:NONCE], wrapped[NONCE:], owner.bytes))
    except InvalidTag:
        raise Tampered("a wrapped key does not belong to its owner") from None


def _remember(owner: UUID, cipher: AESGCM) -> AESGCM:
    cache = _cache.get()
    if cache is not None:
        cache[owner] = cipher
    return cipher


def _load(owner: UUID) -> AESGCM | None:
    from chiron.core.models import DataKey

    cache = _cache.get()
    if cache is not None and owner in cache:
        return cache[owner]
    row = DataKey.objects.filter(owner_id=owner).values_list("master", "wrapped").first()
    return _remember(owner, _unwrap(owner, row[0], bytes(row[1]))) if row else None


def preload(owners: Iterable[UUID]) -> None:
    """Fetch the keys of many *owners* in one query, before a page shows values of all of them."""
    from chiron.core.models import DataKey

    cache = _cache.get()
    if cache is None:
        return
    wanted = {owner for owner in owners if owner is not None} - cache.keys()
    for owner, name, wrapped in DataKey.objects.filter(owner_id__in=wanted).values_list(
        "owner_id", "master", "wrapped"
    ):
        _remember(owner, _unwrap(owner, name, bytes(wrapped)))


def ensure_keys(owners: Iterable[UUID]) -> None:
    """Give every one of *owners* a data key, those who have none in one statement."""
    from chiron.core.models import DataKey, ErasedOwner

    wanted = set(owners)
    wanted -= set(DataKey.objects.filter(owner_id__in=wanted).values_list("owner_id", flat=True))
    wanted -= set(ErasedOwner.objects.filter(owner_id__in=wanted).values_list("owner_id", flat=True))
    rows = []
    for owner in wanted:
        name, wrapped = _wrap(owner, AESGCM.generate_key(bit_length=256))
        rows.append(DataKey(owner_id=owner, master=name, wrapped=wrapped))
    DataKey.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def _load_or_create(owner: UUID) -> AESGCM:
    from chiron.core.models import DataKey, ErasedOwner

    cipher = _load(owner)
    if cipher is not None:
        return cipher
    if ErasedOwner.objects.filter(owner_id=owner).exists():
        raise KeyGone(str(owner))
    name, wrapped = _wrap(owner, AESGCM.generate_key(bit_length=256))
    try:
        with transaction.atomic(using="keys"):
            DataKey.objects.create(owner_id=owner, master=name, wrapped=wrapped)
    except IntegrityError:  # another process was first: use its key
        pass
    cipher = _load(owner)
    if cipher is None:
        raise KeyGone(str(owner))
    return cipher


def _bound_to(table: str, column: str, row: str, owner: UUID) -> bytes:
    return f"{table}\x1f{column}\x1f{row}\x1f{owner}".encode()


def seal(text: str, *, table: str, column: str, row: str, owner: UUID) -> bytes:
    """Encrypt *text* for one cell; the result opens only in that table, column and row, for that owner."""
    nonce = secrets.token_bytes(NONCE)
    return VERSION + nonce + _load_or_create(owner).encrypt(nonce, text.encode(), _bound_to(table, column, row, owner))


def unseal(value: bytes, *, table: str, column: str, row: str, owner: UUID) -> str:
    """Decrypt a cell. ``KeyGone`` after an erasure, ``Tampered`` where the value is not what was written there."""
    cipher = _load(owner)
    if cipher is None:
        raise KeyGone(str(owner))
    try:
        nonce, body = value[1 : 1 + NONCE], value[1 + NONCE :]
        return cipher.decrypt(nonce, body, _bound_to(table, column, row, owner)).decode()
    except InvalidTag:
        raise Tampered(f"{table}.{column}") from None


def erase_key(owner: UUID) -> None:
    """Delete the owner's data key for good and leave tombstones that a restored backup replays."""
    from chiron.core.models import DataKey, ErasedOwner

    with transaction.atomic(using="keys"):
        ErasedOwner.objects.get_or_create(owner_id=owner)
        DataKey.objects.filter(owner_id=owner).delete()
    transaction.on_commit(lambda: tombstones.note(owner))
    cache = _cache.get()
    if cache is not None:
        cache.pop(owner, None)


def replay_erasures() -> int:
    """Delete again every key that a restored key store brought back; return how many there were."""
    from chiron.core.models import DataKey, ErasedOwner

    erased = list(ErasedOwner.objects.values_list("owner_id", flat=True))
    return DataKey.objects.filter(owner_id__in=erased).delete()[0]


def opens(row: "DataKey") -> bool:
    """Return whether the ring opens this data key (asked after a restore)."""
    try:
        _unwrap(row.owner_id, row.master, bytes(row.wrapped))
    except (KeyGone, Tampered):
        return False
    return True


def rewrap(batch: int = 500) -> int:
    """Wrap up to *batch* data keys anew under the current master key; 0 when none is left. Safe to stop and repeat."""
    from chiron.core.models import DataKey

    current, _ = ring().current
    rows = list(DataKey.objects.exclude(master=current)[:batch])
    for row in rows:
        nonce, body = bytes(row.wrapped)[:NONCE], bytes(row.wrapped)[NONCE:]
        key = AESGCM(ring().master(row.master)).decrypt(nonce, body, row.owner_id.bytes)
        row.master, row.wrapped = _wrap(row.owner_id, key)
    DataKey.objects.bulk_update(rows, ["master", "wrapped"])
    return len(rows)
