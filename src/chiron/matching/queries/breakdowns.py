"""Why one pair of a run: recomputed for the two of them alone, from what the run kept of each."""

from collections.abc import Iterator
from typing import Any, TypedDict

from django.utils.translation import get_language

from chiron.boundaries import policies as boundaries
from chiron.core import encryption
from chiron.matching import rules
from chiron.matching.models import MatchRun, Proposal
from chiron.matching.queries.inputs import pairing_of, person_of
from chiron.matching.queries.words import said
from chiron.matching.queries.workbench import names_in
from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron_blueprint.output import rows as output
from chiron_blueprint.words import in_language

HEADING = {
    "en": ["Mentee's e-mail", "Mentee", "Mentor's e-mail", "Mentor", "Fit", "Why"],
    "es": [
        "Correo de la persona mentorada",
        "Persona mentorada",
        "Correo del mentor/a",
        "Mentor/a",
        "Encaje",
        "Por qué",
    ],
}


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
    if proposal.mentor is None:
        return []
    run, language = proposal.run, get_language() or "en"
    wanted = {"mentee": proposal.mentee_id, "mentor": proposal.mentor_id}
    inputs = {row.enrolment_id: row for row in _inputs(run, list(wanted.values()))}
    if len(inputs) < len(wanted):
        return []
    mentee, mentor = (person_of(inputs[wanted[side]]) for side in ("mentee", "mentor"))
    blueprint = programmes.blueprint_of(run.cohort.programme)
    scoring = rules.scoring_of(rules.Pairing(blueprint, [mentee], [mentor], weights=run.weights))
    names = {mentee.id: proposal.mentee.person.name, mentor.id: proposal.mentor.person.name}
    return [
        Row(
            name=in_language(share.name, language),
            sentence=rules.shown(share.sentence.in_language(language), names),
            points=share.points / 100,
            of=share.possible / 100,
        )
        for share in scoring.breakdown(0, 0).shares
    ]


def _inputs(run: MatchRun, enrolments: list[Any]) -> list[Any]:
    rows = list(run.inputs.filter(enrolment_id__in=enrolments).select_related("person", "enrolment"))
    encryption.preload(row.person_id for row in rows)
    return rows


def pairs_table(person: Person, run: MatchRun) -> tuple[list[str], Iterator[list[Any]]]:
    """Return heading and rows of the file of a run's pairs: a row a mentee, with the breakdown or the reason in words.

    The reasons of people from whom *person* is kept apart are left out.
    """
    language = "es" if (get_language() or "en").startswith("es") else "en"
    pairing = pairing_of(run)
    apart = {str(pk) for pk in _apart(person, run)}
    proposals = list(
        run.proposals.select_related("mentee__person", "mentor__person").order_by("mentee__person__name", "pk")
    )
    alone = [said(each.detail) for each in proposals if each.mentor is None]
    names = {each.id: each.name for each in (*pairing.mentees, *pairing.mentors)} | names_in(person, alone)
    return HEADING[language], _lines(rules.scoring_of(pairing), proposals, names, apart, language)


def _lines(
    scoring: Any, proposals: list[Proposal], names: dict[str, str], apart: set[str], language: str
) -> Iterator[list[Any]]:
    row: dict[str, int] = {each.id: at for at, each in enumerate(scoring.mentees)}
    column: dict[str, int] = {each.id: at for at, each in enumerate(scoring.mentors)}
    for each in proposals:
        mentee, mentor = each.mentee, each.mentor
        line = [mentee.person.email, mentee.person.name]
        line += [mentor.person.email, mentor.person.name] if mentor else ["", ""]
        closed = str(mentee.pk) in apart or (mentor is not None and str(mentor.pk) in apart)
        why = ""
        if mentor is None and not closed:
            why = said(each.detail)
        elif mentor is not None and not closed and str(mentee.pk) in row and str(mentor.pk) in column:
            at, to = row[str(mentee.pk)], column[str(mentor.pk)]
            pair = output.Pair(scoring.mentees[at], scoring.mentors[to], scoring.breakdown(at, to))
            why = output.why(pair, language)
        yield [*line, "" if each.fit is None else each.fit / 100, rules.shown(why, names)]


def _apart(person: Person, run: MatchRun) -> list[Any]:
    ids = boundaries.apart_ids(person)
    return list(run.inputs.filter(person_id__in=ids).values_list("enrolment_id", flat=True)) if ids else []
