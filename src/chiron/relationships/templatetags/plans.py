"""Plans in words: what was changed about a goal, how far a plan has come, what the library says."""

from datetime import date
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import dateparse, formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chiron.relationships import queries, rules

register = template.Library()

NAMES: dict[str, Promise | str] = {
    "title": gettext_lazy("What"),
    "kind": gettext_lazy("Kind"),
    "state": gettext_lazy("State"),
    "start": gettext_lazy("Start"),
    "now": gettext_lazy("Now"),
    "target": gettext_lazy("Target"),
    "evidence": gettext_lazy("How you know"),
    "review_on": gettext_lazy("Review"),
    "tags": gettext_lazy("Competencies"),
}
KINDS: dict[str, Promise | str] = {
    "skill": gettext_lazy("Skill"),
    "identity": gettext_lazy("Identity"),
    "leadership": gettext_lazy("Leadership"),
    "career": gettext_lazy("Career"),
    "research": gettext_lazy("Research"),
    "personal": gettext_lazy("Personal"),
}
STATES: dict[str, Promise | str] = {
    "open": gettext_lazy("open"),
    "met": gettext_lazy("met"),
    "let_go": gettext_lazy("let go"),
}


@register.filter
def difference(change: rules.Difference) -> str:
    """One thing that was changed: "Now: 4, before 3"."""
    return _("%(name)s: %(after)s, before %(before)s") % {
        "name": NAMES[change.name],
        "after": _value(change.name, change.after),
        "before": _value(change.name, change.before),
    }


def _value(name: str, value: object) -> str:
    """A value of a goal as people read it."""
    if not value:
        return _("nothing")
    if name == "tags" and isinstance(value, list):
        names = queries.tag_names()
        return ", ".join(str(names.get(tag, tag)) for tag in value)
    if name == "review_on":
        day = dateparse.parse_date(str(value))
        return formats.date_format(day, "DATE_FORMAT") if day else str(value)
    words = {"kind": KINDS, "state": STATES}.get(name, {})
    return str(words.get(str(value), f"“{value}”" if isinstance(value, str) else value))


@register.filter
def said(text: rules.Text) -> str:
    """A text of the library in the reader's language."""
    return queries.said(text)


@register.filter
def named(ids: list[str], names: dict[str, str]) -> str:
    """Needs by name, in their order."""
    return ", ".join(names[each] for each in ids if each in names)


@register.filter
def showing(each: queries.Showing) -> str:
    """How far a plan has come with one relationship, in a sentence."""
    review = each.review
    if review is None:
        return _("Not shown yet.")
    if review.met_on is not None:
        return _("Talked over on %(day)s.") % {"day": formats.date_format(review.met_on, "DATE_FORMAT")}
    if each.is_viewed:
        return _("All of you have read it. Talk it over when you meet.")
    day = formats.date_format(review.shown_at, "MONTH_DAY_FORMAT")
    return _("Shown on %(day)s; not read yet by %(names)s.") % {"day": day, "names": ", ".join(each.unread_by)}


@register.filter
def reading_url(reading: rules.Reading) -> str:
    """Where a case or a module of the library is opened; "" where this installation has no library to open."""
    try:
        if reading.kind == "module":
            return reverse("learning:module", args=[reading.course, reading.id])
        return reverse("learning:item", args=["cases", reading.id])
    except NoReverseMatch:
        return ""


@register.filter
def decision_state(decision: Any) -> str:
    """How a decision stands, in a sentence."""
    if decision.state == "open":
        if decision.decide_on is None:
            return _("Open.")
        return _("Open; to be decided by %(day)s.") % {"day": _day(decision.decide_on)}
    if decision.state == "made" and decision.revisit_on is not None:
        return _("Decided; to be looked back on from %(day)s.") % {"day": _day(decision.revisit_on)}
    return _("Decided.") if decision.state == "made" else _("Decided and looked back on.")


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")
