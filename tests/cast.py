"""The cast: the same people in tests, demo and documentation.

**A**mara mentee, **B**enoît her mentor, **C**hen coordinator, **D**ina programme director, **E**fua support lead,
**F**arid outsider at another institution, **G**iulia assessor of Amara, and **H**anne the administrator.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from chiron.boundaries import actions as boundaries
from chiron.core import clock
from chiron.people.models import HOUSE_ID, SYSTEM_ID, Account, Appointment, HelpContact, Institution, Person
from chiron.programmes.models import (
    Application,
    BlueprintVersion,
    Cohort,
    Enrolment,
    Programme,
    ProgrammeRole,
)

BLUEPRINT = Path(__file__).resolve().parents[1] / "blueprints" / "residency-dyads.yaml"
PASSWORD = "a long enough sentence"
#: What the code apps of those hold whose duty needs a second factor.
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass
class Cast:
    """Two institutions, a running programme, and everybody in it."""

    hospital: Institution
    elsewhere: Institution
    amara: Person
    benoit: Person
    chen: Person
    dina: Person
    efua: Person
    farid: Person
    giulia: Person
    hanne: Person
    programme: Programme
    cohort: Cohort
    amara_enrolled: Enrolment
    benoit_enrolled: Enrolment
    giulia_enrolled: Enrolment
    system: Person

    def everybody(self) -> dict[str, Person]:
        """The persons by first name."""
        names = ("amara", "benoit", "chen", "dina", "efua", "farid", "giulia", "hanne")
        return {name: getattr(self, name) for name in names}


def person(institution: Institution, name: str, **fields: Any) -> Person:
    """A person with an account, ready to sign in."""
    first = name.split()[0].lower().replace("î", "i")
    email = f"{first}@{'example.org' if institution.name.startswith('St') else 'elsewhere.example'}"
    account = Account.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return Person.objects.create(institution=institution, account=account, name=name, email=email, **fields)


def enrol(
    cohort: Cohort, who: Person, side: str, answers: dict[str, Any] | None = None, capacity: int = 1
) -> Enrolment:
    """Somebody who has applied."""
    now = clock.now()
    row = Enrolment.objects.create(
        cohort=cohort, person=who, side=side, state="applied", capacity=capacity, applied_at=now
    )
    Application.objects.create(
        enrolment=row,
        person=who,
        blueprint=cohort.programme.blueprint,
        answers=answers or {},
        is_submitted=True,
        updated_at=now,
    )
    return row


def let_have_several(cast: Cast) -> BlueprintVersion:
    """Give the programme the blueprint by which a mentee may have up to four mentors."""
    source = BLUEPRINT.with_name("faculty-mosaic.yaml").read_text()
    version = BlueprintVersion.objects.create(
        institution=cast.hospital, key="faculty-mosaic", version=1, source=source, created_by=cast.chen
    )
    cast.programme.blueprint = version
    cast.programme.save()
    return version


def install() -> None:
    """Make what the migrations made, where a flush took it away."""
    house, _ = Institution.objects.get_or_create(pk=HOUSE_ID, defaults={"name": "Chiron"})
    Person.objects.unscoped().get_or_create(
        pk=SYSTEM_ID, defaults={"name": "Chiron", "institution": house, "is_system": True}
    )


def assemble() -> Cast:
    """Make the whole cast in the test database."""
    install()
    hospital = Institution.objects.create(name="St Brigid's Teaching Hospital", time_zone="Europe/Dublin")
    elsewhere = Institution.objects.create(name="Elsewhere Medical School")
    people = {
        "amara": person(hospital, "Amara Okafor", stage="Second year", pronouns="she/her"),
        "benoit": person(hospital, "Benoît Lefèvre", stage="Consultant cardiologist", pronouns="he/him"),
        "chen": person(hospital, "Chen Liu"),
        "dina": person(hospital, "Dina Haddad"),
        "efua": person(hospital, "Efua Mensah"),
        "farid": person(elsewhere, "Farid Rahimi"),
        "giulia": person(hospital, "Giulia Conti", stage="Consultant"),
        "hanne": person(hospital, "Hanne Vik"),
    }
    start = clock.today() - timedelta(days=30)
    for name, role in (("efua", "support_lead"), ("hanne", "administrator")):
        Appointment.objects.create(institution=hospital, person=people[name], role=role, starts_on=start)
    Appointment.objects.create(institution=elsewhere, person=people["farid"], role="administrator", starts_on=start)
    for name in ("efua", "farid", "hanne"):
        TOTP.activate(people[name].account, TOTP_SECRET)
    HelpContact.objects.create(
        institution=hospital, name="Efua Mensah", what_for="Anything that worries you", phone="+353 1 555 0100"
    )
    blueprint = BlueprintVersion.objects.create(
        institution=hospital,
        key="residency-dyads",
        version=1,
        source=BLUEPRINT.read_text(),
        created_by=people["chen"],
    )
    programme = Programme.objects.create(
        institution=hospital, blueprint=blueprint, name="Internal Medicine Residency", state="open"
    )
    for name, role in (("chen", "coordinator"), ("dina", "director")):
        ProgrammeRole.objects.create(programme=programme, person=people[name], role=role, starts_on=start)
    cohort = Cohort.objects.create(
        programme=programme, name="Autumn 2026", starts_on=start, ends_on=start + timedelta(days=365)
    )
    system = Person._base_manager.get(pk=SYSTEM_ID)
    cast = Cast(
        hospital=hospital,
        elsewhere=elsewhere,
        programme=programme,
        cohort=cohort,
        amara_enrolled=enrol(cohort, people["amara"], "mentee"),
        benoit_enrolled=enrol(cohort, people["benoit"], "mentor", capacity=2),
        giulia_enrolled=enrol(cohort, people["giulia"], "mentor"),
        system=system,
        **people,
    )
    boundaries.register_conflict(
        person=cast.giulia, other=cast.amara, kind="assessor", starts_on=start, ends_on=None, by=system
    )
    return cast


def client_of(who: Person | None) -> Client:
    """A browser in which *who* is signed in (nobody: a signed-out one)."""
    client = Client()
    if who is not None and who.account is not None:
        client.force_login(who.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def on(year: int, month: int, day: int) -> date:
    """A day, short to write."""
    return date(year, month, day)
