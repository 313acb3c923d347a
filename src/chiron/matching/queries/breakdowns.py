"""Why one pair of a run: recomputed for the two of them alone, from what the run kept of each."""

from typing import Any, TypedDict

from django.utils.translation import get_language

from chiron.boundaries import policies as boundaries
from chiron.core import encryption
from chiron.matching import rules
from chiron.matching.models import MatchRun, Proposal
from chiron.matching.queries.inputs import SIDES, blueprint_of, person_of
from chiron.people.models import Person
from chiron_blueprint.fit import Breakdown
from chiron_blueprint.words import in_language


class Row(TypedDict):
    """One criterion of a pair: its name, its sentence, and the points it gave of those it could give."""

    name: str
    sentence: str
    points: float
    of: float


def is_closed(person: Person, proposal: Proposal) -> bool:
    """Whether a conflict keeps *person* from one of the two, whose answers are then left to a deputy."""
    apart = boundaries.apart_ids(person)
    return proposal.mentee.person_id in apart or (proposal.mentor is not None and proposal.mentor.person_id in apart)


def breakdown(person: Person, proposal: Proposal) -> list[Row] | None:
    """Return what adds up to the fit of a pair: None where `is_closed`, nothing where an erasure took the answers."""
    if is_closed(person, proposal):
        return None
    mentor = proposal.mentor
    if mentor is None or proposal.mentee.person.erased_at or mentor.person.erased_at:
        return []
    run = proposal.run
    inputs = {row.enrolment_id: person_of(row) for row in _inputs(run, [proposal.mentee_id, mentor.pk])}
    if len(inputs) < len(SIDES):
        return []
    pairing = rules.Pairing(blueprint_of(run), [inputs[proposal.mentee_id]], [inputs[mentor.pk]], run.weights)
    names = {str(proposal.mentee_id): proposal.mentee.person.name, str(mentor.pk): mentor.person.name}
    return rows_of(rules.scoring_around(pairing).breakdown(0, 0), names)


def rows_of(found: Breakdown, names: dict[str, str]) -> list[Row]:
    """Return a breakdown as a page shows it, in the reader's language."""
    language = get_language() or "en"
    return [
        Row(
            name=in_language(share.name, language),
            sentence=rules.shown(share.sentence.in_language(language), names),
            points=share.points / 100,
            of=share.possible / 100,
        )
        for share in found.shares
    ]


def _inputs(run: MatchRun, enrolments: list[Any]) -> list[Any]:
    rows = list(run.inputs.filter(enrolment_id__in=enrolments).select_related("person", "enrolment"))
    encryption.preload(row.person_id for row in rows)
    return rows
