"""The people of a cohort: list, add, export; one person: answers, places, invitation, withdrawal."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chiron.core import export
from chiron.core.web import Request, accepted, guard, page, require
from chiron.programmes import actions, forms, policies, queries


@guard(policies.coordinated_cohorts)
def people(request: Request, pk: UUID) -> HttpResponse:
    """Everybody of a cohort, fifty a page, by side, state and search."""
    cohort = queries.coordinated_cohort(request.person, pk)
    chosen = {name: request.GET.get(name, "").strip()[:100] for name in ("side", "state", "search")}
    rows = queries.people_of(request.person, cohort, **chosen)
    [progress] = queries.cohort_progress(request.person, [cohort])
    count = None if chosen["search"] else progress.standing(chosen["side"], chosen["state"])
    return page(
        request,
        "programmes/people.html",
        cohort=cohort,
        people=queries.page_of(rows, request.GET.get("page"), count),
        progress=progress,
        chosen=chosen,
        states=queries.STATES,
    )


@guard(policies.may_coordinate_cohort)
def add_person(request: Request, pk: UUID) -> HttpResponseBase:
    """Add somebody by hand."""
    cohort = queries.coordinated_cohort(request.person, pk)
    require(policies.may_coordinate_cohort(by=request.person, cohort=cohort))
    form = forms.AddPerson(request.POST or None, initial={"side": "mentee"})
    if request.method == "POST" and form.is_valid():
        try:
            enrolment = actions.add_person(cohort=cohort, by=request.person, **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error("email" if isinstance(refusal, actions.AlreadyThere) else None, str(refusal))
        else:
            return redirect("programmes:enrolment", enrolment.pk)
    return page(request, "programmes/person_add.html", cohort=cohort, form=form)


@guard(policies.may_coordinate_cohort)
def invite_everybody(request: Request, pk: UUID) -> HttpResponseBase:
    """Send the invitation to everybody who was never asked."""
    cohort = queries.coordinated_cohort(request.person, pk)
    require(policies.may_coordinate_cohort(by=request.person, cohort=cohort))
    if request.method == "POST":
        try:
            asked = len(actions.invite_everybody(cohort=cohort, by=request.person))
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            said = ngettext("%(n)d invitation is on its way.", "%(n)d invitations are on their way.", asked)
            messages.success(request, said % {"n": asked})
    return redirect("programmes:people", cohort.pk)


@guard(policies.visible_applications)
def export_csv(request: Request, pk: UUID) -> HttpResponseBase:
    """Everybody of a cohort with their answers as CSV (identity is never in it)."""
    cohort = queries.coordinated_cohort(request.person, pk)
    heading, rows = queries.people_table(request.person, cohort, queries.people_of(request.person, cohort))
    return export.csv_response(f"{_file_name(cohort)}.csv", heading, rows)


@guard(policies.visible_applications)
def export_xlsx(request: Request, pk: UUID) -> HttpResponseBase:
    """The same as an Excel workbook."""
    cohort = queries.coordinated_cohort(request.person, pk)
    heading, rows = queries.people_table(request.person, cohort, queries.people_of(request.person, cohort))
    return export.xlsx_response(f"{_file_name(cohort)}.xlsx", heading, rows)


def _file_name(cohort: Any) -> str:
    return slugify(f"{cohort.programme.name} {cohort.name}") or "people"


@guard(policies.coordinated_enrolments)
def enrolment(request: Request, pk: UUID) -> HttpResponse:
    """One person in a cohort, as the coordinator sees them."""
    found = queries.followed_enrolment(request.person, pk)
    return _enrolment(request, found, forms.Capacity(initial={"capacity": found.capacity}))


def _enrolment(request: Request, found: Any, form: forms.Capacity) -> HttpResponse:
    return page(
        request,
        "programmes/enrolment.html",
        enrolment=found,
        form=form,
        application=queries.application_of(request.person, found),
        answers=queries.answers_shown(request.person, found),
        unanswered=queries.unanswered(request.person, found),
        unreachable=next(iter(queries.unreachable(request.person, found)), None),
        address_kept=actions.address_kept(found, request.person),
        transitions=list(found.transitions.order_by("-sequence")),
    )


@guard(policies.may_coordinate_enrolment)
def capacity(request: Request, pk: UUID) -> HttpResponseBase:
    """Change a mentor's places."""
    found = queries.coordinated_enrolment(request.person, pk)
    form = forms.Capacity(request.POST or None, initial={"capacity": found.capacity})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_capacity(enrolment=found, by=request.person, **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error("capacity", str(refusal))
        else:
            taken = form.cleaned_data["capacity"]
            said = ngettext("%(name)s takes %(n)d mentee.", "%(name)s takes %(n)d mentees.", taken)
            messages.success(request, said % {"name": found.person.short_name, "n": taken})
            return redirect("programmes:enrolment", found.pk)
    return _enrolment(request, found, form)


@guard(policies.may_coordinate_enrolment)
def correct_address(request: Request, pk: UUID) -> HttpResponseBase:
    """Correct the mistyped address of somebody who has not come in yet."""
    found = queries.coordinated_enrolment(request.person, pk)
    form = forms.Address(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(form, actions.correct_address, enrolment=found, by=request.person, **form.cleaned_data)
    ):
        messages.success(request, _("The address is corrected."))
        return redirect("programmes:enrolment", found.pk)
    return page(request, "programmes/address.html", enrolment=found, form=form)


def _change(request: Request, pk: UUID, change: Callable[..., Any], done: str) -> HttpResponseBase:
    found = queries.coordinated_enrolment(request.person, pk)
    if request.method == "POST" and accepted(request, change, enrolment=found, by=request.person):
        messages.success(request, done)
    return redirect("programmes:enrolment", found.pk)


@guard(policies.may_coordinate_enrolment)
def invite(request: Request, pk: UUID) -> HttpResponseBase:
    """Send one person the invitation to apply."""
    return _change(request, pk, actions.invite_to_apply, _("The invitation is on its way."))


@guard(policies.may_coordinate_enrolment)
def withdraw(request: Request, pk: UUID) -> HttpResponseBase:
    """Take somebody out of the cohort."""
    return _change(request, pk, actions.withdraw_enrolment, _("This person no longer takes part."))


@guard(policies.may_coordinate_enrolment)
def restore(request: Request, pk: UUID) -> HttpResponseBase:
    """Bring somebody back."""
    return _change(request, pk, actions.restore_enrolment, _("This person takes part again."))
