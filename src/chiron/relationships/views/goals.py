"""One's own goals: set, rated, changed, shared, closed; and those of others that one may read."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require
from chiron.relationships import actions, forms, policies, queries


@guard(policies.visible_goals)
def goal(request: Request, pk: UUID) -> HttpResponse:
    """A goal with its line; its history for whose it is."""
    found = queries.goal_for(request.person, pk)
    is_mine = policies.may_change_goal(by=request.person, goal=found)
    return page(
        request,
        "relationships/goal.html",
        goal=found,
        is_mine=is_mine,
        form=forms.Rating(initial={"now": found.now, "evidence": found.evidence})
        if is_mine and found.state == "open"
        else None,
        **_about(request, found, is_mine=is_mine),
    )


def _about(request: Request, goal: Any, *, is_mine: bool) -> dict[str, Any]:
    """What the page says around the line: tags by name, who reads it, what it was before."""
    names = queries.tag_names()
    return {
        "tags": [names.get(tag, tag) for tag in goal.tags],
        "readers": queries.readers(request.person, goal) if is_mine else [],
        "history": queries.history(goal) if is_mine else [],
    }


@guard(policies.may_change_goal)
def rate(request: Request, pk: UUID) -> HttpResponseBase:
    """Say where one stands now."""
    found = queries.own_goal(request.person, pk)
    require(policies.may_change_goal(by=request.person, goal=found))
    form = forms.Rating(request.POST or None, initial={"now": found.now, "evidence": found.evidence})
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(form, actions.rate_goal, goal=found, by=request.person, **form.cleaned_data)
    ):
        messages.success(request, _("Kept, with what you said before."))
        return redirect("plan:goal", found.pk)
    return page(
        request, "relationships/goal.html", goal=found, is_mine=True, form=form, **_about(request, found, is_mine=True)
    )


@guard(policies.may_set_goal)
def new_goal(request: Request) -> HttpResponseBase:
    """Set a goal, perhaps from a suggestion, and choose who may read it."""
    require(policies.may_set_goal(by=request.person))
    form = _form(request, None)
    if request.method == "POST" and form.is_valid():
        try:
            key = request.GET.get("suggestion", "")
            made = actions.set_goal(
                by=request.person, suggestion=key if queries.suggested_goal(key) else "", **_said(request, form)
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("plan:goal", made.pk)
    return page(request, "relationships/goal_form.html", form=form, goal=None)


@guard(policies.may_change_goal)
def change_goal(request: Request, pk: UUID) -> HttpResponseBase:
    """Change what a goal says and who may read it."""
    found = queries.own_goal(request.person, pk)
    require(policies.may_change_goal(by=request.person, goal=found))
    form = _form(request, found)
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(form, actions.change_goal, goal=found, by=request.person, **_said(request, form, found.tags))
    ):
        return redirect("plan:goal", found.pk)
    return page(request, "relationships/goal_form.html", form=form, goal=found)


@guard(policies.may_change_goal)
def close_goal(request: Request, pk: UUID) -> HttpResponseBase:
    """Call a goal met, let it go, or open it again."""
    found = queries.own_goal(request.person, pk)
    require(policies.may_change_goal(by=request.person, goal=found))
    if request.method == "POST":
        accepted(request, actions.close_goal, goal=found, state=request.POST.get("state", ""), by=request.person)
    return redirect("plan:goal", found.pk)


def _said(request: Request, form: forms.Goal, kept: Sequence[str] = ()) -> dict[str, Any]:
    """What the form says, as the actions take it; tags that the library does not offer at present are *kept*."""
    said = dict(form.cleaned_data)
    chosen, tags = said.pop("shared", []), said.pop("tags", [])
    offered, living = queries.tag_names(), queries.living(request.person)
    gone = [tag for tag in kept if tag not in offered]
    return {**said, "tags": [*tags, *gone], "shared": [each for each in living if str(each.pk) in chosen]}


def _form(request: Request, goal: Any) -> forms.Goal:
    sharing = queries.sharing(request.person)
    return forms.Goal(
        request.POST or None, sharing=sharing, tags=queries.tag_choices(), initial=_initial(request, goal, sharing)
    )


def _initial(request: Request, goal: Any, sharing: list[tuple[str, str]]) -> dict[str, Any]:
    if goal is not None:
        shared = [str(pk) for pk in queries.shared_with(request.person, goal)]
        return {**goal.told, "review_on": goal.review_on, "shared": shared}
    kind, title = queries.suggested_goal(request.GET.get("suggestion", "")) or ("", "")
    return {"kind": kind, "title": title, "shared": [pk for pk, _name in sharing]}
