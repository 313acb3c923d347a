"""The pages of messages."""

from uuid import UUID

from django.contrib import messages as notes
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require
from chiron.relationships import actions, forms, policies, queries


@guard(policies.visible_relationships)
def correspondences(request: Request) -> HttpResponse:
    """With whom one writes, the latest first."""
    rows = queries.correspondences(request.person, request.GET.get("page"))
    return page(request, "relationships/correspondences.html", correspondences=rows)


@guard(policies.visible_relationships)
def messages(request: Request, pk: UUID) -> HttpResponseBase:
    """What was written, and a place to write; opening it marks what is new as read."""
    mine = queries.relationship_for(request.person, pk)
    require(mine.has_begun)
    form = forms.Message(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(
            form, actions.write_message, relationship=mine.relationship, by=request.person, **form.cleaned_data
        )
    ):
        return redirect("relationships:messages", pk)
    return _shown(request, mine, form)


def _shown(request: Request, mine: queries.Mine, form: forms.Message) -> HttpResponse:
    before = request.GET.get("before", "")
    found = queries.conversation(mine, before)
    answer = page(
        request,
        "relationships/messages.html",
        mine=mine,
        conversation=found,
        form=form,
        limits=_limits(mine.member.role, None),
        before=before,
    )
    if found.has_news:
        upto = found.messages[-1].written_at
        actions.read_messages(relationship=mine.relationship, upto=upto, by=request.person)
    return answer


def _limits(role: str, data: object) -> forms.Limits | forms.LimitsOfMentor:
    kind = forms.LimitsOfMentor if role in ("mentor", "facilitator") else forms.Limits
    return kind(data)  # type: ignore[arg-type]


@guard(policies.may_take_part)
def read_limits(request: Request, pk: UUID) -> HttpResponseBase:
    """Say that one has read what stays between the members and what cannot."""
    mine = queries.relationship_for(request.person, pk)
    require(policies.may_take_part(by=request.person, relationship=mine.relationship))
    form = _limits(mine.member.role, request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(
            form,
            actions.read_limits,
            relationship=mine.relationship,
            duty=form.cleaned_data.get("duty", ""),
            by=request.person,
        )
    ):
        return redirect("relationships:messages", pk)
    return page(request, "relationships/limits.html", mine=mine, limits=form, duties=queries.duties_said(mine))


@guard(policies.may_remove_message)
def remove_message(request: Request, pk: UUID) -> HttpResponseBase:
    """Take one's own message back."""
    found = queries.own_message(request.person, pk)
    require(policies.may_remove_message(by=request.person, message=found))
    if request.method == "POST" and accepted(request, actions.remove_message, message=found, by=request.person):
        notes.success(request, _("Your message is gone. In its place it says that you took it back."))
    return redirect("relationships:messages", found.relationship_id)
