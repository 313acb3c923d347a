"""Finding people of a run by what they answered; identity is never looked at."""

from uuid import UUID

from django.utils.translation import get_language

from chiron.boundaries import policies as boundaries
from chiron.core import encryption
from chiron.matching.models import MatchRun
from chiron.matching.queries.kept import blueprint_of
from chiron.people.models import Person
from chiron.programmes import rules as answering_of
from chiron.programmes.rules import showing

SHORTEST = 3


def answering(person: Person, run: MatchRun, search: str) -> set[UUID]:
    """Return the mentees of *run* whose answers hold every word of *search*, by enrolment.

    Free text stays out, and so do those from whom *person* is kept apart; words of fewer than three letters find none.
    """
    words = search.casefold().split()
    if not words or any(len(word) < SHORTEST for word in words):
        return set()
    blueprint, language = blueprint_of(run), get_language() or "en"
    rows = run.inputs.filter(enrolment__side="mentee", person__erased_at__isnull=True)
    rows = rows.exclude(person__in=boundaries.apart_ids(person)).only("run", "person", "enrolment", "answers")
    encryption.preload(row.person_id for row in rows)
    found = set()
    for row in rows:
        shown = showing.shown(blueprint, "mentee", answering_of.thawed(row.answers), language)
        text = " ".join(each.answer for each in shown if each.question.kind != "text").casefold()
        if all(word in text for word in words):
            found.add(row.enrolment_id)
    return found
