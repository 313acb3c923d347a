"""My plan: what I need, what I want, by when, and how far I have come; and plans that others show me."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from chiron.core.web import Request, accepted, guard, page, require
from chiron.relationships import actions, forms, policies, queries, rules
from chiron.ui import autosave, careful


@never_cache
@guard(policies.own_goals)
def plan(request: Request) -> HttpResponse:
    """One's own plan of the cohort that goes on now."""
    return _plan(request, None)


@never_cache
@guard(policies.may_plan)
def plan_of(request: Request, pk: UUID) -> HttpResponse:
    """One's own plan of another year or programme; sent, its words are kept."""
    enrolment = queries.own_enrolment(request.person, pk)
    require(policies.may_plan(by=request.person, enrolment=enrolment))
    if not request.POST:
        return _plan(request, pk)
    form = forms.Words(request.POST)
    if request.method != "POST" or not form.is_valid():  # what was typed stays where the form is shown again
        return _plan(request, pk, form)
    actions.write_plan(enrolment=enrolment, words=form.cleaned_data, by=request.person)
    messages.success(request, _("Your plan is kept. Nobody reads it until you show it."))
    return redirect("plan:plan_of", pk)


@guard(policies.may_plan, repeatable=True)
def save_plan(request: Request, pk: UUID) -> HttpResponse:
    """Keep the words as they are typed; any number of times with one effect."""
    enrolment = queries.own_enrolment(request.person, pk)
    require(policies.may_plan(by=request.person, enrolment=enrolment))
    if request.method != "POST":
        return HttpResponse(status=405)
    form = forms.Words(request.POST)
    if not form.is_valid():
        return autosave.refused(careful.in_words(form.advice) if form.advice else _("Too long: shorten it."))
    if autosave.is_overtaken(request, queries.plan_changed_at(request.person, enrolment)):
        return autosave.overtaken()
    plan = actions.write_plan(enrolment=enrolment, words=form.cleaned_data, by=request.person)
    return autosave.kept(request, plan.changed_at)


def _plan(request: Request, pk: UUID | None, form: forms.Words | None = None) -> HttpResponse:
    planned = queries.planned(request.person, pk)
    form = form or forms.Words(initial=planned.answers)
    seen = planned.enrolment and autosave.stamp(queries.plan_changed_at(request.person, planned.enrolment))
    return page(request, "relationships/plan.html", planned=planned, form=form, seen=seen or "")


@guard(policies.may_plan)
def needs(request: Request, pk: UUID) -> HttpResponseBase:
    """Think over what one needs."""
    enrolment = queries.own_enrolment(request.person, pk)
    require(policies.may_plan(by=request.person, enrolment=enrolment))
    form = _needs_form(request, enrolment)
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(form, actions.review_needs, enrolment=enrolment, needs=form.needs(), by=request.person)
    ):
        return redirect("plan:plan_of", pk)
    earlier = queries.needs_reviews(request.person, enrolment)
    return page(
        request, "relationships/needs.html", form=form, enrolment=enrolment, earlier=earlier,
        names=queries.dimension_names(enrolment.cohort),
    )  # fmt: skip


def _needs_form(request: Request, enrolment: Any) -> forms.Needs:
    names = queries.dimension_names(enrolment.cohort)
    require(bool(names))
    chosen = queries.own_needs(request.person, enrolment)
    most = min(max(rules.MOST_NEEDS, len(chosen)), len(names))
    return forms.Needs(request.POST or None, names=names, most=most, chosen=chosen)


@guard(policies.may_plan)
def show_plan(request: Request, pk: UUID, relationship: UUID) -> HttpResponseBase:
    """Show one's plan to the others in a relationship."""
    enrolment = queries.own_enrolment(request.person, pk)
    require(policies.may_plan(by=request.person, enrolment=enrolment))
    mine = queries.relationship_for(request.person, relationship)
    if request.method == "POST" and accepted(
        request, actions.show_plan, enrolment=enrolment, relationship=mine.relationship, by=request.person
    ):
        messages.success(request, _("Your plan is shown, as it stands now, with the goals that you share."))
    return redirect("plan:plan_of", pk)


@guard(policies.visible_plan_reviews)
def shown(request: Request, pk: UUID) -> HttpResponse:
    """A plan as it was shown: read it, talk it over."""
    return _shown(request, queries.shown_plan(request.person, pk), forms.Talked())


def _shown(request: Request, review: Any, form: forms.Talked) -> HttpResponse:
    asked = [(forms.QUESTIONS[name], review.words[name]) for name in rules.QUESTIONS if review.words.get(name)]
    return page(
        request, "relationships/plan_shown.html", review=review, asked=asked, form=form,
        goals=queries.shown_goals(request.person, review), is_mine=review.person_id == request.person.pk,
        has_viewed=any(view.person_id == request.person.pk for view in review.views.all()),
        may_answer=policies.may_read_shown(by=request.person, review=review),
    )  # fmt: skip


@guard(policies.may_read_shown)
def view_plan(request: Request, pk: UUID) -> HttpResponseBase:
    """Say that one has read it."""
    review = queries.shown_plan(request.person, pk)
    require(policies.may_read_shown(by=request.person, review=review))
    if request.method == "POST":
        actions.view_plan(review=review, by=request.person)
        messages.success(request, _("Kept: you have read it."))
    return redirect("plan:shown", pk)


@guard(policies.may_read_shown)
def talk_plan_over(request: Request, pk: UUID) -> HttpResponseBase:
    """Say that one has talked about it."""
    review = queries.shown_plan(request.person, pk)
    require(policies.may_read_shown(by=request.person, review=review))
    form = forms.Talked(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(form, actions.talk_plan_over, review=review, on=form.cleaned_data["on"], by=request.person)
    ):
        return redirect("plan:shown", pk)
    return _shown(request, review, form)
