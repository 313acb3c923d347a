"""Who may read and change a decision worksheet: its owner; and those it is talked over with, while that lives."""

from datetime import date

from django.db.models import F, Q, QuerySet

from chiron.core.policy import policy
from chiron.people import policies as people
from chiron.people.models import Institution, Person
from chiron.relationships import rules
from chiron.relationships.models import Decision, Relationship
from chiron.relationships.policies.presence import is_there
from chiron.relationships.policies.relationships import may_take_part, visible_relationships


@policy
def may_begin_decision(by: Person) -> bool:
    """Everybody for themselves."""
    return people.is_member(by=by)


@policy
def may_change_decision(by: Person, decision: Decision, relationship: Relationship | None = None) -> bool:
    """Only whose decision it is; to talk it over, with a relationship that they take part in."""
    if by.pk != decision.person_id or by.erased_at is not None:
        return False
    return relationship is None or may_take_part(by=by, relationship=relationship)


@policy
def may_remind(by: Person) -> bool:
    """The system only, when the day has come."""
    return by.is_system


@policy
def visible_decisions(person: Person) -> QuerySet[Decision]:
    """One's own, and those that a relationship one is in was asked to talk over, while it lives and they are in it."""
    living = visible_relationships(person).filter(state__in=rules.LIVE)
    return (
        Decision.objects.scoped()
        .filter(Q(person=person) | (Q(relationship__in=living) & Q(is_there())), institution_id=person.institution_id)
        .select_related("person")
    )


@policy
def own_decisions(person: Person) -> QuerySet[Decision]:
    """One's own."""
    return Decision.objects.scoped().filter(person=person)


def decisions_due(institution: Institution, today: date) -> QuerySet[Decision]:
    """Those of an institution whose day has come and whose owner was not reminded of it yet."""
    first = Q(state="open", decide_on__lte=today) & (Q(reminded_on=None) | Q(reminded_on__lt=F("decide_on")))
    again = Q(state="made", revisit_on__lte=today) & (Q(reminded_on=None) | Q(reminded_on__lt=F("revisit_on")))
    return Decision.objects.scoped().filter(first | again, institution=institution, person__erased_at=None)
