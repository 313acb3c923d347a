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
        folder: dict[str, Any] = {"type": Path, "metavar": "FOLDER"}
        days: dict[str, Any] = {"type": int, "metavar": "DAYS"}
        parser.add_argument("--to", default=backups.place("default"), help="folder for the main database", **folder)
        parser.add_argument("--keys-to", default=backups.place("keys"), help="folder for the key store", **folder)
        parser.add_argument("--keep-days", default=400, help="how long main backups are kept (400)", **days)
        parser.add_argument(
            "--keep-keys-days", default=longest, help=f"how long the key store's are ({longest}, the most)", **days
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
