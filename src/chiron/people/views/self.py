"""What is kept about oneself, and what one does with it; and the humans behind Help."""

import io
import json
import zipfile
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from chiron.core import export
from chiron.core.web import Request, accepted, guard, page, public, require
from chiron.people import actions, forms, policies, queries


@public("help is for everybody, signed in or out")
def help_page(request: Request) -> HttpResponse:
    """The site's own humans, and what this is not."""
    return page(request, "people/help.html", places=queries.help_people(request.institution))


@guard(policies.may_change_self)
def profile(request: Request) -> HttpResponseBase:
    """How I am named, and what I say of myself."""
    me, account = request.person, request.user
    require(policies.may_change_self(by=me, person=me))
    kept = {name: getattr(me, name) for name in ("name", "called", "pronouns", "stage", "about")}
    form = forms.Profile(
        request.POST or None,
        initial={**kept, "language": account.language, "time_zone": account.time_zone},  # type: ignore[union-attr]
    )
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        language, zone = said.pop("language"), said.pop("time_zone")
        try:
            actions.change_profile(person=me, by=me, **said)
            actions.change_account(account=account, language=language, time_zone=zone, by=me)  # type: ignore[arg-type]
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect("people:profile")
    return page(request, "people/profile.html", form=form)


@guard(policies.may_change_self, repeatable=True)
def language(request: Request) -> HttpResponseBase:
    """Choose from any page's menu in which language Chiron speaks to me, and go on where I was."""
    require(policies.may_change_self(by=request.person, person=request.person))
    chosen, back = request.POST.get("language"), request.POST.get("next", "")
    if chosen in dict(settings.LANGUAGES):
        account = request.user
        actions.change_account(account=account, language=chosen, time_zone=account.time_zone, by=request.person)  # type: ignore[arg-type,union-attr]
    is_ours = url_has_allowed_host_and_scheme(back, request.get_host(), require_https=request.is_secure())
    return redirect(back if back.startswith("/") and is_ours else "today")


@never_cache
@guard(policies.may_change_self)
def data(request: Request) -> HttpResponse:
    """What is kept about me, who can see it, and what I can do with it."""
    require(policies.may_change_self(by=request.person, person=request.person))
    return page(
        request,
        "people/data.html",
        kept=queries.by_class(request.person),
        consents=queries.consents(request.person),
        to_give=queries.consents_to_give(request.person),
    )


@never_cache
@guard(policies.may_change_self)
def export_json(request: Request) -> HttpResponse:
    """Everything about me as JSON."""
    actions.note_export(person=request.person, by=request.person)
    text = json.dumps(queries.exported(request.person), ensure_ascii=False, indent=2)
    return _download(text.encode(), "application/json", "my-data.json")


@never_cache
@guard(policies.may_change_self)
def export_csv(request: Request) -> HttpResponse:
    """Everything about me as one CSV file a table, in a zip archive."""
    actions.note_export(person=request.person, by=request.person)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for table, rows in queries.exported(request.person).items():
            heading = list(dict.fromkeys(name for row in rows for name in row))
            sheet = io.BytesIO()
            export.write_csv(sheet, heading, ([_flat(row.get(name)) for name in heading] for row in rows))
            files.writestr(f"{table}.csv", sheet.getvalue())
    return _download(archive.getvalue(), "application/zip", "my-data.zip")


def _flat(value: object) -> str:
    return (
        json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else "" if value is None else str(value)
    )


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@guard(policies.may_change_self)
def erase(request: Request) -> HttpResponseBase:
    """Erase me, for good."""
    me = request.person
    require(policies.may_change_self(by=me, person=me))
    form = forms.Erase(request.POST or None, expected=me.name or me.email)
    if request.method == "POST" and form.is_valid() and accepted(form, actions.erase_person, person=me, by=me):
        logout(request)
        return redirect("people:erased")
    return page(request, "people/erase.html", form=form)


@public("says goodbye to somebody who is nobody here any more")
def erased(request: Request) -> HttpResponse:
    """What was done."""
    return page(request, "people/erased.html")


@guard(policies.may_change_self)
def give_consent(request: Request, purpose: str) -> HttpResponseBase:
    """Agree to the words in force of one purpose."""
    require(policies.may_change_self(by=request.person, person=request.person))
    require(purpose in {each for each, _text in queries.consents_to_give(request.person)})
    if request.method == "POST":
        actions.give_consent(person=request.person, purpose=purpose, by=request.person)
        messages.success(request, _("Your consent is noted, in the words that you read."))
    return redirect("people:data")


@guard(policies.may_change_consent)
def withdraw_consent(request: Request, pk: UUID) -> HttpResponseBase:
    """Take a consent back."""
    consent = queries.consent_for(request.person, pk)
    require(policies.may_change_consent(by=request.person, consent=consent))
    if request.method == "POST":
        accepted(request, actions.withdraw_consent, consent=consent, by=request.person)
    return redirect("people:data")


@guard(policies.is_member)
def institutions(request: Request) -> HttpResponse:
    """The institutions at which one is somebody, and which one this is."""
    require(policies.is_member(by=request.person))
    return page(request, "people/institutions.html", elsewhere=request.person.elsewhere)


@guard(policies.is_member)
def choose_institution(request: Request, pk: UUID) -> HttpResponseBase:
    """Go on as the person one is at another institution."""
    require(policies.is_member(by=request.person))
    chosen = queries.own_institution(request.person, pk)
    if request.method == "POST":
        request.session["institution"] = str(chosen.pk)
        messages.success(request, _("You are at %(name)s now.") % {"name": chosen.name})
        return redirect("today")
    return redirect("people:institutions")
