"""What the engine needs to know of a cohort."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from chiron.core import encryption
from chiron.programmes import rules
from chiron.programmes.models import Cohort


@dataclass(frozen=True)
class MatchingInput:
    """One person who can be matched: who they are, how many places they have, what they answered (never identity).

    ``answers`` are as `chiron_blueprint` reads them (tuples, a mask of hours); names of partners stand as they were
    written, to be resolved against the other side.
    """

    enrolment_id: UUID
    person_id: UUID
    name: str
    email: str
    side: str
    capacity: int
    state: str
    answers: dict[str, Any]


def matching_inputs(cohort: Cohort) -> list[MatchingInput]:
    """Return everybody of *cohort* who can be matched, in a stable order; two queries at any size.

    A mentor who has paused keeps whom they have and is offered nobody else.
    """
    there = cohort.enrolments.filter(state__in=rules.MATCHABLE, person__erased_at__isnull=True)
    found = there.annotate(taken=Count("places")).select_related("person", "application")
    rows = [row for row in found.order_by("side", "person__name", "pk") if row.taken or not row.is_paused]
    encryption.preload(row.person_id for row in rows)
    return [
        MatchingInput(
            enrolment_id=row.pk,
            person_id=row.person_id,
            name=row.person.name,
            email=row.person.email,
            side=row.side,
            capacity=row.taken if row.is_paused else row.capacity,
            state=row.state,
            answers=_answers(row),
        )
        for row in rows
    ]


def _answers(row: Any) -> dict[str, Any]:
    application = getattr(row, "application", None)
    return rules.thawed(application.answers) if application is not None else {}


def sides_with_people(cohort: Cohort) -> list[str]:
    """Return the sides of *cohort* on which somebody can be matched."""
    rows = cohort.enrolments.filter(state__in=rules.MATCHABLE).order_by()
    return list(rows.values_list("side", flat=True).distinct())
