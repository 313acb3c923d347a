"""The library's files as plain data, read once: what the content checks look at."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "es")
FOLDERS = {
    "cases": "*.yaml",
    "training": "*/*.yaml",
    "circles": "*.yaml",
    "prompts": "*.yaml",
    "frameworks": "*.yaml",
    "elements": "*.yaml",
    "needs": "*.yaml",
    "blueprints": "*.yaml",
}
WITH_SCHEMA = tuple(folder for folder in FOLDERS if folder != "blueprints")


@functools.cache
def items(folder: str) -> dict[str, Any]:
    """Every file of a folder: path below the root → content."""
    reader = YAML(typ="safe")
    paths = sorted((ROOT / folder).glob(FOLDERS[folder]))
    return {str(path.relative_to(ROOT)): reader.load(path.read_text(encoding="utf-8")) for path in paths}


@functools.cache
def everything() -> dict[str, Any]:
    """Every file of every folder."""
    return {path: content for folder in FOLDERS for path, content in items(folder).items()}


def schema(folder: str) -> dict[str, Any]:
    """The JSON Schema that stands in the folder."""
    return json.loads((ROOT / folder / "schema.json").read_text(encoding="utf-8"))


def is_text(value: Any) -> bool:
    """Whether a value is a language map."""
    return isinstance(value, dict) and bool(value) and set(value) <= set(LANGUAGES)


def texts(value: Any, where: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every language map inside a value, with the way to it."""
    if is_text(value):
        yield where, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{where}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from texts(inner, f"{where}/{index}")


@functools.cache
def all_texts() -> tuple[tuple[str, str, str], ...]:
    """Every text of the library as (place, English, Spanish)."""
    return tuple(
        (path + where, text.get("en", ""), text.get("es", ""))
        for path, content in everything().items()
        for where, text in texts(content)
    )


def words(text: str) -> int:
    """Words as a reader counts them."""
    return len(text.split())


def shape(text: str) -> dict[str, int]:
    """What a text is built of in Markdown: it must be the same in both languages."""
    lines = [line.strip() for line in text.splitlines()]
    starts = [
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if line.startswith(">") and not before.startswith(">")
    ]
    return {
        "bullets": sum(line.startswith("- ") for line in lines),
        "numbers": sum(bool(re.match(r"\d+\. ", line)) for line in lines),
        "rows": sum(line.startswith("|") for line in lines),
        "quotes": len(starts),
        "headings": sum(line.startswith("#") for line in lines),
        "bold": text.count("**"),
    }


def slug_of(path: str) -> str:
    """The id that a file's name promises: cases/07-names-at-sign-out.yaml → names-at-sign-out."""
    return re.sub(r"^\d+-", "", Path(path).stem)


def cases() -> dict[str, Any]:
    """Cases by id."""
    return {case["id"]: case for case in items("cases").values()}


def prompts() -> dict[str, Any]:
    """Prompts by id."""
    return {prompt["id"]: prompt for each in items("prompts").values() for prompt in each["prompts"]}


def tags() -> set[str]:
    """Every tag that some framework defines."""
    return {f"{each['id']}.{item['id']}" for each in items("frameworks").values() for item in each["items"]}
