"""What next year's cohort is made from, and what was made."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from chiron.core import clock
from chiron.people.models import Person
from chiron.programmes import policies, rules
from chiron.programmes.models import Cohort, Enrolment, Rollover
from chiron.programmes.queries.programmes import Progress, cohort_progress

#: A cohort is reminded of next year's so long before its last day.
REMINDED_BEFORE = timedelta(days=60)


def rollover_of(person: Person, cohort: Cohort) -> Rollover | None:
    """Return what was made from a cohort that *person* coordinates; None where nothing was."""
    rows = policies.visible_rollovers(person).select_related("made__programme", "made_by", "source")
    return rows.filter(source=cohort).first()


def rollovers_by(person: Person, cohorts: Iterable[Cohort]) -> dict[UUID, Rollover]:
    """Return what was made from each of *cohorts*, by its id; one query."""
    rows = policies.visible_rollovers(person).filter(source__in=list(cohorts))
    return {each.source_id: each for each in rows.select_related("made")}


def cohorts_shown(person: Person, cohorts: list[Cohort]) -> list[Progress]:
    """Return how far each of *cohorts* is, with the name of what was made from it."""
    made = {pk: rollover.made.name for pk, rollover in rollovers_by(person, cohorts).items()}
    return [
        replace(each, next_name=made.get(each.cohort.pk, "")) for each in cohort_progress(person, cohorts)
    ]  # fmt: skip


def next_due(person: Person) -> list[Cohort]:
    """Return the cohorts that end soon or have ended, from which nothing was made and nothing newer was begun."""
    before = clock.today() + REMINDED_BEFORE
    rows = policies.coordinated_cohorts(person).filter(
        ends_on__lte=before, archived_at__isnull=True, archive_on__isnull=True, rollover__isnull=True
    )
    return list(rows.exclude(programme__state="closed").order_by("ends_on", "pk"))


def week_asked_since(person: Person) -> date | None:
    """Return since when somebody is in a cohort that was made from last year's: when they are free is asked anew."""
    rows = policies.visible_enrolments(person).filter(
        person=person, cohort__rolled_from__isnull=False, state__in=[*rules.MATCHABLE, "invited"]
    )
    latest: Enrolment | None = rows.order_by("-created_at").first()
    return latest.created_at.date() if latest is not None else None
