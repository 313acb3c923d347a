"""Meetings: found and booked in two taps, moved, answered, written about."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from chiron.core.web import Request, accepted, guard, page, public, require
from chiron.notifications.queries import speaking_to
from chiron.relationships import actions, forms, policies, queries, rules
from chiron.scheduling import queries as scheduling
from chiron.scheduling.rules import zones


@guard(policies.visible_relationships)
def calendar(request: Request) -> HttpResponse:
    """All my meetings, and whether I am free."""
    booked = queries.meetings_booked(request.person)
    return page(
        request,
        "relationships/calendar.html",
        ahead=[each for each in booked if not each.is_over],
        to_settle=[each for each in booked if each.is_over][::-1],
        past=queries.meetings_past(request.person),
        live=queries.live_relationships(request.person),
        week=scheduling.week_of(request.person),
        calendars=scheduling.calendars_of(request.person).count(),
    )


@never_cache
@public("whoever holds the secret address of a feed; asks the owner's own policies")
def feed(request: Request, token: str) -> HttpResponse:
    """My meetings, for my own calendar."""
    owner = scheduling.feed_owner(token)
    if owner is None:
        raise Http404
    with speaking_to(owner):
        text = queries.feed_of(owner)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def live(request: Request, pk: UUID) -> queries.Mine:
    """Return a relationship in which one meets; 404 otherwise."""
    mine = queries.relationship_for(request.person, pk)
    require(policies.may_meet(by=request.person, relationship=mine.relationship))
    return mine


@guard(policies.may_meet)
def meeting_find(request: Request, pk: UUID) -> HttpResponseBase:
    """Times that suit everybody, and the button that books one."""
    mine = live(request, pk)
    form = forms.Booking(request.POST or None, initial=usual(mine))
    if request.method == "POST" and form.is_valid():
        said = time_of(request, form)
        if said is not None:
            try:
                meeting = actions.book_meeting(relationship=mine.relationship, by=request.person, **said)
            except actions.Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                _tell(request, mine, meeting.starts_at, meeting.minutes, meeting.pk)
                return redirect("relationships:meeting", meeting.pk)
    return _times(request, mine, form, meeting=None)


@guard(policies.may_change_meeting)
def meeting_move(request: Request, pk: UUID) -> HttpResponseBase:
    """Another time for a booked meeting."""
    meeting, mine = changeable(request, pk)
    initial = {"minutes": meeting.minutes, "form": meeting.form, "place": meeting.place, "link": meeting.link}
    form = forms.Booking(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = time_of(request, form)
        if said is not None:
            try:
                moved = actions.move_meeting(meeting=meeting, by=request.person, **said)
            except actions.Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                _tell(request, mine, moved.starts_at, moved.minutes, moved.pk)
                return redirect("relationships:meeting", pk)
    return _times(request, mine, form, meeting=meeting)


def _times(request: Request, mine: queries.Mine, form: forms.Booking, *, meeting: Any) -> HttpResponse:
    asked = request.GET.get("minutes", "")
    minutes = int(asked) if asked in {str(each) for each in rules.MINUTES} else None
    usual = meeting.minutes if meeting else queries.cadence_of(mine).minutes
    is_soon = request.GET.get("when") == "soon"
    length = minutes or usual or rules.USUAL_MINUTES
    if minutes:
        form.initial["minutes"] = minutes
    times = queries.times_for(mine, minutes=length, is_soon=is_soon, moving=meeting)
    return page(
        request,
        "relationships/times.html",
        mine=mine,
        form=form,
        meeting=meeting,
        times=times,
        minutes=length,
        lengths=[each for each in rules.MINUTES if each <= 90],
        is_soon=is_soon,
        zone=scheduling.zone_of(request.person),
        status=422 if form.is_bound and form.errors else 200,
    )


def usual(mine: queries.Mine) -> dict[str, Any]:
    """How the last meeting was, else how the programme wants it."""
    past = queries.meetings_of(mine).past
    found: dict[str, Any] = {"minutes": queries.cadence_of(mine).minutes or rules.USUAL_MINUTES}
    if past:
        found |= {"form": past[0].form, "place": past[0].place, "link": past[0].link}
    return found


def time_of(request: Request, form: forms.Booking | forms.Record) -> dict[str, Any] | None:
    """What a form says of time and place; where the clock never shows that time the form says so."""
    said, zone = form.cleaned_data, scheduling.zone_of(request.person)
    try:
        starts_at = said.get("starts_at") or zones.instant(said["wall"], zone)
    except zones.NoSuchTime:
        form.add_error("at", _("Clocks are put forward over this time that night. Choose an hour later."))
        return None
    where = actions.Where(said["form"], said["place"].strip(), said["link"])
    return {"starts_at": starts_at, "minutes": said["minutes"], "zone": zone, "where": where}


def _tell(request: Request, mine: queries.Mine, starts_at: Any, minutes: int, meeting: UUID) -> None:
    """Say that everybody is invited, and for whom the time lies outside what they said."""
    outside = queries.who_is_not_free(mine, starts_at, minutes, without=meeting)
    messages.success(request, _("Booked. An invitation for the calendar is on its way to everybody."))
    if outside:
        text = _("This time lies outside the hours of: %(names)s.")
        messages.warning(request, text % {"names": ", ".join(outside)})


def changeable(request: Request, pk: UUID) -> tuple[Any, queries.Mine]:
    """Return a meeting that one may change, and its relationship; 404 otherwise."""
    meeting = queries.meeting_for(request.person, pk)
    mine = queries.relationship_for(request.person, meeting.relationship_id)
    require(policies.may_change_meeting(by=request.person, meeting=meeting))
    return meeting, mine


@guard(policies.visible_meetings)
def meeting(request: Request, pk: UUID) -> HttpResponse:
    """One meeting: the packet before it, or what became of it."""
    found = queries.meeting_for(request.person, pk)
    mine = queries.relationship_for(request.person, found.relationship_id)
    return shown(request, mine, found)


def shown(
    request: Request,
    mine: queries.Mine,
    found: Any,
    *,
    after: forms.After | None = None,
    point: forms.Point | None = None,
) -> HttpResponse:
    """Answer with the page of a meeting, its forms as they stand."""
    return page(
        request,
        "relationships/meeting.html",
        mine=mine,
        meeting=found,
        packet=queries.packet(mine, found),
        cvs=queries.cvs_at(mine, found),
        crumbs=[{"label": _("Back to %(names)s") % {"names": mine.others_named}, "url": _home(mine)}],
        after=after or after_form(mine, found, None),
        point=point or forms.Point(),
    )


def _home(mine: queries.Mine) -> str:
    return reverse("relationships:relationship", args=[mine.relationship.pk])


def after_form(mine: queries.Mine, found: Any, data: Any) -> forms.After:
    """Return the form for what became of a meeting, with what is kept already."""
    own = next((each.text for each in found.notes.all() if each.person_id == mine.member.person_id), "")
    topics = queries.dimensions_of(mine)
    were = ",".join(id for id, _name in topics if id in found.touched)
    return forms.After(
        data,
        topics=topics,
        people=people_of(mine),
        initial={"text": own, "topics": found.touched, "were": were, "who": str(mine.member.person_id)},
    )


def people_of(mine: queries.Mine) -> list[tuple[str, str]]:
    """Return the members for a choice, oneself first."""
    return [(str(each.person_id), mine.who(each.person_id)) for each in mine.everybody]


@guard(policies.may_change_meeting)
def meeting_cancel(request: Request, pk: UUID) -> HttpResponseBase:
    """Cancel a meeting."""
    found, mine = changeable(request, pk)
    if request.method == "POST" and accepted(request, actions.cancel_meeting, meeting=found, by=request.person):
        messages.success(request, _("Cancelled. Everybody’s calendar is told, and the points wait for the next time."))
    return redirect("relationships:relationship", mine.relationship.pk)


@guard(policies.may_answer_meeting)
def meeting_answer(request: Request, pk: UUID) -> HttpResponseBase:
    """Say whether I come."""
    found = queries.meeting_for(request.person, pk)
    require(policies.may_answer_meeting(by=request.person, meeting=found))
    if request.method == "POST":
        answer = "declined" if request.POST.get("answer") == "declined" else "accepted"
        if accepted(request, actions.answer_meeting, meeting=found, answer=answer, by=request.person):
            messages.success(request, _("Your answer is noted."))
            if answer == "declined":
                return redirect("relationships:relationship", found.relationship_id)
    return redirect("relationships:meeting", pk)
