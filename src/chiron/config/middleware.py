"""Who is asking: the person, the institution, the language and the time zone of a request."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from chiron.core.web import Request
from chiron.people import queries

GetResponse = Callable[[HttpRequest], HttpResponse]


def who_is_asking(get_response: GetResponse) -> GetResponse:
    """Set ``request.person`` and ``request.institution``, and speak the person's language in their zone."""

    def middleware(request: Request) -> HttpResponse:
        request.person = request.institution = None
        if request.user.is_authenticated:
            request.person = queries.current_person(request.user, request.session.get("institution"))
        if request.person is not None:
            request.institution = request.person.institution
            _speak_for(request)
        with timezone.override(_zone(request)):
            return get_response(request)

    return middleware  # type: ignore[return-value]


def _speak_for(request: Request) -> None:
    language = request.user.language or request.institution.language  # type: ignore[union-attr]
    if language and language != translation.get_language():
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


def _zone(request: Request) -> ZoneInfo | None:
    if request.person is None:
        return None
    return ZoneInfo(request.user.time_zone or request.institution.time_zone)  # type: ignore[union-attr]
