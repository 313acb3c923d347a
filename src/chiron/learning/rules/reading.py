"""Reading the files of the library: each against the schema of its folder; a wrong one is named and left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from chiron.learning.rules.keeping import Keeping
from chiron.learning.rules.shelf import KINDS, Item, Library


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file: where it stands in it, and what to mend."""

    file: str
    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place + ': ' if self.place else ''}{self.problem}"


#: What the library tells of a blueprint; `chiron blueprint check` looks at the whole of it.
_TEXT = {"type": "object", "required": ["en"]}
_TOLD = {
    "phases": ["name", "starts_day", "days"],
    "criteria": ["name", "weight"],
    "agenda": ["id", "prompt", "minutes"],
    "agreement": ["title", "text"],
    "mails": ["subject", "body"],
    "how_to_run": ["title", "text"],
}
BLUEPRINT = {
    "type": "object",
    "required": ["id", "version", "name", "summary"],
    "properties": {"name": _TEXT, "summary": _TEXT}
    | {part: {"type": "array", "items": {"type": "object", "required": keys}} for part, keys in _TOLD.items()},
}


def stamp(root: Path) -> int:
    """Return a number that changes when a file of the library is added, changed or taken away."""
    times = [file.stat().st_mtime_ns for _kind, file in files(root)]
    return hash((len(times), max(times, default=0), sum(times)))


def files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file of the library with its kind, in the order of the shelf."""
    for kind, (folder, pattern) in KINDS.items():
        found = sorted(
            (root / folder).glob(pattern), key=lambda file: (file.parent.name, file.name != "course.yaml", file.name)
        )
        for file in found:
            yield kind, file


def load(root: Path, kept_in: Path | None = None) -> tuple[Library, list[Fault]]:
    """Return the library that stands below *root*, and what is wrong with the files that it leaves out.

    *kept_in* is a file of one's own, in which what was read is kept for the next time.
    """
    items: dict[str, Item] = {}
    faults: list[Fault] = []
    schemas: dict[str, str] = {}
    keeping = Keeping(kept_in)
    for kind, file in files(root):
        if kind not in schemas:
            schemas[kind] = _schema(kind, root / KINDS[kind][0] / "schema.json")
        name = str(file.relative_to(root))
        content, wrong = _read(kind, file, name, schemas[kind], keeping)
        faults += wrong
        if not wrong:
            item = Item(kind, _key(kind, content), content, datetime.fromtimestamp(file.stat().st_mtime, UTC))
            if item.key in items:
                faults.append(
                    Fault(name, "id", f"“{item.id}” is the id of another file already; give this one its own")
                )
            items.setdefault(item.key, item)
    keeping.close()
    return Library(items), faults


def _read(kind: str, file: Path, name: str, schema: str, keeping: Keeping) -> tuple[Any, list[Fault]]:
    """The content of a file, from the keeping if it was read before, and what is wrong with it."""
    try:
        text = file.read_text(encoding="utf-8")
        content = keeping.find(text, schema)
        if content is not None:
            return content, []
        content = _named(kind, YAML(typ="safe").load(text))
    except (MarkedYAMLError, UnicodeDecodeError) as error:
        return None, [Fault(name, *_unreadable(error))]
    wrong = _faults(name, content, _validator(schema))
    if not wrong:
        keeping.keep(text, schema, content)
    return content, wrong


def _key(kind: str, content: dict[str, Any]) -> str:
    course = f"{content['course']}/" if content["kind"] == "module" else ""
    return f"{kind}/{course}{content['id']}"


def _unreadable(error: MarkedYAMLError | UnicodeDecodeError) -> tuple[str, str]:
    if isinstance(error, UnicodeDecodeError):
        return "", "not UTF-8 text; save it as UTF-8"
    mark = error.problem_mark
    place = f"line {mark.line + 1}, column {mark.column + 1}" if mark is not None else ""
    return place, f"not YAML: {error.problem or error.context}"


def _named(kind: str, content: Any) -> Any:
    """The content of a file with its kind, which blueprints need not say."""
    return {**content, "kind": "blueprint"} if kind == "programmes" and isinstance(content, dict) else content


def _schema(kind: str, file: Path) -> str:
    return json.dumps(BLUEPRINT) if kind == "programmes" else file.read_text(encoding="utf-8")


@cache
def _validator(schema: str) -> Any:
    return jsonschema.Draft202012Validator(json.loads(schema))


def _faults(name: str, content: Any, validator: Any) -> list[Fault]:
    if not isinstance(content, dict) or "kind" not in content:
        return [Fault(name, "kind", "missing; say what the file is, as its neighbours do")]
    errors = sorted(validator.iter_errors(content), key=lambda error: [str(part) for part in error.absolute_path])
    return [fault for error in errors for fault in _explained(name, content, error)]


def _explained(name: str, content: dict[str, Any], error: Any) -> Iterator[Fault]:
    """A fault of the schema; where it says "one of", those of the branch that the file means to be."""
    if error.validator == "oneOf":
        meant = [each for each in error.schema["oneOf"] if each["properties"]["kind"].get("const") == content["kind"]]
        inner = {**meant[0], "$defs": error.schema["$defs"]} if meant else None
        if inner is not None:
            for each in jsonschema.Draft202012Validator(inner).iter_errors(content):
                yield from _explained(name, content, each)
            return
    yield Fault(name, "/".join(str(part) for part in error.absolute_path), error.message[:200])
