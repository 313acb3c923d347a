"""What an import yields for each row: a person, or a rejection with the mend."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import Any

from chiron_blueprint.schema.model import Question
from chiron_blueprint.words import Sentence

Answer = Any
"""An option's id (single), ids (multiple, ranking), a number (scale, capacity), a mask of 168 hours (availability),
((language, level), …), names (partners), a truth (consent), or a text (text, zone)."""


@dataclass(frozen=True)
class Person:
    """One person with answers by question id; a question left blank isn't among them."""

    row: int
    id: str
    name: str
    email: str = ""
    answers: Map[str, Answer] = field(default_factory=dict)
    capacity: int = 1
    zone: str = ""


@dataclass(frozen=True)
class Note:
    """Something read otherwise than it stands, which the coordinator should know."""

    row: int
    column: str
    text: Sentence


@dataclass(frozen=True)
class Rejection:
    """A row that isn't imported: where, why and what to do. `cells` are the row as it stood."""

    row: int
    column: str
    reason: Sentence
    mend: Sentence
    cells: tuple[str, ...] = ()
    code: str = ""

    def sentence(self, language: str = "en", source: str = "") -> str:
        """The whole of it on one line."""
        where = f"row {self.row}" if not language.startswith("es") else f"fila {self.row}"
        if self.column:
            where += f", “{self.column}”" if not language.startswith("es") else f", «{self.column}»"
        start = f"{source}, {where}" if source else where[:1].upper() + where[1:]
        return f"{start}: {self.reason.in_language(language)} {self.mend.in_language(language)}"


class Unreadable(Exception):  # named for what happened
    """A cell that can't be read as its question's answer; `column` names it where the caller can't know it."""

    def __init__(self, code: str, reason: Sentence, mend: Sentence, column: str = "") -> None:
        super().__init__(str(reason))
        self.column = column
        self.code = code
        self.reason = reason
        self.mend = mend


def question_by_id(questions: tuple[Question, ...]) -> dict[str, Question]:
    """Questions by their ids."""
    return {question.id: question for question in questions}
