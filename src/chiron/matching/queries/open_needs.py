"""In a mosaic: what somebody still needs a mentor for who has others already."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q

from chiron.core import encryption
from chiron.matching import policies, rules
from chiron.matching.models import MatchRun
from chiron.matching.queries.kept import blueprint_of, mentors_each, person_of
from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort
from chiron.programmes.queries import MatchingInput
from chiron.relationships import rules as relating


@dataclass(frozen=True)
class Pair:
    """A pair that goes on, or after which the mentee wants another (``wanted``) or wants none (``unwanted``).

    Both sides by person, as a pair may have been found in the cohort before this one.
    """

    mentee: UUID
    mentor: UUID
    run: UUID | None
    is_current: bool
    successor: str


def asking_for_the_rest(
    cohort: Cohort, mentees: Sequence[MatchingInput], everybody: Iterable[MatchingInput]
) -> list[MatchingInput]:
    """Return *mentees*, where one may have several mentors asking for no more than what none of theirs is for.

    A mentor is for the need that the run which found them says; one whom a coordinator chose by hand, for the first
    need that they offer and nobody else is for. What a mentor was for in whose place nobody is wanted is left out.
    """
    blueprint = programmes.blueprint_of(cohort)
    both, most = rules.asked_and_offered(blueprint), mentors_each(blueprint)
    pairs = _pairs(cohort, {each.enrolment_id for each in mentees}) if both and most > 1 else []
    beside = {pair.mentee for pair in pairs if pair.is_current}
    if both is None or not beside:
        return list(mentees)
    found_for = _found_for([pair for pair in pairs if pair.mentee in beside])
    offers = {each.person_id: rules.chosen(each.answers, both[1]) for each in everybody if each.side == "mentor"}
    rest = []
    for each in mentees:
        mine = [pair for pair in pairs if pair.mentee == each.person_id]
        current = {pair.mentor: found_for.get(pair, "") for pair in mine if pair.is_current}
        left = still_open(rules.needs_of(blueprint, each.answers, most), current, offers)
        done_with = {found_for.get(pair) for pair in mine if pair.successor == "unwanted"}
        done_with -= {found_for.get(pair) for pair in mine if pair.successor == "wanted"}
        asked = [need for need in left if need not in done_with][: max(0, most - len(current))]
        rest.append(replace(each, answers=each.answers | {both[0]: tuple(asked)}) if current else each)
    return rest


def still_open(needs: Sequence[str], mentors: Mapping[UUID, str], offers: Mapping[UUID, Collection[str]]) -> list[str]:
    """Return those of *needs* that none of *mentors* is for; one without a need is for the first that they offer."""
    left = [need for need in needs if need not in mentors.values()]
    for mentor, need in mentors.items():
        if not need:
            taken = next((each for each in left if each in offers.get(mentor, ())), None)
            left = [each for each in left if each != taken]
    return left


def _pairs(cohort: Cohort, mentees: Collection[UUID]) -> list[Pair]:
    """The pairs of *mentees*, by enrolment, that say what they still need."""
    theirs = Q(members__enrolment__in=mentees, members__role="mentee")
    says = Q(state__in=relating.CURRENT) | Q(members__successor__in=["wanted", "unwanted"])
    rows = cohort.relationships.filter(theirs & says).order_by("pk").prefetch_related("members")
    found = []
    for row in rows:
        two = {member.role: member for member in row.members.all()}
        if {"mentee", "mentor"} <= two.keys():
            mentee, mentor = two["mentee"], two["mentor"]
            is_current = row.state in relating.CURRENT
            found.append(Pair(mentee.person_id, mentor.person_id, row.run_id, is_current, mentee.successor))
    return found


def _found_for(pairs: Collection[Pair]) -> dict[Pair, str]:
    """The need, as the mentee named it then, for which a run found each of *pairs*."""
    found: dict[Pair, str] = {}
    runs = policies.runs_of_the_worker().filter(pk__in={pair.run for pair in pairs if pair.run}, method=rules.MOSAIC)
    for run in runs.select_related("cohort__programme__blueprint", "blueprint"):
        here = {(pair.mentee, pair.mentor): pair for pair in pairs if pair.run == run.pk}
        needs = _needs_then(run, {mentee for mentee, _mentor in here})
        lines = run.proposals.filter(mentee__person__in=needs, mentor__isnull=False, need__isnull=False)
        for mentee, mentor, place in lines.values_list("mentee__person", "mentor__person", "need"):
            if (mentee, mentor) in here and place and place <= len(needs[mentee]):
                found[here[mentee, mentor]] = needs[mentee][place - 1]
    return found


def _needs_then(run: MatchRun, mentees: Collection[UUID]) -> dict[UUID, list[str]]:
    rows = list(run.inputs.filter(person__in=mentees, enrolment__side="mentee").select_related("person"))
    encryption.preload(row.person_id for row in rows)
    blueprint = blueprint_of(run)
    most = mentors_each(blueprint)
    return {row.person_id: rules.needs_of(blueprint, person_of(row).answers, most) for row in rows}
