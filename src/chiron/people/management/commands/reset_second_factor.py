"""`chiron reset_second_factor`: the way back for the last administrator who lost theirs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from chiron.people import actions
from chiron.people.models import Person
from chiron.people.queries import system


class Command(BaseCommand):
    help = "Removes a lost second factor and signs the person out everywhere. Make sure, in person, who asks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        found = Person.objects.unscoped().filter(email__iexact=options["email"], account__isnull=False).first()
        if found is None:
            raise CommandError(f"nobody with the address {options['email']} has an account here")
        actions.reset_second_factor(person=found, by=system())
        self.stdout.write(f"The second factor of {found.name} is removed. They set up a new one when they sign in.")
