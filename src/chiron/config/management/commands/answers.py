"""`chiron answers`: takes in what calendars answer to invitations, and mail that came back."""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from chiron.config import answers
from chiron.core import encryption
from chiron.relationships.tasks import take_mail
from chiron.scheduling.rules.reading import LARGEST_MAIL

#: What tells a mail server to keep the mail and try again (sysexits.h).
TRY_AGAIN = 75


class Command(BaseCommand):
    help = (
        "Takes in what calendars answer to invitations, and mail of ours that came back. Reads one mail from standard "
        "input (for a pipe from the mail server), or a Maildir, an mbox or a mail in a file. Ends with 0 whatever the "
        "mail says, so that nobody gets an answer from a machine, and with 75 where it should be tried again."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", nargs="?", default="-", help="a Maildir, an mbox, a mail, or - for standard input")
        parser.add_argument("--imap", action="store_true", help="ask the mailbox of CHIRON_IMAP_URL now")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with encryption.key_session():
                found = self._take(options["place"], ask=options["imap"])
        except DatabaseError:
            self.stderr.write("answers: the database is away; try again")
            raise SystemExit(TRY_AGAIN) from None
        said = ", ".join(f"{number} {outcome}" for outcome, number in sorted(found.items()))
        self.stdout.write(f"answers: {said or 'nothing new'}")

    def _take(self, place: str, *, ask: bool) -> Counter[Any]:
        if ask:
            return answers.from_imap()
        if place == "-":
            return Counter([take_mail(sys.stdin.buffer.read(LARGEST_MAIL + 1))])
        if not Path(place).exists():
            raise CommandError(f"there is no {place}")
        return answers.from_file(Path(place))
