"""What every view is built with: `guard` or `public`, without which it is refused, and `accepted` and `page`."""

from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from chiron.core import idempotency, policy
from chiron.core.actions import Refused

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

P = ParamSpec("P")
Arguments = ParamSpec("Arguments")


class Request(HttpRequest):
    """A request as views see it: ``person`` is the signed-in member of the current institution."""

    person: Any
    institution: Any
    offices: frozenset[str]
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


def guard(asks: Callable[..., Any], *, repeatable: bool = False) -> Callable[[View[P]], View[P]]:
    """Require a signed-in person and that the view asks the policy *asks* before it answers.

    A view that answers (below 400) without having asked raises `PolicyNotAsked`: declared is not enough.
    ``repeatable=True`` is for forms that may be sent any number of times with one effect (autosave): they carry no key.
    """
    name = policy.name_of(asks)

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if getattr(request, "person", None) is None:
                return _not_signed_in(request)
            token = policy.begin_recording()
            try:
                answer = view if repeatable or request.method != "POST" else partial(_once, view)
                response = answer(request, *args, **kwargs)
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
        response["HX-Redirect"] = redirect_to_login(request.get_full_path()).url
        return response
    return redirect_to_login(request.get_full_path())


def _once(view: Callable[..., HttpResponseBase], request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Run *view* for a POST; one that already took effect is answered as the first time, without a second effect."""
    pending = idempotency.pending_for(request, request.person.pk, request.path)
    if pending is None:
        text = _("The form had lost its key. Nothing was changed; please send it again.")
        return _shown_again(partial(view, *args, **kwargs), request, text)
    done = idempotency.earlier(pending)
    if done is not None and done.body_hash != pending.body_hash:
        text = _("This form was already sent, with other answers. Nothing was changed; please send it again.")
        return _shown_again(partial(view, *args, **kwargs), request, text)
    if done is not None:
        return see_other(done.location or _back(request))
    token = idempotency.start(pending)
    try:
        response = view(request, *args, **kwargs)
    except idempotency.AlreadyDone:
        return see_other(_back(request))
    finally:
        idempotency.finish(token)
    if isinstance(response, HttpResponseRedirect):
        idempotency.remember_answer(pending, response.url)
    return response


def see_other(location: str) -> HttpResponseBase:
    """Lead on without having shown or changed anything: the one answer that needs no policy."""
    response = redirect(location)
    response.status_code = 303
    return response


def _back(request: Request) -> str:
    """The page that the form stood on, of this site only."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return came_from
    return request.path


def _shown_again(view: Callable[..., HttpResponseBase], request: Request, text: str) -> HttpResponseBase:
    """Show the form with what was typed and a fresh key, changing nothing; a view without a page leads back."""
    messages.warning(request, text)
    request.method = "GET"
    response = view(request)
    return response if response.status_code < 400 else see_other(_back(request))


def accepted(
    told: Request | BaseForm, action: Callable[Arguments, object], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> bool:
    """Do *action*; where it refuses, say why in the form that is *told*, or on the request's next page."""
    try:
        action(*args, **kwargs)
    except Refused as refusal:
        if isinstance(told, BaseForm):
            told.add_error(None, str(refusal))
        else:
            messages.error(told, str(refusal))
        return False
    return True


def page(request: HttpRequest, template: str, /, *, status: int | None = None, **context: Any) -> HttpResponse:
    """Render *template* for *request*; 422 where a form in *context* was sent and is not valid."""
    if status is None:
        invalid = any(getattr(value, "is_bound", False) and value.errors for value in context.values())
        status = 422 if invalid else 200
    request.shown = context  # type: ignore[attr-defined]  # what the page is about, for what stands around it
    return render(request, template, context, status=status)
