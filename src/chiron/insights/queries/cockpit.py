"""The coordinator's day on one page, in a known number of queries however many pairs there are."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator

from chiron.insights.queries.today import Need, coordinating, fading, paused, unreached
from chiron.matching import queries as matching
from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.programmes import queries as programme_queries
from chiron.programmes.models import Cohort
from chiron.relationships import policies as relationships
from chiron.relationships import queries as relationship_queries
from chiron.relationships.models import CheckInAnswer, Relationship
from chiron.relationships.queries import Health
from chiron.relationships.rules import FADING, WATCH, WELL, state

PAGE = 20
SHOWN, NEXT_SHOWN = 8, 4


@dataclass(frozen=True)
class Pair:
    """A relationship in the list of health: who, where, and how it does in a sentence."""

    names: str
    where: str
    cohort_id: UUID
    health: Health


@dataclass(frozen=True)
class Cockpit:
    """What the coordinator's page shows at once; the rest is an `Overview`, read after it."""

    needs: list[Need]
    talks: list[CheckInAnswer]
    following: matching.Following
    unreachable: list[programme_queries.Unreachable]
    counts: dict[str, int]
    pairs: "Page[Pair]"

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
    living = relationship_queries.how_many_live(rows)
    counts = Counter(state(severity) for _pk, severity in to_see)
    unreachable = programme_queries.unreachable(person)
    following = matching.following(person, ids, NEXT_SHOWN)
    ready = matching.ready(person, ids) if following.number else {}
    return Cockpit(
        needs=[
            *fading(counts[FADING]),
            *unreached(unreachable),
            *paused(person, cohorts),
            *coordinating(progress, ready),
        ],
        unreachable=unreachable[:SHOWN],
        talks=list(relationship_queries.wishes_for_talk(person)[:SHOWN]),
        following=following,
        counts={FADING: counts[FADING], WATCH: counts[WATCH], WELL: living - len(to_see)},
        pairs=_pairs(person, cohorts, [pk for pk, _severity in to_see], number),
    )


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
