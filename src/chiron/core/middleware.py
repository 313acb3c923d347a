"""Deny by default, addresses that can be read, and keys of encrypted values kept no longer than a request."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse

from chiron.core import encryption

GetResponse = Callable[[HttpRequest], HttpResponse]


def key_session(get_response: GetResponse) -> GetResponse:
    """Hold unwrapped keys for one request: an erasure takes effect at the next."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with encryption.key_session():
            return get_response(request)

    return middleware


def readable_address(get_response: GetResponse) -> GetResponse:
    """Refuse an address with the character NUL, which no database takes for text; forms refuse it by themselves."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path + unquote(request.META.get("QUERY_STRING", "")):
            raise BadRequest("NUL in the address")
        return get_response(request)

    return middleware


def exemption(view: Callable[..., Any]) -> str | None:
    """Return why a library's *view* stands outside our policies, or None where nothing says so."""
    module = getattr(view, "__module__", "")
    return next((why for prefix, why in settings.CHIRON_EXEMPT_VIEWS.items() if module.startswith(prefix)), None)


def is_declared(view: Callable[..., Any]) -> bool:
    """Return whether *view* declares who may open it."""
    return bool(getattr(view, "guarded_by", "")) or exemption(view) is not None


class DenyByDefault:
    """Refuse every view that does not declare a policy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        if not is_declared(view):
            raise PermissionDenied(f"{view.__module__}.{getattr(view, '__name__', view)} declares no policy")
