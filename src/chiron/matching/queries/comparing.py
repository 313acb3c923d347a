"""Two runs side by side."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Q, Subquery
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from chiron.matching.models import MatchRun
from chiron.matching.queries.words import method_said
from chiron.matching.queries.workbench import A_PAGE, changed, proposals_of

FIGURES = ("matched", "total", "mean", "worst")


@dataclass(frozen=True)
class Line:
    """One figure of two runs, and how it changed, as text."""

    name: str
    old: str
    new: str
    change: str


def comparison(before: MatchRun, run: MatchRun) -> list[Line]:
    """Return the figures of two runs side by side."""
    names = {"matched": _("Matched"), "total": _("Total fit"), "mean": _("Mean fit"), "worst": _("Worst-off tenth")}
    lines = [_line(names[name], name, before.figures[name], run.figures[name]) for name in FIGURES]
    disturbed = before.figures.get("disturbed"), run.figures.get("disturbed")
    if disturbed != (None, None):
        lines.append(_disturbed(*disturbed))
    needs = before.figures.get("needs"), run.figures.get("needs")
    if needs[0] and needs[1]:
        old, new = needs[0][0], needs[1][0]
        lines.append(Line(_("Needs met"), number_format(old), number_format(new), _signed(new - old, 0)))
    gaps = before.figures.get("gap"), run.figures.get("gap")
    if gaps[0] is not None and gaps[1] is not None:
        lines.append(_line(_("Gap between groups"), "gap", gaps[0], gaps[1]))
    return lines


def _line(name: str, figure: str, old: int, new: int) -> Line:
    if figure == "matched":
        return Line(name, number_format(old), number_format(new), _signed(new - old, 0))
    places = 0 if figure == "total" else 1
    change = round(new / 100, places) - round(old / 100, places)
    return Line(name, _number(old, places), _number(new, places), _signed(change, places))


def _disturbed(old: int | None, new: int | None) -> Line:
    """How many of today's pairs change: a run that was for the others alone changes none."""
    change = (new or 0) - (old or 0)
    return Line(_("Today’s pairs that change"), number_format(old or 0), number_format(new or 0), _signed(change, 0))


def methods(before: MatchRun, run: MatchRun) -> list[str]:
    """Return what each of two runs was made by, as "Run 3: Most total fit."; nothing where it is the same."""
    if (before.method, before.options) == (run.method, run.options):
        return []
    text = _("Run %(number)d: %(method)s.")
    return [text % {"number": each.number, "method": method_said(each.method, each.options)} for each in (before, run)]


def _number(hundredths: int, places: int) -> str:
    return number_format(round(hundredths / 100, places), places, force_grouping=True)


def _signed(change: float, places: int) -> str:
    text = number_format(abs(round(change, places)), places, force_grouping=True)
    return text if round(change, places) == 0 else f"{'+' if change > 0 else '-'}{text}"


def differences(before: MatchRun, run: MatchRun, page: Any) -> Page[Any]:
    """Return one page of the mentees whom the two runs answer otherwise, each with ``then_mentor`` and ``then_fit``."""
    then = before.proposals.filter(mentee=OuterRef("mentee"))
    then = then.filter(Q(need__isnull=True) | Q(need=OuterRef("need")))  # in a mosaic, who was there for the same need
    rows = changed(proposals_of(run), before).annotate(
        then_mentor=Subquery(then.values("mentor__person__name")[:1]), then_fit=Subquery(then.values("fit")[:1])
    )
    return Paginator(rows.order_by("mentee__person__name", "pk"), A_PAGE).get_page(page)
