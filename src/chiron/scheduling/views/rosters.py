"""The roster of many, brought by an administrator: what became of every row, and those left out as a file."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chiron.core import export
from chiron.core.web import Request, guard, page, require
from chiron.scheduling import actions, forms, policies
from chiron.scheduling.rules import reading
from chiron.scheduling.views.times import reason
from chiron_blueprint.tables import TableRefused

#: So many people are brought up to date in one transaction.
CHUNK = 200


@guard(policies.may_import_rosters)
def rosters_import(request: Request) -> HttpResponse:
    """Bring a roster for many: one row a shift, or one row a person and one column a day."""
    require(policies.may_import_rosters(by=request.person, institution=request.institution))
    form = forms.Rosters(request.POST or None, request.FILES or None)
    outcome = None
    if request.method == "POST" and form.is_valid():
        outcome = _imported(request, form)
    return page(request, "scheduling/rosters.html", form=form, outcome=outcome)


@guard(policies.may_import_rosters)
def rosters_rejects(request: Request) -> HttpResponseBase:
    """Give the rows that were left out back as a file, to be mended and brought again."""
    require(policies.may_import_rosters(by=request.person, institution=request.institution))
    form = forms.Rejects(request.POST or None)
    require(form.is_valid())
    heading, *rows = form.cleaned_data["rows"] or [[]]
    return export.csv_response("rows-left-out.csv", heading, rows)


def _imported(request: Request, form: forms.Rosters) -> dict[str, Any] | None:
    """Import the file of a form; where it is refused as a whole the form says so."""
    file = form.cleaned_data["file"]
    try:
        found = reading.roster_of_many(file, file.name, request.institution.time_zone)
    except TableRefused as refusal:
        form.add_error("file", refusal.sentence((get_language() or "en")[:2]))
        return None
    if found.missing:
        text = _("The file lacks the columns: %(names)s. It has: %(found)s.")
        form.add_error("file", text % {"names": ", ".join(found.missing), "found": ", ".join(found.header)[:300]})
        return None
    left_out = [(each.row, reason(each.fault)) for each in found.lines if each.fault is not None]
    outcome: dict[str, Any] = {"changed": 0, "same": 0}
    if (usable := [each for each in found.lines if each.fault is None]) and not _bring(
        request, form, usable, outcome, left_out
    ):  # fmt: skip
        return None
    left_out.sort()
    return {**outcome, "left_out": left_out, "rejects": _rejects(found, dict(left_out))}


def _bring(
    request: Request,
    form: forms.Rosters,
    lines: list[reading.Line],
    outcome: dict[str, Any],
    left_out: list[tuple[int, str]],
) -> bool:
    times = [time for each in lines for time in each.times]
    if not times:
        return True
    first, last = min(each.starts_at for each in times), max(each.ends_at for each in times)
    of_each: dict[str, list[reading.Line]] = {}
    for each in lines:
        of_each.setdefault(each.person.casefold(), []).append(each)
    people = list(of_each.values())
    for start in range(0, len(people), CHUNK):
        chunk = [line for found in people[start : start + CHUNK] for line in found]
        try:
            done = actions.import_rosters(
                institution=request.institution, lines=chunk, first=first, last=last, by=request.person
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        outcome["changed"] += done.changed
        outcome["same"] += done.same
        left_out += done.left_out
    return True


def _rejects(found: reading.Rosters, why: dict[int, str]) -> forms.Rejects:
    """The rows left out as they stood, each with its number and the reason, for the way back."""
    rows = [[*each.cells, str(each.row), why[each.row]] for each in found.lines if each.row in why]
    heading = [*found.header, _("Row"), _("Why, and the mend")]
    return forms.Rejects(initial={"rows": [heading, *rows[: forms.MOST_REJECTS]]})
