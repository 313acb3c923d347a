"""`chiron restore`: a backup back in its place, with the site stopped."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from chiron.config import backups, restoring


class Command(BaseCommand):
    help = (
        "Restores a backup of the main database and, where the key store is lost too, the newest backup of that. "
        "Stop the web server and the worker first. Everybody erased since the backup is erased again, and the hashes "
        "and the audit chain are verified, before the site can start."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "backup", type=Path, nargs="?", default=backups.place("default"),
            help="a backup's folder, or a folder of backups of which the newest is taken",
        )  # fmt: skip
        parser.add_argument(
            "--keys", type=Path, metavar="FOLDER", help="backup of the key store (otherwise only where it is lost)"
        )
        parser.add_argument("--replace", action="store_true", help="over databases that are not empty")
        parser.add_argument("--even-if-broken", action="store_true", help="serve it although the verification failed")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = restoring.choose(options["backup"], options["keys"])
        restoring.check(chosen, replace=options["replace"])
        restoring.restore(chosen, self._say)
        problems = restoring.verify(chosen)
        for problem in problems:
            self._say(problem)
        if problems and not options["even_if_broken"]:
            raise CommandError("The site stays closed. Restore another backup, or say --even-if-broken.")
        restoring.finish(chosen)
        self._say("hashes, keys and audit chain verified; the site can start")

    def _say(self, text: str) -> None:
        self.stdout.write(f"restore: {text}")
