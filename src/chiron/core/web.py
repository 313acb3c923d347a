"""What every view is built with: `guard`, `public`, `page`. A view without one of the first two is refused."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from chiron.core import idempotency, policy

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

P = ParamSpec("P")


class Request(HttpRequest):
    """A request as views see it: ``person`` is the signed-in member of the current institution."""

    person: Any
    institution: Any
    htmx: "HtmxDetails"


View = Callable[Concatenate[Request, P], HttpResponseBase]


class PolicyNotAsked(RuntimeError):
    """A view answered without asking the policy that it declares."""


def public(reason: str) -> Callable[[View[P]], View[P]]:
    """Declare that anybody may open this view, and why."""

    def decorate(view: View[P]) -> View[P]:
        view.guarded_by = f"public: {reason}"  # type: ignore[attr-defined]
        return view

    return decorate


def guard(asks: Callable[..., Any]) -> Callable[[View[P]], View[P]]:
    """Require a signed-in person and that the view asks the policy *asks* before it answers.

    A view that answers (below 400) without having asked raises `PolicyNotAsked`: declared is not enough.
    """
    name = policy.name_of(asks)

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if getattr(request, "person", None) is None:
                return _not_signed_in(request)
            token = policy.begin_recording()
            try:
                response = _once(view, request, *args, **kwargs)
                if response.status_code < 400 and response.status_code != 303 and name not in policy.asked():
                    raise PolicyNotAsked(f"{view.__module__}.{view.__name__} did not ask {name}")
                return response
            finally:
                policy.end_recording(token)

        guarded.guarded_by = name  # type: ignore[attr-defined]
        return guarded

    return decorate


def require(allowed: bool) -> None:
    """Answer 404, as if the page did not exist, unless *allowed* (the result of a policy)."""
    if not allowed:
        raise Http404


def _not_signed_in(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = redirect_to_login(request.get_full_path()).url  # type: ignore[attr-defined]
        return response
    return redirect_to_login(request.get_full_path())


def _once(view: Callable[..., HttpResponseBase], request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Run *view*; a POST that already took effect is answered as the first time, without a second effect."""
    if request.method != "POST":
        return view(request, *args, **kwargs)
    pending = idempotency.pending_for(request, request.person.pk, request.path)
    if pending is None:
        return _stale(request, _("The form had lost its key. Nothing was changed; please send it again."))
    done = idempotency.earlier(pending)
    if done is not None:
        return _again(request, done.body_hash == pending.body_hash, done.location)
    token = idempotency.start(pending)
    try:
        response = view(request, *args, **kwargs)
    except idempotency.AlreadyDone:
        return redirect(request.path)
    finally:
        idempotency.finish(token)
    if isinstance(response, HttpResponseRedirect):
        idempotency.remember_answer(pending, response.url)
    return response


def _again(request: Request, same: bool, location: str) -> HttpResponseBase:
    if same:
        return _see_other(location or request.path)
    return _stale(request, _("This form was already sent. Nothing was changed; look at the page and send it again."))


def _see_other(location: str) -> HttpResponseBase:
    """Lead on without having shown or changed anything: the one answer that needs no policy."""
    response = redirect(location)
    response.status_code = 303
    return response


def _stale(request: Request, text: str) -> HttpResponseBase:
    messages.warning(request, text)
    return _see_other(request.path)


def page(request: HttpRequest, template: str, /, *, status: int | None = None, **context: Any) -> HttpResponse:
    """Render *template* for *request*; 422 where a form in *context* was sent and is not valid."""
    if status is None:
        invalid = any(getattr(value, "is_bound", False) and value.errors for value in context.values())
        status = 422 if invalid else 200
    return render(request, template, context, status=status)
