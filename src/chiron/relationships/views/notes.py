"""What is written around meetings: points before, notes and promises after, meetings recorded by hand."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require
from chiron.relationships import actions, forms, policies, queries
from chiron.relationships.views import meetings


@guard(policies.may_change_meeting)
def point_add(request: Request, pk: UUID) -> HttpResponseBase:
    """Put a point on the agenda."""
    found, mine = meetings.changeable(request, pk)
    form = forms.Point(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_point(relationship=mine.relationship, meeting=found, by=request.person, **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            return redirect("relationships:meeting", pk)
    return meetings.shown(request, mine, found, point=form)


@guard(policies.may_drop_point)
def point_remove(request: Request, pk: UUID) -> HttpResponseBase:
    """Take a point off the agenda."""
    point = queries.point_for(request.person, pk)
    require(policies.may_drop_point(by=request.person, point=point))
    if request.method == "POST":
        actions.remove_point(point=point, by=request.person)
    if point.meeting_id is None:
        return redirect("relationships:relationship", point.relationship_id)
    return redirect("relationships:meeting", point.meeting_id)


@guard(policies.may_change_meeting)
def suggestion_drop(request: Request, pk: UUID) -> HttpResponseBase:
    """Take a suggested point off the agenda of this meeting."""
    found, _mine = meetings.changeable(request, pk)
    key = request.POST.get("key", "")[:80]
    if request.method == "POST" and key.isprintable() and key:
        actions.drop_suggestion(meeting=found, key=key, by=request.person)
    return redirect("relationships:meeting", pk)


@guard(policies.may_change_meeting)
def after(request: Request, pk: UUID) -> HttpResponseBase:
    """Write what became of a meeting."""
    found, mine = meetings.changeable(request, pk)
    form = meetings.after_form(mine, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            actions.write_up(
                meeting=found,
                topics=form.touched(found.touched),
                text=said["text"],
                promise=_promise(mine, said),
                by=request.person,
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept. Everybody in this relationship can read it."))
            return redirect("relationships:meeting", pk)
    return meetings.shown(request, mine, found, after=form)


def _promise(mine: queries.Mine, said: dict[str, Any]) -> actions.Promise | None:
    """The promise of a form, where there is one."""
    text = said["promise"].strip()
    person = next((each.person for each in mine.everybody if str(each.person_id) == said["who"]), mine.member.person)
    return actions.Promise(person, text, said["due_on"]) if text else None


@guard(policies.may_change_meeting)
def missed(request: Request, pk: UUID) -> HttpResponseBase:
    """Say that a meeting did not take place."""
    found, mine = meetings.changeable(request, pk)
    if request.method == "POST" and accepted(
        request, actions.settle_meeting, meeting=found, took_place=False, by=request.person
    ):
        messages.success(request, _("Noted. It happens; here are times that suit."))
        return redirect("relationships:meeting_find", mine.relationship.pk)
    return redirect("relationships:meeting", pk)


@guard(policies.may_meet)
def meeting_record(request: Request, pk: UUID) -> HttpResponseBase:
    """Record a meeting that took place."""
    mine = meetings.live(request, pk)
    initial = {**meetings.usual(mine), "who": str(mine.member.person_id), "on": queries.today()}
    form = forms.Record(
        request.POST or None, initial=initial, topics=queries.dimensions_of(mine), people=meetings.people_of(mine)
    )
    if request.method == "POST" and form.is_valid():
        time = meetings.time_of(request, form)
        if time is not None:
            try:
                said = form.cleaned_data
                found = actions.record_meeting(
                    relationship=mine.relationship,
                    topics=said.get("topics", []),
                    text=said["text"],
                    promise=_promise(mine, said),
                    by=request.person,
                    **time,
                )
            except actions.Refused as refusal:
                is_day = isinstance(refusal, actions.StillAhead | actions.LongAgo)
                form.add_error("on" if is_day else None, str(refusal))
            else:
                messages.success(request, _("The meeting is recorded."))
                return redirect("relationships:meeting", found.pk)
    return page(request, "relationships/record.html", mine=mine, form=form)


@guard(policies.may_tick)
def commitment_tick(request: Request, pk: UUID) -> HttpResponseBase:
    """Say that a promise was kept, or take that back."""
    one = queries.commitment_for(request.person, pk)
    require(policies.may_tick(by=request.person, commitment=one))
    if request.method == "POST":
        with suppress(actions.Refused):
            actions.tick_commitment(commitment=one, is_done=request.POST.get("done") == "1", by=request.person)
    if one.meeting_id is not None and request.GET.get("back") == "meeting":
        return redirect("relationships:meeting", one.meeting_id)
    return redirect("relationships:relationship", one.relationship_id)
