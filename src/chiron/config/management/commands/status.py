"""`chiron status`: is work being done, did something get stuck, is there a backup."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from chiron.config import health


class Command(BaseCommand):
    help = (
        "Says how the site is: what waits, what was set aside, which mail is held, when the last backup was made. "
        "Ends with 1 where somebody has to do something, for whatever watches the server."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        found = health.health()
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json()))
        else:
            self._tell(found)
        if found.problems:
            raise SystemExit(1)

    def _tell(self, found: health.Health) -> None:
        self.stdout.write(f"tasks: {_counts(found.tasks)}")
        self.stdout.write(f"mail: {_counts(found.messages)}")
        self.stdout.write(f"oldest work due: {found.oldest_due or 'none waits'}")
        self.stdout.write(f"newest backup: {found.newest_backup or 'none'}")
        for problem in found.problems:
            self.stdout.write(f"look: {problem}")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{n} {state.lower()}" for state, n in sorted(counts.items())) or "none"
