"""What a conflict of interest paused, and which of it can go on."""

from collections import Counter, defaultdict
from collections.abc import Collection
from itertools import combinations
from uuid import UUID

from chiron.boundaries import policies as boundaries
from chiron.people.models import Person
from chiron.relationships import policies


def free_to_go_on(person: Person, cohorts: Collection[UUID]) -> Counter[UUID]:
    """Return for each cohort in how many paused relationships nothing keeps anybody apart any more.

    One query, and another one where something is paused.
    """
    rows = policies.coordinated_relationships(person).filter(state="suspended", cohort__in=cohorts)
    members: dict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
    for pk, cohort, member in rows.filter(members__left_at__isnull=True).values_list("pk", "cohort", "members__person"):
        members[pk, cohort].add(member)
    apart = boundaries.pairs_apart(each for people in members.values() for each in people) if members else frozenset()
    return Counter(
        cohort for (_pk, cohort), people in members.items() if apart.isdisjoint(combinations(sorted(people), 2))
    )
