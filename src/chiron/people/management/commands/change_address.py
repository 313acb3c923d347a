"""`chiron change_address`: for somebody who lost their address and signs in at more than one institution with it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from chiron.people import actions, queries
from chiron.people.models import Person


class Command(BaseCommand):
    help = "Changes the address that somebody signs in with and signs them out everywhere. Make sure who asks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("old", help="the e-mail address that the person signs in with now")
        parser.add_argument("new", help="the one that they are to sign in with; it is confirmed when they do")

    def handle(self, *args: Any, **options: Any) -> None:
        old = options["old"].strip()
        found = list(Person.objects.unscoped().filter(account__email__iexact=old, erased_at__isnull=True))
        if not found:
            raise CommandError(f"nobody signs in with the address {old} here")
        try:
            for person in found:
                actions.change_address(person=person, email=options["new"], by=queries.system())
        except actions.Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"change_address: {found[0].name} signs in with {options['new']} from now on")
