"""The coordinator's cockpit."""

from django.http import HttpResponse

from chiron.core.web import Request, guard, page, require
from chiron.insights import queries
from chiron.relationships import policies as relationships


@guard(relationships.coordinated_relationships)
def cockpit(request: Request) -> HttpResponse:
    """What needs the coordinator today, how pairs do, who is full, who does not answer and who waits."""
    cohorts = queries.coordinates(request.person)
    require(bool(cohorts))
    found = queries.cockpit(request.person, cohorts, request.GET.get("page"))
    return page(request, "insights/cockpit.html", cockpit=found)
