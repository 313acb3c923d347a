"""`chiron init`: the institution and its first administrator."""

import sys
from argparse import ArgumentParser
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.core.validators import validate_email

from chiron.core import clock
from chiron.people import actions, queries
from chiron.people.models import HOUSE_ID, Institution, Person

QUESTIONS = {
    "institution": "Name of the institution",
    "name": "Name of the first administrator",
    "email": "Their e-mail address",
}


class Command(BaseCommand):
    help = "Makes an institution and its first administrator and prints their way in. Run again, it makes a new way in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--institution", help="the institution's name")
        parser.add_argument("--name", help="the administrator's name")
        parser.add_argument("--email", help="the administrator's e-mail address")
        parser.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])
        parser.add_argument("--time-zone", default=settings.TIME_ZONE, help="an IANA name, such as Europe/Dublin")

    def handle(self, *args: Any, **options: Any) -> None:
        said = {name: (options[name] or self._ask(name)).strip() for name in QUESTIONS}
        self._check(said, options["time_zone"])
        institution = self._institution(said["institution"], options)
        person = actions.add_person(
            institution=institution, name=said["name"], email=said["email"], by=queries.system()
        )
        self._appoint(person)
        self._invite(person)

    def _ask(self, name: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(f"nobody is there to answer questions: give --{name}")
        return input(f"{QUESTIONS[name]}: ")

    def _check(self, said: dict[str, str], time_zone: str) -> None:
        for name, value in said.items():
            if not value:
                raise CommandError(f"--{name} is empty: give the {QUESTIONS[name].lower()}")
        try:
            validate_email(said["email"])
        except ValidationError:
            raise CommandError(f"“{said['email']}” is no e-mail address: write it as hanne@example.org") from None
        if time_zone not in available_timezones():
            raise CommandError(f"“{time_zone}” is no time zone: write it as Europe/Dublin")

    def _institution(self, name: str, options: dict[str, Any]) -> Institution:
        found = Institution.objects.exclude(pk=HOUSE_ID).filter(name__iexact=name).first()
        if found is not None:
            self.stdout.write(f"init: {found.name} is there already")
            return found
        made: Institution = actions.found_institution(
            name=name, language=options["language"], time_zone=options["time_zone"], by=queries.system()
        )
        self.stdout.write(f"init: made {made.name}")
        return made

    def _appoint(self, person: Person) -> None:
        try:
            actions.appoint(
                person=person,
                role="administrator",
                starts_on=clock.today(),
                ends_on=None,
                deputy_for=None,
                by=queries.system(),
            )
        except actions.HoldsItAlready:
            self.stdout.write(f"init: {person.name} is an administrator already")
        else:
            self.stdout.write(f"init: {person.name} is an administrator now")

    def _invite(self, person: Person) -> None:
        try:
            invitation = actions.invite(person=person, by=queries.system())
        except actions.HasAccount:
            self.stdout.write(f"init: {person.email} has an account and signs in on {settings.CHIRON_URL}")
            return
        link = queries.link_of(invitation)
        self.stdout.write(f"init: to come in, open this within fourteen days; it works once:\n  {link}")
