"""Beside the coordinator's day: how far people came, who waits, does not answer, is full or would like to mentor."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, When, Window
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from chiron.core import clock
from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.programmes import queries as programme_queries
from chiron.programmes.models import Cohort, Enrolment, EnrolmentTransition
from chiron.programmes.rules import MATCHABLE
from chiron.relationships import policies as relationships
from chiron.relationships import queries as relationship_queries
from chiron.relationships.models import Closing, Member
from chiron.relationships.queries import Figures

SHOWN, SHOWN_TO_BECOME = 8, 20

#: An offer should be answered within so many days, and nobody wait for a match longer than this.
ANSWER_WITHIN = timedelta(days=7)
MATCH_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Stage:
    """One stage of the funnel: how many came so far."""

    name: str
    number: int


@dataclass(frozen=True)
class Waits:
    """Somebody who waits for a match or has not answered an offer, and for how many days."""

    name: str
    where: str
    cohort_id: UUID
    days: int
    is_late: bool


@dataclass(frozen=True)
class Load:
    """A mentor whose places are all taken: how many mentees, of how many places, whether paused."""

    name: str
    taken: int
    places: int
    where: str
    is_paused: bool


@dataclass(frozen=True)
class Overview:
    """How far people and pairs came, and the first of those the coordinator may want to write to."""

    to_become: list[Closing]
    funnel: list[Stage]
    full: list[Load]
    full_of: tuple[int, int]
    waiting: list[Waits]
    waiting_number: int
    unanswered: list[Waits]
    unanswered_number: int

    @property
    def most(self) -> int:
        """The widest stage of the funnel, at least one."""
        return max([1, *(stage.number for stage in self.funnel)])


def overview(person: Person, cohorts: list[Cohort]) -> Overview:
    """Return the overview of *cohorts*, which *person* coordinates."""
    ids = [each.pk for each in cohorts]
    progress = programme_queries.cohort_progress(person, cohorts)
    figures = relationship_queries.figures(_guided(person, ids))
    (waiting, waiting_number), (unanswered, unanswered_number) = (
        _shown(rows) for rows in (_waiting(person, ids), _unanswered(person, ids))
    )
    full, number_full = _loads(person, ids)
    return Overview(
        to_become=_to_become(person, ids),
        funnel=_funnel(progress, figures),
        full=full,
        full_of=(number_full, _mentors(progress)),
        waiting=[_waits(each, each.since, MATCH_WITHIN) for each in waiting],
        waiting_number=waiting_number,
        unanswered=[_waits(each, each.since, ANSWER_WITHIN) for each in unanswered],
        unanswered_number=unanswered_number,
    )


def _to_become(person: Person, cohorts: list[UUID]) -> list[Closing]:
    """Who would like to mentor next, each once, the first who said so first."""
    rows = relationships.coordinated_closings(person).filter(relationship__cohort__in=cohorts, person__erased_at=None)
    said = rows.select_related("person", "relationship__cohort__programme").order_by("-said_at", "pk")[:SHOWN_TO_BECOME]
    return list({each.person_id: each for each in said}.values())[::-1]


def _guided(person: Person, cohorts: list[UUID]) -> QuerySet[Member]:
    """Where people of *cohorts* are or were, but for those who have left the cohort, and who was erased."""
    rows = relationships.coordinated_members(person).filter(relationship__cohort__in=cohorts)
    erased = Person.objects.filter(erased_at__isnull=False)
    return rows.exclude(enrolment__state="withdrawn").exclude(person__in=erased)


def _funnel(progress: list[programme_queries.Progress], figures: Figures) -> list[Stage]:
    """How far the mentees who are there have come, each counted once.

    Each number is part of the one above it, save that some meet before they sign.
    """
    totals: Counter[str] = Counter()
    for row in progress:
        totals.update(row.counts.get("mentee", {}))
    applied = sum(totals[state] for state in ("applied", "waiting", "matched", "closed"))
    return [
        Stage(_("Mentees invited"), applied + totals["invited"]),
        Stage(_("applied"), applied),
        Stage(_("matched"), figures.offered),
        Stage(_("began, all having said yes"), figures.began),
        Stage(_("signed their agreement"), figures.signed),
        Stage(_("have met"), figures.met),
    ]


def _waiting(person: Person, cohorts: list[UUID]) -> QuerySet[Enrolment, Any]:
    """Mentees who have nobody, or wait for another one, the longest waiting first: since they applied, or were with
    somebody or offered somebody last."""
    lost = EnrolmentTransition.objects.filter(enrolment=OuterRef("pk"), to_state="waiting").order_by("-sequence")
    since = Case(
        When(state="waiting", then=Coalesce(Subquery(lost.values("at")[:1]), F("applied_at"))), default="applied_at"
    )
    rows = programmes.coordinated_enrolments(person).filter(
        cohort__in=cohorts, side="mentee", state__in=["applied", "waiting"], applied_at__isnull=False
    )
    return rows.annotate(since=since).select_related("person", "cohort__programme").order_by("since", "pk")


def _unanswered(person: Person, cohorts: list[UUID]) -> QuerySet[Member, Any]:
    """Who has not answered an offer for a week, the longest first."""
    rows = relationships.coordinated_members(person).filter(
        answer="asked",
        left_at__isnull=True,
        relationship__cohort__in=cohorts,
        relationship__state="offered",
        relationship__offered_at__lte=clock.now() - ANSWER_WITHIN,
    )
    found = rows.annotate(since=F("relationship__offered_at"))
    found = found.select_related("person", "relationship__cohort__programme")
    return found.order_by("since", "pk")


def _shown(rows: QuerySet[Any]) -> tuple[list[Any], int]:
    """The first of *rows*, and how many there are: counted only where there are more."""
    first = list(rows[: SHOWN + 1])
    return first[:SHOWN], len(first) if len(first) <= SHOWN else rows.count()


def _waits(row: Any, since: datetime, within: timedelta) -> Waits:
    cohort = row.cohort if isinstance(row, Enrolment) else row.relationship.cohort
    waited = clock.now() - since
    where = f"{cohort.programme.name}, {cohort.name}"
    return Waits(row.person.name or _("somebody erased"), where, cohort.pk, waited.days, waited > within)


def _loads(person: Person, cohorts: list[UUID]) -> tuple[list[Load], int]:
    """The mentors without a free place, the most mentees first, and how many they are."""
    rows = programmes.coordinated_enrolments(person).filter(cohort__in=cohorts, side="mentor", state__in=MATCHABLE)
    taken = rows.filter(places__isnull=False).order_by().values("pk", "capacity").annotate(taken=Count("*"))
    full = taken.filter(taken__gte=F("capacity")).annotate(number=Window(Count("*"))).order_by("-taken", "pk")
    shown = list(full.values_list("pk", "taken", "number")[:SHOWN])
    everybody = programmes.coordinated_enrolments(person).select_related("person", "cohort__programme")
    found = everybody.in_bulk([pk for pk, _taken, _number in shown])
    return [_load(found[pk], taken) for pk, taken, _number in shown], shown[0][2] if shown else 0


def _mentors(progress: list[programme_queries.Progress]) -> int:
    """How many mentors take part."""
    return sum(row.counts.get("mentor", {}).get(state, 0) for row in progress for state in MATCHABLE)


def _load(row: Enrolment, taken: int) -> Load:
    where = f"{row.cohort.programme.name}, {row.cohort.name}"
    return Load(row.person.name or _("somebody erased"), taken, row.capacity, where, row.is_paused)
