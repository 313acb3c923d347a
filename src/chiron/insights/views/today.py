"""Today: what needs the person who opens it."""

from django.http import HttpResponse

from chiron.core import clock
from chiron.core.web import Request, guard, page, require
from chiron.insights import queries
from chiron.learning import queries as learning
from chiron.people import policies as people
from chiron.programmes import queries as programmes
from chiron.relationships import queries as relationships
from chiron.scheduling import queries as scheduling


@guard(people.is_member)
def today(request: Request) -> HttpResponse:
    """The first page after signing in."""
    require(people.is_member(by=request.person))
    now = clock.now()
    stands = relationships.standings(request.person)
    current = [each for each in reversed(stands) if not each.is_asked]
    booked = relationships.meetings_booked(request.person)
    return page(
        request,
        "insights/today.html",
        now=now,
        next_meeting=relationships.next_meeting(request.person, booked),
        news=relationships.news(request.person),
        shift=scheduling.shift_now(request.person),
        needs=queries.needs(request.person, stands, booked),
        relationships=current,
        waiting=programmes.waiting_enrolments(request.person),
        case=learning.case_to_talk_about(now.isocalendar().week) if current else None,
    )
