"""How items of the library are named and linked on pages."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from chiron.learning import queries, rules
from chiron.learning.queries import Reached, Standing
from chiron.learning.rules import Item
from chiron.learning.rules.words import word

register = template.Library()


@register.filter
def said(text: dict[str, str], language: str) -> str:
    """A text of the library in a language."""
    return rules.said(text, language)


@register.filter
def title_in(item: Item, language: str) -> str:
    """The title of an item in a language."""
    return item.title(language)


@register.filter
def title_here(item: Item) -> str:
    """The title of an item in the language of the page."""
    return item.title(get_language() or "en")


@register.filter
def standing_in_words(standing: Standing) -> str:
    """How far somebody is in a course that they have not finished."""
    if not standing.done:
        return _("none yet")
    return _("%(done)s of %(of)s modules") % {"done": standing.done, "of": standing.of}


@register.filter
def reached_in_words(reached: Reached) -> str:
    """How many have finished a course, in a sentence."""
    said = _("%(course)s: finished by %(finished)s of %(people)s, begun by %(under_way)s more.")
    names = {"finished": reached.finished, "people": reached.people, "under_way": reached.under_way}
    return said % {"course": title_here(reached.course), **names}


@register.filter
def summary_in(item: Item, language: str) -> str:
    """The sentence about an item in a language."""
    return item.summary(language)


@register.filter
def words_of(name: str, language: str) -> str:
    """A word that stands around the texts of the library, in their language."""
    return word(name, language)


@register.simple_tag
def item_url(item: Item, language: str = "") -> str:
    """The address of an item, kept in the language that its reader chose."""
    names = item.key.split("/")
    url = reverse("learning:module", args=names[1:]) if item.is_module else reverse("learning:item", args=names)
    return f"{url}?to_read_in={language}" if language else url


@register.filter
def kind_of(item: Item) -> str:
    """What an item is."""
    names = {
        "cases": _("Case"),
        "training": _("Module") if item.is_module else _("Training"),
        "circles": _("Circle session"),
        "prompts": _("Reflection prompts"),
        "frameworks": _("Framework"),
        "elements": _("Accreditation elements"),
        "programmes": _("Programme"),
    }
    return names[item.kind]


@register.filter
def length_of(item: Item) -> str:
    """How long an item takes: "45 minutes", "2 hours", or how many questions it has."""
    if item.minutes >= 60 and item.minutes % 60 == 0:
        hours = item.minutes // 60
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    if item.minutes:
        return ngettext("%(n)s minute", "%(n)s minutes", item.minutes) % {"n": item.minutes}
    if item.kind == "programmes":
        phases = len(item.content.get("phases", []))
        return ngettext("%(n)s phase", "%(n)s phases", phases) % {"n": phases}
    entries: Any = next((item.content[key] for key in ("prompts", "items", "elements") if key in item.content), [])
    return ngettext("%(n)s entry", "%(n)s entries", len(entries)) % {"n": len(entries)}


@register.filter
def reading_of(item: Item, language: str) -> str:
    """How long an item takes to read."""
    minutes = item.reading(language)
    return ngettext("%(n)s minute to read", "%(n)s minutes to read", minutes) % {"n": minutes}


@register.filter
def levels_of(item: Item) -> str:
    """For whom an item is."""
    names = {
        "student": _("students"),
        "resident": _("residents"),
        "fellow": _("fellows"),
        "faculty": _("faculty"),
    }
    if not item.levels or len(item.levels) == len(names):
        return _("everybody")
    return ", ".join(names[level] for level in item.levels)


@register.filter
def formats_of(item: Item) -> str:
    """How many people an item is for."""
    names = {"dyad": _("two people"), "circle": _("a circle"), "workshop": _("a workshop")}
    return ", ".join(names[each] for each in item.content.get("formats", []))


@register.filter
def tags_of(item: Item) -> list[tuple[Item, list[tuple[str, dict[str, str]]]]]:
    """The tags of an item, below the framework that each belongs to."""
    return queries.tags_of(item)


@register.filter
def progress_of(course: Item, finished: dict[str, set[str]]) -> str:
    """How far its reader is in a course, in a word or two; empty where they have not begun or have finished it."""
    done = len(set(course.content["modules"]) & finished.get(course.id, set())) if course.is_course else 0
    if not done or done == len(course.content["modules"]):
        return ""
    return _("You finished %(done)s of %(of)s modules") % {"done": done, "of": len(course.content["modules"])}


@register.filter
def facts_of(item: Item, language: str) -> list[dict[str, str]]:
    """What to know about an item at a glance."""
    facts = [
        (_("Takes") if item.minutes else _("Holds"), length_of(item)),
        (_("Reading"), reading_of(item, language)),
        (pgettext("for whom", "For"), levels_of(item)),
        (pgettext("with whom", "With"), formats_of(item)),
        (_("Version"), str(item.version)),
    ]
    return [{"term": term, "text": text} for term, text in facts if text]


@register.filter
def is_finished(item: Item, finished: dict[str, set[str]]) -> bool:
    """Whether every module of a course is finished."""
    return item.is_course and set(item.content["modules"]) <= finished.get(item.id, set())
