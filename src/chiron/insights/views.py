"""Today: what needs the person who opens it."""

from django.http import HttpResponse

from chiron.core import clock
from chiron.core.web import Request, guard, page, require
from chiron.insights import queries
from chiron.people import policies as people


@guard(people.is_member)
def today(request: Request) -> HttpResponse:
    """The first page after signing in."""
    require(people.is_member(by=request.person))
    return page(
        request,
        "insights/today.html",
        now=clock.now(),
        needs=queries.needs(request.person),
        relationships=[(member, queries.others(member)) for member in queries.current(request.person)],
    )
