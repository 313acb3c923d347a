"""Migrated SQLite databases, made once for a state of the migrations and copied from then on.

All migrations take some fifteen seconds; a test run, each of its processes and each installation that is operated on
would wait for them anew. On PostgreSQL nothing is kept: there they always run from the first to the last.
"""

import hashlib
import importlib.util
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

PLACE = Path(__file__).resolve().parents[1] / ".migrated"


def kept(alias: str) -> Path:
    """Return where the migrated database of *alias* lies or would lie, a file for each state of the migrations."""
    return PLACE / f"{alias}-{_state()}.sqlite3"


def copy(source: str | Path, target: str | Path) -> sqlite3.Connection:
    """Copy a database whole and return the open connection to the copy, which keeps one in memory alive."""
    there = sqlite3.connect(target, uri=True, check_same_thread=False)
    with closing(sqlite3.connect(source, uri=True)) as here:
        here.backup(there)
    return there


def keep(alias: str, database: str) -> None:
    """Keep *database* as the migrated one of *alias*, in place of those of earlier states."""
    PLACE.mkdir(exist_ok=True)
    for old in PLACE.glob(f"{alias}-*.sqlite3"):
        old.unlink(missing_ok=True)
    fresh = kept(alias).with_suffix(f".{os.getpid()}")
    copy(database, fresh).close()
    fresh.replace(kept(alias))


def _state() -> str:
    import django
    from django.apps import apps

    found = hashlib.sha256(f"{django.VERSION} {sqlite3.sqlite_version}".encode())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for file in sorted(_migrations(config.name)):
            found.update(f"{config.label} {file.name} ".encode())
            found.update(file.read_bytes())
    return found.hexdigest()[:16]


def _migrations(app: str) -> Iterator[Path]:
    package = importlib.util.find_spec(app)
    for place in (package.submodule_search_locations if package else None) or ():
        yield from (Path(place) / "migrations").glob("*.py")
