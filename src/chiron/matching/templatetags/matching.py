"""Figures of runs in words, for the pages of this room."""

from collections import Counter
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chiron.matching import queries

register = template.Library()

PER_POINT = 100


@register.filter
def points(hundredths: int | None) -> float | None:
    """Hundredths of a point as points."""
    return None if hundredths is None else hundredths / PER_POINT


@register.filter
def reason_name(code: str) -> Any:
    """Why somebody has no mentor, in a few words."""
    return queries.reason(code)


@register.filter
def method_of(run: Any) -> str:
    """What the method of a run is called, with what was set for it."""
    return queries.method_said(run.method, run.options)


@register.filter
def said(by_language: dict[str, str]) -> str:
    """A stored sentence in the reader's language."""
    return queries.said(by_language)


@register.filter
def rule_of(rules: dict[str, Any], pair: Any) -> Any:
    """What is set between the two of a pair, if anything."""
    return rules.get(both(pair))


@register.filter
def need_of(needs: dict[str, str], pair: Any) -> str:
    """The need that a mentor of a mosaic is for."""
    return needs.get(str(pair.pk), "")


@register.filter
def pairs_made(figures: dict[str, Any]) -> int:
    """How many pairs a run made; in a mosaic more than there are mentees with a mentor."""
    found: int = figures.get("pairs", figures["matched"])
    return found


@register.filter
def both(pair: Any) -> str:
    """The two of a pair as a form sends them."""
    return f"{pair.mentee_id}.{pair.mentor_id}"


@register.filter
def is_low(run: Any, pair: Any) -> bool:
    """Whether a pair is among those that fit least."""
    return queries.is_low(run, pair.fit)


@register.filter
def counted(figures: dict[str, Any], seats: dict[str, Any]) -> list[dict[str, Any]]:
    """How many have no mentor for which reason, and which further places would help."""
    rows = [{"count": each["count"], "text": f"{queries.reason(each['code'])}."} for each in figures["reasons"]]
    for row, each in zip(rows, figures["reasons"], strict=True):
        if each["code"] == "full":
            if figures["places"] < figures["mentees"]:
                row["text"] += " " + _("There are %(places)d places for %(mentees)d mentees.") % figures
            row.update(_places_that_help(figures.get("places_that_help", {}), seats, row["text"]))
    return rows


def _places_that_help(found: dict[str, Any], seats: dict[str, Any], text: str) -> dict[str, Any]:
    """Which further places would match how many; nothing where one of the mentors is no longer there."""
    wanted = Counter(found.get("mentors", ()))
    if not wanted or not all(pk in seats and seats[pk].name for pk in wanted):
        return {}
    facts = {"match": found["match"], "of": found["of"]}
    first = next(iter(wanted))
    if len(wanted) == 1:
        more = ngettext(
            "**One more place with %(name)s would match %(match)d of %(of)d.**",
            "**%(number)d more places with %(name)s would match %(match)d of %(of)d.**",
            wanted[first],
        ) % {**facts, "name": seats[first].name, "number": wanted[first]}
    else:
        each = [_("%(number)d with %(name)s") % {"number": n, "name": seats[pk].name} for pk, n in wanted.items()]
        more = _("**Further places, %(places)s, would match %(match)d of %(of)d.**") % {
            **facts,
            "places": _listed(each),
        }
    action = _("See %(name)s’s places") % {"name": seats[first].name}
    return {"text": f"{text} {more}", "url": reverse("programmes:enrolment", args=[first]), "action": action}


def _listed(names: list[str]) -> str:
    *first, last = names
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last}


@register.filter
def seat(pair: Any, seats: dict[str, Any]) -> str:
    """How many of the places of a pair's mentor the run uses."""
    found = seats.get(str(pair.mentor_id))
    if found is None:
        return ""
    text = ngettext("%(used)d of %(places)d place used", "%(used)d of %(places)d places used", found.places)
    return text % {"used": found.used, "places": found.places}


@register.filter
def who_took_part(figures: dict[str, Any]) -> str:
    """How many people and places went into a run."""
    mentees = ngettext("%(n)d mentee", "%(n)d mentees", figures["mentees"]) % {"n": figures["mentees"]}
    mentors = ngettext("%(n)d mentor", "%(n)d mentors", figures["mentors"]) % {"n": figures["mentors"]}
    places = ngettext("%(n)d place", "%(n)d places", figures["places"]) % {"n": figures["places"]}
    return f"{mentees}, {mentors}, {places}"


@register.filter
def load_parts(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Mentors whose places are all used, who have room, who have nobody yet."""
    names = {"full": _("full"), "part": _("with room"), "none": _("with nobody yet")}
    return [{"label": name, "value": figures["load"][kind], "kind": kind} for kind, name in names.items()]


@register.filter
def load_sentence(figures: dict[str, Any]) -> str:
    """The same as a sentence."""
    used = ngettext("%(used)d of %(places)d place used.", "%(used)d of %(places)d places used.", figures["places"])
    mentors = _("%(full)d mentors full, %(part)d with room, %(none)d with nobody yet.")
    return f"{used} {mentors}" % {"used": pairs_made(figures), "places": figures["places"], **figures["load"]}


@register.filter
def ticks(figures: dict[str, Any]) -> list[str]:
    """The ends and quarters of the axis of fit."""
    starts = [name.partition("–")[0] for name in figures["bins"]]
    quarters = [starts[part * len(starts) // 4] for part in range(4)]
    return [*quarters, figures["bins"][-1].partition("–")[2]]


@register.filter
def same_axis(run: Any, before: Any) -> list[int]:
    """The counts of the run before, where both stand on one axis of fit; else nothing."""
    if before is None or before.figures["bins"] != run.figures["bins"]:
        return []
    counts: list[int] = before.figures["histogram"]
    return counts


@register.filter
def finding(run: Any, before: Any) -> str:
    """What a run did to the one before it, in a sentence."""
    if before is None:
        return ""
    more = run.figures["matched"] - before.figures["matched"]
    worst = round(run.figures["worst"] / PER_POINT, 1) - round(before.figures["worst"] / PER_POINT, 1)
    return f"{_more(more, before.number)}{_and_the_worst_off(worst)}."


def _more(more: int, number: int) -> str:
    if more > 0:
        text = ngettext(
            "One more has a mentor than in run %(number)d", "%(more)d more have a mentor than in run %(number)d", more
        )
    elif more < 0:
        text = ngettext(
            "One fewer has a mentor than in run %(number)d",
            "%(more)d fewer have a mentor than in run %(number)d",
            -more,
        )
    else:
        text = _("As many have a mentor as in run %(number)d")
    return text % {"more": abs(more), "number": number}


def _and_the_worst_off(change: float) -> str:
    if not change:
        return ""
    return _(", and the worst-off fit better") if change > 0 else _(", and the worst-off fit less well")


@register.filter
def same(one: Any, other: Any) -> bool:
    """Whether two are the same, and there at all."""
    return other is not None and one == other


@register.filter
def facts(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The figures of a first run, which has none to be compared with."""
    if not figures["matched"]:
        return [{"term": _("Matched"), "text": number_format(0)}]
    rows = [
        {"term": _("Matched"), "text": number_format(figures["matched"])},
        {"term": _("Total fit"), "text": number_format(round(figures["total"] / PER_POINT), force_grouping=True)},
        {"term": _("Mean fit"), "text": number_format(figures["mean"] / PER_POINT, 1)},
        {"term": _("Worst-off tenth"), "text": number_format(figures["worst"] / PER_POINT, 1)},
    ]
    if figures.get("needs"):
        met, asked = figures["needs"]
        rows.insert(1, {"term": _("Needs met"), "text": _("%(met)d of %(asked)d") % {"met": met, "asked": asked}})
    if figures.get("disturbed") is not None:
        rows.append({"term": _("Today’s pairs that change"), "text": number_format(figures["disturbed"])})
    if figures.get("gap") is not None:
        rows.append({"term": _("Gap between groups"), "text": number_format(figures["gap"] / PER_POINT, 1)})
    return rows


@register.filter
def ready(progress: Any, side: str) -> int:
    """How many on a side of a cohort can be matched."""
    found: int = progress.matchable(side)
    return found


@register.filter
def chosen_label(sorts: list[dict[str, Any]]) -> str:
    """The words of the order that is chosen."""
    return next((str(each["label"]) for each in sorts if each["is_current"]), "")
