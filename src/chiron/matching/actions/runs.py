"""A run from queued to done: what goes in is kept, so that it can be explained and repeated."""

import secrets
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from chiron.core import clock, encryption
from chiron.core.actions import Refused, action
from chiron.matching import policies
from chiron.matching.models import MatchRun, PairRule, Plan, Proposal, RunInput
from chiron.matching.rules import Outcome
from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron.programmes import rules as answering
from chiron.programmes.models import Cohort
from chiron.programmes.queries import MatchingInput

UNDER_WAY = ["queued", "running"]


class NobodyToMatch(Refused):
    message = _("A match needs at least one mentee and one mentor who have applied and are still free.")


class NotRunning(Refused):
    message = _("This run is over already.")


class OneIsRunning(Refused):
    message = _("A run is under way. Wait for it, or cancel it.")


@action("matching.run.started", may=policies.may_match)
def start_run(*, cohort: Cohort, by: Person) -> MatchRun:
    """Queue a run of the cohort with its present plan and rules; a worker carries it out."""
    if MatchRun.objects.unscoped().filter(cohort=cohort, state__in=UNDER_WAY).exists():
        raise OneIsRunning
    if not {"mentee", "mentor"} <= set(programmes.sides_with_people(cohort)):
        raise NobodyToMatch
    plan = Plan.objects.unscoped().filter(cohort=cohort).first() or Plan(cohort=cohort)
    last = MatchRun.objects.unscoped().filter(cohort=cohort).aggregate(n=Max("number"))["n"] or 0
    said = PairRule.objects.unscoped().filter(cohort=cohort).order_by("mentee_id", "mentor_id")
    return MatchRun.objects.create(
        cohort=cohort,
        number=last + 1,
        method=plan.method,
        weights=plan.weights,
        rules=[[str(rule.mentee_id), str(rule.mentor_id), rule.kind] for rule in said],
        seed=secrets.randbelow(2**31),
        created_by=None if by.is_system else by,
    )


@action("matching.run.begun", may=policies.may_change_run)
def begin_run(*, run: MatchRun, inputs: list[MatchingInput], by: Person) -> MatchRun:
    """Keep what goes in, each person's answers under their own key. Begun again after a crash, it starts anew."""
    if run.state not in UNDER_WAY:
        raise NotRunning
    run.inputs.all().delete()
    people = [each.person_id for each in inputs]
    encryption.ensure_keys(people)
    encryption.preload(people)
    rows = [
        RunInput(
            run=run,
            enrolment_id=each.enrolment_id,
            person_id=each.person_id,
            capacity=each.capacity,
            position=position,
            answers=answering.frozen(each.answers),
        )
        for position, each in enumerate(inputs)
    ]
    RunInput.objects.bulk_create(rows, batch_size=500)
    run.state, run.started_at, run.progress = "running", clock.now(), 5
    run.save(update_fields=["state", "started_at", "progress"])
    return run


def note_progress(run_id: UUID, progress: int) -> bool:
    """Note how far a run is; False where it was cancelled meanwhile."""
    return MatchRun.objects.unscoped().filter(pk=run_id, state="running").update(progress=progress) == 1


@action("matching.run.finished", may=policies.may_change_run)
def finish_run(*, run: MatchRun, outcome: Outcome, figures: dict[str, Any], version: str, by: Person) -> MatchRun:
    """Store the proposals, one a mentee, and the figures of the run."""
    if run.state != "running":
        raise NotRunning
    run.proposals.all().delete()
    Proposal.objects.bulk_create(
        [
            Proposal(
                run=run,
                mentee_id=line.mentee,
                mentor_id=line.mentor,
                fit=line.fit,
                points=line.points,
                reason=line.reason,
                detail={"of": line.possible} if line.mentor else line.says,
                is_locked=line.is_locked,
            )
            for line in outcome.found
        ],
        batch_size=500,
    )
    run.state, run.progress, run.finished_at = "done", 100, clock.now()
    run.figures, run.problem_hash, run.engine_version = figures, outcome.problem_hash, version
    run.save(update_fields=["state", "progress", "finished_at", "figures", "problem_hash", "engine_version"])
    return run


@action("matching.run.failed", may=policies.may_change_run)
def fail_run(*, run: MatchRun, problem: dict[str, str], by: Person) -> MatchRun:
    """Note that the rules of the run clash, and how."""
    run.state, run.problem, run.finished_at = "failed", problem, clock.now()
    run.save(update_fields=["state", "problem", "finished_at"])
    return run


@action("matching.run.cancelled", may=policies.may_change_run)
def cancel_run(*, run: MatchRun, by: Person) -> MatchRun:
    """Stop a run that is queued or under way; nothing of it is kept but that it was cancelled."""
    if run.state not in UNDER_WAY:
        raise NotRunning
    run.state, run.finished_at = "cancelled", clock.now()
    run.save(update_fields=["state", "finished_at"])
    return run
