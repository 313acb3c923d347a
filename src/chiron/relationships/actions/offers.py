"""Offering pairs: relationship, members, places and claims in one transaction, many at a time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from chiron.boundaries import actions as boundaries
from chiron.core import clock, encryption
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.programmes import actions as programmes
from chiron.programmes.models import Cohort, Enrolment
from chiron.programmes.rules import MATCHABLE
from chiron.relationships import policies, rules
from chiron.relationships.models import Member, Place, Relationship, RelationshipTransition


class HasLeft(Refused):
    message = _("One of the two has left the cohort or has not applied.")


class HasSomebody(Refused):
    message = _("The mentee already has a mentor in this cohort.")


class NoPlaceLeft(Refused):
    message = _("The mentor has no place left.")


class OneAndTheSame(Refused):
    message = _("Nobody can mentor themselves.")


@dataclass(frozen=True)
class PairOffer:
    """A mentee and a mentor of one cohort, and why each in particular is asked: sentences by language."""

    mentee: Enrolment
    mentor: Enrolment
    why_mentee: dict[str, Any] = field(default_factory=dict)
    why_mentor: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Offered:
    """What came of it: the relationships made, and each pair left out with the refusal that says why."""

    created: list[Relationship]
    left_out: list[tuple[PairOffer, Refused]]


@action("relationships.pairs.offered", may=policies.may_offer)
def offer_pairs(*, cohort: Cohort, pairs: Sequence[PairOffer], run_id: UUID | None, by: Person) -> Offered:
    """Offer *pairs* of one cohort and tell both sides; a pair that cannot be is left out and says why.

    A pair is left out where the two are in conflict by now, the mentee has somebody already, the mentor has no place
    left, or one of them left the cohort. Those who cannot sign in yet are invited by the worker.
    """
    offering = _Offering(cohort, pairs, by)
    created = [relationship for pair in pairs if (relationship := offering.offer(pair, run_id)) is not None]
    offering.store()
    return Offered(created, offering.left_out)


class _Offering:
    """The pairs of one call: what is taken already, what is to be written."""

    def __init__(self, cohort: Cohort, pairs: Sequence[PairOffer], by: Person) -> None:
        self.cohort, self.by, self.now = cohort, by, clock.now()
        self.left_out: list[tuple[PairOffer, Refused]] = []
        ids = {each.pk for pair in pairs for each in (pair.mentee, pair.mentor)}
        self.enrolments = Enrolment.objects.unscoped().select_for_update().order_by("pk").in_bulk(ids)
        self.with_somebody = set(
            Member.objects.unscoped()
            .filter(enrolment_id__in=ids, role="mentee", relationship__state__in=rules.CURRENT)
            .values_list("enrolment_id", flat=True)
        )
        self.taken: dict[UUID, set[int]] = defaultdict(set)
        for enrolment, number in (
            Place.objects.unscoped().filter(enrolment_id__in=ids).values_list("enrolment_id", "number")
        ):
            self.taken[enrolment].add(number)
        self.relationships: list[Relationship] = []
        self.members: list[Member] = []
        self.places: list[Place] = []

    def offer(self, pair: PairOffer, run_id: UUID | None) -> Relationship | None:
        try:
            mentee, mentor, number = self._checked(pair)
            boundaries.claim_pair(mentee.person_id, mentor.person_id, "relationship")
        except Refused as refusal:
            self.left_out.append((pair, refusal))
            return None
        relationship = Relationship(
            id=uuid4(),
            institution_id=self.by.institution_id if not self.by.is_system else self.cohort.programme.institution_id,
            cohort=self.cohort,
            kind="dyad",
            offered_at=self.now,
            run_id=run_id,
        )
        self.relationships.append(relationship)
        self.places.append(Place(enrolment=mentor, number=number, relationship=relationship))
        self.taken[mentor.pk].add(number)
        self.with_somebody.add(mentee.pk)
        for enrolment, role, why in ((mentee, "mentee", pair.why_mentee), (mentor, "mentor", pair.why_mentor)):
            self.members.append(
                Member(
                    relationship=relationship, person_id=enrolment.person_id, enrolment=enrolment, role=role, why=why
                )
            )
        return relationship

    def _checked(self, pair: PairOffer) -> tuple[Enrolment, Enrolment, int]:
        mentee, mentor = self.enrolments.get(pair.mentee.pk), self.enrolments.get(pair.mentor.pk)
        if mentee is None or mentor is None or {mentee.state, mentor.state} - set(MATCHABLE):
            raise HasLeft
        if mentee.person_id == mentor.person_id:
            raise OneAndTheSame
        if mentee.pk in self.with_somebody:
            raise HasSomebody
        free = [number for number in range(1, mentor.capacity + 1) if number not in self.taken[mentor.pk]]
        if not free:
            raise NoPlaceLeft
        return mentee, mentor, free[0]

    def store(self) -> None:
        """Write everything, and tell everybody concerned."""
        people = [member.person_id for member in self.members]
        encryption.ensure_keys(people)
        encryption.preload(people)
        Relationship.objects.bulk_create(self.relationships, batch_size=500)
        RelationshipTransition.objects.bulk_create(
            [
                RelationshipTransition(
                    relationship=each, sequence=1, from_state="", to_state="offered", at=self.now, by_id=self.by.pk
                )
                for each in self.relationships
            ],
            batch_size=500,
        )
        Member.objects.bulk_create(self.members, batch_size=500)
        Place.objects.bulk_create(self.places, batch_size=500)
        for member in self.members:
            if member.enrolment.state != "matched":
                programmes.move(member.enrolment, "matched", self.by)
            notifications.queue(
                "relationships.offer",
                to=member.person_id,
                institution=member.relationship.institution_id,
                member=member.pk,
            )
