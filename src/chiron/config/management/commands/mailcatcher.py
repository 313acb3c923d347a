"""`chiron mailcatcher`: a local SMTP server that sends nothing on, with a page to read what it caught."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from chiron.config import catcher


class Command(BaseCommand):
    help = "Catches mail on this machine instead of sending it, and shows it on a page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--smtp-port", type=int, default=settings.EMAIL_PORT)
        parser.add_argument("--page-port", type=int, default=8026)
        parser.add_argument("--folder", type=Path, default=Path(settings.VAR) / "mail")

    def handle(self, *args: Any, **options: Any) -> None:
        controller, page = catcher.serve(options["folder"], options["smtp_port"], options["page_port"])
        self.stdout.write(f"mailcatcher: read the mails on http://127.0.0.1:{options['page_port']}/")
        try:
            page.serve_forever()
        finally:
            controller.stop()
