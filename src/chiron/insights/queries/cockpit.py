"""The coordinator's day on one page, in a known number of queries however many pairs there are."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, When, Window
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chiron.core import clock
from chiron.insights.queries.today import Need, coordinating, unreached
from chiron.matching import queries as matching
from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.programmes import queries as programme_queries
from chiron.programmes.models import Cohort, Enrolment, EnrolmentTransition
from chiron.programmes.rules import MATCHABLE
from chiron.relationships import policies as relationships
from chiron.relationships import queries as relationship_queries
from chiron.relationships.models import CheckInAnswer, Closing, Member, Relationship
from chiron.relationships.queries import Figures, Health
from chiron.relationships.rules import FADING, WATCH, WELL, state

PAGE = 20
SHOWN, NEXT_SHOWN = 8, 4

#: An offer should be answered within so many days, and nobody wait for a match longer than this.
ANSWER_WITHIN = timedelta(days=7)
MATCH_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Stage:
    """One stage of the funnel: how many came so far."""

    name: str
    number: int


@dataclass(frozen=True)
class Pair:
    """A relationship in the list of health: who, where, and how it does in a sentence."""

    names: str
    where: str
    cohort_id: UUID
    health: Health


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
class Cockpit:
    """Everything on the coordinator's page."""

    needs: list[Need]
    talks: list[CheckInAnswer]
    following: matching.Following
    unreachable: list[programme_queries.Unreachable]
    to_become: list[Closing]
    funnel: list[Stage]
    counts: dict[str, int]
    pairs: "Page[Pair]"
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

    @property
    def living(self) -> int:
        """How many relationships live."""
        return sum(self.counts.values())


def coordinates(person: Person) -> list[Cohort]:
    """Return the cohorts of the programmes that *person* coordinates and that are not closed, the latest first."""
    rows = programmes.coordinated_cohorts(person).filter(archived_at__isnull=True).exclude(programme__state="closed")
    return list(rows.order_by("-starts_on", "pk"))


def cockpit(person: Person, cohorts: list[Cohort], number: Any) -> Cockpit:
    """Return the cockpit of *person*, with one page of the pairs that need somebody to look."""
    ids = [each.pk for each in cohorts]
    progress = programme_queries.cohort_progress(person, cohorts)
    rows = relationships.coordinated_relationships(person).filter(cohort__in=ids)
    to_see = relationship_queries.to_look_at(rows, cohorts)
    figures = relationship_queries.figures(rows)
    counts = Counter(state(severity) for _pk, severity in to_see)
    (waiting, waiting_number), (unanswered, unanswered_number) = (
        _shown(rows) for rows in (_waiting(person, ids), _unanswered(person, ids))
    )
    full, number_full = _loads(person, ids)
    unreachable = programme_queries.unreachable(person)
    following = matching.following(person, ids, NEXT_SHOWN)
    ready = matching.ready(person, ids) if following.number else {}
    return Cockpit(
        needs=[*_fading(counts), *unreached(unreachable), *coordinating(progress, ready)],
        unreachable=unreachable[:SHOWN],
        talks=list(relationship_queries.wishes_for_talk(person)[:SHOWN]),
        following=following,
        to_become=_to_become(person, ids),
        funnel=_funnel(progress, figures),
        counts={FADING: counts[FADING], WATCH: counts[WATCH], WELL: figures.living - len(to_see)},
        pairs=_pairs(person, cohorts, [pk for pk, _severity in to_see], number),
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
    said = rows.select_related("person", "relationship__cohort__programme").order_by("-said_at", "pk")[:PAGE]
    return list({each.person_id: each for each in said}.values())[::-1]


def _fading(counts: Counter[str]) -> list[Need]:
    """One need for all pairs that fade, ahead of the matching."""
    n = counts.get(FADING, 0)
    if not n:
        return []
    return [
        Need(
            title=ngettext("%(n)s pair is fading", "%(n)s pairs are fading", n) % {"n": n},
            detail=_("They were reminded themselves. A word from you often suffices."),
            url=reverse("cockpit") + "#health",
            action=_("See who"),
            icon="heart-handshake",
        )
    ]


def _funnel(progress: list[programme_queries.Progress], figures: Figures) -> list[Stage]:
    """How far people and pairs came: the whole before, so that each number is part of the one above it."""
    totals: Counter[str] = Counter()
    for row in progress:
        totals.update(row.counts.get("mentee", {}))
    applied = sum(totals[state] for state in ("applied", "waiting", "matched", "closed"))
    return [
        Stage(_("Mentees invited"), applied + totals["invited"]),
        Stage(_("applied"), applied),
        Stage(_("matched"), totals["matched"] + totals["closed"] + totals["waiting"]),  # who waits was offered somebody
        Stage(_("pairs that said yes"), figures.said_yes),
        Stage(_("signed their agreement"), figures.signed + figures.ended),
        Stage(_("have met"), figures.met + figures.ended),
    ]


def _pairs(person: Person, cohorts: list[Cohort], to_see: list[str], number: Any) -> "Page[Pair]":
    """The pairs to look at; how they do and their names are read for one page only."""
    page: Page[Any] = Paginator(to_see, PAGE).get_page(number)
    ids = [UUID(pk) for pk in page.object_list]
    shown = relationships.coordinated_relationships(person).filter(pk__in=ids)
    health = {each.pk: each for each in relationship_queries.health_of(shown, cohorts=cohorts)}
    found = shown.select_related("cohort__programme").prefetch_related("members__person").in_bulk()
    page.object_list = [_pair(found[pk], health[pk]) for pk in ids if pk in found and pk in health]
    return page


def _pair(row: Relationship, health: Health) -> Pair:
    names = relationship_queries.names_in(row)
    return Pair(names, f"{row.cohort.programme.name}, {row.cohort.name}", row.cohort_id, health)


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
