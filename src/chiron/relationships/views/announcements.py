"""Writing to many: the list, the draft, the look before it goes; and reading it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require
from chiron.relationships import actions, forms, policies, queries


@guard(policies.coordinated_announcements)
def announcements(request: Request, pk: UUID) -> HttpResponse:
    """What was written to a cohort, and to how many."""
    cohort = queries.cohort_for(request.person, pk)
    found = queries.announcements_of(request.person, cohort, request.GET.get("page"))
    may_write = policies.may_announce(by=request.person, cohort=cohort)
    return page(request, "relationships/announcements.html", cohort=cohort, announcements=found, may_write=may_write)


@guard(policies.may_announce)
def write_announcement(request: Request, pk: UUID) -> HttpResponseBase:
    """Write one; nobody is told anything yet."""
    cohort = queries.cohort_for(request.person, pk)
    require(policies.may_announce(by=request.person, cohort=cohort))
    audience = request.GET.get("to", "everybody")
    form = forms.Announcement(
        request.POST or None, initial={"audience": audience, "expires_on": queries.usual_end()}
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            written = actions.write_announcement(cohort=cohort, by=request.person, **form.said())
        except actions.Refused as refusal:  # what was written is needed to lead there
            form.add_error(None, str(refusal))
        else:
            return redirect("announcements:announcement", written.pk)
    return page(request, "relationships/announcement_write.html", cohort=cohort, form=form)


@guard(policies.may_change_announcement)
def rewrite_announcement(request: Request, pk: UUID) -> HttpResponseBase:
    """Write one anew that has not gone out."""
    found = queries.announcement_for(request.person, pk)
    require(policies.may_change_announcement(by=request.person, announcement=found))
    require(found.state in ("draft", "scheduled"))
    form = forms.Announcement(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        write = actions.rewrite_announcement
        if accepted(form, write, announcement=found, by=request.person, **form.said()):
            return redirect("announcements:announcement", found.pk)
    return page(request, "relationships/announcement_write.html", cohort=found.cohort, form=form, announcement=found)


def _initial(found: Any) -> dict[str, Any]:
    words = {
        f"{part}_{language}": text for language, each in found.words.items() for part, text in each.items()
    }  # fmt: skip
    return {"audience": found.audience, "expires_on": found.expires_on, **words}


@guard(policies.coordinated_announcements)
def announcement(request: Request, pk: UUID) -> HttpResponseBase:
    """See it as everybody gets it, and who that is; send it now or at a time. Later: to whom it went."""
    found = queries.announcement_for(request.person, pk)
    form = forms.SendAt(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at = form.cleaned_data["at"]
        if accepted(form, actions.schedule_announcement, announcement=found, at=at, by=request.person):
            said = _("It goes out within a minute.") if at is None else _("It goes out at the time that you chose.")
            messages.success(request, said)
            return redirect("announcements:announcement", found.pk)
    may_change = policies.may_change_announcement(by=request.person, announcement=found)
    return page(
        request, "relationships/announcement.html", announcement=found, cohort=found.cohort, form=form,
        look=queries.look(request.person, found), may_change=may_change,
    )  # fmt: skip


@guard(policies.may_change_announcement)
def revoke_announcement(request: Request, pk: UUID) -> HttpResponseBase:
    """Take it back."""
    found = queries.announcement_for(request.person, pk)
    require(policies.may_change_announcement(by=request.person, announcement=found))
    revoke = actions.revoke_announcement
    if request.method == "POST" and accepted(request, revoke, announcement=found, by=request.person):
        messages.success(request, _("It is taken back."))
    return redirect("announcements:list", found.cohort_id)


@guard(policies.visible_receipts)
def read_announcement(request: Request, pk: UUID) -> HttpResponse:
    """Read what those who run the programme have written to one."""
    return page(request, "relationships/announcement_read.html", news=queries.news_for(request.person, pk))


@guard(policies.may_dismiss)
def dismiss_announcement(request: Request, pk: UUID) -> HttpResponseBase:
    """Be done with it."""
    receipt = queries.receipt_for(request.person, pk)
    require(policies.may_dismiss(by=request.person, receipt=receipt))
    if request.method == "POST":
        actions.dismiss_announcement(receipt=receipt, by=request.person)
    return redirect("today")
