"""Carrying out runs in the background, those for who lost a mentor among them. Repeatable: a run whose worker died
starts anew.
"""

import time
from contextlib import suppress
from uuid import UUID

from django.db.models import Q, QuerySet
from django_tasks import task

from chiron.core.actions import Event, Gone
from chiron.matching import actions, queries, rules
from chiron.matching.models import MatchRun
from chiron.people.queries import system
from chiron.programmes.models import Cohort, Enrolment
from chiron.relationships.models import Member, Relationship

TRIES = 3


def match(event: Event) -> None:
    """Carry out the run that was started."""
    run_match(UUID(event.ids["result"]))


def run_match(run_id: UUID) -> None:
    """Read, score, solve, explain and store one run; a cancelled one is left as it is.

    Where a conflict of interest is registered meanwhile that the result would break, it is done over with it.
    """
    for left in range(TRIES - 1, -1, -1):
        run = queries.run_under_way(run_id)
        if run is None:
            return
        try:
            _carry_out(run)
        except rules.Clash as clash:
            _fail(run, clash)
        except (actions.NotRunning, Gone):  # cancelled, or one after it took its place
            return
        except actions.ConflictMeanwhile:
            if not left:
                raise
            continue
        return


def _fail(run: MatchRun, clash: rules.Clash) -> None:
    with suppress(actions.NotRunning, Gone):  # cancelled meanwhile
        actions.fail_run(run=run, problem=clash.says, by=system())


def _carry_out(run: MatchRun) -> None:
    by, started = system(), time.monotonic()
    if not actions.note_start(run.pk):
        raise actions.NotRunning
    run = actions.begin_run(run=run, inputs=queries.inputs_for(run), by=by)
    pairing = queries.pairing_of(run)
    outcome = rules.match(pairing, method=run.method, seed=run.seed, tell=lambda done: _tell(run.pk, done))
    group = {person.id: str(person.answers.get("__group__", "")) for person in pairing.mentees}
    figures = rules.figures(outcome, time.monotonic() - started, group, queries.threshold_of(run.cohort))
    actions.finish_run(run=run, outcome=outcome, figures=figures, version=queries.engine_version(), by=by)


def _tell(run_id: UUID, done: int) -> None:
    if not actions.note_progress(run_id, done):
        raise actions.NotRunning


def repeat(event: Event) -> None:
    """Repeat a finished run from what it kept and note whether it came out the same."""
    run = queries.run_to_repeat(UUID(event.ids["run"]))
    if run is None or run.repeat.get("state") != "asked":
        return
    if not queries.is_repeatable(run):
        actions.close_repetition(run=run, by=system())
        return
    problem_hash, with_whom = rules.repeated(queries.pairing_of(run), method=run.method, seed=run.seed)
    is_same = problem_hash == run.problem_hash and with_whom == queries.pairs_of(run)
    actions.note_repetition(run=run, is_same=is_same, by=system())


def publish(event: Event) -> None:
    """Publish the run as somebody asked; what refuses it is noted for them, once it was tried as things are by then."""
    for left in range(TRIES - 1, -1, -1):
        run = queries.run_to_publish(UUID(event.ids["run"]))
        if run is None:
            return
        try:
            actions.publish_run(run=run, by=system())
        except actions.Refused as refusal:
            if isinstance(refusal, actions.Overtaken) and left:
                continue
            actions.note_refusal(run=run, why=type(refusal).__name__, by=system())
        return


def forget(event: Event) -> None:
    """Mark the runs in which somebody stood who was erased: they can no longer be repeated."""
    for run in queries.runs_with(UUID(event.ids["person"])):
        actions.close_repetition(run=run, by=system())


def follow_up(event: Event) -> None:
    """Look for the next best where a pair came to nothing or ended, or where what was found may be otherwise by now."""
    ids = [UUID(pk) for pk in event.ids.values()]
    _seek(
        Cohort.objects.unscoped().filter(
            Q(pk__in=ids)
            | Q(pk__in=Enrolment.objects.unscoped().filter(pk__in=ids).values("cohort"))
            | Q(pk__in=Relationship.objects.unscoped().filter(pk__in=ids).values("cohort"))
            | Q(pk__in=Member.objects.unscoped().filter(pk__in=ids).values("relationship__cohort"))
        )
    )


@task()
def look_again() -> None:
    """Look for the next best wherever somebody waits and what was found cannot be by now (every hour)."""
    waiting = Enrolment.objects.unscoped().filter(side="mentee", state="waiting")
    _seek(Cohort.objects.unscoped().filter(pk__in=waiting.values("cohort")))


def _seek(cohorts: QuerySet[Cohort]) -> None:
    for cohort in cohorts.select_related("programme__blueprint"):
        if queries.next_is_due(cohort):
            actions.seek_next(cohort=cohort, by=system())


def offer_by_itself(event: Event) -> None:
    """Offer what a run found for those who lost a mentor, where the cohort wants that."""
    run = queries.run_to_repeat(UUID(event.ids["run"]))
    if run is None or not run.is_next or run != queries.newest_next(run.cohort):
        return
    if not queries.offers_next(run.cohort):
        return
    proposals = queries.offered_by_themselves(run)
    if not proposals:
        return
    try:
        actions.offer_next(cohort=run.cohort, run=run, proposals=proposals, by=system())
    except actions.Refused:  # somebody was faster, or something came between
        _seek(Cohort.objects.unscoped().filter(pk=run.cohort_id))
