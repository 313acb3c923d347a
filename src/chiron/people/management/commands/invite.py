"""`chiron invite`: a way in from the command line, for a site whose mail does not go out yet."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.core.validators import validate_email

from chiron.people import actions, queries
from chiron.people.models import HOUSE_ID, Institution, Person


class Command(BaseCommand):
    help = "Invites somebody by their e-mail address and prints the link too; earlier invitations stop to work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the person's e-mail address")
        parser.add_argument("--name", help="their name, where they are not known yet")
        parser.add_argument("--institution", help="the institution's name, where there are several")

    def handle(self, *args: Any, **options: Any) -> None:
        institution = self._institution(options["institution"])
        person = self._person(institution, options["email"].strip().lower(), options["name"])
        try:
            invitation = actions.invite(person=person, by=queries.system())
        except actions.Refused as refusal:
            raise CommandError(f"{person.email}: {refusal}") from None
        link = queries.link_of(invitation)
        self.stdout.write(f"invite: {person.name} comes in by this link, once, within fourteen days:\n  {link}")

    def _institution(self, name: str | None) -> Institution:
        rows = Institution.objects.exclude(pk=HOUSE_ID).order_by("name")
        found = list(rows.filter(name__iexact=name) if name else rows)
        if len(found) == 1:
            return found[0]
        names = ", ".join(f"“{each.name}”" for each in rows) or "none yet: run `chiron init`"
        raise CommandError(f"say --institution with one of those that are here: {names}")

    def _person(self, institution: Institution, email: str, name: str | None) -> Person:
        found = Person.objects.unscoped().filter(institution=institution, email__iexact=email).first()
        if found is not None:
            return found
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"“{email}” is no e-mail address: write it as amara@example.org") from None
        if not name:
            raise CommandError(f"{institution.name} does not know {email} yet: say --name too")
        added: Person = actions.add_person(institution=institution, name=name, email=email, by=queries.system())
        return added
