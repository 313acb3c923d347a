"""The pages for what went wrong. A stranger's page and a missing page are the same bytes."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from chiron.people import queries


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for what is not there; what was merged into another leads on to that, for people of its institution."""
    return _leads_on(request) or render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    """A form that came from elsewhere, or from a page left open for too long."""
    return render(request, "403.html", {"is_stale": True}, status=403)


def _leads_on(request: HttpRequest) -> HttpResponse | None:
    """The same page of what an id in the address was merged into; None where it is simply not there."""
    match, person = request.resolver_match, getattr(request, "person", None)
    ids = [each for each in match.kwargs.values() if isinstance(each, UUID)] if match else []
    if not ids or match is None or person is None or request.method not in ("GET", "HEAD"):
        return None
    now = queries.leads_to(person, ids)
    kwargs = {name: now.get(value, value) for name, value in match.kwargs.items()}
    return redirect(match.view_name, **kwargs) if now else None
