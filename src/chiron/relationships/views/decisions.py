"""One's decisions on paper; and those one is asked to talk over."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from chiron.core.web import Request, accepted, guard, page, require
from chiron.relationships import actions, forms, policies, queries
from chiron.ui import autosave, careful


@guard(policies.own_decisions)
def decisions(request: Request) -> HttpResponse:
    """One's own decisions."""
    return page(request, "relationships/decisions.html", decisions=queries.own_decisions(request.person))


@guard(policies.may_begin_decision)
def begin_decision(request: Request) -> HttpResponseBase:
    """Begin a worksheet with its question."""
    require(policies.may_begin_decision(by=request.person))
    form = forms.Question(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.begin_decision(question=form.cleaned_data["question"], by=request.person)
        return redirect("plan:decision_sheet", made.pk)
    return page(request, "relationships/decision_new.html", form=form)


@guard(policies.visible_decisions)
def decision(request: Request, pk: UUID) -> HttpResponse:
    """A decision as it stands; for whose it is, what can be done with it."""
    found = queries.decision_for(request.person, pk)
    return _decision(request, found)


def _decision(request: Request, found: Any, **bound: Any) -> HttpResponse:
    is_mine = policies.may_change_decision(by=request.person, decision=found)
    with_whom = dict(queries.sharing(request.person)).get(str(found.relationship_id), "")
    names = [option["name"] for option in found.options]
    before = {"choice": found.choice, "why": found.why}  # of a decision that was opened again
    shown = {
        "choice": forms.Choice(names=names, initial=before),
        "outcome": forms.Outcome(initial={"outcome": found.outcome}),
        **bound,
    }
    return page(
        request, "relationships/decision.html", decision=found, is_mine=is_mine, with_whom=with_whom, names=names,
        choice_form=shown["choice"], outcome_form=shown["outcome"],
    )  # fmt: skip


@never_cache
@guard(policies.may_change_decision)
def decision_sheet(request: Request, pk: UUID) -> HttpResponseBase:
    """Write on the worksheet."""
    found = queries.own_decision(request.person, pk)
    require(policies.may_change_decision(by=request.person, decision=found))
    if found.state != "open":
        return redirect("plan:decision", pk)
    form = forms.Sheet(request.POST or None, sharing=queries.sharing(request.person), decision=found)
    if request.method == "POST" and form.is_valid() and accepted(form, _write, request, found, form):
        return redirect("plan:decision", pk)
    return page(
        request, "relationships/decision_sheet.html", form=form, decision=found, seen=autosave.stamp(found.changed_at)
    )


@guard(policies.may_change_decision, repeatable=True)
def save_decision(request: Request, pk: UUID) -> HttpResponse:
    """Keep the sheet as it is typed; any number of times with one effect."""
    found = queries.own_decision(request.person, pk)
    require(policies.may_change_decision(by=request.person, decision=found))
    if request.method != "POST":
        return HttpResponse(status=405)
    form = forms.Sheet(request.POST, sharing=queries.sharing(request.person), decision=found)
    if not form.is_valid():
        return autosave.refused(
            careful.in_words(form.advice) if form.advice else _("Something is missing or too long.")
        )
    if autosave.is_overtaken(request, found.changed_at):
        return autosave.overtaken()
    try:
        return autosave.kept(request, _write(request, found, form).changed_at)
    except actions.Refused as refusal:
        return autosave.refused(str(refusal))


def _write(request: Request, found: Any, form: forms.Sheet) -> Any:
    said, living = form.cleaned_data, queries.living(request.person)
    return actions.write_decision(
        decision=found, question=said["question"], sheet=form.sheet(), decide_on=said["decide_on"],
        relationship=next((each for each in living if str(each.pk) == said["relationship"]), None), by=request.person,
    )  # fmt: skip


@guard(policies.may_change_decision)
def make_decision(request: Request, pk: UUID) -> HttpResponseBase:
    """Say what one chose."""
    found = queries.own_decision(request.person, pk)
    require(policies.may_change_decision(by=request.person, decision=found))
    form = forms.Choice(request.POST or None, names=[option["name"] for option in found.options])
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(form, actions.make_decision, decision=found, by=request.person, **form.cleaned_data)
    ):
        return redirect("plan:decision", pk)
    return _decision(request, found, choice=form)


@guard(policies.may_change_decision)
def look_back(request: Request, pk: UUID) -> HttpResponseBase:
    """Say what came of it."""
    found = queries.own_decision(request.person, pk)
    require(policies.may_change_decision(by=request.person, decision=found))
    form = forms.Outcome(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(form, actions.look_back, decision=found, by=request.person, **form.cleaned_data)
    ):
        return redirect("plan:decision", pk)
    return _decision(request, found, outcome=form)


@guard(policies.may_change_decision)
def reopen_decision(request: Request, pk: UUID) -> HttpResponseBase:
    """Take the choice back."""
    found = queries.own_decision(request.person, pk)
    require(policies.may_change_decision(by=request.person, decision=found))
    if request.method == "POST":
        accepted(request, actions.reopen_decision, decision=found, by=request.person)
    return redirect("plan:decision", pk)
