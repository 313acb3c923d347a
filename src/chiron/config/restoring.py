"""Putting a backup back: verified, erasures replayed, the audit chain read, before anything is served.

While a restore is under way, or was stopped half-way, a marker file keeps the web server and the worker from starting.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader

from chiron.config import backups, closed, dumps, erasures
from chiron.config.backups import Backup
from chiron.core import audit, encryption, tombstones
from chiron.core.models import AuditEntry, DataKey

Say = Callable[[str], None]


@dataclass(frozen=True)
class Chosen:
    """What is to be restored: the key store too, or (None) the one that stands there."""

    main: Backup
    keys: Backup | None

    def each(self) -> list[tuple[str, Backup]]:
        pairs = [("keys", self.keys), ("default", self.main)]
        return [(alias, backup) for alias, backup in pairs if backup is not None]


def choose(main: Path, keys: Path | None) -> Chosen:
    """Take the backups at *main* and *keys*; each a backup's folder or a folder of backups, of which the newest.

    Without *keys* the key store that stands is kept where it holds keys: it is never older than its backups.
    """
    if keys is None and not dumps.is_empty("keys"):
        return Chosen(_newest(main, "default"), None)
    return Chosen(_newest(main, "default"), _newest(keys or backups.place("keys"), "keys"))


def check(chosen: Chosen, *, replace: bool) -> None:
    """Refuse, before anything is touched, whatever cannot end well."""
    for alias, backup in chosen.each():
        backups.verify(backup)
        _refuse_other_kind(alias, backup)
        _refuse_newer(backup)
    if not Path(settings.CHIRON_KEYRING).exists():
        raise CommandError(f"There is no key ring at {settings.CHIRON_KEYRING}. Put back the copy that you keep apart.")
    if chosen.keys is not None:
        _refuse_without_master(chosen.keys)
    for alias, _ in chosen.each():
        if dumps.is_in_use(alias):
            raise CommandError("Something has the database open. Stop the web server and the worker, then restore.")
    full = [alias for alias, _ in chosen.each() if not dumps.is_empty(alias)]
    if full and not replace and not closed.marker().exists():
        where = " and ".join(str(connections[alias].settings_dict["NAME"]) for alias in full)
        raise CommandError(f"{where} is not empty. What it holds would be lost; say --replace if that is meant.")


def erased_by_now(chosen: Chosen) -> set[UUID]:
    """Return everybody erased according to the journals, the database that stands and every backup's manifest."""
    places = {backups.place("default"), chosen.main.folder.parent}
    erased = tombstones.read()
    for place in places:
        erased |= tombstones.read(place / "tombstones")
        for backup in backups.all_in(place):
            erased |= {UUID(owner) for owner in backup.facts.get("erased", ())}
    tables = connections["default"].introspection.table_names()
    return erased | (erasures.known() if "core_erasedowner" in tables else set())


def restore(chosen: Chosen, say: Say) -> None:
    """Put the chosen backups in place; the marker goes only once everything was verified."""
    erased = erased_by_now(chosen)
    closed.marker().write_text("see `chiron restore --help`\n")
    for alias, backup in chosen.each():
        dumps.read_back(alias, backup.file)
        say(f"{alias}: {backup.folder.name} is in place")
    for alias in ("default", "keys"):
        call_command("migrate", database=alias, interactive=False, verbosity=0)
    replayed = erasures.replay(erased)
    say(f"{len(erased)} erasure(s) replayed: {replayed.keys} key(s) and {replayed.rows} row(s) erased again")


def verify(chosen: Chosen) -> list[str]:
    """Return what is wrong with what was restored, a sentence each."""
    found = []
    broken = audit.first_broken()
    if broken is not None:
        found.append(f"the audit chain is broken at entry {broken}")
    unreadable = sum(not encryption.opens(row) for row in DataKey.objects.iterator(2000))
    if unreadable:
        found.append(f"{unreadable} data key(s) cannot be opened with the key ring {settings.CHIRON_KEYRING}")
    if chosen.main.facts["audit"]["length"] and broken is None and not _reaches(chosen.main):
        found.append("the audit chain is not the one of the backup")
    return found


def finish(chosen: Chosen) -> None:
    """Record the restore in the chain and allow the site to be served again."""
    with transaction.atomic():
        audit.write(
            event="config.backup.restored", outcome="done", by=None, institution=None,
            subjects={"made_at": chosen.main.manifest["made_at"], "key_store": chosen.keys is not None},
        )  # fmt: skip
    for alias in ("default", "keys"):
        dumps.settle(alias)
    closed.marker().unlink(missing_ok=True)


def _newest(path: Path, alias: str) -> Backup:
    if (path / backups.MANIFEST).exists():
        return backups.load(path)
    found: Iterable[Backup] = backups.all_in(path)
    for backup in found:
        if backup.manifest["database"] == alias:
            return backup
    raise CommandError(f"{path} holds no backup of {'the key store' if alias == 'keys' else 'the main database'}.")


def _refuse_other_kind(alias: str, backup: Backup) -> None:
    if backup.manifest["database"] != alias:
        raise CommandError(f"{backup.folder} is a backup of the other database. Give the key store's with --keys.")
    vendor = connections[alias].vendor
    if backup.manifest["engine"] != vendor:
        raise CommandError(f"{backup.folder} was made from {backup.manifest['engine']}; this site runs on {vendor}.")


def _refuse_newer(backup: Backup) -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    here = {f"{app}.{name}" for app, name in loader.disk_migrations}
    here |= {f"{app}.{name}" for key in loader.disk_migrations for app, name in loader.disk_migrations[key].replaces}
    unknown = sorted(set(backup.facts["migrations"]) - here)
    if unknown:
        raise CommandError(
            f"{backup.folder} was made by Chiron {backup.manifest['chiron']}, which knows more than this one "
            f"({unknown[0]}). Upgrade first, then restore."
        )


def _refuse_without_master(backup: Backup) -> None:
    held = {name for name, _ in encryption.ring().keys}
    lacking = sorted(set(backup.facts["masters"]) - held)
    if lacking:
        raise CommandError(
            f"The key ring {settings.CHIRON_KEYRING} lacks the master key {lacking[0]}, without which this backup of "
            "the key store opens nothing. Put the copy of the ring that you keep apart in its place."
        )


def _reaches(backup: Backup) -> bool:
    """Whether the chain holds the entry that the manifest names as the last one, unchanged."""
    head = backup.facts["audit"]
    entry = AuditEntry.objects.filter(sequence=head["length"]).first()
    return entry is not None and bytes(entry.digest).hex() == head["digest"]
