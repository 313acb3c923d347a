"""An item on paper and as a file: what goes onto which copy."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chiron.learning.rules.shelf import Item, Library
from chiron.learning.rules.telling import AFTER, EVERYBODY, FACILITATOR, Section, sections
from chiron.learning.rules.words import word

#: A copy and the parts on it: whoever sits in the room does not get the notes of whoever leads.
COPIES: dict[str, tuple[str, ...]] = {
    "participants": (EVERYBODY, AFTER),
    "facilitator": (EVERYBODY, AFTER, FACILITATOR),
}
#: The sheet that `chiron.ui.pdf` typesets.
SHEET = Path(__file__).resolve().parents[1] / "typst" / "sheet.typ"
FORMATS = ("pdf", "markdown", "json")


def _on(library: Library, item: Item, language: str, copy: str) -> list[Section]:
    order = COPIES[copy]
    chosen = [section for section in sections(library, item, language) if section.part in order]
    if item.kind == "circles" and copy == "facilitator":
        chosen = [section for section in chosen if section.key != "course"]  # the plan says it with its words
    return sorted(chosen, key=lambda section: order.index(section.part))


def kind_name(item: Item, language: str) -> str:
    """Return what an item is, in a word or two."""
    return word("module.one" if item.is_module else f"{item.kind}.one", language)


def facts(item: Item, language: str) -> str:
    """Return the line under a title: what it is, how long, which version."""
    long = [f"{item.minutes} {word('minutes', language)}"] if item.minutes else []
    return ", ".join([kind_name(item, language), *long, f"{word('version', language)} {item.version}"])


def as_sheet(
    library: Library, item: Item, language: str, copy: str, blocks: Callable[[str], list[dict[str, Any]]]
) -> dict[str, Any]:
    """Return the data of the printed sheet; *blocks* turns Markdown into blocks (`chiron.ui.markdown.blocks`).

    Parts begin on a page of their own, save for a circle's session: nobody but whoever leads it has that sheet.
    """
    parts: list[dict[str, Any]] = []
    for section in _on(library, item, language, copy):
        if not parts or parts[-1]["part"] != section.part:
            head = _head(item, section.part, language)
            parts.append({"part": section.part, "head": head, "apart": item.kind != "circles", "sections": []})
        parts[-1]["sections"].append({"key": section.key, "title": section.title, "blocks": blocks(section.text)})
    return {
        "language": language,
        "title": item.title(language),
        "summary": item.summary(language),
        "facts": facts(item, language),
        "copy": _reader(item, copy == "facilitator", language),
        "footer": f"{item.title(language)} · {word('licence', language)}",
        "parts": parts,
    }


def _head(item: Item, part: str, language: str) -> str:
    if part == AFTER:
        return word("after", language)
    return "" if part == EVERYBODY else _reader(item, leads=True, language=language)


def _reader(item: Item, leads: bool, language: str) -> str:
    """For whom a copy is: nobody leads a programme as a session is led."""
    everybody, leader = ("everybody", "runs") if item.kind == "programmes" else ("participants", "facilitator")
    return word(leader if leads else everybody, language)


def as_markdown(library: Library, item: Item, language: str, copy: str) -> str:
    """Return an item as one Markdown text."""
    lines = [f"# {item.title(language)}", f"*{facts(item, language)}*", item.summary(language)]
    part = EVERYBODY
    for section in _on(library, item, language, copy):
        if section.part != part:
            part = section.part
            lines.append(f"---\n\n*{_head(item, part, language)}*")
        lines += [f"## {section.title}", re.sub(r"(?m)^(?=#+ )", "#", section.text)]
    return "\n\n".join([*lines, "---", word("licence", language)]) + "\n"
