"""The administrators' page of what waits, what got stuck, and what they decide about it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require
from chiron.people import actions, policies, queries


@guard(policies.may_administer)
def queue(request: Request) -> HttpResponse:
    """What waits to be sent and done."""
    require(policies.may_administer(by=request.person))
    return page(request, "people/queue.html", queue=queries.queue(request.person, request.GET.get("page")))


@guard(policies.may_run_again)
def run_again(request: Request, pk: UUID) -> HttpResponseBase:
    """Run a task that failed too often once more."""
    require(policies.may_run_again(by=request.person))
    task = queries.task_set_aside(pk)
    if request.method == "POST" and accepted(request, actions.run_again, task=task, by=request.person):
        messages.success(request, _("The task is in the queue again."))
    return redirect("people:queue")


@guard(policies.may_administer)
def send_again(request: Request, pk: UUID) -> HttpResponseBase:
    """Send a held, failed or bounced message after all."""
    require(policies.may_administer(by=request.person))
    message = queries.stuck_message(request.person, pk)
    if request.method == "POST" and accepted(request, actions.send_again, message=message, by=request.person):
        messages.success(request, _("It goes out again."))
    return redirect("people:queue")


@guard(policies.may_administer)
def let_go(request: Request, pk: UUID) -> HttpResponseBase:
    """Do not send a message any more."""
    require(policies.may_administer(by=request.person))
    message = queries.stuck_message(request.person, pk)
    if request.method == "POST" and accepted(request, actions.let_go, message=message, by=request.person):
        messages.success(request, _("It is not sent any more."))
    return redirect("people:queue")


@guard(policies.may_administer)
def try_again(request: Request) -> HttpResponseBase:
    """Send everything that was given up once more, and wait no longer for the mail server."""
    require(policies.may_administer(by=request.person))
    here = request.institution
    if request.method == "POST" and accepted(request, actions.try_mail_again, institution=here, by=request.person):
        messages.success(request, _("The mail server is tried again now, with all that was given up."))
    return redirect("people:queue")
