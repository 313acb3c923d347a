"""`chiron reset_second_factor`: the way back for the last administrator who lost theirs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from chiron.people import actions, queries
from chiron.people.models import Person


class Command(BaseCommand):
    help = "Removes a lost second factor and signs the person out everywhere. Make sure, in person, who asks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the e-mail address that the person signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip()
        rows = Person.objects.unscoped().filter(account__isnull=False)
        found = rows.filter(account__email__iexact=email).first() or rows.filter(email__iexact=email).first()
        if found is None:
            raise CommandError(f"nobody with the address {email} has an account here; `chiron invite` makes one")
        actions.reset_second_factor(person=found, by=queries.system())
        self.stdout.write(
            f"reset_second_factor: {found.name} is signed out everywhere and sets up a new one at the next sign-in"
        )
