"""The journal of erasures: one line an erased owner, in a file outside the databases.

A database that is restored from a backup has lost the tombstones written since. This file has not, wherever it lies
(``CHIRON_TOMBSTONES``; best on another disk than the databases). It holds ids that say nothing by themselves.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings


def note(*owners: UUID) -> None:
    """Append *owners* to the journal; returns once they are on the disk."""
    path = Path(settings.CHIRON_TOMBSTONES)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        lines = "".join(f"{owner}\n" for owner in owners)
        os.write(descriptor, f"\n{lines}".encode())  # begins anew after a line that a crash cut short
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(path: Path | None = None) -> set[UUID]:
    """Return every owner in the journal at *path* (this installation's); a line cut short by a crash is no owner."""
    path = path or Path(settings.CHIRON_TOMBSTONES)
    return set(_parsed(path.read_text().splitlines())) if path.exists() else set()


def _parsed(lines: Iterable[str]) -> Iterable[UUID]:
    for line in lines:
        try:
            yield UUID(line.strip())
        except ValueError:
            continue
