"""Who reads and writes messages: the members, while they may take part."""

from uuid import UUID

from django.db.models import QuerySet

from chiron.core.policy import policy
from chiron.people.models import Person
from chiron.relationships import rules
from chiron.relationships.models import Correspondent, Member, Message, Relationship
from chiron.relationships.policies.relationships import visible_relationships


@policy
def may_read_messages(by: Person, relationship: Relationship) -> bool:
    """Its members, once it has begun and unless one is now kept apart from another."""
    return relationship.state in rules.BEGUN and visible_relationships(by).filter(pk=relationship.pk).exists()


@policy
def may_remove_message(by: Person, message: Message) -> bool:
    """Only who wrote it."""
    return by.pk == message.person_id and may_read_messages(by=by, relationship=message.relationship)


@policy
def visible_messages(person: Person) -> QuerySet[Message]:
    """The messages of relationships that one is in and that have begun."""
    seen = visible_relationships(person).filter(state__in=rules.BEGUN)
    return Message.objects.scoped().filter(relationship__in=seen)


@policy
def visible_correspondents(person: Person) -> QuerySet[Correspondent]:
    """What the members of one's own relationships said of their duty to report; of oneself everything."""
    seen = visible_relationships(person).filter(state__in=rules.BEGUN)
    return Correspondent.objects.scoped().filter(relationship__in=seen)


def places_in_life(person: Person) -> list[tuple[str, UUID, bool]]:
    """The role, the relationship and whether it lives, of all that *person* is in and that has begun. One query."""
    mine = Member.objects.scoped().filter(person=person, left_at__isnull=True, relationship__state__in=rules.BEGUN)
    rows = mine.order_by("-relationship__began_at", "pk").values_list("role", "relationship_id", "relationship__state")
    return [(role, pk, state in rules.LIVE) for role, pk, state in rows]
