"""Backups: folders with one dump and a manifest. The main database's are kept long, the key store's 35 days at most.

The two lie apart, because whoever has both (and the key ring, which lies in neither) can read everything, and because
the short life of the key store's backups is what makes an erasure final.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.db import connections

from chiron.config import dumps, keyring
from chiron.core import clock, tombstones

MANIFEST = "manifest.json"
FORMAT = 1
STAMP = "%Y%m%dT%H%M%SZ"
PARTIAL = ".partial-"
#: What each database's backups lie in, below ``CHIRON_BACKUPS``.
FOLDERS = {"default": "main", "keys": "keys"}


@dataclass(frozen=True)
class Backup:
    """One backup: its folder and what its manifest says."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self.manifest["made_at"])

    @property
    def file(self) -> Path:
        return self.folder / str(self.manifest["file"])

    @property
    def facts(self) -> dumps.Facts:
        return dict(self.manifest["facts"])


def place(alias: str) -> Path:
    """Return the folder in which the backups of the database *alias* lie."""
    return Path(settings.CHIRON_BACKUPS) / FOLDERS[alias]


def make(alias: str, place: Path) -> Backup:
    """Back up one database into a new folder of *place*, which appears there only once it is whole."""
    at = clock.now().astimezone(UTC)
    name = _free_name(place, at.strftime(STAMP))
    partial = place / f"{PARTIAL}{name}"
    partial.mkdir(mode=0o700, parents=True)
    try:
        file, facts = dumps.write(alias, partial)
        file.chmod(0o600)
        manifest = {
            "format": FORMAT, "database": alias, "engine": connections[alias].vendor, "made_at": at.isoformat(),
            "chiron": version("chiron-mentoring"), "file": file.name, "bytes": file.stat().st_size,
            "sha256": sha256(file), "facts": facts,
        }  # fmt: skip
        _write(partial / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
        _to_disk(file)
        partial.rename(place / name)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return Backup(place / name, manifest)


def _free_name(place: Path, stamp: str) -> str:
    """The stamp, numbered where an earlier backup of the same second has it already."""
    numbered = (stamp if n == 1 else f"{stamp}-{n}" for n in count(1))
    return next(name for name in numbered if not (place / name).exists())


def all_in(place: Path) -> list[Backup]:
    """Return the backups in *place*, the newest first; folders of anything else are passed over."""
    found = [load(folder) for folder in place.iterdir() if (folder / MANIFEST).exists()] if place.is_dir() else []
    return sorted((each for each in found if each.folder.name[:1] != "."), key=lambda each: each.made_at, reverse=True)


def load(folder: Path) -> Backup:
    """Return the backup in *folder*; refused where there is none."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        raise CommandError(f"{folder} holds no backup: its {MANIFEST} is missing or damaged.") from None
    if manifest.get("format") != FORMAT:
        raise CommandError(f"{folder} was written by a newer Chiron ({manifest.get('chiron')}). Upgrade first.")
    return Backup(folder, manifest)


def verify(backup: Backup) -> None:
    """Refuse a backup whose file is not the one that its manifest describes."""
    if not backup.file.exists():
        raise CommandError(f"{backup.file} is missing. Restore another backup.")
    if backup.file.stat().st_size != backup.manifest["bytes"] or sha256(backup.file) != backup.manifest["sha256"]:
        raise CommandError(f"{backup.file} was changed or cut short since it was made. Restore another backup.")


def prune(place: Path, days: int) -> int:
    """Delete backups in *place* older than *days* and what interrupted ones left behind; return how many backups."""
    if not place.is_dir():
        return 0
    for rest in place.glob(f"{PARTIAL}*"):
        shutil.rmtree(rest)
    old = [each for each in all_in(place) if clock.now() - each.made_at > timedelta(days=days)]
    for each in old:
        shutil.rmtree(each.folder)
    return len(old)


def copy_tombstones(place: Path) -> None:
    """Keep the journal of erasures beside the backups too, so that it travels with them."""
    copy = place / "tombstones"
    owners = tombstones.read() | tombstones.read(copy)
    if owners:
        _write(copy, "".join(f"{owner}\n" for owner in sorted(owners)))


def check_days(main: int, keys: int) -> None:
    """Refuse to keep backups of the key store longer than the promise, or main ones for no time at all."""
    longest = keyring.KEY_BACKUPS.days
    if not 1 <= keys <= longest:
        raise CommandError(f"Backups of the key store are kept 1 to {longest} days: older ones would undo erasures.")
    if main < 1:
        raise CommandError("Backups of the main database are kept one day at least.")


def run(to: Path, keys_to: Path, say: Callable[[str], None]) -> None:
    """Back up both databases, the key store last: then every value of the one has its key in the other."""
    for alias, place in (("default", to), ("keys", keys_to)):
        backup = make(alias, place)
        rows = sum(backup.facts["rows"].values())
        say(f"{backup.folder}: {rows} rows, {backup.manifest['bytes']} bytes, sha256 {backup.manifest['sha256'][:16]}…")
    copy_tombstones(to)


def sha256(file: Path) -> str:
    """Return the SHA-256 of *file*, read in blocks."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    _to_disk(fresh)
    fresh.replace(path)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
