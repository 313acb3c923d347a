"""The points of an agreement, and the visible difference between two versions."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from chiron_blueprint.words import in_language

#: The short lines at the head, in order. Those in `KEPT` are the house's and cannot be changed.
TERMS = ("meet", "focus", "between", "until", "review", "private", "credit", "ending")
KEPT = ("private", "ending")

#: What stands before the id of a short line; no id of a blueprint has a "_", so that no section is taken for one.
LINE = "line_"

#: A point that somebody rewrote has one text, whatever the reader's language; beside it stands the language of the page
#: on which it was written, so that a difference compares like with like.
OWN, WRITTEN_IN = "*", "written in"


@dataclass(frozen=True)
class Point:
    """One point as somebody reads it; ``is_kept``: no version may change it; ``language``: that of its text."""

    id: str
    title: str
    text: str
    is_kept: bool
    language: str = ""

    @property
    def is_line(self) -> bool:
        """Whether it is one of the short lines."""
        return self.id.startswith(LINE)


@dataclass(frozen=True)
class Points:
    """An agreement as somebody reads it: short lines, then sections."""

    terms: list[Point] = field(default_factory=list)
    sections: list[Point] = field(default_factory=list)

    @property
    def every(self) -> list[Point]:
        """Lines and sections in order."""
        return [*self.terms, *self.sections]


def read(points: Mapping[str, Any], titles: Mapping[str, str], language: str) -> Points:
    """Return kept *points* in *language*; *titles* names the short lines. An erased agreement has none."""

    def point(id: str, title: str, said: Mapping[str, str], is_kept: bool) -> Point:
        if OWN in said:
            return Point(id, title, said[OWN], is_kept, said.get(WRITTEN_IN, language))
        return Point(id, title, in_language(said, language), is_kept, language)

    terms = [
        point(LINE + each["id"], titles.get(each["id"], each["id"]), each["text"], each["id"] in KEPT)
        for each in points.get("terms", [])
    ]
    sections = [
        point(each["id"], in_language(each["title"], language), each["text"], bool(each["keep"]))
        for each in points.get("sections", [])
    ]
    return Points(terms, sections)


def changed(points: Mapping[str, Any], said: Mapping[str, str], language: str) -> tuple[dict[str, Any], bool]:
    """Return *points* with what was *said* for those that may change, and whether anything is different."""
    is_changed = False

    def one(each: dict[str, Any], is_kept: bool, prefix: str = "") -> dict[str, Any]:
        nonlocal is_changed
        old = each["text"][OWN] if OWN in each["text"] else in_language(each["text"], language)
        new = said.get(prefix + each["id"], old).replace("\r\n", "\n").strip()
        if is_kept or new == old.strip():
            return each
        is_changed = True
        return {**each, "text": {OWN: new, WRITTEN_IN: language}}

    terms = [one(each, each["id"] in KEPT, LINE) for each in points.get("terms", [])]
    sections = [one(each, bool(each["keep"])) for each in points.get("sections", [])]
    return {"terms": terms, "sections": sections}, is_changed


@dataclass(frozen=True)
class Piece:
    """A run of words: "same", "gone" (of the old text only) or "new"."""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """Return what became of *old*, word by word; all pieces but the gone ones make up *new*."""
    one, other = _words(old), _words(new)
    pieces: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(one[i:j])))
            continue
        if i < j:
            pieces.append(Piece("gone", "".join(one[i:j])))
        if k < m:
            pieces.append(Piece("new", "".join(other[k:m])))
    return pieces


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


@dataclass(frozen=True)
class Change:
    """A point that differs between two versions, and how."""

    point: Point
    pieces: list[Piece]


def changes(before: Mapping[str, str], new: Iterable[Point]) -> list[Change]:
    """Return the points of *new* whose text differs from that *before* (by id), each with the difference by words."""
    return [
        Change(each, difference(before.get(each.id, ""), each.text))
        for each in new
        if before.get(each.id, "") != each.text
    ]
