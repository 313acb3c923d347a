"""`chiron verify_audit`: reads the whole audit chain and says whether it is whole."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction

from chiron.config import backups
from chiron.core import audit
from chiron.core.models import AuditEntry, AuditHead


class Command(BaseCommand):
    help = (
        "Verifies the audit chain: no entry was changed, removed, inserted or reordered. With --since, also that the "
        "chain continues the one in that backup, which shows a chain that was written anew as a whole."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since", type=Path, metavar="FOLDER", help="a backup's folder, or a folder of backups: each of them"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        with transaction.atomic():
            _hold_still()
            broken = audit.first_broken()
        if broken is not None:
            raise CommandError(f"The audit chain is broken at entry {broken}.")
        for backup in _backups(options["since"]):
            head = backup.facts["audit"]
            if not _holds(head["length"], head["digest"]):
                raise CommandError(f"The chain does not continue that of {backup.folder} (entry {head['length']}).")
            self.stdout.write(f"audit: continues the chain of {backup.folder.name} ({head['length']} entries)")
        length = AuditHead.objects.values_list("length", flat=True).first() or 0
        self.stdout.write(f"audit: {length} entries, whole; read in {time.perf_counter() - started:.1f} s")


def _hold_still() -> None:
    """Read the chain and its head at one instant, whatever is appended meanwhile."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _backups(path: Path | None) -> list[backups.Backup]:
    if path is None:
        return []
    return [backups.load(path)] if (path / backups.MANIFEST).exists() else backups.all_in(path)


def _holds(length: int, digest: str) -> bool:
    if length == 0:
        return True
    found = AuditEntry.objects.filter(sequence=length).values_list("digest", flat=True).first()
    return found is not None and bytes(found).hex() == digest
