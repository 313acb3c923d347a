"""Who may see and change a meeting: the members of its relationship, nobody else."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from chiron.core.policy import policy
from chiron.people.models import Person
from chiron.programmes.models import Application
from chiron.relationships import rules
from chiron.relationships.models import AgendaPoint, Attendee, Commitment, Meeting, Relationship
from chiron.relationships.policies.relationships import may_take_part, visible_relationships


@policy
def may_meet(by: Person, relationship: Relationship) -> bool:
    """The members of a relationship while it lives."""
    return may_take_part(by=by, relationship=relationship)


@policy
def may_change_meeting(by: Person, meeting: Meeting) -> bool:
    """The members of its relationship while it lives: booked by one, moved or cancelled by any."""
    return may_take_part(by=by, relationship=meeting.relationship)


@policy
def may_answer_meeting(by: Person, meeting: Meeting) -> bool:
    """Whoever was invited, while the relationship lives."""
    is_invited = meeting.attendees.filter(person=by).exists()
    return is_invited and may_take_part(by=by, relationship=meeting.relationship)


@policy
def may_drop_point(by: Person, point: AgendaPoint) -> bool:
    """Any member: an agenda is everybody's."""
    return may_take_part(by=by, relationship=point.relationship)


@policy
def may_tick(by: Person, commitment: Commitment) -> bool:
    """Any member: one may say for the other that it was done."""
    return may_take_part(by=by, relationship=commitment.relationship)


@policy
def may_call_off(by: Person) -> bool:
    """The system only: when a relationship has ended or is suspended, a zone changes its rules, a calendar answers."""
    return by.is_system


@policy
def visible_meetings(person: Person) -> QuerySet[Meeting]:
    """The meetings of the relationships that one may read."""
    begun = visible_relationships(person).filter(state__in=rules.BEGUN)
    return Meeting.objects.scoped().filter(relationship__in=begun)


@policy
def visible_attendances(person: Person) -> QuerySet[Attendee]:
    """One's own invitations to meetings that one may see."""
    return Attendee.objects.scoped().filter(person=person, meeting__in=visible_meetings(person))


@policy
def visible_commitments(person: Person) -> QuerySet[Commitment]:
    """What was promised in the relationships that one may read."""
    begun = visible_relationships(person).filter(state__in=rules.BEGUN)
    return Commitment.objects.scoped().filter(relationship__in=begun)


@policy
def visible_points(person: Person) -> QuerySet[AgendaPoint]:
    """The agenda points of the relationships that one may read."""
    begun = visible_relationships(person).filter(state__in=rules.BEGUN)
    return AgendaPoint.objects.scoped().filter(relationship__in=begun)


def applications_of(enrolments: Iterable[UUID]) -> QuerySet[Application]:
    """What people answered when they applied, to look for common hours only; no page shows it to another."""
    return Application.objects.scoped().filter(enrolment_id__in=list(enrolments))
