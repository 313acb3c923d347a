"""What of the library's files a plan needs: frameworks with their items, the heads of cases and of training modules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from itertools import takewhile
from types import MappingProxyType
from typing import Any

from ruamel.yaml import YAML

Text = Mapping[str, str]

#: A case is in no course.
NONE: Mapping[str, Any] = MappingProxyType({})

#: Where the long texts of a case or a module begin: nothing from there on is read.
BODY = ("setting:", "scene:", "outcomes:", "parts:")


@dataclass(frozen=True)
class Tag:
    """One item of a framework: how a goal names it, what it is called, our own gloss."""

    key: str
    name: Text
    gloss: Text


@dataclass(frozen=True)
class Framework:
    """A competency or leadership framework, or the library's own subjects."""

    id: str
    title: Text
    tags: tuple[Tag, ...]


@dataclass(frozen=True)
class Reading:
    """A case or a training module that can be suggested: what it is, how long it takes, what it is about."""

    kind: str
    id: str
    course: str
    title: Text
    minutes: int
    tags: frozenset[str]
    formats: tuple[str, ...] = ()
    within: Text = field(default_factory=dict)
    """What the course of a module is called: many a module says little without it."""


def read(source: str) -> dict[str, Any]:
    """Return the content of one file of the library."""
    return dict(YAML(typ="safe").load(StringIO(source)) or {})


def head(source: str) -> dict[str, Any]:
    """Return what stands before the long texts of a file."""
    lines = source.splitlines(keepends=True)
    return read("".join(takewhile(lambda line: not line.startswith(BODY), lines)))


def framework(content: Mapping[str, Any]) -> Framework:
    """Return the framework of one file."""
    items = content["items"]
    tags = tuple(
        Tag(f"{content['id']}.{item['id']}", dict(item["name"]), dict(item.get("gloss", {}))) for item in items
    )
    return Framework(content["id"], dict(content["title"]), tags)


def reading(content: Mapping[str, Any], course: Mapping[str, Any] = NONE) -> Reading:
    """Return the case or the module of one file's head; a module has the tags of its *course*, too."""
    return Reading(
        kind=content["kind"],
        id=content["id"],
        course=content.get("course", ""),
        title=dict(content["title"]),
        minutes=int(content["minutes"]),
        tags=frozenset(course.get("tags", [])) | frozenset(content.get("tags", [])),
        formats=tuple(content.get("formats", [])),
        within=dict(course.get("title", {})),
    )
