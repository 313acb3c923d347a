"""What is wrong with a blueprint: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chiron_blueprint.words import Sentence


@dataclass(frozen=True)
class Problem:
    """One thing wrong, with its line and column (from 1) and its path (criteria.2.mentee)."""

    line: int
    column: int
    path: str
    message: Sentence
    mend: Sentence

    def text(self, language: str = "en") -> str:
        """The whole of it on one line."""
        where = {"en": ("line", "column"), "es": ("línea", "columna")}["es" if language.startswith("es") else "en"]
        path = f" ({self.path})" if self.path else ""
        said = f"{self.message.in_language(language)} {self.mend.in_language(language)}"
        return f"{where[0]} {self.line}, {where[1]} {self.column}{path}: {said}"


class BlueprintError(ValueError):
    """A blueprint that can't be used; `problems` says why, in the order of the file."""

    def __init__(self, source: str, problems: Sequence[Problem]) -> None:
        self.source = source
        self.problems = tuple(sorted(problems, key=lambda each: (each.line, each.column)))
        super().__init__("\n".join(self.lines("en")))

    def lines(self, language: str = "en") -> Iterator[str]:
        """One line for each problem, beginning with the file."""
        for problem in self.problems:
            yield f"{self.source}, {problem.text(language)}"
