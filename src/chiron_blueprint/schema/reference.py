"""The reference page of blueprints, written from the JSON Schema so that it cannot drift."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chiron_blueprint.schema.validating import schema

INTRODUCTION = """\
# Blueprints

A blueprint is a YAML file that defines a programme: whom it brings together, what people are asked, what fit is made
of, and what happens when. `chiron blueprint check FILE` says whether a file is right and, where it isn't, the line, the
column and the mend. Every text is given in every language that the file lists under `languages`.

This page is written from `src/chiron_blueprint/schema/blueprint.schema.json`. What the schema can't say is checked too:
ids in a list differ; a criterion names questions that exist and that its comparison can compare; identity questions are
never a criterion; parents in a taxonomy exist; agenda prompts name a phase that exists. YAML anchors, aliases and tags
aren't read.
"""


def reference() -> str:
    """docs/reference/blueprint.md as it should stand."""
    loaded = schema()
    parts = [INTRODUCTION, *_table("The file", loaded)]
    for name, definition in loaded["$defs"].items():
        if definition.get("type") == "object" and "properties" in definition:
            parts += _table(name, definition)
    parts += [
        "## text\n",
        loaded["$defs"]["text"]["description"] + "\n",
        "## id\n",
        loaded["$defs"]["id"]["description"] + "\n",
    ]
    return "\n".join(parts).rstrip() + "\n"


def _table(name: str, definition: dict[str, Any]) -> Iterator[str]:
    yield f"## {name}\n"
    yield definition["description"] + "\n"
    yield "| key | | value | meaning |"
    yield "|---|---|---|---|"
    for key, value in definition["properties"].items():
        needed = "required" if key in definition.get("required", ()) else ""
        yield f"| `{key}` | {needed} | {_kind(value)} | {value.get('description', _described(value))} |"
    yield ""
    for key, value in definition["properties"].items():
        if value.get("type") == "object" and "properties" in value:
            yield from _table(key, value)


def _described(value: dict[str, Any]) -> str:
    name = value.get("$ref", "").rsplit("/", 1)[-1]
    return str(schema()["$defs"].get(name, {}).get("description", ""))


def _kind(value: dict[str, Any]) -> str:
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name})"
    if "enum" in value:
        return ", ".join(f"`{each}`" for each in value["enum"] if each)
    if value.get("type") == "array":
        return f"list of {_kind(value['items'])}"
    limits = [
        f"from {value['minimum']}" if "minimum" in value else "",
        f"to {value['maximum']}" if "maximum" in value else "",
    ]
    return " ".join(
        [
            {"string": "text", "integer": "whole number", "object": "keys"}.get(
                value.get("type", ""), value.get("type", "")
            ),
            *filter(None, limits),
        ]
    )
