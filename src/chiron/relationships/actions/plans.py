"""Writing a plan, thinking over what one needs, showing the plan and talking it over."""

from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.programmes.models import Enrolment
from chiron.programmes.queries import blueprint_of
from chiron.relationships import policies, rules
from chiron.relationships.models import Meeting, NeedsPrompt, NeedsReview, Plan, PlanReview, PlanView, Relationship


class NothingToShow(Refused):
    message = _("There is nothing in your plan yet. Write a line or set a goal first.")


class NeedUnknown(Refused):
    message = _("Your programme does not offer this. Choose from the list.")


class NothingNeeded(Refused):
    message = _("Name at least one thing that you would like help with.")


class NotYet(Refused):
    message = _("This day is still to come. Say it once you have talked.")


class AlreadyTalked(Refused):
    message = _("It is written down already that you talked about this plan.")


@action("relationships.plan.written", may=policies.may_plan)
def write_plan(*, enrolment: Enrolment, words: dict[str, str], by: Person) -> Plan:
    """Keep one's own words in one's plan; any number of times, as they are typed."""
    now = clock.now()
    plan, _is_new = Plan.objects.unscoped().get_or_create(
        enrolment=enrolment, defaults={"person_id": enrolment.person_id, "begun_at": now, "changed_at": now}
    )
    kept = {name: words[name].strip() for name in rules.QUESTIONS if words.get(name, "").strip()}
    if kept != plan.words:
        plan.words, plan.changed_at = kept, now
        plan.save()
    return plan


@action("relationships.needs.reviewed", may=policies.may_plan)
def review_needs(*, enrolment: Enrolment, needs: list[str], by: Person) -> NeedsReview:
    """Say anew what one needs, the most important first; what was said before is kept."""
    known = {option.id for option in rules.dimensions(blueprint_of(enrolment.cohort))}
    chosen = list(dict.fromkeys(needs))
    if not chosen:
        raise NothingNeeded
    if set(chosen) - known:
        raise NeedUnknown
    number = NeedsReview.objects.unscoped().filter(enrolment=enrolment).count() + 1
    return NeedsReview.objects.create(
        enrolment=enrolment, person_id=enrolment.person_id, number=number, at=clock.now(), chosen={"needs": chosen}
    )


@action("relationships.plan.shown", may=policies.may_show_plan)
def show_plan(*, enrolment: Enrolment, relationship: Relationship, by: Person) -> PlanReview:
    """Show one's plan, as it stands now, to the others in a relationship, who are told with a link."""
    plan = Plan.objects.unscoped().filter(enrolment=enrolment).first()
    words: dict[str, Any] = plan.words if plan is not None else {}
    goals = relationship.goal_shares.filter(goal__person=by).exclude(goal__state="let_go")
    if not words and not goals.exists():
        raise NothingToShow
    plan = plan or write_plan(enrolment=enrolment, words={}, by=by)
    number = PlanReview.objects.unscoped().filter(plan=plan, relationship=relationship).count() + 1
    review = PlanReview.objects.create(
        plan=plan, relationship=relationship, person_id=plan.person_id, number=number, words=words, shown_at=clock.now()
    )
    _view(review, by)
    for member in relationship.members.filter(left_at__isnull=True).exclude(person=by):
        notifications.tell(
            "relationships.plan_shown", to=member.person_id, institution=relationship.institution_id, review=review.pk
        )
    return review


@action("relationships.plan.viewed", may=policies.may_read_shown)
def view_plan(*, review: PlanReview, by: Person) -> PlanReview:
    """Say that one has read a plan that was shown; a second time changes nothing."""
    _view(review, by)
    return review


@action("relationships.plan.talked_over", may=policies.may_read_shown)
def talk_plan_over(*, review: PlanReview, on: date, by: Person) -> PlanReview:
    """Say that one has talked about the plan, and on which day; whoever says so has read it."""
    if review.met_on is not None:
        raise AlreadyTalked
    if on > clock.today():
        raise NotYet
    _view(review, by)
    review.met_on = on
    review.save(update_fields=["met_on"])
    return review


@action("relationships.needs.prompted", may=policies.may_prompt)
def prompt_needs(*, relationship: Relationship, by: Person) -> Relationship:
    """Half-way, once: look whether all that was asked for has come up in a meeting; where not, tell everybody in it.

    What was renewed has a middle of its own, and is looked at once more.
    """
    renewed = relationship.transitions.filter(from_state="closing", to_state="active").aggregate(at=Max("at"))["at"]
    prompt = NeedsPrompt.objects.unscoped().filter(relationship=relationship).first()
    if prompt is not None and (renewed is None or prompt.at >= renewed):
        return relationship
    prompt = prompt or NeedsPrompt(relationship=relationship)
    prompt.at, prompt.has_gap = clock.now(), _has_gap(relationship)
    prompt.save()
    if prompt.has_gap:
        for member in relationship.members.filter(left_at__isnull=True):
            notifications.tell(
                "relationships.needs_untouched", to=member.person_id, institution=relationship.institution_id,
                relationship=relationship.pk,
            )  # fmt: skip
    return relationship


def _has_gap(relationship: Relationship) -> bool:
    """Whether something that one of those who learn asked for came up in no meeting of theirs, with whomever it was.

    What their programme no longer offers is not missed.
    """
    learning = relationship.members.filter(role__in=rules.LEARNERS, left_at__isnull=True)
    enrolments = Enrolment.objects.unscoped().filter(memberships__in=learning).select_related("application")
    blueprint = blueprint_of(relationship.cohort)
    known = {option.id for option in rules.dimensions(blueprint)}
    for enrolment in enrolments:
        held = Meeting.objects.unscoped().filter(state="held", relationship__members__enrolment=enrolment)
        latest = NeedsReview.objects.unscoped().filter(enrolment=enrolment).order_by("-at", "-number").first()
        application = getattr(enrolment, "application", None)
        answers = application.answers if application is not None else {}
        needs = latest.needs if latest is not None else rules.needs_in(answers, blueprint)
        wanted = [need for need in needs if need in known]
        if rules.untouched(rules.coverage(wanted, [each.touched for each in held])):
            return True
    return False


def _view(review: PlanReview, person: Person) -> None:
    PlanView.objects.unscoped().get_or_create(review=review, person=person, defaults={"viewed_at": clock.now()})
