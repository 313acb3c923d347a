"""The pairs that are offered: of a run, or of two people chosen by hand, each side with its own reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chiron.boundaries import policies as boundaries
from chiron.matching import policies, rules
from chiron.matching.models import MatchRun, Proposal
from chiron.matching.queries.breakdowns import Row, rows_of
from chiron.matching.queries.inputs import as_person, settled, staying
from chiron.matching.queries.kept import SIDES, pairing_of
from chiron.matching.queries.needs import needs_in
from chiron.matching.queries.publishing import pairs_offered
from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort, Enrolment
from chiron.relationships.actions import PairOffer
from chiron_blueprint.fit import Breakdown, Scoring
from chiron_blueprint.words import in_language

#: Why two fit, by side and language; the needs of a mentee in a mosaic, each by language.
Reasons = dict[str, dict[str, list[str]]]
Needs = list[dict[str, str]]


@dataclass(frozen=True)
class Two:
    """Two people as they would be together: the fit, what adds up to it, and what speaks against it."""

    mentee: Enrolment
    mentor: Enrolment
    fit: int
    rows: list[Row]
    is_closed: bool
    is_possible: bool
    warnings: list[str] = field(default_factory=list)


def offers_of(run: MatchRun) -> list[PairOffer]:
    """Return the pairs of a finished run that it has not offered yet, each side with its own reasons."""
    proposals = run.proposals.filter(mentor__isnull=False)
    proposals = proposals.select_related("mentee__person", "mentor__person").order_by("mentee__person__name", "pk")
    kept, offered = staying(run), pairs_offered(run)
    lines = [
        each
        for each in proposals
        if kept.get(str(each.mentee_id)) != str(each.mentor_id) and (each.mentee_id, each.mentor_id) not in offered
    ]
    if not lines:
        return []
    scoring = rules.scoring_of(pairing_of(run))
    needs = needs_in(run, {each.mentee_id for each in lines})
    row = {person.id: at for at, person in enumerate(scoring.mentees)}
    column = {person.id: at for at, person in enumerate(scoring.mentors)}
    offers = []
    for each in lines:
        mentee, mentor = row.get(str(each.mentee_id)), column.get(str(each.mentor_id))
        if mentee is not None and mentor is not None and each.mentor is not None:
            offers.append(offer_of(each, each.mentor, why_of(scoring, mentee, mentor), needs))
    return offers


def offer_of(line: Proposal, mentor: Enrolment, why: Reasons, needs: Mapping[str, Needs]) -> PairOffer:
    """Return a line of a run as an offer to its mentee and *mentor*, each with their own reasons."""
    say_need(why, needs.get(str(line.mentee_id), []), line.need)
    return PairOffer(line.mentee, mentor, why["mentee"], why["mentor"])


def say_need(why: Reasons, needs: Needs, place: int | None) -> None:
    """Put before the reasons, where a pair of a mosaic is for one need, which that is."""
    if not place or place > len(needs):
        return
    said = {
        "mentee": {"en": "This is what your mentor would be for.", "es": "Para esto sería tu mentor/a."},
        "mentor": {"en": "This is what you are asked for.", "es": "Esto es lo que se te pide."},
    }
    for side in SIDES:
        for language in ("en", "es"):
            why[side][language].insert(0, f"**{in_language(needs[place - 1], language)}.** {said[side][language]}")


def reasons_of_pair(cohort: Cohort, mentee: Enrolment, mentor: Enrolment) -> tuple[dict[str, list[str]], ...]:
    """Return why two people of a cohort fit, for the mentee and for the mentor, from what they answered."""
    scoring = _scoring_of_two(cohort, mentee, mentor)
    if scoring is None:
        return {}, {}
    why = why_of(scoring, 0, 0)
    return why["mentee"], why["mentor"]


def two_together(person: Person, cohort: Cohort, mentee: Enrolment, mentor: Enrolment) -> Two:
    """Return what *person* should know before offering a pair by hand."""
    is_closed = bool({mentee.person_id, mentor.person_id} & boundaries.apart_ids(person))
    if boundaries.are_apart(mentee.person, mentor.person):
        said = _("These two cannot be brought together at present.")
        return Two(mentee, mentor, 0, [], is_closed, False, [said])
    scoring = None if mentee.person_id == mentor.person_id else _scoring_of_two(cohort, mentee, mentor)
    if scoring is None:
        return Two(mentee, mentor, 0, [], is_closed, False, [_("These two cannot be paired in this cohort.")])
    found = scoring.breakdown(0, 0)
    if is_closed:
        return Two(mentee, mentor, 0, [], True, True)
    names = {str(mentee.pk): mentee.person.name, str(mentor.pk): mentor.person.name}
    warnings = [*_unmet(scoring, found), *_forbidden(person, mentee, mentor), *_low(person, cohort, found)]
    return Two(mentee, mentor, found.fit, rows_of(found, names), False, True, warnings)


def _unmet(scoring: Scoring, found: Breakdown) -> list[str]:
    names = {each.id: in_language(each.name, get_language() or "en") for each in scoring.criteria}
    text = _("%(criterion)s must hold by the blueprint, and does not here.")
    return [text % {"criterion": names[each]} for each in found.barred_by]


def _forbidden(person: Person, mentee: Enrolment, mentor: Enrolment) -> list[str]:
    rows = policies.visible_rules(person).filter(mentee=mentee, mentor=mentor, kind="forbid")
    return [_("This pair is forbidden in runs: somebody said so on the workbench.")] if rows.exists() else []


def _low(person: Person, cohort: Cohort, found: Breakdown) -> list[str]:
    run = policies.visible_runs(person).filter(cohort=cohort, state="done", is_next=False).order_by("-number").first()
    if run is None or not run.figures["matched"] or found.fit >= run.figures["worst"]:
        return []
    return [_("The fit is below the worst-off tenth of run %(number)d.") % {"number": run.number}]


def _scoring_of_two(cohort: Cohort, mentee: Enrolment, mentor: Enrolment) -> Scoring | None:
    """The criteria over two people alone, by what they answer today and the weights in force."""
    every = settled(cohort, programmes.matching_inputs(cohort), is_strict=False)
    two = {each.side: as_person(each) for each in every if each.enrolment_id in (mentee.pk, mentor.pk)}
    if set(two) != set(SIDES):
        return None
    plan: Any = getattr(cohort, "match_plan", None)
    weights = plan.weights if plan is not None else {}
    blueprint = programmes.blueprint_of(cohort)
    return rules.scoring_around(rules.Pairing(blueprint, [two["mentee"]], [two["mentor"]], weights))


def why_of(scoring: Scoring, mentee: int, mentor: int) -> Reasons:
    """Return what two share, by criterion, the weightiest first, for each side; what they do not share is left out."""
    shares = [share for share in scoring.breakdown(mentee, mentor).shares if share.points and not share.missing]
    shares.sort(key=lambda share: -share.points)
    return {
        side: {
            language: [
                f"**{in_language(share.name, language)}.** "
                + rules.told_to(side, share.sentence.in_language(language), language)
                for share in shares
            ]
            for language in ("en", "es")
        }
        for side in SIDES
    }
