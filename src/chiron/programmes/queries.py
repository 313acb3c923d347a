"""What pages, tasks and the rooms above need to know of programmes, in a known number of queries."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chiron.core import encryption
from chiron.programmes import rules
from chiron.programmes.models import Cohort, Programme
from chiron_blueprint import schema
from chiron_blueprint.schema.model import Blueprint

MOST_LOADED = 64
_loaded: dict[UUID, Blueprint] = {}


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


def blueprint_of(programme: Programme) -> Blueprint:
    """Return the blueprint version that *programme* runs on, read once a process (a version never changes)."""
    found = _loaded.get(programme.blueprint_id)
    if found is None:
        found = schema.loads(programme.blueprint.source)
        if len(_loaded) >= MOST_LOADED:
            _loaded.clear()
        _loaded[programme.blueprint_id] = found
    return found


def matching_inputs(cohort: Cohort) -> list[MatchingInput]:
    """Return everybody of *cohort* who can be matched, in a stable order; two queries at any size."""
    rows = list(
        cohort.enrolments.filter(state__in=rules.MATCHABLE, person__erased_at__isnull=True)
        .select_related("person", "application")
        .order_by("side", "person__name", "pk")
    )
    encryption.preload(row.person_id for row in rows)
    return [
        MatchingInput(
            enrolment_id=row.pk,
            person_id=row.person_id,
            name=row.person.name,
            email=row.person.email,
            side=row.side,
            capacity=row.capacity,
            state=row.state,
            answers=_answers(row),
        )
        for row in rows
    ]


def _answers(row: Any) -> dict[str, Any]:
    application = getattr(row, "application", None)
    return rules.thawed(application.answers) if application is not None else {}


