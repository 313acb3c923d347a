"""`chiron backup`: both databases, apart, while the site serves."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from chiron.config import backups, keyring


class Command(BaseCommand):
    help = (
        "Backs up the main database and the key store, apart, while the site serves, and deletes backups that are "
        "too old. The key ring is in neither: keep a copy of it somewhere else."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        longest = keyring.KEY_BACKUPS.days
        parser.add_argument("--to", type=Path, default=backups.place("default"), help="folder for the main database")
        parser.add_argument("--keys-to", type=Path, default=backups.place("keys"), help="folder for the key store")
        parser.add_argument("--keep-days", type=int, default=400, help="keep main backups so long (400)")
        parser.add_argument(
            "--keep-keys-days", type=int, default=longest, help=f"and the key store's ({longest}, the most)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        os.umask(0o077)
        backups.check_days(options["keep_days"], options["keep_keys_days"])
        options["to"].mkdir(parents=True, exist_ok=True)
        with keyring.locked(options["to"] / "backup"):
            old = backups.prune(options["to"], options["keep_days"])
            old += backups.prune(options["keys_to"], options["keep_keys_days"])
            if old:
                self._say(f"deleted {old} backup(s) that were too old")
            backups.run(options["to"], options["keys_to"], self._say)

    def _say(self, text: str) -> None:
        self.stdout.write(f"backup: {text}")
