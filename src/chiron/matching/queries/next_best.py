"""The next best mentor of those who lost one: whether to look anew, and what can be offered of what was found."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count

from chiron.core import clock, encryption
from chiron.matching import policies, rules
from chiron.matching.models import MatchRun, Proposal
from chiron.matching.queries.inputs import mentors_left_out
from chiron.matching.queries.kept import blueprint_of, person_of
from chiron.matching.queries.needs import needs_in
from chiron.matching.queries.offering import offer_of, why_of
from chiron.matching.queries.publishing import Obstacles
from chiron.matching.queries.waiting import last_lost, left_to_people, those_who_wait, tried_pairs
from chiron.programmes.models import Cohort
from chiron.programmes.rules import MATCHABLE
from chiron.relationships.actions import PairOffer
from chiron_blueprint.fit import Scoring

#: A search that failed, as what people said contradicts itself, is begun again so much later: they may have mended it.
AGAIN_AFTER = timedelta(days=1)


def newest_next(cohort: Cohort) -> MatchRun | None:
    """Return the latest run for those of *cohort* who lost a mentor, for the worker."""
    rows = policies.runs_of_the_worker().filter(cohort=cohort, is_next=True).exclude(state="cancelled")
    return rows.select_related("cohort__programme__blueprint", "blueprint").order_by("-number").first()


def next_is_due(cohort: Cohort) -> bool:
    """Whether somebody of *cohort* lost a mentor since the next best was looked for, or what was found cannot be now.

    In a cohort that is over nobody is looked for any more. While a run reads who waits it cannot be told who is in it:
    it is looked anew then, once too often rather than once too few.
    """
    since = last_lost(those_who_wait(cohort))
    if not since or cohort.archived_at or cohort.ends_on <= clock.today() or cohort.programme.state == "closed":
        return False
    run = newest_next(cohort)
    if run is None:
        return True
    if run.started_at is None:
        return False  # it reads who waits when it begins
    if any(when >= run.started_at for both in since.values() for when in both):
        return True
    if run.state == "failed":
        return run.finished_at is not None and run.finished_at < clock.now() - AGAIN_AFTER
    if run.inputs.filter(enrolment__in=since).count() < len(since):
        return True  # who came to wait while it began
    return run.state == "done" and _is_stale(run, since.keys())


def _is_stale(run: MatchRun, waiting: Collection[UUID]) -> bool:
    """Whether a pair of *run* cannot be by now, rules were set since, or a place is free while somebody has nobody."""
    now = run.cohort.pair_rules.filter(mentee__in=waiting).values_list("mentee", "mentor", "kind")
    then = {tuple(rule) for rule in run.rules if rule[2] in ("lock", "forbid") and UUID(rule[0]) in waiting}
    if {(str(mentee), str(mentor), kind) for mentee, mentor, kind in now} != then:
        return True
    lines = list(run.proposals.filter(mentee__in=waiting).select_related("mentee__person", "mentor__person"))
    pairs = [(line.mentee, line.mentor) for line in lines if line.mentor is not None]
    obstacles = Obstacles(run, pairs)
    if any(obstacles.to(mentee, mentor) for mentee, mentor in pairs):
        return True
    if len(pairs) == len(lines) and not any(line.detail.get("open") for line in lines):
        return not lines
    mentors = run.cohort.enrolments.filter(side="mentor", state__in=MATCHABLE)
    mentors = mentors.exclude(pk__in=mentors_left_out(run.cohort))
    places = dict(run.inputs.values_list("enrolment_id", "capacity"))
    free = mentors.annotate(taken=Count("places")).values_list("pk", "capacity", "taken")
    return any(capacity - taken > places.get(pk, 0) for pk, capacity, taken in free)


def next_offers(run: MatchRun, proposals: Iterable[Proposal]) -> list[PairOffer]:
    """Return as offers those of *proposals* that are of *run* and that neither a rule nor an offer in vain forbids."""
    forbidden = set(run.cohort.pair_rules.filter(kind="forbid").values_list("mentee", "mentor"))
    forbidden |= tried_pairs(run.cohort)
    lines = [
        each
        for each in proposals
        if each.run_id == run.pk and each.mentor and (each.mentee_id, each.mentor_id) not in forbidden
    ]
    scorings, needs = scorings_of(run, lines), needs_in(run, {each.mentee_id for each in lines})
    return [
        offer_of(each, each.mentor, why_of(scorings[each.pk], 0, 0), needs)
        for each in lines
        if each.mentor is not None and each.pk in scorings
    ]


def scorings_of(run: MatchRun, lines: Iterable[Proposal]) -> Mapping[UUID, Scoring]:
    """Return the criteria over the two of each of some pairs of *run*, by line; not where one of them was erased."""
    lines = list(lines)
    ids = {pk for each in lines for pk in (each.mentee_id, each.mentor_id)}
    rows = run.inputs.filter(enrolment__in=ids, person__erased_at__isnull=True).select_related("person")
    inputs: dict[Any, Any] = {row.enrolment_id: row for row in rows}
    encryption.preload(row.person_id for row in inputs.values())
    blueprint = blueprint_of(run)
    return {
        each.pk: rules.scoring_around(
            rules.Pairing(
                blueprint, [person_of(inputs[each.mentee_id])], [person_of(inputs[each.mentor_id])], run.weights
            )
        )
        for each in lines
        if each.mentee_id in inputs and each.mentor_id in inputs
    }


def offered_by_themselves(run: MatchRun) -> list[Proposal]:
    """Return the pairs of *run* to offer without a coordinator: none with somebody to whom a word comes first."""
    waiting = those_who_wait(run.cohort).values_list("pk", flat=True)
    lines = list(run.proposals.filter(mentor__isnull=False, mentee__in=waiting).order_by("position", "pk"))
    left = left_to_people(run.cohort, {pk for each in lines for pk in (each.mentee_id, each.mentor_id)})
    return [each for each in lines if not {each.mentee_id, each.mentor_id} & left]
