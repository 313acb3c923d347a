"""Of mentees who may have several mentors: in whose place they want another, and when they have one."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort
from chiron.relationships import rules
from chiron.relationships.models import Member


def is_one_of_several(member: Member) -> bool:
    """Whether a member is a mentee in a pair beside which they may have others."""
    relationship = member.relationship
    kind = rules.types.type_of_pairs(programmes.blueprint_of(relationship.cohort))
    is_mentee = member.role in rules.types.GUIDED and relationship.kind == kind.id
    return is_mentee and rules.types.mentors_each(kind) > 1


def note(member: Member, successor: str) -> None:
    """Note whether a mentee wants another in the place of a mentor whom they lost, or has them back."""
    if member.successor != successor:
        member.successor = successor
        member.save(update_fields=["successor"])


def still_missing(cohort: Cohort, given: Mapping[UUID, int]) -> set[UUID]:
    """Note how many mentors some mentees of *cohort* get, by enrolment; return those who lost more than that."""
    if rules.types.mentors_each(rules.types.type_of_pairs(programmes.blueprint_of(cohort))) == 1:
        return set()
    wanted = Member.objects.unscoped().filter(enrolment__in=given, successor="wanted")
    left = Counter(given)
    found = []
    for member in wanted.order_by("relationship__offered_at", "pk"):
        if left[member.enrolment_id] > 0:
            found.append(member.pk)
        left[member.enrolment_id] -= 1
    Member.objects.unscoped().filter(pk__in=found).update(successor="")
    return {pk for pk, number in left.items() if number < 0}
