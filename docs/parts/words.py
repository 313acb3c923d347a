"""Markdown, and what a docstring says to a reader of the reference."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Sequence
from typing import Any


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table; a bar inside a cell is escaped."""
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    lines += [
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines) + "\n"


def code(text: object) -> str:
    """A name as code, nothing for nothing."""
    return f"`{text}`" if str(text) else ""


def plain(text: str) -> str:
    """A docstring on one line, its double back-ticks single."""
    return re.sub(r"\s+", " ", text.replace("``", "`")).strip()


def first_paragraph(thing: Any) -> str:
    """What the docstring of *thing* begins with, on one line."""
    return plain((inspect.getdoc(thing) or "").split("\n\n")[0])


def furniture(*pieces: str) -> None:
    """Import these pieces of every room, so that what they register is registered."""
    import chiron

    for room in pkgutil.iter_modules(chiron.__path__, "chiron."):
        for piece in pieces if room.ispkg else ():
            name = f"{room.name}.{piece}"
            try:
                importlib.import_module(name)
            except ModuleNotFoundError as missing:
                if missing.name != name:
                    raise


def room_of(name: str) -> str:
    """The room that a dotted name begins with, without the package."""
    return name.removeprefix("chiron.").split(".")[0]
