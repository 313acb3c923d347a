"""Which columns of a file answer the questions of a given blueprint."""

from __future__ import annotations

import re

from chiron_blueprint.answers.mapping import PERSON, Field, Mapping
from chiron_blueprint.guess.guesses import Column
from chiron_blueprint.schema.model import Blueprint, Question
from chiron_blueprint.tables import plain

KINDS: dict[str, tuple[str, ...]] = {
    "single": ("single", "scale", "multiple", "other", "number", "constant", "identity"),
    "multiple": ("multiple", "single", "ranking", "other", "identity", "constant"),
    "ranking": ("ranking", "multiple", "single", "constant"),
    "scale": ("scale", "number", "single", "constant"),
    "partners": ("preferred", "refused", "single", "other", "multiple"),
}


def mapping(columns: tuple[Column, ...], blueprint: Blueprint, side: str) -> Mapping:
    """The fields that fill `side`'s questions; a question that no column fits is left out, a column serves once."""
    fields = [Field(column.indexes, column.heading, person=column.kind) for column in columns if column.kind in PERSON]
    taken = {field.indexes[0] for field in fields}
    rated = sorted(
        (
            (_likeness(blueprint, question, column), -place, column.indexes[0], question, column)
            for place, question in enumerate(blueprint.side(side))
            for column in columns
            if column.indexes[0] not in taken and column.kind not in ("technical", "empty")
        ),
        key=lambda each: (-each[0], -each[1], each[2]),
    )
    answered: set[str] = set()
    for likeness, _, index, question, column in rated:
        if likeness >= 0.5 and index not in taken and question.id not in answered:
            taken.add(index)
            answered.add(question.id)
            fields.append(
                Field(
                    column.indexes,
                    column.heading,
                    question=question.id,
                    separator=column.separator,
                    labels=column.labels,
                )
            )
    return Mapping(side, tuple(fields))


def _likeness(blueprint: Blueprint, question: Question, column: Column) -> float:
    """0–1: an exact heading or wording counts fully; else shared words and shared values."""
    names = {plain(name) for name in (*question.headings, *question.ask.values(), question.id)}
    title = plain(column.heading)
    if title in names:
        return 1.0
    if column.kind not in (*KINDS.get(question.kind, ()), question.kind):
        return 0.0
    if question.kind in ("capacity", "zone", "availability", "languages") and column.kind == question.kind:
        return 0.7
    words = set(title.split())
    likeness = max(len(words & set(name.split())) / max(1, len(words | set(name.split()))) for name in names)
    labels = {plain(label) for option in blueprint.options(question) for label in (*option.label.values(), option.id)}
    values = [plain(re.sub(r"^\d+[.)]\s*", "", option.label)) for option in column.options]
    covered = sum(value in labels for value in values) / len(values) if values and labels else 0.0
    return 0.55 * likeness + 0.6 * covered if question.kind in KINDS else likeness
