"""Publishing a run: asked once more, then done, and who was left out is named."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase

from chiron.core.web import Request, guard, page, require
from chiron.matching import actions, policies, queries


@guard(policies.may_change_run)
def publish(request: Request, pk: UUID) -> HttpResponseBase:
    """Say what will happen and ask; on yes, offer every pair and show what came of it."""
    found = queries.run_for(request.person, pk)
    require(policies.may_change_run(by=request.person, run=found))
    published = None
    if request.method == "POST":
        try:
            published = actions.publish_run(run=found, by=request.person)
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
            found = queries.run_for(request.person, pk)
    template = "matching/published.html" if published or found.published_at else "matching/publish.html"
    return page(request, template, run=found, cohort=found.cohort, published=published)
