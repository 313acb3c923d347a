"""Who is asking: the person, the institution, the language and the time zone of a request."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chiron.core.web import Request
from chiron.people import policies, queries

GetResponse = Callable[[HttpRequest], HttpResponse]


def who_is_asking(get_response: GetResponse) -> GetResponse:
    """Set ``request.person``, their ``institution`` and ``offices``, and speak their language in their zone."""

    def middleware(request: Request) -> HttpResponse:
        request.person = request.institution = None
        request.offices = frozenset()
        if request.user.is_authenticated:
            request.person = queries.current_person(request.user, request.session.get("institution"))
        if request.person is not None:
            request.institution = request.person.institution
            request.person.held = request.offices = policies.offices(request.person)
            _speak_for(request)
        with timezone.override(_zone(request)):
            if _owes_second_factor(request):
                messages.warning(request, _("Your duty needs a second factor. Set one up to go on."))
                return redirect("mfa_index")
            return get_response(request)

    return middleware  # type: ignore[return-value]


#: Where somebody can go who has yet to set up a second factor.
WITHOUT_SECOND_FACTOR = ("/accounts/", "/help/", "/language/", "/static/")


def _owes_second_factor(request: Request) -> bool:
    """Whether the person holds a duty that needs a second factor and has none (administrators, support leads)."""
    if request.person is None or request.path.startswith(WITHOUT_SECOND_FACTOR):
        return False
    return policies.are_gated(request.offices) and not is_mfa_enabled(request.user)


def _speak_for(request: Request) -> None:
    language = request.user.language or request.institution.language  # type: ignore[union-attr]
    if language and language != translation.get_language():
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


def _zone(request: Request) -> ZoneInfo | None:
    if request.person is None:
        return None
    return ZoneInfo(request.user.time_zone or request.institution.time_zone)  # type: ignore[union-attr]
