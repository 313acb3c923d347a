"""`chiron demo`: a believable hospital to try Chiron on, or a large database to measure it on."""

import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from allauth.mfa import app_settings as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.management import BaseCommand, CommandError

from chiron.config.demo import hospital
from chiron.config.demo.build import fill
from chiron.core import clock
from chiron.people.models import Account, Institution, Person
from chiron.programmes.models import BlueprintVersion, Cohort, Programme, ProgrammeRole
from chiron.programmes.queries import loaded

SHARE_OF_MENTORS = 5


class Command(BaseCommand):
    help = (
        "Loads the demo hospital; with --people N a large programme to measure on. Run twice, it keeps what is there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, help="make a programme with so many people, one in five a mentor")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--code", metavar="EMAIL", help="print the present second-factor code of a demo person")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["code"]:
            self._code(options["code"])
        elif options["people"]:
            self._many(options["people"], options["seed"])
        else:
            self._hospital()

    def _hospital(self) -> None:
        if hospital.exists():
            self.stdout.write("demo: the hospital is there already; its data are kept")
        elif Person.objects.unscoped().filter(is_system=False).exists():
            raise CommandError("this database has people in it; the demo goes into an empty one only")
        else:
            self.stdout.write("demo: making the hospital (a few seconds) ...")
            hospital.build()
        self._who()

    def _who(self) -> None:
        self.stdout.write(f"\nOpen {settings.CHIRON_URL} and sign in with the password “{hospital.PASSWORD}” as\n")
        for key, name, _pronouns, _stage, note in hospital.CAST:
            self.stdout.write(f"  {key + '@demo.example':<22} {name}, {note}")
        self.stdout.write("  farid@demo.example     Farid Rahimi, an outsider at another institution")
        catcher = f"{settings.CHIRON_URL.rsplit(':', 1)[0]}:8026/"
        self.stdout.write(f"\nRead the mail it sends on {catcher} (it never leaves this machine).")
        self.stdout.write("A second factor's code, once it is set up: chiron demo --code hanne@demo.example\n")

    def _code(self, email: str) -> None:
        if not settings.CHIRON_DEMO:
            raise CommandError("codes are printed for the demo only (CHIRON_DEMO=1)")
        account = Account.objects.filter(email__iexact=email).first()
        held = Authenticator.objects.filter(user=account, type="totp").first() if account else None
        if held is None:
            raise CommandError(f"{email} has not set up a code app yet")
        counter = int(time.time()) // mfa.TOTP_PERIOD
        self.stdout.write(format_hotp_value(hotp_value(decrypt(held.data["secret"]), counter)))

    def _many(self, count: int, seed: int) -> None:
        institution, _ = Institution.objects.get_or_create(name=f"Measured on {count} people")
        source = (settings.CHIRON_BLUEPRINTS / "residency-dyads.yaml").read_text()
        version, _ = BlueprintVersion.objects.unscoped().get_or_create(
            institution=institution, key="residency-dyads", version=1, defaults={"source": source}
        )
        programme = Programme.objects.create(
            institution=institution, blueprint=version, name=f"Residency, seed {seed}, {clock.now():%Y%m%d%H%M%S}"
        )
        coordinator = Person.objects.unscoped().filter(name="Chen Liu", institution=institution).first()
        coordinator = coordinator or Person.objects.create(institution=institution, name="Chen Liu")
        today = clock.today()
        ProgrammeRole.objects.create(programme=programme, person=coordinator, role="coordinator", starts_on=today)
        cohort = Cohort.objects.create(
            programme=programme, name="All", starts_on=today, ends_on=today + timedelta(days=365)
        )
        mentors = count // SHARE_OF_MENTORS
        fill(cohort, loaded(version), mentees=count - mentors, mentors=mentors, seed=seed, tell=self._tell)
        self.stdout.write(f"\ndemo: {count} people in cohort {cohort.pk}")

    def _tell(self, done: int) -> None:
        self.stdout.write(f"\rdemo: {done} people", ending="")
        self.stdout.flush()
