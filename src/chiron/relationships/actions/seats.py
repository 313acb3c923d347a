"""Who can take a seat in a relationship: enrolments locked, places counted, mentors of a mentee counted."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from chiron.core.actions import Refused
from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort, Enrolment
from chiron.programmes.rules import MATCHABLE
from chiron.relationships import rules
from chiron.relationships.models import Member, Place, Relationship


class HasLeft(Refused):
    message = _("One of the two has left the cohort or has not applied.")


class HasSomebody(Refused):
    message = _("The mentee already has a mentor in this cohort.")


class AreTogether(Refused):
    message = _("The two are together in this cohort already.")


class HasPaused(Refused):
    message = _("The mentor takes nobody new at present.")


class NoPlaceLeft(Refused):
    message = _("The mentor has no place left.")


class OneAndTheSame(Refused):
    message = _("Nobody can mentor themselves.")


class Seats:
    """Some enrolments of a cohort, locked: whom one may seat beside whom."""

    def __init__(self, cohort: Cohort, ids: Collection[UUID]) -> None:
        blueprint = programmes.blueprint_of(cohort)
        self.blueprint, self.pair = blueprint, rules.types.type_of_pairs(blueprint)
        self.enrolments = Enrolment.objects.unscoped().select_for_update(no_key=True).order_by("pk").in_bulk(ids)
        current = Member.objects.unscoped().filter(enrolment_id__in=ids, left_at__isnull=True)
        rows = current.filter(relationship__state__in=rules.CURRENT)
        self.mentors = Counter(rows.filter(role="mentee").values_list("enrolment_id", flat=True))
        pairs = rows.filter(relationship__kind=self.pair.id)
        self.together = {frozenset(two) for two in _by_relationship(pairs) if len(two) > 1}
        self.taken: dict[UUID, set[int]] = defaultdict(set)
        places = Place.objects.unscoped().filter(enrolment_id__in=ids)
        for enrolment, number in places.values_list("enrolment_id", "number"):
            self.taken[enrolment].add(number)

    def present(self, pk: UUID) -> Enrolment:
        """Return an enrolment that can be matched now; refused otherwise."""
        found = self.enrolments.get(pk)
        if found is None or found.state not in MATCHABLE:
            raise HasLeft
        return found

    def take(self, enrolment: Enrolment, role: str, relationship: Relationship) -> None:
        """Seat somebody: a mentee who may have one more mentor, a mentor who has a place left."""
        if role in rules.types.GUIDED:
            self.check_mentee(enrolment)
        if role in rules.types.GUIDING:
            Place.objects.create(enrolment=enrolment, number=self.place(enrolment), relationship=relationship)

    def check_mentee(self, enrolment: Enrolment) -> None:
        """Refuse a mentee who has as many mentors as the blueprint's type gives them."""
        if self.mentors[enrolment.pk] >= rules.types.mentors_each(self.pair):
            raise HasSomebody

    def check_apart(self, one: Enrolment, other: Enrolment) -> None:
        """Refuse two who are a pair already: a mentee may have several mentors, and each of them once."""
        if {one.pk, other.pk} in self.together:
            raise AreTogether

    def place(self, enrolment: Enrolment) -> int:
        """Return the number of a mentor's first free place."""
        return free_place(enrolment, self.taken[enrolment.pk])


def free_place(mentor: Enrolment, taken: Collection[int]) -> int:
    """Return the first free place of *mentor*; who takes fewer than before may have one taken of a higher number."""
    if len(taken) >= mentor.capacity:
        raise NoPlaceLeft
    return next(number for number in range(1, mentor.capacity + 1) if number not in taken)


def _by_relationship(members: QuerySet[Member]) -> Iterable[list[UUID]]:
    """The enrolments of some members, by relationship."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for relationship, enrolment in members.values_list("relationship_id", "enrolment_id"):
        found[relationship].append(enrolment)
    return found.values()
