"""A run from queued to done: what goes in is kept, so that it can be explained and repeated."""

import secrets
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from chiron.core import clock, encryption
from chiron.core.actions import Refused, action
from chiron.matching import policies, queries, rules
from chiron.matching.actions.planning import require_one_mentor
from chiron.matching.models import MatchRun, PairRule, Plan, Proposal, RunInput
from chiron.matching.rules import Outcome
from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron.programmes import rules as answering
from chiron.programmes.models import Cohort
from chiron.programmes.queries import MatchingInput
from chiron.relationships.models import Member
from chiron.relationships.rules import CURRENT

UNDER_WAY = ["queued", "running"]


class NobodyToMatch(Refused):
    message = _("A match needs at least one mentee and one mentor who have applied and are still free.")


class NotRunning(Refused):
    message = _("This run is over already.")


class ConflictMeanwhile(Refused):
    message = _("A conflict of interest was registered while the run was under way.")


class NotRepeatable(Refused):
    message = _("This run can no longer be repeated: somebody in it has had their answers erased.")


class OneIsRunning(Refused):
    message = _("A run is under way. Wait for it, or cancel it.")


@action("matching.run.started", may=policies.may_match)
def start_run(*, cohort: Cohort, by: Person) -> MatchRun:
    """Queue a run of the cohort with its present plan and rules; a worker carries it out.

    A lock whose pair was offered since and is over by now (declined, lapsed, ended or paused) is lifted: it has done
    what it was for, and would stand in the way of everybody's next match.
    """
    if MatchRun.objects.unscoped().filter(cohort=cohort, state__in=UNDER_WAY, is_next=False).exists():
        raise OneIsRunning
    usual = queries.usual_method(programmes.blueprint_of(cohort))
    plan = Plan.objects.unscoped().filter(cohort=cohort).first() or Plan(cohort=cohort, method=usual)
    require_one_mentor(cohort, plan.method)
    has_pairs = plan.method == "least_change" and bool(queries.pairs_today(cohort))
    if not has_pairs and queries.sides_free(cohort) != {"mentee", "mentor"}:
        raise NobodyToMatch
    return _queued(cohort, plan, by)


@action("matching.next.sought", may=policies.may_match)
def seek_next(*, cohort: Cohort, by: Person) -> MatchRun:
    """Queue a run for those alone who lost a mentor or an offer, in place of one for them that is still under way.

    As many of them as can be get somebody, and of those ways the one with the highest fit, by the weights in force.
    """
    MatchRun.objects.unscoped().filter(cohort=cohort, is_next=True, state__in=UNDER_WAY).update(
        state="cancelled", finished_at=clock.now()
    )
    plan = Plan.objects.unscoped().filter(cohort=cohort).first() or Plan(cohort=cohort)
    method = rules.MOSAIC if queries.usual_method(programmes.blueprint_of(cohort)) == rules.MOSAIC else "everybody"
    return _queued(cohort, Plan(cohort=cohort, method=method, weights=plan.weights), by, is_next=True)


def _queued(cohort: Cohort, plan: Plan, by: Person, *, is_next: bool = False) -> MatchRun:
    _spent(cohort).delete()
    last = MatchRun.objects.unscoped().filter(cohort=cohort).order_by("-number").first()
    said = PairRule.objects.unscoped().filter(cohort=cohort).order_by("mentee_id", "mentor_id")
    return MatchRun.objects.create(
        cohort=cohort,
        blueprint_id=programmes.version_id_of(cohort),
        number=last.number + 1 if last else 1,
        method=plan.method,
        options=plan.options,
        weights=plan.weights,
        rules=[[str(rule.mentee_id), str(rule.mentor_id), rule.kind] for rule in said],
        seed=last.seed if last else secrets.randbelow(2**31),  # the same lottery: what differs, somebody changed
        is_next=is_next,
        created_by=None if by.is_system else by,
    )


def _spent(cohort: Cohort) -> QuerySet[PairRule]:
    """The locks that were carried out and whose pair is over."""
    tried = Member.objects.filter(
        enrolment=OuterRef("mentor"),
        relationship__members__enrolment=OuterRef("mentee"),
        relationship__offered_at__gte=OuterRef("created_at"),
    )
    together = tried.filter(relationship__state__in=CURRENT)
    return PairRule.objects.unscoped().filter(Exists(tried), ~Exists(together), cohort=cohort, kind="lock")


def note_start(run_id: UUID) -> bool:
    """Note that it is read from now on who stands in a run; False where it is over, or gone.

    Before anything is read, and at once: whoever comes to wait later sees that the run may not know of them.
    """
    under_way = MatchRun.objects.unscoped().filter(pk=run_id, state__in=UNDER_WAY)
    return under_way.update(state="running", started_at=clock.now(), progress=0) == 1


@action("matching.run.begun", may=policies.may_change_run)
def begin_run(*, run: MatchRun, inputs: list[MatchingInput], by: Person) -> MatchRun:
    """Keep what goes in, each person's answers under their own key, and who is kept apart today.

    Begun again after a crash, it starts anew.
    """
    if run.state != "running":
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
    said = [rule for rule in run.rules if rule[2] in ("lock", "forbid")]
    run.rules = said + queries.rules_of_conflicts(inputs) + queries.rules_of_today(run, inputs)
    run.rules += queries.rules_of_tried(run, [each.enrolment_id for each in inputs])
    run.progress = 5
    run.save(update_fields=["progress", "rules"])
    return run


def note_progress(run_id: UUID, progress: int) -> bool:
    """Note how far a run is; False where it was cancelled meanwhile."""
    return MatchRun.objects.unscoped().filter(pk=run_id, state="running").update(progress=progress) == 1


@action("matching.run.finished", may=policies.may_change_run)
def finish_run(*, run: MatchRun, outcome: Outcome, figures: dict[str, Any], version: str, by: Person) -> MatchRun:
    """Store the proposals and the figures of the run; conflicts are looked at once more."""
    if run.state != "running":
        raise NotRunning
    if queries.in_conflict(run, [(line.mentee, line.mentor) for line in outcome.found if line.mentor]):
        raise ConflictMeanwhile
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
                detail={"of": line.possible, **line.advice} if line.mentor else line.says,
                is_locked=line.is_locked,
                need=line.need,
                position=position,
            )
            for position, line in enumerate(outcome.found)
        ],
        batch_size=500,
    )
    run.state, run.progress, run.finished_at = "done", 100, clock.now()
    run.figures = {**figures, "changed": queries.changed_since(run)}
    run.problem_hash, run.engine_version = outcome.problem_hash, version
    run.save(update_fields=["state", "progress", "finished_at", "figures", "problem_hash", "engine_version"])
    if run.is_next:  # it takes the place of those before it of which nothing was offered
        before = MatchRun.objects.unscoped().select_for_update(no_key=True).filter(cohort=run.cohort_id, is_next=True)
        stale = before.filter(published_at=None, number__lt=run.number).order_by("pk")
        MatchRun.objects.unscoped().filter(pk__in=list(stale.values_list("pk", flat=True))).delete()
    return run


@action("matching.run.failed", may=policies.may_change_run)
def fail_run(*, run: MatchRun, problem: dict[str, str], by: Person) -> MatchRun:
    """Note that the rules of the run clash, and how; one that was cancelled meanwhile stays so."""
    if run.state != "running":
        raise NotRunning
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


@action("matching.run.repetition_asked", may=policies.may_change_run)
def ask_repetition(*, run: MatchRun, by: Person) -> MatchRun:
    """Have a finished run repeated from what it kept, in the background, to show that it comes out the same."""
    if run.state != "done":
        raise NotRunning
    if not queries.is_repeatable(run):
        raise NotRepeatable
    run.repeat = {"state": "asked", "at": clock.now().isoformat()}
    run.save(update_fields=["repeat"])
    return run


@action("matching.run.repeated", may=policies.may_change_run)
def note_repetition(*, run: MatchRun, is_same: bool, by: Person) -> MatchRun:
    """Note whether the repetition gave the same problem and the same pairs."""
    run.repeat = {"state": "same" if is_same else "differs", "at": clock.now().isoformat()}
    run.save(update_fields=["repeat"])
    return run


@action("matching.run.closed_to_repetition", may=policies.may_change_run)
def close_repetition(*, run: MatchRun, by: Person) -> MatchRun:
    """Note that a run can no longer be repeated: somebody in it was erased. What it says of others stays."""
    run.is_repeatable, run.repeat = False, {}
    run.save(update_fields=["is_repeatable", "repeat"])
    return run
