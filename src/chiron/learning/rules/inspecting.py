"""What a schema cannot see: names that lead nowhere, minutes that do not add up, a language built otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chiron.learning.rules.reading import Fault
from chiron.learning.rules.shelf import LANGUAGES, Item, Library, texts

#: The marks that build a text: both languages must have as many of each.
MARKS = {
    "list entries": re.compile(r"^\s*(?:-|\d+\.) ", re.MULTILINE),
    "table rows": re.compile(r"^\s*\|", re.MULTILINE),
    "headings": re.compile(r"^#", re.MULTILINE),
    "strong parts": re.compile(r"\*\*"),
}
#: How far the lengths of the same text may be apart.
SHORTER, LONGER, LONG_ENOUGH = 0.6, 1.6, 120


def inspect(library: Library) -> list[Fault]:
    """Return what is wrong between the files of a library that are each right by themselves."""
    return [fault for item in library.items.values() for look in LOOKS for fault in look(library, item)]


def _tags(library: Library, item: Item) -> Iterator[Fault]:
    for tag in item.tags:
        if tag not in library.tags:
            yield Fault(
                item.key, "tags", f"“{tag}” is defined by no framework; correct it or add it to frameworks/topic.yaml"
            )


def _links(library: Library, item: Item) -> Iterator[Fault]:
    for name in item.content.get("cases", []):
        if f"cases/{name}" not in library.items:
            yield Fault(item.key, "cases", f"there is no case “{name}”")
    for name in item.content.get("prompts", []) if item.kind == "circles" else []:
        if library.prompt(name) is None:
            yield Fault(item.key, "prompts", f"there is no prompt “{name}”")


def _modules(library: Library, item: Item) -> Iterator[Fault]:
    if item.is_module:
        course = library.course_of(item)
        if course is None or item.id not in course.content["modules"]:
            yield Fault(item.key, "course", f"the course “{item.content['course']}” does not name this module")
    for name in item.content["modules"] if item.is_course else []:
        if f"{item.key}/{name}" not in library.items:
            yield Fault(item.key, "modules", f"there is no module “{name}”")


def _minutes(library: Library, item: Item) -> Iterator[Fault]:
    steps = item.content.get("steps") or item.content.get("parts") or []
    total = sum(step["minutes"] for step in steps)
    if item.is_course:
        total = sum(module.minutes for module in library.modules(item))
    if (steps or item.is_course) and total != item.minutes:
        yield Fault(item.key, "minutes", f"the parts take {total} minutes and the whole says {item.minutes}")
    clock = 0
    for step in item.content.get("steps", []):
        if step["from"] != clock:
            yield Fault(
                item.key,
                "steps",
                f"“{step['title']['en']}” begins at {step['from']}, but the one before ends at {clock}",
            )
        clock = step["from"] + step["minutes"]


def _languages(library: Library, item: Item) -> Iterator[Fault]:
    for text in texts(dict(item.content)):
        missing = [language for language in LANGUAGES if not text.get(language, "").strip()]
        start = text.get("en", "")[:40].replace("\n", " ")
        if missing:
            yield Fault(item.key, f"“{start}”", f"not written in {', '.join(missing)}")
            continue
        for what, mark in MARKS.items():
            counts = {language: len(mark.findall(text[language])) for language in LANGUAGES}
            if len(set(counts.values())) > 1:
                told = ", ".join(f"{count} in {language}" for language, count in counts.items())
                yield Fault(item.key, f"“{start}”", f"the languages differ in {what}: {told}")
        ratio = len(text["es"]) / len(text["en"])
        if len(text["en"]) > LONG_ENOUGH and not SHORTER <= ratio <= LONGER:
            yield Fault(item.key, f"“{start}”", "one language says far less than the other")


LOOKS = (_tags, _links, _modules, _minutes, _languages)
