"""Setting a goal, rating oneself, changing, sharing and closing it. Every change keeps what was before."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.models import Goal, GoalChange, GoalShare, Relationship


class GoalClosed(Refused):
    message = _("This goal is closed. Open it again to change it.")


class RatingUnknown(Refused):
    message = _("Rate yourself from 1 to 5.")


class NothingToAimFor(Refused):
    message = _("The target is where you want to be: at least where you start.")


class StateIsSo(Refused):
    message = _("The goal is in this state already.")


@action("relationships.goal.set", may=policies.may_set_goal)
def set_goal(
    *, kind: str, title: str, start: int, target: int, tags: list[str], review_on: date | None,
    shared: list[Relationship], by: Person, suggestion: str = "",
) -> Goal:  # fmt: skip
    """Set a goal for oneself; the members of the *shared* relationships may read it, nobody else.

    *suggestion* is the key of what it was made from: it is not suggested again.
    """
    _check(start, start, target)
    at = clock.now()
    goal = Goal.objects.create(
        institution_id=by.institution_id,
        person=by,
        kind=kind,
        title=title.strip(),
        measure={"start": start, "now": start, "target": target, "tags": tags, "suggestion": suggestion},
        review_on=review_on,
        set_at=at,
        changed_at=at,
    )
    _share(goal, shared)
    return goal


@action("relationships.goal.changed", may=policies.may_share_goal)
def change_goal(
    *, goal: Goal, kind: str, title: str, start: int, target: int, tags: list[str], review_on: date | None,
    shared: list[Relationship], by: Person,
) -> Goal:  # fmt: skip
    """Change what a goal says and with whom it is shared; its history keeps what it said."""
    _require_open(goal)
    now = goal.now or start
    _check(start, now, target)
    before = goal.told
    goal.kind, goal.title, goal.review_on = kind, title.strip(), review_on
    goal.measure = {**goal.measure, "start": start, "now": now, "target": target, "tags": tags}
    _share(goal, shared)
    return _keep(goal, before)


@action("relationships.goal.rated", may=policies.may_change_goal)
def rate_goal(*, goal: Goal, now: int, evidence: str, by: Person) -> Goal:
    """Say where one stands now, and by what one knows; only whose goal it is rates it."""
    _require_open(goal)
    if now not in rules.RATINGS:
        raise RatingUnknown
    before = goal.told
    goal.measure = {**goal.measure, "now": now}
    goal.evidence = evidence.strip()
    return _keep(goal, before)


@action("relationships.goal.closed", may=policies.may_change_goal)
def close_goal(*, goal: Goal, state: str, by: Person) -> Goal:
    """Call a goal met, let it go, or open it again."""
    if state not in rules.GOAL_STATES or state == goal.state:
        raise StateIsSo
    before = goal.told
    goal.state = state
    return _keep(goal, before)


@action("relationships.goal.reminded", may=policies.may_remind)
def remind_of_goal(*, goal: Goal, by: Person) -> Goal:
    """Remind somebody of the day on which they wanted to look at a goal again, once."""
    if goal.review_on is not None and (goal.reminded_on is None or goal.reminded_on < goal.review_on):
        goal.reminded_on = goal.review_on
        goal.save(update_fields=["reminded_on"])
        notifications.tell("relationships.goal_due", to=goal.person_id, institution=goal.institution_id, goal=goal.pk)
    return goal


def _share(goal: Goal, relationships: list[Relationship]) -> None:
    """Let the members of just these living relationships read the goal; what is over stays as it was.

    What is paused reads it no more once it goes on: its owner was told that nobody there does.
    """
    shares = GoalShare.objects.unscoped().filter(goal=goal, relationship__state__in=rules.LIVE_OR_PAUSED)
    shares.exclude(relationship__in=relationships).delete()
    for relationship in relationships:
        GoalShare.objects.unscoped().get_or_create(
            goal=goal, relationship=relationship, defaults={"shared_at": clock.now()}
        )


def _require_open(goal: Goal) -> None:
    if goal.state != "open":
        raise GoalClosed


def _check(start: int, now: int, target: int) -> None:
    if {start, now, target} - set(rules.RATINGS):
        raise RatingUnknown
    if target < start:
        raise NothingToAimFor


def _keep(goal: Goal, before: dict[str, object]) -> Goal:
    """Save *goal*; where it now says something else, keep what it said."""
    if rules.differences(before, goal.told):
        goal.changed_at = clock.now()
        sequence = GoalChange.objects.unscoped().filter(goal=goal).count() + 1
        GoalChange.objects.create(
            goal=goal, person_id=goal.person_id, sequence=sequence, at=goal.changed_at, before=before
        )
        goal.save()
    return goal
