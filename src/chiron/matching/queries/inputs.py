"""What goes into a run, and the same again from what a run kept."""

from importlib.metadata import version
from uuid import UUID

from django.db.models import Count, Q

from chiron.boundaries import policies as boundaries
from chiron.core import encryption
from chiron.matching import policies, rules
from chiron.matching.models import MatchRun, RunInput
from chiron.programmes import queries as programmes
from chiron.programmes import rules as answering
from chiron.programmes.models import Cohort, Enrolment
from chiron.programmes.queries import MatchingInput
from chiron.relationships import rules as relating
from chiron.relationships.actions import PairOffer
from chiron_blueprint.answers import Person
from chiron_blueprint.fit import Scoring
from chiron_blueprint.words import in_language


def engine_version() -> str:
    """Return the version that stands in a run's record."""
    return version("chiron-mentoring")


def run_under_way(run_id: UUID) -> MatchRun | None:
    """Return a run that is queued or running, for the worker."""
    rows = policies.runs_of_the_worker().filter(pk=run_id, state__in=["queued", "running"])
    return rows.select_related("cohort__programme__blueprint").first()


def inputs_of(cohort: Cohort) -> list[MatchingInput]:
    """Return everybody of *cohort* who can be matched now: mentees without a mentor, mentors with a free place.

    What was published stays: its mentees are left out and its mentors come with the places that are left.
    """
    taken = dict(cohort.enrolments.filter(places__isnull=False).annotate(n=Count("places")).values_list("pk", "n"))
    settled = set(
        cohort.enrolments.filter(
            Q(memberships__role="mentee"), memberships__relationship__state__in=relating.CURRENT
        ).values_list("pk", flat=True)
    )
    found = []
    for each in programmes.matching_inputs(cohort):
        left = each.capacity - taken.get(each.enrolment_id, 0)
        if (each.side == "mentee" and each.enrolment_id not in settled) or (each.side == "mentor" and left > 0):
            found.append(_with_capacity(each, left if each.side == "mentor" else 1))
    return found


def _with_capacity(each: MatchingInput, capacity: int) -> MatchingInput:
    return MatchingInput(
        each.enrolment_id, each.person_id, each.name, each.email, each.side, capacity, each.state, each.answers
    )


def pairing_of(run: MatchRun) -> rules.Pairing:
    """Return what a run was made of, from the rows it kept: the same answers, places, weights and rules."""
    rows = list(run.inputs.select_related("person", "enrolment").order_by("position"))
    encryption.preload(row.person_id for row in rows)
    people = {side: [person_of(row) for row in rows if row.enrolment.side == side] for side in ("mentee", "mentor")}
    return rules.Pairing(
        blueprint=programmes.blueprint_of(run.cohort.programme),
        mentees=people["mentee"],
        mentors=people["mentor"],
        weights=run.weights,
        rules=[rules.Rule(*said) for said in run.rules],
        apart=_apart(rows),
    )


def person_of(row: RunInput) -> Person:
    """Return what somebody answered when a run was made, as the criteria read it."""
    """Return somebody as the engine reads them, from what a run kept."""
    answers = {**answering.thawed(row.answers), "__person__": str(row.person_id)}
    return Person(
        row=row.position,
        id=str(row.enrolment_id),
        name=row.person.name,
        email=row.person.email,
        answers=answers,
        capacity=row.capacity,
        zone=str(answers.get("zone", "")),
    )


def _apart(rows: list[RunInput]) -> frozenset[tuple[str, str]]:
    """Pairs (mentee's enrolment, mentor's enrolment) that no match may contain."""
    pairs = boundaries.pairs_apart(row.person_id for row in rows)
    sides: dict[str, dict[UUID, str]] = {"mentee": {}, "mentor": {}}
    for row in rows:
        sides[row.enrolment.side][row.person_id] = str(row.enrolment_id)
    return frozenset(
        (sides["mentee"][one], sides["mentor"][other])
        for one, other in pairs
        if one in sides["mentee"] and other in sides["mentor"]
    )


def offers_of(run: MatchRun) -> list[PairOffer]:
    """Return the pairs of a finished run as offers, each side with its own reasons."""
    pairing = pairing_of(run)
    scoring = rules.scoring_of(pairing)
    row = {person.id: at for at, person in enumerate(scoring.mentees)}
    column = {person.id: at for at, person in enumerate(scoring.mentors)}
    proposals = run.proposals.filter(mentor__isnull=False).select_related("mentee__person", "mentor__person")
    offers = []
    for proposal in proposals.order_by("mentee__person__name", "pk"):
        mentee, mentor = row.get(str(proposal.mentee_id)), column.get(str(proposal.mentor_id))
        if mentee is None or mentor is None or proposal.mentor is None:
            continue
        why = _why(scoring, mentee, mentor)
        offers.append(PairOffer(proposal.mentee, proposal.mentor, why, why))
    return offers


def reasons_of_pair(cohort: Cohort, mentee: Enrolment, mentor: Enrolment) -> tuple[dict[str, list[str]], ...]:
    """Return why two people of a cohort fit, once for each side, from what they answered."""
    wanted = {mentee.pk, mentor.pk}
    people: dict[str, list[Person]] = {"mentee": [], "mentor": []}
    for position, each in enumerate(programmes.matching_inputs(cohort)):
        if each.enrolment_id in wanted:
            answers = {**each.answers, "__person__": str(each.person_id)}
            person = Person(position, str(each.enrolment_id), each.name, each.email, answers, each.capacity)
            people[each.side].append(person)
    if not people["mentee"] or not people["mentor"]:
        return {}, {}
    pairing = rules.Pairing(programmes.blueprint_of(cohort.programme), people["mentee"], people["mentor"])
    why = _why(rules.scoring_of(pairing), 0, 0)
    return why, why


def _why(scoring: Scoring, mentee: int, mentor: int) -> dict[str, list[str]]:
    """What the two share, by criterion, the weightiest first; what they do not share is for the coordinator."""
    shares = [share for share in scoring.breakdown(mentee, mentor).shares if share.points and not share.missing]
    shares.sort(key=lambda share: -share.points)
    return {
        language: [
            f"**{in_language(share.name, language)}.** {share.sentence.in_language(language)}" for share in shares
        ]
        for language in ("en", "es")
    }
