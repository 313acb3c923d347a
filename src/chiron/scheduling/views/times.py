"""My time: when I am free, what keeps me busy, and my calendar elsewhere."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from chiron.core import outbound
from chiron.core.web import Request, accepted, guard, page, require
from chiron.scheduling import actions, forms, policies, queries, rules
from chiron.scheduling.rules import reading, rosters, zones
from chiron.scheduling.rules import words as shifts
from chiron_blueprint.tables import TableRefused


def _require_own(request: Request) -> None:
    require(policies.may_plan(by=request.person, person=request.person))


@guard(policies.may_plan)
def times(request: Request) -> HttpResponse:
    """When I am free: the week, what keeps me busy, calendars, the feed."""
    _require_own(request)
    return page(request, "scheduling/times.html", form=forms.Absence(), **_mine(request))


def _mine(request: Request) -> dict[str, Any]:
    week = queries.week_of(request.person)
    return {
        "week": week,
        "hours": rules.listed(rules.text_to_hours(week.hours)) if week else [],
        "parts": [forms.PART_NAMES[part] for part in rules.PARTS if week and part in week.parts],
        "zone": queries.zone_of(request.person),
        "absences": list(queries.absences_of(request.person)),
        "calendars": list(queries.calendars_of(request.person)),
        "feed": queries.feed_of(request.person),
    }


@guard(policies.may_plan)
def hours(request: Request) -> HttpResponseBase:
    """Say at which hours of the week I could meet."""
    _require_own(request)
    week = queries.week_of(request.person)
    initial = (
        {"hours": rules.listed(rules.text_to_hours(week.hours)), "parts": week.parts, "rest_hours": week.rest_hours}
        if week
        else {"hours": rules.listed(rules.OFFICE_WEEK)}
    )
    form = forms.Week(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_week(person=request.person, by=request.person, **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error("hours", str(refusal))
        else:
            messages.success(request, _("Your hours are saved. Common times are found within them."))
            return redirect("scheduling:times")
    return page(request, "scheduling/hours.html", form=form, zone=queries.zone_of(request.person))


@guard(policies.may_plan)
def absence_add(request: Request) -> HttpResponseBase:
    """Say that I am away."""
    _require_own(request)
    form = forms.Absence(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, zone = form.cleaned_data, queries.zone_of(request.person)
        if accepted(
            form,
            actions.add_absence,
            person=request.person,
            kind=said["kind"],
            starts_at=zones.nearest(said["starts_on"], zone),
            ends_at=zones.nearest(said["ends_on"], zone),
            by=request.person,
        ):
            messages.success(request, _("Noted. No meeting is offered in that time."))
            return redirect("scheduling:times")
    return page(request, "scheduling/times.html", form=form, **_mine(request))


@guard(policies.may_free)
def absence_remove(request: Request, pk: UUID) -> HttpResponseBase:
    """I am not away after all."""
    busy = queries.absence_for(request.person, pk)
    require(policies.may_free(by=request.person, busy=busy))
    if request.method == "POST":
        actions.remove_absence(busy=busy, by=request.person)
        messages.success(request, _("This time is free again."))
    return redirect("scheduling:times")


@guard(policies.may_plan)
def calendar_add(request: Request) -> HttpResponseBase:
    """Bring a calendar or a roster."""
    _require_own(request)
    form = forms.Calendar(request.POST or None, request.FILES or None)
    faults: list[tuple[int, str, str]] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        taken = _take_file(request, form, faults) if file else _take_address(request, form)
        if taken and not faults:
            return redirect("scheduling:times")
    return page(request, "scheduling/calendar.html", form=form, faults=faults, shifts=_shift_examples())


def _take_address(request: Request, form: forms.Calendar) -> bool:
    try:
        outbound.target_of(form.cleaned_data["address"])
    except outbound.Unreachable:
        form.add_error("address", _("This is no address that can be read. It begins with https:// or webcal://."))
        return False
    said = form.cleaned_data
    if not _add(request, form, sort="feed", name=said["name"], address=said["address"].strip()):
        return False
    messages.success(request, _("The calendar is being read. Look again in a minute."))
    return True


def _take_file(request: Request, form: forms.Calendar, faults: list[tuple[int, str, str]]) -> bool:
    """Read a file in the limited child; what of it cannot be used is said row by row, the rest is kept."""
    file, window = form.cleaned_data["file"], queries.window(request.person, queries.READ_ONCE_AHEAD)
    is_calendar = reading.is_calendar(file.read(64))
    file.seek(0)
    try:
        if is_calendar:
            found = reading.Roster(reading.calendar(file, file.name, window), [], [])
        else:
            found = reading.roster(file, file.name, window, queries.called(request.person))
    except TableRefused as refusal:
        form.add_error("file", refusal.sentence((get_language() or "en")[:2]))
        return False
    if found.missing:
        text = _("The file lacks the columns: %(names)s. It has: %(found)s.")
        form.add_error("file", text % {"names": ", ".join(found.missing), "found": ", ".join(found.header)[:300]})
        return False
    faults += [(each.row, each.column, reason(each)) for each in found.faults]
    if not found.times:
        if not faults:
            form.add_error("file", _("Nothing in this file keeps you busy from today on. Was it the right one?"))
        return False
    name = form.cleaned_data["name"] or file.name
    if not _add(request, form, sort="file" if is_calendar else "roster", name=name, times=found.times):
        return False
    text = ngettext("%(n)s busy time is taken over.", "%(n)s busy times are taken over.", len(found.times))
    messages.success(request, text % {"n": len(found.times)})
    return True


def _add(request: Request, form: forms.Calendar, **said: Any) -> bool:
    try:
        actions.add_calendar(person=request.person, by=request.person, **said)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def reason(fault: rosters.Fault) -> str:
    """What is wrong with a row, and the mend."""
    words = {
        "person": _("Nobody is named. Write an e-mail address in this column."),
        "empty": _("The date is empty. Fill it in, or delete the row."),
        "day": _("“%(said)s” is not a clear day. Write it as 2026-03-01."),
        "time": _("“%(said)s” is not a time. Write it as 20:00."),
        "long": _("“%(said)s” is more than a year after the first day. Divide the row."),
        "order": _("“%(said)s” comes before the first day."),
        "shift": _(
            "“%(said)s” is no shift that we know. Write day, early, late, night, on call, rest, exam, leave or off."
        ),
    }
    return words[fault.code] % {"said": fault.said[:60]}


def _shift_examples() -> list[tuple[str, str]]:
    """The shifts that a roster may name, and when each is where the roster does not say."""
    found = []
    for name, (start, end) in shifts.HOURS.items():
        clock = [f"{minute // 60 % 24:02d}:{minute % 60:02d}" for minute in (start, end)]
        found.append((shifts.SHIFTS[name][0], "" if end - start == 1440 and not start else " – ".join(clock)))
    return found


@guard(policies.may_change_calendar)
def calendar_remove(request: Request, pk: UUID) -> HttpResponseBase:
    """Forget a calendar."""
    calendar = queries.calendar_for(request.person, pk)
    require(policies.may_change_calendar(by=request.person, calendar=calendar))
    if request.method == "POST":
        actions.remove_calendar(calendar=calendar, by=request.person)
        messages.success(request, _("The calendar is removed, and with it what it kept busy."))
    return redirect("scheduling:times")


@never_cache
@guard(policies.may_plan)
def feed_open(request: Request) -> HttpResponseBase:
    """Make the address of my own feed, and show it once."""
    _require_own(request)
    if request.method != "POST":
        return redirect("scheduling:times")
    key = actions.open_feed(person=request.person, by=request.person)
    address = settings.CHIRON_URL + reverse("relationships:feed", args=[key.token])
    return page(request, "scheduling/feed.html", address=address, webcal="webcal:" + address.partition(":")[2])


@guard(policies.may_close_feed)
def feed_close(request: Request) -> HttpResponseBase:
    """Close my feed."""
    key = queries.feed_of(request.person)
    require(key is not None and policies.may_close_feed(by=request.person, key=key))
    assert key is not None
    if request.method == "POST":
        actions.close_feed(key=key, by=request.person)
        messages.success(request, _("The feed is closed. Its address leads nowhere any more."))
    return redirect("scheduling:times")
