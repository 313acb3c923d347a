"""Which relationships are pairs: by their members, whatever a blueprint calls them."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Q, QuerySet

from chiron.relationships import rules as relating
from chiron.relationships.models import Relationship

#: Of an enrolment: a place as mentee beside somebody, offered or begun.
HAS_MENTOR = Q(memberships__role="mentee", memberships__relationship__state__in=relating.CURRENT)


def pairs_among(relationships: QuerySet[Relationship]) -> list[tuple[UUID, UUID]]:
    """Return those of some relationships that are of a mentee and a mentor, by enrolment: mentee, mentor."""
    members: dict[UUID, dict[str, UUID]] = defaultdict(dict)
    for pk, role, enrolment in relationships.values_list("pk", "members__role", "members__enrolment"):
        members[pk][role] = enrolment
    return [(each["mentee"], each["mentor"]) for each in members.values() if {"mentee", "mentor"} <= each.keys()]
