"""Who answers check-ins and who learns what of them: the person themselves, and coordinators that a talk is wished."""

from django.db.models import Exists, OuterRef, QuerySet

from chiron.core.policy import policy
from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.relationships import rules
from chiron.relationships.models import CheckIn, CheckInAnswer, Rating, Relationship
from chiron.relationships.policies.relationships import (
    coordinated_relationships,
    may_take_part,
    visible_relationships,
)


@policy
def may_open_check_ins(by: Person) -> bool:
    """The system, on the day that the blueprint says."""
    return by.is_system


@policy
def may_answer_check_in(by: Person, check_in: CheckIn) -> bool:
    """The members of what it asks about, while it lives."""
    return may_take_part(by=by, relationship=check_in.relationship)


@policy
def may_rate(by: Person, relationship: Relationship) -> bool:
    """Mentees, and members of circles, while it lives."""
    guided = relationship.members.filter(person=by, role__in=rules.SIDES["mentee"], left_at__isnull=True)
    return may_take_part(by=by, relationship=relationship) and guided.exists()


@policy
def may_note_talk(by: Person, answer: CheckInAnswer) -> bool:
    """The coordinators of the programme."""
    return programmes.may_coordinate_cohort(by=by, cohort=answer.check_in.relationship.cohort)


@policy
def visible_check_ins(person: Person) -> QuerySet[CheckIn]:
    """What was asked in the relationships that one is in."""
    seen = visible_relationships(person).filter(state__in=rules.BEGUN)
    return CheckIn.objects.scoped().filter(relationship__in=seen)


@policy
def visible_answers(person: Person) -> QuerySet[CheckInAnswer]:
    """One's own."""
    return CheckInAnswer.objects.scoped().filter(person=person)


@policy
def visible_ratings(person: Person) -> QuerySet[Rating]:
    """One's own: nobody else learns how content somebody is."""
    return Rating.objects.scoped().filter(person=person)


@policy
def visible_wishes_for_talk(person: Person) -> QuerySet[CheckInAnswer]:
    """Where somebody of a programme that one coordinates wishes a talk: who and since when, not what they answered."""
    seen = coordinated_relationships(person).filter(pk=OuterRef("check_in__relationship"))
    rows = CheckInAnswer.objects.scoped().filter(Exists(seen), wishes_talk=True, talked_at__isnull=True)
    return rows.defer("said")
