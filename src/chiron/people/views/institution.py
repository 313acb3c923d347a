"""What administrators see and change."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require
from chiron.people import actions, forms, policies, queries


@guard(policies.may_administer)
def people(request: Request) -> HttpResponseBase:
    """Everybody of the institution; add somebody and invite them."""
    require(policies.may_administer(by=request.person))
    form = forms.NewPerson(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.add_person(institution=request.institution, by=request.person, **form.cleaned_data)
            actions.invite(person=person, by=request.person)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("people:list")
    search = request.GET.get("search", "").strip()[:100]
    rows = queries.page_of(queries.people_list(request.person, search), request.GET.get("page"))
    return page(request, "people/list.html", people=rows, search=search, form=form)


@guard(policies.may_administer)
def invite(request: Request, pk: UUID) -> HttpResponseBase:
    """Send one person an invitation, or send it again."""
    return _do(request, pk, actions.invite, _("The invitation is on its way."))


@guard(policies.may_administer)
def reset_second_factor(request: Request, pk: UUID) -> HttpResponseBase:
    """Remove a lost second factor, once the administrator has made sure who asks."""
    done = _("The second factor is removed. They set up a new one when they sign in.")
    return _do(request, pk, actions.reset_second_factor, done)


def _do(request: Request, pk: UUID, act: Callable[..., object], done: str) -> HttpResponseBase:
    require(policies.may_administer(by=request.person))
    person = queries.person_for(request.person, pk)
    if request.method == "POST" and accepted(request, act, person=person, by=request.person):
        messages.success(request, done)
    return redirect("people:list")


@guard(policies.may_administer)
def institution(request: Request) -> HttpResponseBase:
    """The institution's settings and the humans behind Help."""
    require(policies.may_administer(by=request.person))
    names = ("name", "language", "time_zone", "disclosure_threshold")
    form = forms.Institution(request.POST or None, initial={name: getattr(request.institution, name) for name in names})
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(
            form, actions.change_institution, institution=request.institution, by=request.person, **form.cleaned_data
        )
    ):
        messages.success(request, _("The settings are saved."))
        return redirect("people:institution")
    contacts = queries.help_contacts(request.institution)
    return page(request, "people/institution.html", form=form, contacts=contacts)


@guard(policies.may_administer)
def add_contact(request: Request) -> HttpResponseBase:
    """Put somebody on the Help page."""
    require(policies.may_administer(by=request.person))
    form = forms.Contact(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(
            form, actions.add_help_contact, institution=request.institution, by=request.person, **form.cleaned_data
        )
    ):
        return redirect("people:institution")
    return page(request, "people/contact.html", form=form)


@guard(policies.may_administer)
def edit_contact(request: Request, pk: UUID) -> HttpResponseBase:
    """Change what the Help page says of somebody."""
    require(policies.may_administer(by=request.person))
    contact = queries.contact_for(request.person, pk)
    names = ("name", "what_for", "phone", "email", "hours")
    form = forms.Contact(request.POST or None, initial={name: getattr(contact, name) for name in names})
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(form, actions.change_help_contact, contact=contact, by=request.person, **form.cleaned_data)
    ):
        messages.success(request, _("The Help page is changed."))
        return redirect("people:institution")
    return page(request, "people/contact.html", form=form, contact=contact)


@guard(policies.may_administer)
def move_up_contact(request: Request, pk: UUID) -> HttpResponseBase:
    """Show somebody one place earlier on the Help page."""
    require(policies.may_administer(by=request.person))
    contact = queries.contact_for(request.person, pk)
    if request.method == "POST":
        accepted(request, actions.move_up_help_contact, contact=contact, by=request.person)
    return redirect("people:institution")


@guard(policies.may_administer)
def remove_contact(request: Request, pk: UUID) -> HttpResponseBase:
    """Take somebody from the Help page."""
    require(policies.may_administer(by=request.person))
    contact = queries.contact_for(request.person, pk)
    if request.method == "POST":
        accepted(request, actions.remove_help_contact, contact=contact, by=request.person)
    return redirect("people:institution")


@guard(policies.may_administer)
def roles(request: Request) -> HttpResponseBase:
    """Who holds which duty; appoint, deputise."""
    require(policies.may_administer(by=request.person))
    form = forms.Duty(request.POST or None, initial={"starts_on": queries.today()})
    if request.method == "POST" and form.is_valid() and _appointed(request, form):
        messages.success(request, _("The duty is given."))
        return redirect("people:roles")
    rows = queries.page_of(queries.appointments(request.person), request.GET.get("page"))
    return page(request, "people/roles.html", form=form, appointments=rows)


def _appointed(request: Request, form: forms.Duty) -> bool:
    """Whether the duty that *form* says could be given; what stands against it is said in the form."""
    said = dict(form.cleaned_data)
    for field in ("person", "deputy_for"):
        if not said[field]:
            said[field] = None
        elif (meant := queries.one_called(request.person, said[field])) is None:
            form.add_error(field, _("Nobody here, or more than one, has this name. Write the e-mail address."))
        else:
            said[field] = meant
    if form.errors:
        return False
    accepted(form, actions.appoint, by=request.person, **said)
    return not form.errors


@guard(policies.may_administer)
def end_duty(request: Request, pk: UUID) -> HttpResponseBase:
    """End somebody's duty."""
    require(policies.may_administer(by=request.person))
    appointment = queries.appointment_for(request.person, pk)
    if request.method == "POST":
        accepted(request, actions.end_duty, appointment=appointment, by=request.person)
    return redirect("people:roles")


@guard(policies.may_audit)
def audit(request: Request) -> HttpResponse:
    """What happened and was refused, the newest first."""
    require(policies.may_audit(by=request.person))
    event = request.GET.get("event", "").strip()[:100]
    outcome = request.GET.get("outcome", "")
    entries = queries.audit_trail(request.person, event, outcome, request.GET.get("page"))
    return page(request, "people/audit.html", entries=entries, event=event, outcome=outcome, events=queries.events())
