"""Who may read and write the tutoring record: whose practice it is, and who wrote. Nobody else, ever."""

from django.db.models import Q, QuerySet

from chiron.core.policy import policy
from chiron.people.models import Person
from chiron.relationships import rules
from chiron.relationships.models import Relationship, TutoringEntry
from chiron.relationships.policies.relationships import may_take_part, visible_relationships


@policy
def may_tutor(by: Person, relationship: Relationship) -> bool:
    """The members of a relationship while it lives: a mentor of a mentee, peers of each other, each of themselves."""
    return may_take_part(by=by, relationship=relationship)


@policy
def may_correct(by: Person, entry: TutoringEntry) -> bool:
    """Only who wrote it, while the relationship lives and the learner is in it."""
    there = entry.relationship.members.filter(person=entry.learner_id, left_at__isnull=True)
    return by.pk == entry.person_id and may_take_part(by=by, relationship=entry.relationship) and there.exists()


@policy
def visible_tutoring(person: Person) -> QuerySet[TutoringEntry]:
    """What was written about oneself, for good; what one wrote oneself, as long as one may see the relationship."""
    begun = visible_relationships(person).filter(state__in=rules.BEGUN)
    return (
        TutoringEntry.objects.scoped()
        .filter(Q(learner=person) | Q(person=person, relationship__in=begun))
        .select_related("learner", "person", "relationship")
    )
