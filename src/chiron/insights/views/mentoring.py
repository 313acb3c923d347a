"""What a mentor gives, and what comes next with each mentee."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require
from chiron.insights import queries
from chiron.programmes import actions
from chiron.programmes import policies as programmes
from chiron.relationships import policies as relationships


@guard(relationships.visible_memberships)
def mentoring(request: Request) -> HttpResponse:
    """Hours against what was promised, places, a pause, and the next step with each mentee."""
    found = queries.mentoring(request.person)
    require(bool(found.guided or found.places))
    return page(request, "insights/mentoring.html", mentoring=found)


@guard(programmes.may_change_capacity)
def pause(request: Request, pk: UUID) -> HttpResponseBase:
    """Take nobody new for now, or again; no reason is asked."""
    enrolment = queries.own_places(request.person, pk)
    if enrolment is None:
        raise Http404
    require(programmes.may_change_capacity(by=request.person, enrolment=enrolment))
    if request.method == "POST":
        is_paused = request.POST.get("paused") == "1"
        if accepted(request, actions.pause_enrolment, enrolment=enrolment, is_paused=is_paused, by=request.person):
            said = _("You are offered nobody new. Nobody is told, and no reason is asked.")
            messages.success(request, said if is_paused else _("You can be offered somebody new again."))
    return redirect("mentoring")
