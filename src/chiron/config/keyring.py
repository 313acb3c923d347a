"""The key ring file: master keys, the current one first. Every write replaces the file whole, or not at all."""

import fcntl
import hashlib
import json
import os
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from chiron.core.encryption import new_ring_entry

Entry = dict[str, str]

#: How long a backup of the key store may live, and so how long a master key may still be needed to restore one.
KEY_BACKUPS = timedelta(days=35)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep every other command from changing the ring at *path*; waits for the one that does."""
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def entries(path: Path) -> list[Entry]:
    """Return the master keys at *path*, the current one first, as the file writes them."""
    return list(json.loads(path.read_text())["keys"])


def add(path: Path, at: datetime) -> str:
    """Put a fresh master key at the head of the ring and return its id; it is on the disk when this returns."""
    fresh = {**new_ring_entry(), "added_at": at.isoformat()}
    replace(path, [fresh, *entries(path)])
    return fresh["id"]


def note_unused(path: Path, in_use: set[str], at: datetime) -> None:
    """Note since when the master keys outside *in_use* have wrapped no data key; the current one is always in use."""
    ring = entries(path)
    for entry in ring[1:]:
        if entry["id"] in in_use:
            entry.pop("unused_since", None)
        else:
            entry.setdefault("unused_since", at.isoformat())
    replace(path, ring)


def remove(path: Path, name: str) -> None:
    """Take the master key called *name* out of the ring."""
    replace(path, [entry for entry in entries(path) if entry["id"] != name])


def fingerprint(entry: Entry) -> str:
    """Return what tells a master key from another without giving it away."""
    return hashlib.sha256(b"chiron master key" + b64decode(entry["key"])).hexdigest()[:12]


def replace(path: Path, ring: list[Entry]) -> None:
    """Write *ring* to *path* for its owner only: whoever reads meanwhile sees the old file or the new one."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"keys": ring}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
