"""Sentences with blanks in which a number chooses its words: ``{count} {count:pair|pairs}``."""

from __future__ import annotations

from string import Formatter
from typing import Any


class _Phrases(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return one if value == 1 else many


def phrase(text: str, **facts: object) -> str:
    """The text with its blanks filled; ``{count:one|many}`` gives what suits the number."""
    return _Phrases().vformat(text, (), facts)
