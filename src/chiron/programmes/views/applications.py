"""The application form of people who apply themselves: on a phone first, saved as they type."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from chiron.core.web import Request, accepted, guard, page, require
from chiron.programmes import actions, forms, policies, queries, rules
from chiron.ui import autosave


@never_cache
@guard(policies.may_apply)
def apply(request: Request, pk: UUID) -> HttpResponseBase:
    """Fill in the form; hand it in."""
    enrolment = queries.own_enrolment(request.person, pk)
    application = queries.application_of(request.person, enrolment)
    form = _form(request, enrolment, application)
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(
            form,
            actions.submit_application,
            enrolment=enrolment,
            answers=form.answers(),
            identity=form.identity(),
            agrees=form.agrees(),
            capacity=form.capacity(),
            by=request.person,
        )
    ):
        return redirect("programmes:applied", enrolment.pk)
    return page(
        request, "programmes/apply.html", enrolment=enrolment, application=application, form=form,
        blueprint=queries.blueprint_of(enrolment.cohort),
        is_open=rules.takes_answers(enrolment.cohort.programme.state, enrolment.state),
        unanswered=queries.unanswered(request.person, enrolment),
        seen=autosave.stamp(application.updated_at if application else None),
    )  # fmt: skip


def _form(request: Request, enrolment: Any, application: Any, *, draft: bool = False) -> forms.Application:
    return forms.Application(
        request.POST or None,
        blueprint=queries.blueprint_of(enrolment.cohort),
        side=enrolment.side,
        language=get_language() or "en",
        answers=rules.thawed(application.answers) if application else {},
        identity=rules.thawed(application.identity) if application else {},
        agrees=bool(application and application.identity_agreed_at),
        draft=draft,
    )


@guard(policies.may_apply, repeatable=True)
def save_application(request: Request, pk: UUID) -> HttpResponse:
    """Keep what has been filled in so far; any number of times with one effect. 422: it cannot be kept, and why."""
    enrolment = queries.own_enrolment(request.person, pk)
    if request.method != "POST":
        return HttpResponse(status=405)
    if not request.POST:
        return autosave.refused(_("That request could not be read"))
    application = queries.application_of(request.person, enrolment)
    if autosave.is_overtaken(request, application.updated_at if application else None):
        return autosave.overtaken()
    form = _form(request, enrolment, None, draft=True)
    form.full_clean()
    try:
        kept = actions.save_answers(
            enrolment=enrolment, answers=form.answers(), identity=form.identity(), agrees=form.agrees(),
            capacity=form.capacity(), by=request.person,
        )  # fmt: skip
    except actions.Refused as refusal:
        return autosave.refused(str(refusal))
    return autosave.kept(request, kept.updated_at)


@guard(policies.may_withdraw)
def leave(request: Request, pk: UUID) -> HttpResponseBase:
    """Leave the cohort oneself; no reason is asked."""
    enrolment = queries.own_enrolment(request.person, pk)
    require(policies.may_withdraw(by=request.person, enrolment=enrolment))
    if request.method == "POST" and accepted(
        request, actions.withdraw_enrolment, enrolment=enrolment, by=request.person
    ):
        messages.success(request, _("You no longer take part. Nobody asks you why."))
    return redirect("programmes:apply", enrolment.pk)


@guard(policies.may_apply)
def forget_identity(request: Request, pk: UUID) -> HttpResponseBase:
    """Take back one's answers about identity, whatever became of the application."""
    enrolment = queries.own_enrolment(request.person, pk)
    if request.method == "POST" and accepted(request, actions.forget_identity, enrolment=enrolment, by=request.person):
        messages.success(request, _("Your answers about identity are deleted."))
    return redirect("programmes:apply", enrolment.pk)


@guard(policies.may_apply)
def applied(request: Request, pk: UUID) -> HttpResponse:
    """Thank you, and what comes next."""
    enrolment = queries.own_enrolment(request.person, pk)
    return page(request, "programmes/applied.html", enrolment=enrolment)
