"""The way in: an invitation, a new one where the old is of no use, and none where it should not have gone out."""

from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from chiron.core.web import Request, accepted, guard, page, public, require
from chiron.people import actions, forms, policies, queries

#: How often new invitations can be asked for: by network, where a whole hospital may stand behind one address, and by
#: the address to which they go.
LIMITS = {"renew": "60/m/ip", "renew_address": "3/h/key"}


@never_cache
@public("whoever holds the token was invited; opening the page uses nothing up")
def invitation(request: Request, token: str) -> HttpResponseBase:
    """Show who invites and what is agreed to; accept on POST only."""
    found = queries.invitation(actions.hashed(token))
    if found is None or not queries.is_valid(found):
        return page(request, "people/invitation_over.html", form=forms.Renew(), status=410)
    form = forms.Accept(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.accept_invitation(
                invitation=found,
                password=form.cleaned_data["password"],
                language=(get_language() or "")[:2],
                by=queries.system(),
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            record_authentication(request, account, method="code", email=account.email)
            # Not Django's login: whoever has an account with a second factor is asked for it here too.
            answer: HttpResponse = perform_login(request, account, redirect_url=reverse("today"))
            return answer
    text = queries.consent_text("taking-part")
    return page(request, "people/invitation.html", invitation=found, form=form, text=text)


@public("asks for a new invitation; the answer is the same whoever asks")
def renew(request: Request) -> HttpResponse:
    """Send a new invitation to an address that was invited before; say the same to everybody."""
    if not _is_within("renew", request):
        return page(request, "429.html", status=429)
    form = forms.Renew(request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and _is_within("renew_address", request, form.cleaned_data["email"].strip().lower()):
        actions.renew_invitation(email=form.cleaned_data["email"], by=queries.system())
    return page(request, "people/invitation_over.html", form=form, is_sent=is_sent)


@guard(policies.may_administer)
def withdraw(request: Request, pk: UUID) -> HttpResponseBase:
    """Make the invitation that somebody has not used yet useless."""
    require(policies.may_administer(by=request.person))
    waiting = queries.open_invitation(request.person, queries.person_for(request.person, pk))
    if waiting is None:
        messages.error(request, _("There is no open invitation to withdraw."))
    elif request.method == "POST" and accepted(
        request, actions.withdraw_invitation, invitation=waiting, by=request.person
    ):
        messages.success(request, _("The invitation is withdrawn. Its link opens nothing any more."))
    return redirect("people:list")


def _is_within(action: str, request: Request, key: str | None = None) -> bool:
    """Whether the request keeps to the limit of *action*; counts it."""
    return ratelimit.consume(request, app="people", action=action, config=LIMITS, key=key) is not None
