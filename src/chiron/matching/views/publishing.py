"""Publishing a run: asked once more with all that will happen, then done, and who was left out is named."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import ngettext

from chiron.core.web import Request, guard, page, require
from chiron.matching import actions, policies, queries


@guard(policies.may_change_run)
def publish(request: Request, pk: UUID) -> HttpResponseBase:
    """Say what will happen and ask; on yes, offer every pair that can be and show what came of it."""
    run = queries.run_for(request.person, pk)
    require(policies.may_change_run(by=request.person, run=run))
    if request.method == "POST":
        try:
            published = actions.publish_run(run=run, by=request.person)
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            said = ngettext(
                "%(n)d pair is offered; both are told.",
                "%(n)d pairs are offered; both of each are told.",
                published.created,
            )
            messages.success(request, said % {"n": published.created})
        return redirect("matching:publish", pk)
    return page(
        request,
        "matching/published.html" if run.published_at else "matching/publish.html",
        run=run,
        cohort=run.cohort,
        preview=queries.preview(run) if run.state == "done" else None,
        left_out=queries.left_out(run),
    )
