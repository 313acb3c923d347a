"""Publishing a run: asked once more with all that will happen, then done, and who was left out is named."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from chiron.core.web import Request, accepted, guard, page, require
from chiron.matching import actions, policies, queries


@guard(policies.may_change_run)
def publish(request: Request, pk: UUID) -> HttpResponseBase:
    """Say what will happen and ask; on yes a worker offers every pair that can be; then show what came of it."""
    run = queries.run_for(request.person, pk)
    require(policies.may_change_run(by=request.person, run=run))
    if request.method == "POST":
        accepted(request, actions.ask_publication, run=run, by=request.person)
        return redirect("matching:publish", pk)
    if run.publication.get("state") == "asked":
        return page(request, "matching/publishing.html", run=run, cohort=run.cohort)
    if request.htmx:  # the page that waited is over: load the one that says what came of it
        return _on(request)
    return _asked_or_done(request, run)


def _on(request: Request) -> HttpResponseBase:
    response = HttpResponse()
    response["HX-Redirect"] = request.path
    return response


def _asked_or_done(request: Request, run: Any) -> HttpResponse:
    return page(
        request,
        "matching/published.html" if run.published_at else "matching/publish.html",
        run=run,
        cohort=run.cohort,
        preview=queries.preview(run) if run.state == "done" else None,
        left_out=queries.left_out(run),
        refused=queries.why_not_published(run),
    )
