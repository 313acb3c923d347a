"""The page of a relationship for its members, and the coordinator's list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require
from chiron.relationships import actions, forms, policies, queries

LONGEST = 100


@guard(policies.visible_relationships)
def relationship(request: Request, pk: UUID) -> HttpResponse:
    """Where the relationship stands, and what has happened; while it is offered why the two of you, and yes or no."""
    mine = queries.relationship_for(request.person, pk)
    if not mine.has_begun:
        return page(request, "relationships/offer.html", mine=mine, form=_decline_form(mine.member.role, None))
    most = _number(request.GET.get("entries", ""))
    return page(request, "relationships/relationship.html", mine=mine, shown=queries.shown(mine, most=most), most=most)


def _number(text: str) -> int:
    """How many entries are asked for: ten, or more of them, at most a thousand."""
    is_number = text.isascii() and text.isdigit() and len(text) < 5
    return min(max(int(text), queries.SHOWN), 1000) if is_number else queries.SHOWN


@guard(policies.may_answer)
def accept(request: Request, pk: UUID) -> HttpResponseBase:
    """Say yes."""
    mine = queries.relationship_for(request.person, pk)
    require(policies.may_answer(by=request.person, member=mine.member))
    if request.method == "POST" and accepted(request, actions.accept, member=mine.member, by=request.person):
        messages.success(request, _accepted(queries.relationship_for(request.person, pk)))
    return redirect("relationships:relationship", pk)


def _accepted(mine: queries.Mine) -> str:
    if mine.is_group:
        begun = _("The group begins. Meet within thirty days; the agreement is where you begin.")
        return begun if mine.has_begun else _("You said yes. The group begins once everybody has answered.")
    if mine.has_begun:
        return _("You have both said yes. Meet within thirty days; the agreement is where you begin.")
    return _("You said yes. The other side is told once both have.")


@guard(policies.may_answer)
def decline(request: Request, pk: UUID) -> HttpResponseBase:
    """Say no."""
    mine = queries.relationship_for(request.person, pk)
    require(policies.may_answer(by=request.person, member=mine.member))
    form = _decline_form(mine.member.role, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decline(member=mine.member, reason=form.cleaned_data["reason"], by=request.person)
        except actions.Refused as refusal:  # answered or closed meanwhile: the page no longer has the form
            messages.error(request, str(refusal))
            return redirect("relationships:relationship", pk)
        else:
            messages.success(request, _("You said no. Nobody is told why, and your coordinator looks further."))
            return redirect("today")
    return page(request, "relationships/offer.html", mine=mine, form=form)


def _decline_form(role: str, data: object) -> forms.MenteeDecline | forms.MentorDecline:
    kind = forms.MentorDecline if role == "mentor" else forms.MenteeDecline
    return kind(data)  # type: ignore[arg-type]


@guard(policies.coordinated_relationships)
def relationships(request: Request, pk: UUID) -> HttpResponse:
    """The relationships of a cohort, for its coordinators: who, since when, in which state; never what was written."""
    cohort = queries.cohort_for(request.person, pk)
    state = request.GET.get("state", "")
    search = request.GET.get("q", "").strip()[:LONGEST]
    return page(
        request,
        "relationships/list.html",
        cohort=cohort,
        relationships=queries.relationships_of(request.person, cohort, state, search, request.GET.get("page")),
        state=state,
        search=search,
        states=queries.STATES,
    )


@guard(policies.may_withdraw)
def withdraw(request: Request, pk: UUID) -> HttpResponseBase:
    """Take a published pair back."""
    found = queries.coordinated_relationship(request.person, pk)
    require(policies.may_withdraw(by=request.person, relationship=found))
    if request.method == "POST" and accepted(request, actions.withdraw_offer, relationship=found, by=request.person):
        messages.success(request, _("The pair is taken back. Both are told, without a reason."))
    return redirect("relationships:list", found.cohort_id)
