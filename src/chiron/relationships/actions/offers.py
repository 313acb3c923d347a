"""Offering pairs: relationship, members, places and claims in one transaction, many at a time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from chiron.boundaries import actions as claims
from chiron.boundaries import policies as boundaries
from chiron.boundaries.actions import InConflict
from chiron.core import clock, encryption
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.programmes import actions as programmes
from chiron.programmes.models import Cohort, Enrolment
from chiron.relationships import policies
from chiron.relationships.actions import successors
from chiron.relationships.actions.seats import HasPaused, OneAndTheSame, Seats
from chiron.relationships.models import AnswerTransition, Member, Place, Relationship, RelationshipTransition


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
    """Offer *pairs* of one cohort, in this order, and tell both sides; a pair that cannot be is left out and says why.

    A pair is left out where the two are in conflict by now, the mentee has somebody already, the mentor has paused or
    has no place left, or one of them left the cohort. Those who cannot sign in yet are invited by the worker. All of
    it is refused while the institution names nobody whom people can ask for help.
    """
    programmes.require_help(cohort.programme)
    offering = _Offering(cohort, pairs, by)
    offering.store(run_id)
    return Offered(offering.relationships, offering.left_out)


@dataclass(frozen=True)
class _Chosen:
    """A pair that can be offered: the two as they stand now, and the number of the mentor's place."""

    pair: PairOffer
    mentee: Enrolment
    mentor: Enrolment
    number: int

    @property
    def people(self) -> tuple[UUID, UUID]:
        return self.mentee.person_id, self.mentor.person_id


class _Offering:
    """The pairs of one call: what is taken already, what is to be written."""

    def __init__(self, cohort: Cohort, pairs: Sequence[PairOffer], by: Person) -> None:
        self.cohort, self.by, self.now = cohort, by, clock.now()
        self.left_out: list[tuple[PairOffer, Refused]] = []
        self.relationships: list[Relationship] = []
        self.seats = Seats(cohort, {each.pk for pair in pairs for each in (pair.mentee, pair.mentor)})
        self.apart = boundaries.pairs_apart(each.person_id for each in self.seats.enrolments.values())
        self.chosen = [chosen for pair in pairs if (chosen := self._chosen(pair)) is not None]

    def _chosen(self, pair: PairOffer) -> _Chosen | None:
        """The pair with the place it takes; None, and the refusal noted, where it cannot be."""
        try:
            chosen = self._checked(pair)
        except Refused as refusal:
            self.left_out.append((pair, refusal))
            return None
        self.seats.taken[chosen.mentor.pk].add(chosen.number)
        self.seats.mentors[chosen.mentee.pk] += 1
        self.seats.together.add(frozenset((chosen.mentee.pk, chosen.mentor.pk)))
        return chosen

    def _checked(self, pair: PairOffer) -> _Chosen:
        mentee, mentor = self.seats.present(pair.mentee.pk), self.seats.present(pair.mentor.pk)
        if mentee.person_id == mentor.person_id:
            raise OneAndTheSame
        self.seats.check_apart(mentee, mentor)
        self.seats.check_mentee(mentee)
        if mentor.is_paused:
            raise HasPaused
        number = self.seats.place(mentor)
        if (mentee.person_id, mentor.person_id) in self.apart:
            raise InConflict
        return _Chosen(pair, mentee, mentor, number)

    def store(self, run_id: UUID | None) -> None:
        """Claim the pairs, write everything in a few statements, and tell everybody concerned."""
        refused = claims.claim_pairs(chosen.people for chosen in self.chosen)
        self.left_out += [(chosen.pair, InConflict()) for chosen in self.chosen if chosen.people in refused]
        self.chosen = [chosen for chosen in self.chosen if chosen.people not in refused]
        ids = sorted(uuid4() for _chosen in self.chosen)  # in the order of the pairs: the list needs no other sorting
        self.relationships = [self._relationship(run_id, pk) for pk in ids]
        together = list(zip(self.relationships, self.chosen, strict=True))
        members = [member for relationship, chosen in together for member in _members(relationship, chosen)]
        people = [member.person_id for member in members]
        encryption.ensure_keys(people)
        encryption.preload(people)
        Relationship.objects.bulk_create(self.relationships, batch_size=500)
        RelationshipTransition.objects.bulk_create([self._begun(each) for each in self.relationships], batch_size=500)
        Member.objects.bulk_create(members, batch_size=500)
        AnswerTransition.objects.bulk_create([self._asked(each) for each in members], batch_size=500)
        Place.objects.bulk_create(
            [Place(enrolment=chosen.mentor, number=chosen.number, relationship=each) for each, chosen in together],
            batch_size=500,
        )
        self._tell(members)

    def _relationship(self, run_id: UUID | None, pk: UUID) -> Relationship:
        institution = self.cohort.programme.institution_id if self.by.is_system else self.by.institution_id
        return Relationship(
            id=pk,
            institution_id=institution,
            cohort=self.cohort,
            kind=self.seats.pair.id,
            offered_at=self.now,
            run_id=run_id,
        )

    def _begun(self, relationship: Relationship) -> RelationshipTransition:
        return RelationshipTransition(
            relationship=relationship, sequence=1, from_state="", to_state="offered", at=self.now, by_id=self.by.pk
        )

    def _asked(self, member: Member) -> AnswerTransition:
        return AnswerTransition(member=member, sequence=1, to_state="asked", at=self.now, by_id=self.by.pk)

    def _tell(self, members: list[Member]) -> None:
        """Note who is matched now, but for those who lost more mentors than they get, and queue the mails."""
        concerned = {member.enrolment_id: member.enrolment for member in members}.values()
        missing = successors.still_missing(self.cohort, Counter(chosen.mentee.pk for chosen in self.chosen))
        for to in ("matched", "waiting"):
            here = [each for each in concerned if (each.pk in missing) == (to == "waiting")]
            programmes.move_many([each for each in here if each.state != to], to, self.by)
        if members:
            letters = [(member.person_id, {"member": member.pk}) for member in members]
            institution = self.relationships[0].institution_id
            notifications.queue_many("relationships.offer", letters, institution=institution)


def _members(relationship: Relationship, chosen: _Chosen) -> list[Member]:
    sides = ((chosen.mentee, "mentee", chosen.pair.why_mentee), (chosen.mentor, "mentor", chosen.pair.why_mentor))
    return [
        Member(relationship=relationship, person_id=enrolment.person_id, enrolment=enrolment, role=role, why=why)
        for enrolment, role, why in sides
    ]
