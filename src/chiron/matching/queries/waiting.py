"""Who waits again after others were matched, and whom they were offered in vain."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from chiron.matching.models import MatchRun, Proposal
from chiron.matching.queries.kept import mentors_each
from chiron.matching.queries.paired import HAS_MENTOR, pairs_among
from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort, Enrolment, EnrolmentTransition
from chiron.relationships import rules as relating
from chiron.relationships.models import Member, RelationshipTransition

#: States of a pair that came to nothing, or is over; one that a coordinator took back may be meant anew by them alone.
IN_VAIN = ("declined", "expired", "ended")
TAKEN_BACK = ("withdrawn", "suspended")
SILENT = ("lapsed", "expired")
WORD_FIRST = {"mentor": ("declined",), "mentee": TAKEN_BACK}


def those_who_wait(cohort: Cohort) -> QuerySet[Enrolment]:
    """Return the mentees of *cohort* who lost a mentor or an offer, and those whom a published run left over.

    Who may have several mentors waits for another one beside those who stay.
    """
    left_over = Exists(Proposal.objects.filter(mentee=OuterRef("pk"), mentor=None, run__published_at__isnull=False))
    most = mentors_each(programmes.blueprint_of(cohort))
    waits = Q(state="waiting", n__lt=most) | (Q(state="applied", n=0) & left_over)
    rows = cohort.enrolments.annotate(n=Count("memberships", filter=HAS_MENTOR))
    return rows.filter(waits, side="mentee", person__erased_at__isnull=True)


def last_lost(rows: QuerySet[Enrolment]) -> dict[UUID, list[datetime]]:
    """Return of those of *rows* who wait when they began to, and when the last of their pairs came to nothing or ended:
    somebody may lose another mentor while they wait already.
    """
    began = EnrolmentTransition.objects.filter(enrolment=OuterRef("pk"), to_state="waiting").order_by("-sequence")
    over = RelationshipTransition.objects.filter(relationship__members__enrolment=OuterRef("pk"))
    over = over.exclude(to_state__in=relating.CURRENT).order_by("-at")
    found = rows.filter(state="waiting").annotate(
        began=Subquery(began.values("at")[:1]), over=Subquery(over.values("at")[:1])
    )
    return {pk: [at for at in both if at is not None] for pk, *both in found.values_list("pk", "began", "over")}


def tried_pairs(cohort: Cohort, states: Iterable[str] = IN_VAIN + TAKEN_BACK) -> set[tuple[UUID, UUID]]:
    """Return the pairs of *cohort* that were offered and came to nothing, or are over, by enrolment: mentee, mentor."""
    return set(pairs_among(cohort.relationships.filter(state__in=list(states))))


def rules_of_tried(run: MatchRun, enrolments: Iterable[UUID]) -> list[list[str]]:
    """Return as rules of *run* the pairs that were offered in vain; a coordinator's lock says that one is meant anew.

    A run that somebody made may pair again who was taken back: whoever took them back decides. In a run for those who
    wait the pairs are kept too that go on meanwhile.
    """
    there = {str(each) for each in enrolments}
    meant = {(one, other) for one, other, kind in run.rules if kind == "lock"}
    today = {(one, other) for one, other, kind in run.rules if kind == "today"}
    tried = tried_pairs(run.cohort, IN_VAIN + TAKEN_BACK if run.is_next else IN_VAIN)
    found = {(str(one), str(other)) for one, other in tried} - meant - today
    going_on = set(pairs_among(run.cohort.relationships.filter(state__in=relating.CURRENT))) if run.is_next else set()
    kept = dict.fromkeys(found, "tried")
    kept |= {(str(one), str(other)): "together" for one, other in going_on}
    return sorted([one, other, kind] for (one, other), kind in kept.items() if {one, other} <= there)


def silent(cohort: Cohort, enrolments: Iterable[UUID | None]) -> set[UUID]:
    """Return those of some enrolments who let the last offer that they were asked about lapse without an answer."""
    return {pk for pk, _side, answer in _last_said(cohort, enrolments) if answer == SILENT}


def left_to_people(cohort: Cohort, enrolments: Iterable[UUID | None]) -> set[UUID]:
    """Return those of some enrolments whom nobody is offered to by itself, as a word comes first: who let their last
    offer lapse unanswered, mentors who said no to it, and mentees whose pair was taken back or is paused.
    """
    left = set()
    for pk, side, (said, came_of_it) in _last_said(cohort, enrolments):
        if (said, came_of_it) == SILENT or (said if side == "mentor" else came_of_it) in WORD_FIRST[side]:
            left.add(pk)
    return left


def _last_said(cohort: Cohort, enrolments: Iterable[UUID | None]) -> list[tuple[UUID, str, tuple[str, str]]]:
    """What some enrolments answered to their last offer, and what came of it."""
    asked = Member.objects.filter(enrolment=OuterRef("pk")).order_by("-relationship__offered_at", "pk")
    rows = cohort.enrolments.filter(pk__in=list(enrolments)).annotate(
        said=Subquery(asked.values("answer")[:1]), came_of_it=Subquery(asked.values("relationship__state")[:1])
    )
    found = rows.values_list("pk", "side", "said", "came_of_it")
    return [(pk, side, (said, came_of_it)) for pk, side, said, came_of_it in found]
