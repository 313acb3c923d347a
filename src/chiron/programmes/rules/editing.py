"""A blueprint's YAML changed in place: comments, order and everything not asked for stay as they were written."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Entry:
    """One thing that can be changed in a form: where it stands, what it says now, in which part of the page."""

    path: Path
    part: str
    heading: str
    label: str
    kind: str
    value: Any
    language: str = ""

    @property
    def name(self) -> str:
        """The name of its field."""
        return "/".join(str(step) for step in self.path)


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def entries(source: str) -> list[Entry]:
    """What a form can change of a blueprint that is valid."""
    root = _yaml().load(source)
    found = [*_texts(root, (), "about", "", ("name", "summary"))]
    for place, criterion in enumerate(root.get("criteria") or ()):
        found += _criterion(criterion, ("criteria", place))
    for side in ("mentee", "mentor"):
        for place, question in enumerate((root.get("questions") or {}).get(side) or ()):
            found += _question(question, ("questions", side, place), side)
    for place, phase in enumerate(root.get("phases") or ()):
        found += _phase(phase, ("phases", place))
    cadence = root.get("cadence") or {}
    found += [
        Entry(("cadence", key), "cadence", "", key, "days", value)
        for key, value in cadence.items()
        if isinstance(value, int) and not isinstance(value, bool)
    ]
    for place, section in enumerate(root.get("agreement") or ()):
        found += _texts(section, ("agreement", place), "agreement", _first(section.get("title")), ("title", "text"))
    return found


def _criterion(criterion: Any, path: Path) -> Iterator[Entry]:
    heading = _first(criterion.get("name")) or str(criterion.get("id"))
    yield Entry((*path, "weight"), "criteria", heading, "weight", "weight", criterion.get("weight", 0))
    yield Entry((*path, "hard"), "criteria", heading, "hard", "flag", bool(criterion.get("hard", False)))


def _question(question: Any, path: Path, side: str) -> Iterator[Entry]:
    heading = _first(question.get("ask")) or str(question.get("id"))
    yield from _texts(question, path, side, heading, ("ask", "help"))
    yield Entry((*path, "required"), side, heading, "required", "flag", bool(question.get("required", False)))


def _phase(phase: Any, path: Path) -> Iterator[Entry]:
    heading = _first(phase.get("name"))
    yield from _texts(phase, path, "phases", heading, ("name", "purpose"))
    for key in ("starts_day", "days"):
        if key in phase:
            yield Entry((*path, key), "phases", heading, key, "days", phase[key])


def _texts(node: Any, path: Path, part: str, heading: str, keys: Iterable[str]) -> Iterator[Entry]:
    """The texts of a node, one an entry and language."""
    for key in keys:
        texts = node.get(key)
        if isinstance(texts, dict):
            for language, text in texts.items():
                kind = "text" if key in ("summary", "text", "purpose") else "words"
                yield Entry((*path, key, language), part, heading, key, kind, str(text), str(language))


def _first(texts: Any) -> str:
    if isinstance(texts, dict):
        return str(next(iter(texts.values()), ""))
    return str(texts or "")


def edited(source: str, changes: Iterable[tuple[Path, Any]]) -> str:
    """Return *source* with the values at some paths replaced."""
    yaml = _yaml()
    root = yaml.load(source)
    for path, value in changes:
        node = root
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = _written(value)
    out = io.StringIO()
    yaml.dump(root, out)
    return out.getvalue()


def _written(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and "\n" in value:
        return LiteralScalarString(value.replace("\r\n", "\n"))
    return value
