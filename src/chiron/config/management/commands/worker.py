"""`chiron worker`: runs queued tasks, delivers mail, keeps the schedules."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from chiron.config import closed, mail
from chiron.core.worker import Worker


class Command(BaseCommand):
    help = "Runs queued tasks, delivers mail and keeps the schedules, until it is told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        closed.refuse_to_serve()
        worker = Worker(mail.deliver)
        if not options["once"]:
            worker.run()
            return
        with worker.beating():
            self.stdout.write(f"worker: {worker.once()} done")
