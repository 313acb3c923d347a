"""Who may read and sign an agreement: those who agree on it, nobody else."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from chiron.core.policy import policy
from chiron.people.models import Person
from chiron.programmes.models import Enrolment
from chiron.relationships import rules
from chiron.relationships.models import Agreement, Closing
from chiron.relationships.policies.relationships import (
    coordinated_relationships,
    may_take_part,
    visible_relationships,
)


@policy
def may_sign(by: Person, agreement: Agreement) -> bool:
    """Those who take part in the relationship that it is about."""
    return may_take_part(by=by, relationship=agreement.relationship)


@policy
def visible_agreements(person: Person) -> QuerySet[Agreement]:
    """The versions of the relationships that one reads, once they have begun."""
    begun = visible_relationships(person).filter(
        state__in=rules.BEGUN, members__person=person, members__answer="accepted"
    )
    return Agreement.objects.scoped().filter(relationship__in=begun)


@policy
def visible_closings(person: Person) -> QuerySet[Closing]:
    """What was said at the end of the relationships that one reads."""
    begun = visible_relationships(person).filter(state__in=rules.BEGUN)
    return Closing.objects.scoped().filter(relationship__in=begun)


@policy
def coordinated_closings(person: Person) -> QuerySet[Closing]:
    """Who said at a closing that they would mentor next, in the programmes that one coordinates; not what they wrote.

    Of those whom the programme has as mentors already, none.
    """
    own = Enrolment.objects.filter(
        person=OuterRef("person"), cohort__programme=OuterRef("relationship__cohort__programme"), side="mentor"
    )
    rows = Closing.objects.scoped().filter(becomes_mentor=True, relationship__in=coordinated_relationships(person))
    return rows.exclude(Exists(own.exclude(state__in=["withdrawn", "closed"]))).defer("achieved", "learned")


@policy
def own_closings(person: Person) -> QuerySet[Closing]:
    """What one said oneself, in every institution of one's account."""
    account = Q(person__account=person.account_id) if person.account_id else Q(person=person)
    return Closing.objects.scoped().filter(account)
