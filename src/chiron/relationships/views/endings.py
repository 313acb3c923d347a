"""Leaving, any day; closing well; what has been, through the years."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require
from chiron.relationships import actions, forms, policies, queries


@guard(policies.may_leave)
def leave(request: Request, pk: UUID) -> HttpResponseBase:
    """End it, or leave a group that goes on, without a reason."""
    mine = queries.relationship_for(request.person, pk)
    require(policies.may_leave(by=request.person, member=mine.member))
    form = forms.Leave(request.POST or None, is_mentee=mine.is_guided, goes_on=mine.goes_on)
    if request.method == "POST" and form.is_valid():
        if accepted(request, actions.leave, member=mine.member, by=request.person, **form.cleaned_data):
            messages.success(request, _left(mine, no_contact=form.cleaned_data["no_contact"]))
        return redirect("today")
    return page(request, "relationships/leave.html", mine=mine, form=form, goes_on=mine.goes_on)


def _left(mine: queries.Mine, *, no_contact: bool) -> str:
    said = _("It has ended. The other side is told only that, and nobody is told why.")
    if mine.goes_on:
        said = _("You have left. The others see only that, and nobody is told why.")
    return " ".join([said, _("Nobody in it can contact you any more.")]) if no_contact else said


@guard(policies.visible_relationships)
def closing(request: Request, pk: UUID) -> HttpResponseBase:
    """The closing conversation: a guide, and what each says."""
    mine = queries.relationship_for(request.person, pk)
    require(mine.is_live)
    own = queries.own_closing(mine)
    form = forms.Closing(request.POST or None, is_mentee=mine.is_guided)
    if request.method == "POST" and form.is_valid():
        require(policies.may_leave(by=request.person, member=mine.member))
        said = {"becomes_mentor": False, **form.cleaned_data}
        if accepted(form, actions.say_closing, member=mine.member, by=request.person, **said):
            messages.success(request, _said(queries.relationship_for(request.person, pk)))
            return redirect("relationships:relationship", pk)
    until = queries.settles_on(mine.relationship) if mine.relationship.state == "closing" else None
    waiting = queries.unsaid(mine)
    return page(request, "relationships/closing.html", mine=mine, form=form, own=own, waiting=waiting, until=until)


def _said(mine: queries.Mine) -> str:
    settled = {
        "active": _("Thank you. All of you want to go on, and so you do."),
        "ended": _("Thank you. Everybody has looked back. What you wrote stays yours to read."),
    }
    waits = _("Thank you. The others read it; once everybody has answered it is settled.")
    return settled.get(mine.relationship.state, waits)


@guard(policies.may_open_closing)
def open_closing(request: Request, pk: UUID) -> HttpResponseBase:
    """Begin the closing."""
    mine = queries.relationship_for(request.person, pk)
    require(policies.may_open_closing(by=request.person, relationship=mine.relationship))
    if request.method == "POST":
        accepted(request, actions.open_closing, relationship=mine.relationship, by=request.person)
    return redirect("relationships:closing", pk)


@guard(policies.own_memberships)
def chapters(request: Request) -> HttpResponse:
    """Every relationship one was in, in whatever programme: one's own timeline."""
    return page(
        request,
        "relationships/chapters.html",
        chapters=queries.chapters(request.person),
        holds=queries.holds_of(request.person),
    )


@guard(policies.may_resume)
def resume(request: Request, pk: UUID) -> HttpResponseBase:
    """Let a paused relationship go on."""
    found = queries.coordinated_relationship(request.person, pk)
    require(policies.may_resume(by=request.person, relationship=found))
    if request.method == "POST" and accepted(request, actions.resume, relationship=found, by=request.person):
        messages.success(request, _("The pair goes on. Both are told."))
    return redirect("relationships:list", found.cohort_id)
