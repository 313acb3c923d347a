"""Who reads a CV: its owner, and the members of a relationship with which it is shared. Nobody who runs anything."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from chiron.core import clock
from chiron.core.policy import policy
from chiron.people.models import Person
from chiron.relationships import rules
from chiron.relationships.models import Cv, CvShare, Relationship
from chiron.relationships.policies.presence import is_there
from chiron.relationships.policies.relationships import may_take_part, visible_relationships

#: A CV shared for one meeting is read until so long after it.
AFTER_A_MEETING = timedelta(days=1)


@policy
def may_keep_cv(by: Person, person: Person) -> bool:
    """Only whose it is."""
    return by.pk == person.pk and by.erased_at is None


@policy
def may_share_cv(by: Person, cv: Cv, relationship: Relationship) -> bool:
    """Whose it is, with a relationship in which they take part."""
    return by.pk == cv.person_id and may_take_part(by=by, relationship=relationship)


@policy
def may_stop_sharing(by: Person, share: CvShare) -> bool:
    """Only who shared it, whatever became of the relationship."""
    return by.pk == share.person_id


@policy
def own_cvs(person: Person) -> QuerySet[Cv]:
    """One's own."""
    return Cv.objects.scoped().filter(person=person)


@policy
def own_cv_shares(person: Person) -> QuerySet[CvShare]:
    """With whom one shares one's own."""
    return CvShare.objects.scoped().filter(person=person, revoked_at__isnull=True)


@policy
def visible_cv_shares(person: Person) -> QuerySet[CvShare]:
    """What is shared in the relationships in which one takes part: as long as they live, or to a day after a meeting.

    Whoever is kept apart from one by now, or has left, shares nothing any more.
    """
    living = visible_relationships(person).filter(
        state__in=rules.LIVE, members__person=person, members__answer="accepted", members__left_at__isnull=True
    )
    still = Q(meeting__isnull=True) | Q(
        meeting__state__in=["booked", "held"], meeting__starts_at__gte=clock.now() - AFTER_A_MEETING
    )
    rows = CvShare.objects.scoped().filter(still, revoked_at__isnull=True, relationship__in=living)
    return rows.filter(is_there(), person__erased_at__isnull=True)
