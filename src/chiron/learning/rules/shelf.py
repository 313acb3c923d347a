"""What the library is made of: items of a kind, each with its texts in every language."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

LANGUAGES = ("en", "es")
#: Words a minute, as somebody reads on a phone.
PACE = 180
#: The kinds in the order of the shelf: the word in addresses and commands → the folder and which files of it.
KINDS: dict[str, tuple[str, str]] = {
    "cases": ("cases", "*.yaml"),
    "training": ("training", "*/*.yaml"),
    "circles": ("circles", "*.yaml"),
    "prompts": ("prompts", "*.yaml"),
    "frameworks": ("frameworks", "*.yaml"),
    "elements": ("elements", "*.yaml"),
    "programmes": ("blueprints", "*.yaml"),
}
FOLDERS = tuple(folder for folder, _files in KINDS.values())
LEVELS = ("student", "resident", "fellow", "faculty")


def said(text: Mapping[str, str] | None, language: str) -> str:
    """Return a text of the library in *language*, in English where there is no other."""
    return str((text or {}).get(language[:2]) or (text or {}).get("en", "")).strip()


def fold(text: str) -> str:
    """Return a text as it is compared: small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def is_text(value: Any) -> bool:
    """Return whether a value is one text in several languages."""
    return isinstance(value, dict) and bool(value) and set(value) <= set(LANGUAGES)


def texts(value: Any) -> Iterator[dict[str, str]]:
    """Yield every text inside a value."""
    if is_text(value):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def reading_minutes(words: int) -> int:
    """Return how many minutes so many words take to read, one at least."""
    return max(1, math.ceil(words / PACE))


@dataclass(frozen=True)
class Item:
    """One thing that can be opened: a case, a course, a module of a course, a session, a set of prompts, a framework, a
    programme.

    ``key`` names it everywhere: ``cases/the-first-death``, ``training/mentor-essentials/equity``.
    """

    kind: str
    key: str
    content: Mapping[str, Any]
    changed_at: datetime

    @property
    def id(self) -> str:
        """The last part of the key."""
        return str(self.content["id"])

    @property
    def is_course(self) -> bool:
        return bool(self.content["kind"] == "course")

    @property
    def is_module(self) -> bool:
        return bool(self.content["kind"] == "module")

    @property
    def version(self) -> str:
        return str(self.content["version"])

    @property
    def minutes(self) -> int:
        """How long it is meant to take; 0 where it takes no time of its own."""
        return int(self.content.get("minutes", 0))

    @property
    def levels(self) -> tuple[str, ...]:
        """For whom it is meant; nobody named is everybody."""
        return tuple(self.content.get("levels", ()))

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(self.content.get("tags", ()))

    def title(self, language: str) -> str:
        """The title in a language."""
        return said(self.content.get("title") or self.content.get("name"), language)

    def summary(self, language: str) -> str:
        """A sentence about it in a language."""
        about = [self.content[name] for name in ("summary", "purpose", "intro", "about") if name in self.content]
        return said(next(iter([*about, *self.content.get("outcomes", [])]), None), language)

    def words(self, language: str) -> int:
        """How many words there are to read in a language."""
        return sum(len(said(text, language).split()) for text in texts(dict(self.content)))

    def reading(self, language: str) -> int:
        """How many minutes it takes to read the whole of it."""
        return reading_minutes(self.words(language))

    @cached_property
    def folded(self) -> dict[str, str]:
        """All its words in each language, as they are compared in a search."""
        found = list(texts(dict(self.content)))
        return {language: fold(" ".join(said(text, language) for text in found)) for language in LANGUAGES}


@dataclass(frozen=True)
class Library:
    """Every item in the order of the shelf, by key; and the names of all tags."""

    items: Mapping[str, Item] = field(default_factory=dict)

    def of(self, kind: str) -> list[Item]:
        """The items of a kind; modules stand behind their course."""
        return [item for item in self.items.values() if item.kind == kind]

    def modules(self, course: Item) -> list[Item]:
        """The modules of a course, in its order."""
        keys = [f"{course.key}/{name}" for name in course.content["modules"]]
        return [self.items[key] for key in keys if key in self.items]

    def course_of(self, module: Item) -> Item | None:
        """The course that a module belongs to."""
        return self.items.get(f"training/{module.content['course']}")

    def prompt(self, name: str) -> tuple[Item, Mapping[str, Any]] | None:
        """The set and the prompt of an id."""
        for each in self.of("prompts"):
            for prompt in each.content["prompts"]:
                if prompt["id"] == name:
                    return each, prompt
        return None

    @cached_property
    def tags(self) -> dict[str, dict[str, str]]:
        """The name of every tag, ``framework.item``, in each language."""
        return {
            f"{framework.id}.{each['id']}": dict(each["name"])
            for framework in self.of("frameworks")
            for each in framework.content["items"]
        }
