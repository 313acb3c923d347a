"""`chiron setup`: everything an installation needs before it can serve, safe to run again after every upgrade."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from chiron.config import erasures, languages, statics
from chiron.core.encryption import create_ring_file
from chiron.learning.queries import library


class Command(BaseCommand):
    help = "Makes the key ring, both databases, the compiled languages and the static files; safe to run again."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        Path(settings.VAR).mkdir(parents=True, exist_ok=True)
        create_ring_file(Path(settings.CHIRON_KEYRING))
        self._say(f"compiled {languages.compile_catalogues()} language catalogue(s)")
        for database in ("default", "keys"):
            call_command("migrate", database=database, interactive=False, verbosity=0)
        self._say("databases are up to date")
        again = erasures.replay()
        if again.keys or again.rows:
            self._say(f"erased again {again.keys} key(s) and {again.rows} row(s) that a backup had brought back")
        if not statics.are_in_place():
            call_command("collectstatic", interactive=False, verbosity=0)
            statics.note()
        self._say("static files are in place")
        self._say(f"read {len(library().items)} items of the library")
        call_command("check", "--database", "default", "--database", "keys", verbosity=0)

    def _say(self, text: str) -> None:
        self.stdout.write(f"setup: {text}")
