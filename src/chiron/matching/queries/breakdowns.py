"""Why one pair of a run: recomputed for the two of them alone, from what the run kept of each."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

from django.utils.translation import get_language

from chiron.boundaries import policies as boundaries
from chiron.core import encryption
from chiron.matching import rules
from chiron.matching.models import Proposal
from chiron.matching.queries.kept import blueprint_of, person_of
from chiron.matching.queries.workbench import Seat
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


def breakdown(person: Person, proposal: Proposal, seats: Mapping[str, Seat]) -> list[Row] | None:
    """Return what adds up to the fit of a pair: None where `is_closed`, nothing where an erasure took the answers."""
    if is_closed(person, proposal):
        return None
    mentee, mentor = seats.get(str(proposal.mentee_id)), seats.get(str(proposal.mentor_id))
    if mentee is None or mentor is None or not mentee.name or not mentor.name:
        return []
    encryption.preload([mentee.row.person_id, mentor.row.person_id])
    run = proposal.run
    pairing = rules.Pairing(blueprint_of(run), [person_of(mentee.row)], [person_of(mentor.row)], run.weights)
    names = {str(proposal.mentee_id): mentee.name, str(proposal.mentor_id): mentor.name}
    return rows_of(rules.scoring_around(pairing).breakdown(0, 0), names)


def best_of(found: Breakdown, most: int) -> Breakdown:
    """Return of a breakdown what speaks most for the two, the weightiest first; what one left blank says nothing."""
    shares = sorted((each for each in found.shares if each.points and not each.missing), key=lambda each: -each.points)
    return replace(found, shares=tuple(shares[:most]))


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
