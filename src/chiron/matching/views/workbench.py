"""The workbench: people, pairs, the cohort; one pair's breakdown."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from chiron.core.web import Request, guard, page
from chiron.matching import policies, queries
from chiron.programmes import queries as programmes

LONGEST, NEXT_SHOWN = 100, 2
ASKED = ("tab", "q", "sort", "open", "run", "pane")
PANES = ("pairs", "people", "cohort")


@guard(policies.visible_runs)
def workbench(request: Request, pk: UUID) -> HttpResponse:
    """The latest run of a cohort, or that of ``?run=``; before the first run, what will be here."""
    runs = queries.runs_of(request.person, pk, request.GET.get("run", ""))
    cohort = runs.newest.cohort if runs.newest else programmes.coordinated_cohort(request.person, pk)
    context: dict[str, Any] = {"cohort": cohort, "runs": runs, "run": runs.shown, "before": runs.before}
    if runs.has_next:
        context["following"] = queries.following(request.person, [cohort.pk], NEXT_SHOWN)
    newest = runs.newest
    if newest is not None and newest.state == "failed":
        context["problem"] = queries.problem_of(request.person, newest)
    if runs.shown is not None:
        runs.shown.cohort = cohort
    else:
        [context["people"]] = programmes.cohort_progress(request.person, [cohort])
        return page(request, "matching/first_run.html", **context)
    return page(request, "matching/workbench.html", **context, **_shown(request, cohort, runs.shown, runs.before))


def _shown(request: Request, cohort: Any, run: Any, before: Any) -> dict[str, Any]:
    asked = {name: request.GET.get(name, "").strip()[:LONGEST] for name in ASKED}
    search = queries.Search(asked["q"], frozenset(queries.answering(request.person, run, asked["q"])))
    counts = queries.counts(run, before, search)
    tab = asked["tab"] if asked["tab"] in queries.TABS else "unmatched" if counts["unmatched"] else "all"
    sort = asked["sort"] if asked["sort"] in queries.SORTS else "name"
    pairs = queries.pairs(run, before, search=search, sort=sort, count=counts["pairs"], page=request.GET.get("page"))
    people = queries.people(run, before, tab=tab, search=search, count=counts[tab], page=request.GET.get("people"))
    said = queries.rules_of(request.person, cohort)
    opened = next((each for each in (*pairs, *people) if str(each.pk) == asked["open"]), None)
    seats = queries.seats(run, {each.mentor_id for each in pairs} | queries.mentioned(run, opened))
    pane = _pane(request, opened)
    return {
        "asked": asked,
        "tab": tab,
        "tabs": _tabs(request, tab, counts, has_before=before is not None),
        "sorts": _sorts(request, sort),
        "pairs": pairs,
        "people": people,
        "seats": seats,
        "needs": queries.needs_shown(request.person, run, [*pairs, *people]),
        "rules": {f"{rule.mentee_id}.{rule.mentor_id}": rule for rule in said},
        "locked": sum(rule.kind == "lock" for rule in said),
        "forbidden": sum(rule.kind == "forbid" for rule in said),
        "lowest": queries.lowest(run) if tab == "unmatched" and not (opened and opened.mentor_id) else [],
        "comparison": queries.comparison(before, run) if before else [],
        "methods": queries.methods(before, run) if before else [],
        "changed": counts["changed"],
        "here": _address(request, pane="people"),
        "panes": _panes(request, pane, counts),
        "pane": pane,
        **_opened(request, opened, run, seats),
    }


def _opened(request: Request, opened: Any, run: Any, seats: Any) -> dict[str, Any]:
    """What ``?open=`` shows: a pair's breakdown, or why somebody has nobody."""
    if opened is None:
        return {"opened": None}
    opened.run = run
    return {"opened": opened, **_why(request, opened, seats)}


def _why(request: Request, proposal: Any, seats: Any) -> dict[str, Any]:
    if proposal.mentor is None:
        return {"alone": queries.why_alone(request.person, proposal, seats)}
    rows = queries.breakdown(request.person, proposal, seats)
    advice = [*queries.about_needs(proposal), *queries.advice(proposal, seats)] if rows else []
    asks_again = bool(rows) and queries.asks_again(proposal)
    return {"is_closed": rows is None, "rows": rows or [], "advice": advice, "asks_again": asks_again}


def _address(request: Request, **changes: str) -> str:
    kept = {name: request.GET[name] for name in ("run", "tab", "q", "sort", "pane") if request.GET.get(name)}
    return "?" + urlencode({name: value for name, value in (kept | changes).items() if value})


def _pane(request: Request, opened: Any) -> str:
    """The part of the workbench that a phone shows; wider screens show them all."""
    asked = request.GET.get("pane", "")
    is_alone = opened is not None and opened.mentor_id is None
    return asked if asked in PANES else "people" if is_alone or request.GET.get("people") else "pairs"


def _panes(request: Request, pane: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    names = {"pairs": _("Pairs"), "people": _("People"), "cohort": _("The cohort")}
    count = {"pairs": counts["pairs"], "people": counts["unmatched"]}
    return [
        {
            "label": names[name],
            "url": _address(request, pane=name),
            "is_current": name == pane,
            "count": count.get(name),
            "look": name == "people" and counts["unmatched"] > 0,
        }
        for name in PANES
    ]


def _tabs(request: Request, tab: str, counts: dict[str, int], *, has_before: bool) -> list[dict[str, Any]]:
    names = {"unmatched": _("Unmatched"), "changed": _("Changed"), "all": _("All")}
    return [
        {
            "label": names[name],
            "url": _address(request, tab=name, pane="people"),
            "is_current": name == tab,
            "count": counts[name] if name != "all" else None,
            "look": name == "unmatched" and counts[name] > 0,
        }
        for name in queries.TABS
        if name != "changed" or has_before
    ]


def _sorts(request: Request, chosen: str) -> list[dict[str, Any]]:
    names = {
        "name": _("mentee A to Z"),
        "mentor": _("mentor A to Z"),
        "low": _("lowest fit first"),
        "high": _("highest fit first"),
    }
    return [
        {"label": names[name], "url": _address(request, sort=name), "is_current": name == chosen}
        for name in queries.SORTS
    ]


@guard(policies.visible_proposals)
def proposal(request: Request, pk: UUID) -> HttpResponse:
    """One line's reasons: the part that the workbench puts under its row, a whole page without script."""
    found = queries.proposal_for(request.person, pk)
    run = found.run
    context = {
        "pair": found,
        "cohort": run.cohort,
        "run": run,
        "here": f"{reverse('matching:workbench', args=[run.cohort_id])}?run={run.number}",
        "rule": queries.rule_between(request.person, found),
        **_why(request, found, queries.seats(run, queries.mentioned(run, found))),
    }
    return page(request, f"matching/{'includes/why' if request.htmx else 'proposal'}.html", **context)


@guard(policies.visible_proposals)
def without(request: Request, pk: UUID) -> HttpResponse:
    """What a run would be without one pair, or without the lock on it: solved again, said in sentences."""
    found = queries.proposal_for(request.person, pk)
    if found.mentor is None or queries.is_closed(request.person, found) or not queries.is_repeatable(found.run):
        raise Http404
    template = f"matching/{'includes/without' if request.htmx else 'without'}.html"
    return page(request, template, pair=found, run=found.run, cohort=found.run.cohort, sentences=queries.without(found))


@guard(policies.visible_proposals)
def explained(request: Request, pk: UUID) -> HttpResponse:
    """Why a published pair is together: on to the line of the run that it came from."""
    return redirect("matching:proposal", queries.line_behind(request.person, pk).pk)
