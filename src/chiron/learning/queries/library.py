"""The library of this site: its files, read once a process and again when one of them changes."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404
from django.utils.translation import get_language

from chiron.learning import rules
from chiron.learning.rules import Item, Library, Wanted

log = structlog.get_logger("chiron.library")
PAGE = 30


def library() -> Library:
    """Return every item below the folder that ``CHIRON_LIBRARY`` names.

    A file that cannot be used is left out and named in the log: it must not take the others with it.
    """
    root = Path(settings.CHIRON_LIBRARY)
    return _loaded(root, rules.stamp(root))


@lru_cache(maxsize=1)
def _loaded(root: Path, stamp: int) -> Library:
    found, faults = rules.load(root, Path(settings.CHIRON_LIBRARY_READ))
    for fault in faults:
        log.error("a file of the library cannot be used", file=fault.file, place=fault.place)
    return found


def item_for(kind: str, name: str) -> Item:
    """Return an item of a kind; 404 where there is none."""
    return _named(f"{kind}/{name}")


def module_for(course: str, name: str) -> Item:
    """Return a module of a course; 404 where there is none."""
    return _named(f"training/{course}/{name}")


def _named(key: str) -> Item:
    found = library().items.get(key)
    if found is None:
        raise Http404
    return found


def search(wanted: Wanted, language: str, number: Any) -> tuple[Page[Item], dict[str, int]]:
    """Return a page of what answers *wanted*, and how many answer it in each kind whatever kind was asked for."""
    shelf = library()
    everywhere = Wanted(wanted.words, "", wanted.level, wanted.most_minutes, wanted.tag)
    found = [item for item in rules.find(shelf, everywhere, language) if not item.is_module or wanted.words]
    counts = {kind: sum(item.kind == kind for item in found) for kind in rules.KINDS}
    chosen = [item for item in found if not wanted.kind or item.kind == wanted.kind]
    return Paginator(chosen, PAGE).get_page(number), counts


def case_to_talk_about(week: int) -> Item | None:
    """Return a case for two people to talk about, another one every week; none where the site has none."""
    cases = [case for case in library().of("cases") if "dyad" in case.content["formats"]]
    return cases[week % len(cases)] if cases else None


@dataclass(frozen=True)
class Carried:
    """One entry of a framework and the items that carry it."""

    tag: str
    name: dict[str, str]
    gloss: dict[str, str]
    items: list[Item]


def carried(framework: Item) -> list[Carried]:
    """Return the entries of a framework, each with the items that carry it, in the order of the shelf."""
    carrying: dict[str, list[Item]] = {}
    for item in library().items.values():
        for tag in item.tags:
            carrying.setdefault(tag, []).append(item)
    entries = [(f"{framework.id}.{each['id']}", each) for each in framework.content.get("items", [])]
    return [Carried(tag, each["name"], each["gloss"], carrying.get(tag, [])) for tag, each in entries]


def tags_of(item: Item) -> list[tuple[Item, list[tuple[str, dict[str, str]]]]]:
    """Return the tags of an item with their names, below the framework that each belongs to; our own topics first."""
    shelf = library()
    groups: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for tag in item.tags:
        if tag in shelf.tags:
            groups.setdefault(tag.split(".")[0], []).append((tag, shelf.tags[tag]))
    return [
        (shelf.items[f"frameworks/{name}"], tags)
        for name, tags in sorted(groups.items(), key=lambda group: group[0] != "topic")
    ]


def tags_to_choose() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the tags that some item carries, by framework, as choices of a form in the reader's language."""
    shelf, language = library(), get_language() or "en"
    used = {tag for item in shelf.items.values() for tag in item.tags}
    groups = []
    for framework in shelf.of("frameworks"):
        names = [(tag, rules.said(name, language)) for tag, name in shelf.tags.items() if tag in used]
        own = [(tag, name) for tag, name in names if tag.startswith(f"{framework.id}.")]
        if own:
            groups.append((framework.title(language), sorted(own, key=lambda each: rules.fold(each[1]))))
    return sorted(groups, key=lambda group: not group[1][0][0].startswith("topic."))
