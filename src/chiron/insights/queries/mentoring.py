"""What a mentor gives and has before them: each mentee's next step, hours against what was promised, places."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.programmes import queries as programme_queries
from chiron.programmes.models import Enrolment
from chiron.relationships import policies as relationships
from chiron.relationships import queries as relationship_queries
from chiron.relationships.models import Relationship
from chiron.relationships.queries import Health
from chiron.relationships.rules import LIVE


@dataclass(frozen=True)
class Next:
    """One thing to do with a mentee, and where."""

    text: str
    url: str


@dataclass(frozen=True)
class Guided:
    """Somebody, or a circle, whom the mentor guides: how it goes, when they meet, what comes next."""

    relationship: Relationship
    names: str
    health: Health
    minutes: int
    promised: int
    steps: list[Next] = field(default_factory=list)

    @property
    def meets(self) -> date | None:
        """When they meet next."""
        return self.health.dates.next_meets


@dataclass(frozen=True)
class Places:
    """The mentor's places in one cohort: taken, of how many, and whether they take anybody new."""

    enrolment: Enrolment
    taken: int


@dataclass(frozen=True)
class Mentoring:
    """The mentor's page."""

    guided: list[Guided]
    places: list[Places]

    @property
    def minutes(self) -> int:
        """Minutes met so far."""
        return sum(each.minutes for each in self.guided)

    @property
    def promised(self) -> int:
        """Minutes that the programmes hope for, over the whole time."""
        return sum(each.promised for each in self.guided)


def mentoring(person: Person) -> Mentoring:
    """Return what *person* gives as a mentor; the number of queries does not grow with the mentees."""
    memberships = relationships.visible_memberships(person).filter(
        role__in=["mentor", "facilitator"], left_at__isnull=True, relationship__state__in=LIVE
    )
    rows = relationships.visible_relationships(person).filter(pk__in=memberships.values("relationship"))
    loaded = rows.select_related("cohort__programme").prefetch_related("members__person").order_by("began_at", "pk")
    health = {each.pk: each for each in relationship_queries.health_of(rows)}
    minutes = relationship_queries.minutes_met(rows)
    new, asked = relationship_queries.unread(person), relationship_queries.open_check_ins(person)
    questions = {each.relationship_id: each.pk for each in asked}
    promises = _promises(person)
    to_sign = memberships.filter(relationship_queries.waits_for_signature(person), relationship__state="active")
    unsigned = set(to_sign.values_list("relationship_id", flat=True))
    guided = [
        Guided(
            relationship=each,
            names=relationship_queries.names_in(each, but=person.pk),
            health=health[each.pk],
            minutes=minutes.get(each.pk, 0),
            promised=_promised(each),
            steps=[
                *_steps(
                    each, health[each.pk], new.get(each.pk, 0), questions.get(each.pk), is_to_sign=each.pk in unsigned
                ),
                *promises.get(each.pk, []),
            ],
        )
        for each in loaded
        if each.pk in health
    ]
    return Mentoring(guided, _places(person))


def _promised(row: Relationship) -> int:
    """The minutes that the blueprint hopes for."""
    cadence = programme_queries.blueprint_of(row.cohort).cadence
    return cadence.meetings * cadence.minutes if cadence else 0


def _steps(row: Relationship, health: Health, new: int, question: UUID | None, *, is_to_sign: bool) -> list[Next]:
    """What comes next with one mentee, the soonest first."""
    steps = []
    if new:
        text = ngettext("Read %(n)s new message", "Read %(n)s new messages", new) % {"n": new}
        steps.append(Next(text, reverse("relationships:messages", args=[row.pk])))
    if question is not None:
        steps.append(Next(_("Answer one question"), reverse("relationships:check_in", args=[question])))
    page = reverse("relationships:relationship", args=[row.pk])
    if is_to_sign:
        steps.append(Next(_("Sign the agreement"), reverse("relationships:agreement", args=[row.pk])))
    if health.dates.next_meets is None:
        steps.append(Next(_("Find a time to meet"), page))
    return steps


def _promises(person: Person) -> dict[UUID, list[Next]]:
    """What the mentor promised and has not done, in each relationship, the oldest first."""
    found: dict[UUID, list[Next]] = {}
    rows = relationships.visible_commitments(person).filter(person=person, done_at__isnull=True)
    for each in rows.order_by("made_at", "pk"):
        page = reverse("relationships:relationship", args=[each.relationship_id])
        found.setdefault(each.relationship_id, []).append(Next(each.text, page))
    return found


def _places(person: Person) -> list[Places]:
    rows = programmes.visible_enrolments(person).filter(
        person=person, side="mentor", state__in=["applied", "waiting", "matched"]
    )
    rows = rows.exclude(cohort__programme__state="closed").annotate(taken=Count("places"))
    found = rows.select_related("cohort__programme").order_by("-cohort__starts_on", "pk")
    return [Places(each, each.taken) for each in found]


def own_places(person: Person, pk: UUID) -> Enrolment | None:
    """Return the mentor's own enrolment, or None where it is none of theirs."""
    return programmes.visible_enrolments(person).filter(person=person, side="mentor", pk=pk).first()
