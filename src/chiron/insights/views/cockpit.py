"""The coordinator's cockpit."""

from django.http import HttpResponse

from chiron.core.web import Request, guard, page, require
from chiron.insights import queries
from chiron.relationships import policies as relationships


@guard(relationships.coordinated_relationships)
def cockpit(request: Request) -> HttpResponse:
    """What needs the coordinator today and how pairs do; the overview beside it follows."""
    cohorts = queries.coordinates(request.person)
    require(bool(cohorts))
    found = queries.cockpit(request.person, cohorts, request.GET.get("page"))
    return page(request, "insights/cockpit.html", cockpit=found)


@guard(relationships.coordinated_relationships)
def overview(request: Request) -> HttpResponse:
    """How far people came, who waits and who is full: beside the cockpit, a page of its own without script."""
    cohorts = queries.coordinates(request.person)
    require(bool(cohorts))
    found = queries.overview(request.person, cohorts)
    return page(request, f"insights/{'includes/overview' if request.htmx else 'overview'}.html", overview=found)
