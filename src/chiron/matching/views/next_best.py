"""The next best of those who lost a mentor: offered, passed over, looked for anew."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chiron.core.web import Request, guard, page, require
from chiron.matching import actions, policies, queries
from chiron.matching.views.planning import back
from chiron.programmes import queries as programmes

MOST = 50


@guard(policies.may_change_run)
def next_offer(request: Request, pk: UUID) -> HttpResponseBase:
    """Offer what was found for a mentee as the next best: one pair, in a mosaic every pair of theirs."""
    line, run = _line(request, pk)
    if request.method == "POST":
        lines = queries.lines_of_mentee(request.person, line)
        try:
            actions.offer_next(cohort=run.cohort, run=run, proposals=lines, by=request.person)
        except actions.Refused as refusal:
            messages.error(request, " ".join([str(refusal), _("It is looked for the next best again.")]))
            actions.seek_next(cohort=run.cohort, by=request.person)
        else:
            messages.success(request, _("Offered: %(mentee)s and %(mentor)s. Both get a mail.") % _names(line))
    return redirect(back(request, run.cohort))


@guard(policies.may_change_run)
def next_pass(request: Request, pk: UUID) -> HttpResponseBase:
    """Pass over a pair that was found as the next best."""
    line, run = _line(request, pk)
    if request.method == "POST":
        try:
            actions.pass_over(cohort=run.cohort, run=run, proposal=line, by=request.person)
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            said = _("%(mentee)s and %(mentor)s are kept apart from now on. “Locks and forbids” takes that back.")
            messages.success(request, said % _names(line))
    return redirect(back(request, run.cohort))


@guard(policies.may_match)
def next_best(request: Request, pk: UUID) -> HttpResponseBase:
    """The next best of everybody in a cohort who lost a mentor; looked for anew on request."""
    cohort = programmes.coordinated_cohort(request.person, pk)
    require(policies.may_match(by=request.person, cohort=cohort))
    if request.method == "POST":
        actions.seek_next(cohort=cohort, by=request.person)
        return redirect(back(request, cohort))
    following = queries.following(request.person, [cohort.pk], MOST)
    return page(request, "matching/next.html", cohort=cohort, following=following)


def _line(request: Request, pk: UUID) -> tuple[Any, Any]:
    line = queries.next_line(request.person, pk)
    require(policies.may_change_run(by=request.person, run=line.run))
    return line, line.run


def _names(line: Any) -> dict[str, str]:
    return {"mentee": line.mentee.person.name, "mentor": line.mentor.person.name}
