"""The pairs of a run as files that a coordinator takes away."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import get_language

from chiron.boundaries import policies as boundaries
from chiron.matching import rules
from chiron.matching.models import MatchRun, Proposal
from chiron.matching.queries.kept import pairing_of
from chiron.matching.queries.needs import needs_shown
from chiron.matching.queries.workbench import names_in
from chiron.people.models import Person
from chiron_blueprint.fit import Scoring
from chiron_blueprint.output import Pair, why
from chiron_blueprint.output.page import Content, page_of
from chiron_blueprint.words import Sentence, say

FOR = {"en": "For", "es": "Para"}
HEADING = {
    "en": ["Mentee's e-mail", "Mentee", "Mentor's e-mail", "Mentor", "Fit", "Why"],
    "es": [
        "Correo de la persona tutelada",
        "Persona tutelada",
        "Correo del mentor/a",
        "Mentor/a",
        "Encaje",
        "Por qué",
    ],
}
CLOSED = Sentence(
    "Left to a deputy, because you are kept apart from one of the two.",
    "Queda en manos de quien te suple, porque estás aparte de una de las dos personas.",
)
GONE = Sentence(
    "The answers behind this pair are no longer kept: one of the two has had them erased.",
    "Las respuestas de esta pareja ya no se conservan: una de las dos personas las hizo borrar.",
)


class _Lines:
    """The lines of a run as the writers of `chiron_blueprint` take them, the reader's conflicts kept from them."""

    def __init__(self, person: Person, run: MatchRun) -> None:
        self.pairing = pairing_of(run)
        self.scoring: Scoring = rules.scoring_of(self.pairing)
        self.apart = boundaries.apart_ids(person)
        rows = run.proposals.select_related("mentee__person", "mentor__person")
        self.proposals = list(rows.order_by("mentee__person__name", "pk"))
        self.row = {each.id: at for at, each in enumerate(self.scoring.mentees)}
        self.column = {each.id: at for at, each in enumerate(self.scoring.mentors)}
        alone = [text for each in self.proposals if each.mentor is None for text in each.detail.values()]
        self.names = names_in(person, alone)

    def pairs(self) -> Iterator[tuple[Proposal, Pair]]:
        for each in self.proposals:
            yield each, self._pair(each)

    def _pair(self, each: Proposal) -> Pair:
        at = self.row[str(each.mentee_id)]
        mentee = _named(self.scoring.mentees[at], each.mentee)
        if each.mentor is None:
            return Pair(mentee, None, None, CLOSED if each.mentee.person_id in self.apart else self._alone(each))
        to = self.column[str(each.mentor_id)]
        mentor = _named(self.scoring.mentors[to], each.mentor)
        if {each.mentee.person_id, each.mentor.person_id} & self.apart:
            return Pair(mentee, mentor, None, CLOSED)
        found = self.scoring.breakdown(at, to)
        if found.fit != each.fit:  # an erasure took the answers: what is left does not add up and is not shown
            return Pair(mentee, mentor, None, GONE)
        return Pair(mentee, mentor, found)

    def _alone(self, each: Proposal) -> Sentence:
        return Sentence(*(rules.shown(each.detail.get(language, ""), self.names) for language in ("en", "es")))


def _named(person: Any, enrolment: Any) -> Any:
    return replace(person, id=enrolment.person.email or enrolment.person.name, name=enrolment.person.name)


def _language() -> str:
    return "es" if (get_language() or "en").startswith("es") else "en"


def pairs_table(person: Person, run: MatchRun) -> tuple[list[str], Iterator[list[Any]]]:
    """Return heading and rows of the file of a run's pairs: a row a mentee, with the breakdown or the reason in words.

    In a mosaic there is a row for each mentor of a mentee, with the need that they are for. The reasons of people from
    whom *person* is kept apart are left out.
    """
    language = _language()
    lines = _Lines(person, run)
    if run.method != rules.MOSAIC:
        return HEADING[language], _rows(lines, language)
    needs = needs_shown(person, run, lines.proposals)
    return [*HEADING[language], FOR[language]], _rows(lines, language, needs)


def _rows(lines: _Lines, language: str, needs: Mapping[str, str] | None = None) -> Iterator[list[Any]]:
    for proposal, pair in lines.pairs():
        mentee, mentor = proposal.mentee.person, proposal.mentor.person if proposal.mentor else None
        row = [mentee.email, mentee.name, mentor.email if mentor else "", mentor.name if mentor else ""]
        said = ["" if proposal.fit is None else proposal.fit / 100, why(pair, language)]
        yield [*row, *said] if needs is None else [*row, *said, needs.get(str(proposal.pk), "")]


def pairs_page(person: Person, run: MatchRun) -> str:
    """Return the pairs of a run as one page to hand on, in the reader's language."""
    lines = _Lines(person, run)
    content = Content(
        blueprint=lines.pairing.blueprint,
        scoring=lines.scoring,
        pairs=[pair for _proposal, pair in lines.pairs()],
        places=run.figures["places"],
        rejected=0,
        method=rules.WAYS[run.method].engine,
        seed=run.seed,
        hash=run.problem_hash,
        status=_status(run),
    )
    return page_of(content, _language())


def _status(run: MatchRun) -> Sentence | None:
    if run.published_at is None:
        return None
    day = localdate(run.published_at).isoformat()
    texts = "Run {number}, published on {day}.", "Ejecución {number}, publicada el {day}."
    return say(*texts, number=run.number, day=day)
