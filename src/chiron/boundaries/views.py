"""The register of conflicts, kept by administrators."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chiron.boundaries import actions, forms, policies, queries, rules
from chiron.core.web import Request, accepted, guard, page, require
from chiron_blueprint.tables import Limits, TableRefused, read

MEBIBYTE = 1 << 20
#: A rotation plan is read while somebody waits: it may cost little.
LIMITS = Limits(memory=256 * MEBIBYTE, seconds=15, rows=rules.MOST_ROWS, columns=50, unpacked=50 * MEBIBYTE)


@guard(policies.may_register_conflict)
def register(request: Request) -> HttpResponse:
    """Who is kept from whom: in force, to come, over."""
    require(policies.may_register_conflict(by=request.person))
    state = request.GET.get("state", "now")
    state = state if state in queries.STATES else "now"
    search = request.GET.get("search", "").strip()[:100]
    counts = queries.counts(request.person, search)
    return page(
        request,
        "boundaries/register.html",
        conflicts=queries.register(request.person, state, search, request.GET.get("page")),
        counts=counts,
        effect=counts["effect"],
        state=state,
        search=search,
    )


@guard(policies.may_register_conflict)
def add(request: Request) -> HttpResponseBase:
    """Put a conflict on the register."""
    require(policies.may_register_conflict(by=request.person))
    today = policies.today_at(request.institution)
    form = forms.Conflict(request.POST or None, kinds=queries.kinds(), initial={"starts_on": today})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        for side in ("person", "other"):
            said[side] = _called(request, form, side)
        if form.is_valid() and _register(request, form, said):
            return redirect("boundaries:conflicts")
    return page(request, "boundaries/conflict.html", form=form)


def _called(request: Request, form: forms.Conflict, field: str) -> Any:
    """Whom a field of the form means; where that is unclear the field says so."""
    try:
        name = form.cleaned_data[field]
        return queries.only(queries.called(request.person, {name}), name)
    except actions.Refused as refusal:
        form.add_error(field, str(refusal))
        return None


def _register(request: Request, form: forms.Conflict, said: dict[str, Any]) -> bool:
    try:
        conflict = actions.register_conflict(by=request.person, **said)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    text = _(
        "The conflict is in the register. The two are kept apart while it is in force; a pairing of theirs pauses."
    )
    if conflict.was_lengthened:
        text = _("The register had this conflict for a part of that time. It now holds for the whole of it.")
    messages.success(request, text)
    return True


@guard(policies.may_end_conflict)
def end(request: Request, pk: UUID) -> HttpResponseBase:
    """Say when a conflict ends or ended."""
    conflict = queries.conflict_for(request.person, pk)
    require(policies.may_end_conflict(by=request.person, conflict=conflict))
    today = policies.today_at(request.institution)
    form = forms.End(request.POST or None, initial={"on": conflict.ends_on or today})
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(form, actions.end_conflict, conflict=conflict, on=form.cleaned_data["on"], by=request.person)
    ):
        messages.success(request, _("The end of the conflict is noted."))
        return redirect("boundaries:conflicts")
    return page(request, "boundaries/end.html", form=form, conflict=conflict)


@guard(policies.may_end_conflict)
def withdraw(request: Request, pk: UUID) -> HttpResponseBase:
    """Take an entry back that was a mistake."""
    conflict = queries.conflict_for(request.person, pk)
    require(policies.may_end_conflict(by=request.person, conflict=conflict))
    if request.method == "POST" and accepted(request, actions.withdraw_conflict, conflict=conflict, by=request.person):
        messages.success(request, _("The entry is taken back."))
    return redirect("boundaries:conflicts")


@guard(policies.may_lift_hold)
def lift(request: Request, pk: UUID) -> HttpResponseBase:
    """Let somebody contact one again."""
    hold = queries.hold_for(request.person, pk)
    require(policies.may_lift_hold(by=request.person, hold=hold))
    if request.method == "POST" and accepted(request, actions.lift_hold, hold=hold, by=request.person):
        messages.success(request, _("%(name)s can contact you again.") % {"name": hold.other.name})
    return redirect("today")


@guard(policies.may_import_plan)
def import_plan(request: Request) -> HttpResponse:
    """Register the conflicts that a rotation plan names; say what became of every row."""
    require(policies.may_import_plan(by=request.person, institution=request.institution))
    form = forms.Plan(request.POST or None, request.FILES or None)
    outcome = None
    if request.method == "POST" and form.is_valid():
        outcome = _imported(request, form)
    return page(request, "boundaries/import.html", form=form, outcome=outcome, most=rules.MOST_ROWS)


def _imported(request: Request, form: forms.Plan) -> dict[str, Any] | None:
    """Import the file of a form; where it is refused as a whole the form says so."""
    file = form.cleaned_data["file"]
    try:
        table = read(file, source=file.name, limits=LIMITS)
    except TableRefused as refusal:
        form.add_error("file", refusal.sentence((get_language() or "en")[:2]))
        return None
    at = rules.places(table.header)
    if rules.missing(at):
        text = _("The file lacks the columns: %(names)s. It has: %(found)s.")
        form.add_error("file", text % {"names": ", ".join(rules.missing(at)), "found": ", ".join(table.header)[:300]})
        return None
    said = list(rules.entries(((row.number, row.cells) for row in table.rows()), at))
    entries = [each for each in said if isinstance(each, rules.Entry)]
    faults = [(each.row, _reason(each)) for each in said if isinstance(each, rules.Fault)]
    outcome: dict[str, Any] = {"added": 0, "lengthened": 0, "known": 0, "left_out": faults}
    for start in range(0, len(entries), rules.CHUNK):
        chunk = entries[start : start + rules.CHUNK]
        try:
            done = actions.import_plan(institution=request.institution, entries=chunk, by=request.person)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
            return None
        outcome["added"] += done.added
        outcome["lengthened"] += done.lengthened
        outcome["known"] += done.known
        outcome["left_out"] += done.left_out
    outcome["left_out"].sort()
    return outcome


def _reason(fault: rules.Fault) -> str:
    """What is wrong with a row, its column and the mend."""
    words = {
        "empty": _("The column “%(column)s” is empty. Fill it in."),
        "kind": _(
            "“%(said)s” in the column “%(column)s” is no kind of conflict. "
            "Write assessor, manager, committee, treats or relative."
        ),
        "day": _("“%(said)s” in the column “%(column)s” is not a clear day. Write it as 2026-03-01."),
    }
    return words[fault.code] % {"column": fault.column, "said": fault.said[:60]}
