"""Another mentor for somebody: everybody they could have, and one chosen."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page
from chiron.matching import actions, forms, policies, queries

LONGEST = 100


@guard(policies.visible_proposals)
def swap(request: Request, pk: UUID) -> HttpResponseBase:
    """The mentors of a run by their fit with one mentee; the one chosen is locked for the next run."""
    found = queries.proposal_for(request.person, pk)
    cohort = found.run.cohort
    search = request.GET.get("q", "").strip()[:LONGEST]
    is_closed = queries.is_closed(request.person, found)
    candidates = [] if is_closed else queries.candidates(request.person, found, search)
    form = forms.Swap(request.POST or None, candidates=candidates)
    if request.method == "POST" and form.is_valid():
        mentor = form.chosen().row.enrolment
        if accepted(
            form, actions.set_rule, cohort=cohort, mentee=found.mentee, mentor=mentor, kind="lock", by=request.person
        ):
            names = {"mentee": found.mentee.person.name, "mentor": form.chosen().row.person.name}
            said = _("%(mentee)s and %(mentor)s are locked together. Run again to see what that does to others.")
            messages.success(request, said % names)
            return redirect("matching:workbench", cohort.pk)
    return page(
        request,
        "matching/swap.html",
        proposal=found,
        run=found.run,
        cohort=cohort,
        candidates=candidates,
        search=search,
        is_closed=is_closed,
        form=form,
    )
