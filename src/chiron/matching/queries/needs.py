"""In a mosaic: which need each mentor is for, in words. A run keeps its place only; the words are the mentee's."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from chiron.boundaries import policies as boundaries
from chiron.core import encryption
from chiron.matching import rules
from chiron.matching.models import MatchRun, Proposal
from chiron.matching.queries.kept import blueprint_of, mentors_each, person_of
from chiron.people.models import Person
from chiron_blueprint.schema import Blueprint
from chiron_blueprint.words import in_language

READ = ("run", "enrolment", "person", "capacity", "position", "answers", "person__name", "person__email")
WHY_OPEN = {
    "full": gettext_lazy("everybody who offers it is full"),
    "no_candidate": gettext_lazy("nobody who could be theirs offers it"),
}


def needs_in(run: MatchRun, mentees: Iterable[Any]) -> dict[str, list[dict[str, str]]]:
    """Return the needs of some mentees of *run* by enrolment, in their order, each by language; two queries."""
    if run.method != rules.MOSAIC:
        return {}
    found = run.inputs.filter(enrolment__in=set(mentees), person__erased_at__isnull=True)
    rows = list(found.select_related("person").only(*READ))
    encryption.preload(row.person_id for row in rows)
    blueprint = blueprint_of(run)
    labels = labels_of(blueprint)
    return {
        str(row.enrolment_id): [
            labels.get(need, {}) for need in rules.needs_of(blueprint, person_of(row).answers, mentors_each(blueprint))
        ]
        for row in rows
    }


def labels_of(blueprint: Blueprint) -> Mapping[str, dict[str, str]]:
    """Return what each need is called, by language."""
    both = rules.asked_and_offered(blueprint)
    question = next((each for each in blueprint.side("mentee") if both and each.id == both[0]), None)
    return {option.id: option.label for option in blueprint.options(question)} if question else {}


def needs_shown(person: Person, run: MatchRun, lines: Iterable[Proposal]) -> dict[str, str]:
    """Return the need that each line of a mosaic is for, in the reader's language; those kept from *person* are out."""
    lines = [each for each in lines if each.need]
    apart = boundaries.apart_ids(person) if lines else set()
    needs = needs_in(run, {each.mentee_id for each in lines}) if lines else {}
    return {
        str(each.pk): _named(needs.get(str(each.mentee_id), []), each.need)
        for each in lines
        if each.mentee.person_id not in apart and (each.mentor is None or each.mentor.person_id not in apart)
    }


def _named(needs: list[dict[str, str]], place: int | None) -> str:
    if not place or place > len(needs):
        return ""
    return in_language(needs[place - 1], get_language() or "en")


def about_needs(proposal: Proposal) -> list[str]:
    """Return in sentences which need a mentor of a mosaic is for, and which of the mentee's are still open."""
    if not proposal.need:
        return []
    needs = needs_in(proposal.run, {proposal.mentee_id}).get(str(proposal.mentee_id), [])
    if not needs:
        return []
    facts = {"need": _named(needs, proposal.need), "place": proposal.need, "of": len(needs)}
    said = [_("**For %(need)s**, number %(place)d of %(of)d that were asked for.") % facts]
    for place, why in proposal.detail.get("open", []):
        facts = {"need": _named(needs, place), "why": WHY_OPEN.get(why, "")}
        said.append(_("Still open: %(need)s, as %(why)s.") % facts)
    return said
