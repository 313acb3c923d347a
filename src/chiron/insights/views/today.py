"""Today: what needs the person who opens it."""

from django.http import HttpResponse

from chiron.core import clock
from chiron.core.web import Request, guard, page, require
from chiron.insights import queries
from chiron.learning import queries as learning
from chiron.people import policies as people
from chiron.programmes import queries as programmes
from chiron.relationships import queries as meetings
from chiron.scheduling import queries as scheduling


@guard(people.is_member)
def today(request: Request) -> HttpResponse:
    """The first page after signing in."""
    require(people.is_member(by=request.person))
    now = clock.now()
    relationships = [(member, queries.others(member)) for member in queries.current(request.person)]
    booked = meetings.meetings_booked(request.person)
    return page(
        request,
        "insights/today.html",
        now=now,
        next_meeting=meetings.next_meeting(request.person, booked),
        news=meetings.news(request.person),
        shift=scheduling.shift_now(request.person),
        needs=queries.needs(request.person, booked),
        relationships=relationships,
        waiting=programmes.waiting_enrolments(request.person),
        case=learning.case_to_talk_about(now.isocalendar().week) if relationships else None,
    )
