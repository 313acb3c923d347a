"""What people are told about plans and decisions, and the look half-way at what was asked for and never came up."""

from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from chiron.core import clock
from chiron.notifications import queries as notifications
from chiron.people.models import Institution, Person
from chiron.people.queries import system
from chiron.relationships import actions, policies, queries, rules


@notifications.notice("relationships.plan_shown", topic="questions")
def plan_shown(person: Person, refs: dict[str, str]) -> notifications.Line | None:
    """Somebody showed their plan; not told where it can no longer be read or was talked over meanwhile."""
    review = policies.visible_plan_reviews(person).filter(pk=refs["review"], met_on__isnull=True).first()
    if review is None or review.views.filter(person=person).exists():
        return None
    return notifications.Line(
        _("A plan is shown to you"),
        _("Somebody you mentor or learn with shows you their plan. Read it before you meet."),
        reverse("plan:shown", args=[review.pk]),
    )


@notifications.notice("relationships.needs_untouched", topic="nudges")
def needs_untouched(person: Person, refs: dict[str, str]) -> notifications.Line | None:
    """Half-way, something that was asked for has not come up in any meeting."""
    rows: Any = policies.visible_relationships(person).filter(pk=refs["relationship"])
    found = next((each for each in rows if policies.may_take_part(by=person, relationship=each)), None)
    if found is None:
        return None
    return notifications.Line(
        _("Something you asked for has not come up yet"),
        _("You are half-way. The page shows what has come up in your meetings and what never did: talk about it."),
        reverse("relationships:relationship", args=[found.pk]),
    )


@notifications.notice("relationships.decision_due", topic="nudges")
def decision_due(person: Person, refs: dict[str, str]) -> notifications.Line | None:
    """A day that somebody set themselves for a decision has come; not told where it has moved on meanwhile."""
    decision = policies.own_decisions(person).filter(pk=refs["decision"]).first()
    if decision is None or decision.reminded_on not in (decision.decide_on, decision.revisit_on):
        return None
    asks = {
        "open": (
            _("A day to decide, set by yourself"),
            _("You asked to be reminded today. The sheet is as you left it; a new day can be set there."),
        ),
        "made": (
            _("A day to look back on a decision"),
            _("You asked to be reminded today. Write down what came of it, for yourself; a line is enough."),
        ),
    }
    if decision.state not in asks:
        return None
    return notifications.Line(*asks[decision.state], reverse("plan:decision", args=[decision.pk]))


@notifications.notice("relationships.goal_due", topic="nudges")
def goal_due(person: Person, refs: dict[str, str]) -> notifications.Line | None:
    """The day of review of a goal has come; not told where it is met, let go or has another day by now."""
    goal = policies.own_goals(person).filter(pk=refs["goal"], state="open").first()
    if goal is None or goal.reminded_on != goal.review_on:
        return None
    return notifications.Line(
        _("A day to look at a goal again, set by yourself"),
        _("Rate where you stand now and by what you know it, or set another day. Bring it to your next meeting."),
        reverse("plan:goal", args=[goal.pk]),
    )


@task()
def remind_of_goals() -> None:
    """Remind people of the days on which they wanted to look at their goals again, as `remind_of_decisions` does."""
    by = system()
    for institution in Institution.objects.all():
        for each in policies.goals_due(institution, clock.today(ZoneInfo(institution.time_zone))):
            actions.remind_of_goal(goal=each, by=by)


@task()
def remind_of_decisions() -> None:
    """Remind people of the days that they set for their decisions, once each, by the day where their institution is.

    Runs each hour, because midnight does; repeating it changes nothing.
    """
    by = system()
    for institution in Institution.objects.all():
        today = clock.today(ZoneInfo(institution.time_zone))
        for each in policies.decisions_due(institution, today):
            day = rules.reminder_due(each.state, each.decide_on, each.revisit_on, each.reminded_on)
            if day is not None:
                actions.remind_of_decision(decision=each, on=day, by=by)


@task()
def look_half_way() -> None:
    """Look half-way, once a relationship, whether what was asked for has come up; repeating it changes nothing."""
    by = system()
    for relationship in queries.half_way():
        actions.prompt_needs(relationship=relationship, by=by)
