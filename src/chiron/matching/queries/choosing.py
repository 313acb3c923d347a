"""Who can still be paired by hand."""

from contextlib import suppress
from uuid import UUID

from django.db.models import Count, F

from chiron.matching.queries.kept import mentors_each
from chiron.matching.queries.paired import HAS_MENTOR
from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.programmes import queries as programme
from chiron.programmes.models import Cohort, Enrolment
from chiron.programmes.rules import MATCHABLE


def free_people(person: Person, cohort: Cohort) -> dict[str, list[Enrolment]]:
    """Return by side, by name: mentees of *cohort* who may have one more mentor, and mentors with a place left
    (``taken``).
    """
    rows = programmes.visible_enrolments(person).filter(
        cohort=cohort, state__in=MATCHABLE, person__erased_at__isnull=True
    )
    rows = rows.select_related("person").order_by("person__name", "pk")
    rows = rows.only("side", "capacity", "person__name", "person__stage")
    mentors = rows.filter(side="mentor").annotate(taken=Count("places")).filter(taken__lt=F("capacity"))
    each = mentors_each(programme.blueprint_of(cohort))
    has = cohort.enrolments.annotate(n=Count("memberships", filter=HAS_MENTOR)).filter(n__gte=each)
    return {"mentee": list(rows.filter(side="mentee").exclude(pk__in=has.values("pk"))), "mentor": list(mentors)}


def sides_free(cohort: Cohort) -> set[str]:
    """Return the sides of *cohort* on which somebody can still be matched: without a mentor, or with a place left."""
    rows = cohort.enrolments.filter(state__in=MATCHABLE, person__erased_at__isnull=True)
    settled = cohort.enrolments.filter(HAS_MENTOR).values("pk")
    free = rows.filter(side="mentor").annotate(taken=Count("places")).filter(taken__lt=F("capacity"))
    found = {"mentee": rows.filter(side="mentee").exclude(pk__in=settled).exists(), "mentor": free.exists()}
    return {side for side, is_there in found.items() if is_there}


def pair_of(person: Person, cohort: Cohort, mentee: str, mentor: str) -> tuple[Enrolment | None, Enrolment | None]:
    """Return two enrolments of *cohort* by their ids as a form sent them; None for what is not there."""
    rows = programmes.visible_enrolments(person).filter(cohort=cohort).select_related("person")
    found = {str(row.pk): row for row in rows.filter(pk__in=_ids(mentee, mentor))}
    return found.get(mentee), found.get(mentor)


def _ids(*texts: str) -> list[UUID]:
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found
