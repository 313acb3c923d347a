"""In a mosaic: what somebody still needs a mentor for who has others already."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from chiron.core import encryption
from chiron.matching import policies, rules
from chiron.matching.models import MatchRun
from chiron.matching.queries.kept import blueprint_of, mentors_each, person_of
from chiron.matching.queries.paired import pairs_among
from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort
from chiron.programmes.queries import MatchingInput
from chiron.relationships import rules as relating


def asking_for_the_rest(
    cohort: Cohort, mentees: Sequence[MatchingInput], everybody: Iterable[MatchingInput]
) -> list[MatchingInput]:
    """Return *mentees*, where one may have several mentors asking for no more than what none of theirs is for.

    A mentor is for the need that the run which found them says; one whom a coordinator chose by hand, for the first
    need that they offer and nobody else is for.
    """
    blueprint = programmes.blueprint_of(cohort)
    both, most = rules.asked_and_offered(blueprint), mentors_each(blueprint)
    theirs = _going_on(cohort, {each.enrolment_id for each in mentees})
    if both is None or most == 1 or not theirs:
        return list(mentees)
    found_for = _found_for(cohort, theirs.keys())
    offers = {each.enrolment_id: rules.chosen(each.answers, both[1]) for each in everybody if each.side == "mentor"}
    rest = []
    for each in mentees:
        mentors = theirs.get(each.enrolment_id, [])
        needs = rules.needs_of(blueprint, each.answers, most)
        by_runs = {mentor: found_for.get((each.enrolment_id, mentor), "") for mentor in mentors}
        left = still_open(needs, by_runs, offers)[: most - len(mentors)]
        rest.append(replace(each, answers=each.answers | {both[0]: tuple(left)}) if mentors else each)
    return rest


def still_open(needs: Sequence[str], mentors: Mapping[UUID, str], offers: Mapping[UUID, Collection[str]]) -> list[str]:
    """Return those of *needs* that none of *mentors* is for; one without a need is for the first that they offer."""
    left = [need for need in needs if need not in mentors.values()]
    for mentor, need in mentors.items():
        if not need:
            taken = next((each for each in left if each in offers.get(mentor, ())), None)
            left = [each for each in left if each != taken]
    return left


def _going_on(cohort: Cohort, mentees: set[UUID]) -> dict[UUID, list[UUID]]:
    """The mentors whom each of *mentees* has, offered or begun, by enrolment."""
    theirs: dict[UUID, list[UUID]] = defaultdict(list)
    for mentee, mentor in sorted(pairs_among(cohort.relationships.filter(state__in=relating.CURRENT))):
        if mentee in mentees:
            theirs[mentee].append(mentor)
    return theirs


def _found_for(cohort: Cohort, mentees: Collection[UUID]) -> dict[tuple[UUID, UUID], str]:
    """The need, as the mentee named it then, for which a run found each mentor whom *mentees* have; of the latest."""
    going_on = cohort.relationships.filter(state__in=relating.CURRENT, members__enrolment__in=mentees)
    runs = policies.runs_of_the_worker().filter(pk__in=going_on.values("run_id"), method=rules.MOSAIC)
    found: dict[tuple[UUID, UUID], str] = {}
    for run in runs.select_related("cohort__programme__blueprint", "blueprint").order_by("number"):
        needs = _needs_then(run, mentees)
        for line in run.proposals.filter(mentee__in=needs, mentor__isnull=False, need__isnull=False):
            if line.mentor_id and line.need and line.need <= len(needs[line.mentee_id]):
                found[line.mentee_id, line.mentor_id] = needs[line.mentee_id][line.need - 1]
    return found


def _needs_then(run: MatchRun, mentees: Collection[UUID]) -> dict[UUID, list[str]]:
    rows = list(run.inputs.filter(enrolment__in=mentees).select_related("person"))
    encryption.preload(row.person_id for row in rows)
    blueprint = blueprint_of(run)
    most = mentors_each(blueprint)
    return {row.enrolment_id: rules.needs_of(blueprint, person_of(row).answers, most) for row in rows}
