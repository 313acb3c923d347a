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
    usable = [each for each in found.lines if each.fault is None]
    try:
        done = actions.import_in_parts(institution=request.institution, lines=usable, by=request.person)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    faulty = [(each.row, reason(each.fault)) for each in found.lines if each.fault is not None]
    left_out = sorted([*faulty, *done.left_out])
    return {"done": done, "left_out": left_out, "rejects": _rejects(found, dict(left_out))}


def _rejects(found: reading.Rosters, why: dict[int, str]) -> forms.Rejects | None:
    """The rows left out, each with its number and the reason, for the way back; None where a page can't hold them.

    With them come the other rows of the same people: a roster takes the place of what it covers, so that one with the
    mended rows alone would take those away.
    """
    people = {each.person.casefold() for each in found.lines if each.row in why} - {""}
    rows = [
        [*each.cells, str(each.row), why.get(each.row, "")]
        for each in found.lines
        if each.row in why or each.person.casefold() in people
    ]
    if sum(len(cell) for row in rows for cell in row) > forms.LARGEST_REJECTS:
        return None
    return forms.Rejects(initial={"rows": [[*found.header, _("Row"), _("Why, and the mend")], *rows]})
