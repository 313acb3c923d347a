"""`chiron init`: the institution and its first administrator."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.urls import reverse

from chiron.core import clock
from chiron.core.models import OutboxMessage
from chiron.people import actions
from chiron.people.models import HOUSE_ID, Institution
from chiron.people.queries import system


class Command(BaseCommand):
    help = "Makes an institution and its first administrator and prints their way in. Run again, it makes a new way in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--institution", help="the institution's name")
        parser.add_argument("--name", help="the administrator's name")
        parser.add_argument("--email", help="the administrator's e-mail address")
        parser.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])
        parser.add_argument("--time-zone", default=settings.TIME_ZONE)

    def handle(self, *args: Any, **options: Any) -> None:
        said = {name: options[name] or self._ask(name) for name in ("institution", "name", "email")}
        by = system()
        institution = Institution.objects.exclude(pk=HOUSE_ID).filter(name=said["institution"]).first()
        institution = institution or actions.found_institution(
            name=said["institution"], language=options["language"], time_zone=options["time_zone"], by=by
        )
        person = actions.add_person(institution=institution, name=said["name"], email=said["email"], by=by)
        try:
            actions.appoint(
                person=person, role="administrator", starts_on=clock.today(), ends_on=None, deputy_for=None, by=by
            )
        except actions.HoldsItAlready:
            self.stdout.write(f"init: {person.name} is an administrator of {institution.name} already")
        try:
            invitation = actions.invite(person=person, by=by)
        except actions.HasAccount:
            self.stdout.write(f"init: {person.email} has an account and can sign in on {settings.CHIRON_URL}")
            return
        message = OutboxMessage.objects.get(refs__invitation=str(invitation.pk))
        link = settings.CHIRON_URL + reverse("people:invitation", args=[message.secret])
        self.stdout.write(f"init: open this once, within fourteen days, to come in:\n  {link}")

    def _ask(self, name: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(f"say --{name}")
        return input(f"{name.capitalize()}: ").strip()
