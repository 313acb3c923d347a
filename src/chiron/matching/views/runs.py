"""A run: started, watched, cancelled, compared, taken away as a file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from chiron.core import export
from chiron.core.web import Request, accepted, guard, page, require
from chiron.matching import actions, policies, queries
from chiron.programmes import queries as programmes

UNDER_WAY = ("queued", "running")


@guard(policies.may_match)
def run(request: Request, pk: UUID) -> HttpResponseBase:
    """Start a run and lead to its progress."""
    cohort = programmes.coordinated_cohort(request.person, pk)
    require(policies.may_match(by=request.person, cohort=cohort))
    if request.method == "POST":
        try:
            started = actions.start_run(cohort=cohort, by=request.person)
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("matching:progress", started.pk)
    return redirect("matching:workbench", cohort.pk)


@guard(policies.visible_runs)
def progress(request: Request, pk: UUID) -> HttpResponseBase:
    """How far a run is; once it is over, on to its result."""
    found = queries.run_for(request.person, pk)
    if found.state not in UNDER_WAY:
        address = reverse("matching:workbench", args=[found.cohort_id])
        if not request.htmx:
            return redirect(address)
        response = HttpResponse()
        response["HX-Redirect"] = address
        return response
    return page(request, "matching/progress.html", run=found, cohort=found.cohort)


@guard(policies.may_change_run)
def cancel(request: Request, pk: UUID) -> HttpResponseBase:
    """Stop a run."""
    found = queries.run_for(request.person, pk)
    require(policies.may_change_run(by=request.person, run=found))
    if request.method == "POST" and accepted(request, actions.cancel_run, run=found, by=request.person):
        messages.success(request, _("The run was cancelled. What stood before still stands."))
    return redirect("matching:workbench", found.cohort_id)


@guard(policies.visible_runs)
def record(request: Request, pk: UUID) -> HttpResponse:
    """What a run was made of and by whom, and whether it can be repeated."""
    found = queries.run_for(request.person, pk)
    return page(
        request,
        "matching/record.html",
        run=found,
        cohort=found.cohort,
        is_repeatable=queries.is_repeatable(found),
        facts=queries.record_of(found),
        problem=queries.problem_of(request.person, found),
    )


@guard(policies.may_change_run)
def repeat(request: Request, pk: UUID) -> HttpResponseBase:
    """Have a run repeated from what it kept."""
    found = queries.run_for(request.person, pk)
    require(policies.may_change_run(by=request.person, run=found))
    if request.method == "POST":
        accepted(request, actions.ask_repetition, run=found, by=request.person)
    return redirect("matching:record", pk)


@guard(policies.visible_runs)
def compare(request: Request, pk: UUID) -> HttpResponse:
    """Two finished runs of a cohort side by side, by their numbers."""
    cohort = programmes.coordinated_cohort(request.person, pk)
    runs = queries.runs_of(request.person, cohort.pk)
    if len(runs.done) < 2:
        return page(request, "matching/compare.html", cohort=cohort, runs=runs, old=None)
    old, new = _two(request, runs.done)
    return page(
        request,
        "matching/compare.html",
        cohort=cohort,
        runs=runs,
        old=old,
        new=new,
        comparison=queries.comparison(old, new),
        methods=queries.methods(old, new),
        differences=queries.differences(old, new, request.GET.get("page")),
    )


def _two(request: Request, done: list[Any]) -> tuple[Any, Any]:
    """The two runs that the address names: the newest and the one before it unless it says otherwise."""
    by_number = {str(each.number): each for each in done}
    new = by_number.get(request.GET.get("new") or str(done[0].number))
    if new is None:
        raise Http404
    before = next((each for each in done if each.number < new.number), done[-1])
    old = by_number.get(request.GET.get("old") or str(before.number))
    if old is None:
        raise Http404
    return old, new


@guard(policies.visible_runs)
def pairs_csv(request: Request, pk: UUID) -> HttpResponseBase:
    """The pairs of a run as CSV, a row a mentee."""
    found = _finished(request, pk)
    return export.csv_response(f"{_file_name(found)}.csv", *queries.pairs_table(request.person, found))


@guard(policies.visible_runs)
def pairs_xlsx(request: Request, pk: UUID) -> HttpResponseBase:
    """The same as an Excel workbook."""
    found = _finished(request, pk)
    return export.xlsx_response(f"{_file_name(found)}.xlsx", *queries.pairs_table(request.person, found))


@guard(policies.visible_runs)
def pairs_html(request: Request, pk: UUID) -> HttpResponseBase:
    """The same as a page of its own to hand on: no script, nothing fetched."""
    found = _finished(request, pk)
    response = HttpResponse(queries.pairs_page(request.person, found), content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.html"'
    return response


def _finished(request: Request, pk: UUID) -> Any:
    """A run that has pairs; 404 for one that failed, was cancelled or is not done."""
    found = queries.run_for(request.person, pk)
    if found.state != "done":
        raise Http404
    return found


def _file_name(found: Any) -> str:
    return slugify(" ".join([found.cohort.programme.name, found.cohort.name, _("run"), str(found.number)])) or "pairs"
