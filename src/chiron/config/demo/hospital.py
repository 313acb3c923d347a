"""The demo hospital: the cast, a residency with two cohorts, and six peer circles. Run twice, it changes nothing."""

from datetime import date, timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from chiron.boundaries import actions as boundaries
from chiron.config.demo import announcing, cvs, lives, meetings, plans, talking, trainings
from chiron.config.demo.build import fill
from chiron.core import clock, worker
from chiron.matching import actions as matching
from chiron.matching import queries as matching_queries
from chiron.matching.models import MatchRun
from chiron.matching.queries.inputs import as_person
from chiron.people import actions as people
from chiron.people.models import Account, Appointment, HelpContact, Institution, Person
from chiron.people.queries import system
from chiron.programmes.models import Application, BlueprintVersion, Cohort, Enrolment, Programme, ProgrammeRole
from chiron.programmes.queries import loaded, matching_inputs
from chiron.relationships import actions as relationships
from chiron.relationships.models import Member, Relationship
from chiron_blueprint.fit.scoring import Scoring

NAME = "St Brigid’s Teaching Hospital"
PASSWORD = "walk the wards"  # noqa: S105 the demo's people have no secrets
CAST = [
    ("amara", "Amara Okafor", "she/her", "Second year", "a mentee"),
    ("benoit", "Benoît Lefèvre", "he/him", "Consultant cardiologist", "her mentor"),
    ("chen", "Chen Liu", "", "Programme coordinator", "the coordinator"),
    ("dina", "Dina Haddad", "she/her", "Programme director", "the programme director"),
    ("efua", "Efua Mensah", "she/her", "Support lead", "the support lead (asks for a second factor)"),
    ("giulia", "Giulia Conti", "she/her", "Consultant", "who assesses Amara and sees nothing of her"),
    ("hanne", "Hanne Vik", "she/her", "Administrator", "the administrator (asks for a second factor)"),
]
#: How many mentees and mentors are invented, and with which seed.
SPRING = (36, 14, 11)
AUTUMN = (83, 30, 12)
CIRCLE_PEOPLE = (42, 6, 13)
CIRCLES = ["Heron", "Wren", "Curlew", "Kestrel", "Plover", "Swift"]


def exists() -> bool:
    """Return whether the demo hospital stands in this database."""
    return Institution.objects.filter(name=NAME).exists()


def build() -> None:
    """Make the hospital, match its spring cohort and publish it, leave autumn's run for the coordinator."""
    with transaction.atomic():
        institution = Institution.objects.create(name=NAME, time_zone="Europe/Dublin")
        cast = {key: _person(institution, key, *rest) for key, *rest in CAST}
        for person in cast.values():
            people.give_consent(person=person, purpose="taking-part", by=person)
        _elsewhere()
        _duties(institution, cast)
        residency = _programme(institution, "residency-dyads", "Internal Medicine Residency", cast)
        circles = _programme(institution, "peer-circles-identity", "Peer circles", cast)
    today = clock.today()
    spring = _cohort(residency, "Spring 2026", today - timedelta(days=200), SPRING)
    autumn = _cohort(residency, "Autumn 2026", today - timedelta(days=30), AUTUMN)
    _enrol_the_cast(spring, cast)
    _conflicts(cast, autumn)
    _match(spring, cast["chen"], publish=True)
    _match(autumn, cast["chen"], publish=False)
    _weigh(autumn, cast["chen"])
    pair = _begun(cast)
    plans.plan(pair, cast)
    meetings.meet(pair, cast)
    lives.live(Relationship.objects.unscoped().get(pk=pair.pk), cast)
    talking.talk(pair, cast)
    talking.others(pair)
    cvs.share(Relationship.objects.unscoped().get(pk=pair.pk), cast["amara"])
    evenings = _circles(circles, cast, today)
    trainings.build(cast, mentors=spring, facilitators=evenings)
    announcing.announce(spring, cast["chen"])


def _person(institution: Institution, key: str, name: str, pronouns: str, stage: str, note: str) -> Person:
    email = f"{key}@demo.example"
    account = Account.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return Person.objects.create(
        institution=institution, account=account, name=name, pronouns=pronouns, stage=stage, email=email
    )


def _elsewhere() -> None:
    other = Institution.objects.create(name="Elsewhere Medical School")
    _person(other, "farid", "Farid Rahimi", "he/him", "Student", "")


def _duties(institution: Institution, cast: dict[str, Person]) -> None:
    today = clock.today()
    for key, role in (("efua", "support_lead"), ("hanne", "administrator")):
        Appointment.objects.create(institution=institution, person=cast[key], role=role, starts_on=today)
    contacts = [
        ("Efua Mensah", "Anything that worries you, outside assessment", "+353 1 555 0100", "Weekdays 8 to 18"),
        ("Occupational health", "Illness, needlesticks, fitness for work", "+353 1 555 0111", "Weekdays 9 to 17"),
    ]
    for position, (name, what_for, phone, hours) in enumerate(contacts):
        HelpContact.objects.create(
            institution=institution, name=name, what_for=what_for, phone=phone, hours=hours, position=position
        )


def _programme(institution: Institution, key: str, name: str, cast: dict[str, Person]) -> Programme:
    source = (settings.CHIRON_BLUEPRINTS / f"{key}.yaml").read_text()
    version = BlueprintVersion.objects.create(
        institution=institution, key=key, version=1, source=source, created_by=cast["chen"]
    )
    programme = Programme.objects.create(institution=institution, blueprint=version, name=name, state="open")
    for who, role in (("chen", "coordinator"), ("dina", "director")):
        ProgrammeRole.objects.create(
            programme=programme, person=cast[who], role=role, starts_on=clock.today() - timedelta(days=365)
        )
    return programme


def _cohort(programme: Programme, name: str, starts_on: date, people: tuple[int, int, int]) -> Cohort:
    cohort = Cohort.objects.create(
        programme=programme, name=name, starts_on=starts_on, ends_on=starts_on + timedelta(days=365)
    )
    mentees, mentors, seed = people
    fill(cohort, loaded(programme.blueprint), mentees=mentees, mentors=mentors, seed=seed)
    return cohort


def _enrol_the_cast(cohort: Cohort, cast: dict[str, Person]) -> None:
    """Amara and Benoît join with answers that meet: those of the two invented people who fit best."""
    inputs = matching_inputs(cohort)
    mentees, mentors = ([each for each in inputs if each.side == side] for side in ("mentee", "mentor"))
    sides = [[as_person(each) for each in side] for side in (mentees, mentors)]
    fits, allowed = Scoring(loaded(cohort.programme.blueprint), *sides).dense()
    first, second = divmod(int((fits * allowed).argmax()), len(mentors))
    for key, side, capacity, like in (("amara", "mentee", 1, mentees[first]), ("benoit", "mentor", 2, mentors[second])):
        source = Application.objects.unscoped().get(enrolment_id=like.enrolment_id)
        _enrol(cohort, cast[key], side, dict(source.answers), capacity)


def _enrol(cohort: Cohort, person: Person, side: str, answers: dict[str, object], capacity: int) -> Enrolment:
    now = clock.now()
    enrolment = Enrolment.objects.create(
        cohort=cohort, person=person, side=side, state="applied", capacity=capacity, applied_at=now
    )
    enrolment.transitions.create(sequence=1, from_state="", to_state="applied", at=now)
    Application.objects.create(
        enrolment=enrolment,
        person=person,
        blueprint=cohort.programme.blueprint,
        answers=answers,
        is_submitted=True,
        updated_at=now,
    )
    return enrolment


def _conflicts(cast: dict[str, Person], cohort: Cohort) -> None:
    start, end = clock.today() - timedelta(days=20), clock.today() + timedelta(days=70)
    pairs = [(cast["giulia"], cast["amara"])]
    mentees = list(cohort.enrolments.filter(side="mentee").select_related("person").order_by("pk")[:12])
    mentors = list(cohort.enrolments.filter(side="mentor").select_related("person").order_by("pk")[:4])
    pairs += [(mentors[at % len(mentors)].person, mentee.person) for at, mentee in enumerate(mentees)]
    for person, other in pairs:
        boundaries.register_conflict(
            person=person, other=other, kind="assessor", starts_on=start, ends_on=end, by=system()
        )


def _match(cohort: Cohort, by: Person, *, publish: bool) -> None:
    """Run the cohort's match at once; for the published one Amara and Benoît are put together first."""
    if publish:
        known = {each.name: each.enrolment_id for each in matching_queries.inputs_of(cohort)}
        mentee, mentor = (cohort.enrolments.get(pk=known[name]) for name in ("Amara Okafor", "Benoît Lefèvre"))
        matching.set_rule(cohort=cohort, mentee=mentee, mentor=mentor, kind="lock", by=by)
    run = matching.start_run(cohort=cohort, by=by)
    worker.drain()
    if publish:
        matching.publish_run(run=MatchRun.objects.unscoped().get(pk=run.pk), by=by)


def _begun(cast: dict[str, Person]) -> Relationship:
    """The pair of Amara and Benoît, to which both have said yes."""
    for member in Member.objects.unscoped().filter(person__in=[cast["amara"], cast["benoit"]], answer="asked"):
        relationships.accept(member=member, by=member.person)
    return Relationship.objects.unscoped().get(members__person=cast["amara"], kind="dyad")


def _weigh(cohort: Cohort, by: Person) -> None:
    """Run once more by another method, to be compared, and plan an evening of short talks."""
    matching.save_plan(cohort=cohort, method="fair", weights={}, by=by)
    matching.start_run(cohort=cohort, by=by)
    worker.drain()
    evening = {"rounds": 6, "minutes": 10, "pause": 2, "seats": 1, "begins": 18 * 60}
    matching.plan_talks(cohort=cohort, asked=evening, by=by)


def _circles(programme: Programme, cast: dict[str, Person], today: date) -> Cohort:
    """Six circles of seven, each with a facilitator; return their cohort."""
    cohort = _cohort(programme, "2026", today - timedelta(days=60), CIRCLE_PEOPLE)
    mentees = list(cohort.enrolments.filter(side="mentee").order_by("pk"))
    leaders = list(cohort.enrolments.filter(side="mentor").order_by("pk"))
    now = clock.now()
    for number, name in enumerate(CIRCLES):
        circle = Relationship.objects.create(
            id=uuid4(),
            institution_id=programme.institution_id,
            cohort=cohort,
            kind="circle",
            name=name,
            state="active",
            began_at=now,
            offered_at=now,
        )
        circle.transitions.create(sequence=1, from_state="", to_state="active", at=now)
        members = [
            (leaders[number], "facilitator"),
            *((each, "member") for each in mentees[number * 7 : number * 7 + 7]),
        ]
        for enrolment, role in members:
            Member.objects.create(
                relationship=circle,
                person_id=enrolment.person_id,
                enrolment=enrolment,
                role=role,
                answer="accepted",
                answered_at=now,
            )
            enrolment.transitions.create(sequence=2, from_state="applied", to_state="matched", at=now)
            enrolment.state = "matched"
            enrolment.save(update_fields=["state"])
    return cohort
