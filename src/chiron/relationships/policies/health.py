"""Who is reminded, by whom."""

from django.db.models import QuerySet

from chiron.core.policy import policy
from chiron.people.models import Person
from chiron.relationships.models import Member
from chiron.relationships.policies.relationships import coordinated_relationships


@policy
def may_nudge(by: Person) -> bool:
    """The system, when it has been quiet for long."""
    return by.is_system


@policy
def coordinated_members(person: Person) -> QuerySet[Member]:
    """Who is in the relationships of the programmes that one coordinates, and whether they have answered."""
    return Member.objects.scoped().filter(relationship__in=coordinated_relationships(person))
