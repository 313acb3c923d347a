"""What the columns of a dropped file are used for: guessed, corrected by a coordinator, turned into a mapping."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from chiron_blueprint import guess
from chiron_blueprint.answers import Field
from chiron_blueprint.answers import Mapping as Columns
from chiron_blueprint.guess.columns import Values
from chiron_blueprint.guess.guesses import ANSWERS, PERSON, Column, Option
from chiron_blueprint.guess.saying import sentence_for
from chiron_blueprint.schema.model import Blueprint
from chiron_blueprint.words import Sentence

#: Columns of our own that a file of rejected rows carries; they are never imported again.
OURS = ("chiron row", "chiron column", "chiron reason", "chiron mend")
OFF = "off"
#: What a coordinator can say that a column is, in the order in which it is offered.
KINDS = (
    "single", "multiple", "ranking", "scale", "text", "availability", "capacity", "languages", "preferred", "refused",
    "zone", "consent",
)  # fmt: skip
LISTED = ("multiple", "ranking", "languages", "preferred", "refused")
MOST_OPTIONS_KEPT = 400


def is_ours(heading: str) -> bool:
    """Whether a column was added by Chiron to a file of rejected rows."""
    return heading.strip().lower() in OURS


def to_data(column: Column) -> dict[str, Any]:
    """Return a guess as JSON keeps it; values are kept only of columns whose values become choices."""
    data = asdict(column)
    data["sentence"] = {"en": column.sentence.en, "es": column.sentence.es}
    if column.kind not in ("single", "multiple", "ranking", "scale"):
        data["options"], data["order_words"] = [], {}
    data["options"] = data["options"][:MOST_OPTIONS_KEPT]
    return data


def from_data(data: Mapping[str, Any]) -> Column:
    """Return the guess that `to_data` wrote."""
    return Column(
        **{
            **data,
            "indexes": tuple(data["indexes"]),
            "labels": tuple(data["labels"]),
            "sentence": Sentence(**data["sentence"]),
            "options": tuple(Option(**option) for option in data["options"]),
        }
    )


def guessed_use(column: Column) -> str:
    """How a column is used where nobody said otherwise and the blueprint is still to be guessed."""
    if is_ours(column.heading):
        return OFF
    if column.kind in PERSON:
        return f"person:{column.kind}"
    return f"kind:{column.kind}" if column.kind in ANSWERS else OFF


def fitting_uses(columns: Sequence[Column], blueprint: Blueprint, side: str) -> dict[str, str]:
    """How each column is used with a blueprint that stands: by its first index, the question that it answers."""
    usable = tuple(column for column in columns if not is_ours(column.heading))
    fields = guess.mapping(usable, blueprint, side).fields
    hidden = {question.id for question in blueprint.side(side) if question.identity}
    found = {
        str(field.indexes[0]): f"person:{field.person}" if field.person else f"question:{field.question}"
        for field in fields
        if field.question not in hidden
    }
    return {key_of(column): found.get(key_of(column), OFF) for column in columns}


def key_of(column: Column) -> str:
    """The name of a column in forms and plans: its first index."""
    return str(column.indexes[0])


def as_told(columns: Iterable[Column], uses: Mapping[str, str], cells: Sequence[Sequence[str]]) -> list[Column]:
    """The columns with the kinds that the coordinator gave them; what a kind needs is worked out from *cells*."""
    return [_as_told(column, uses.get(key_of(column), guessed_use(column)), cells) for column in columns]


def _as_told(column: Column, use: str, cells: Sequence[Sequence[str]]) -> Column:
    sort, _, told = use.partition(":")
    kind = told if sort in ("kind", "person") else "other"
    if kind == column.kind or (sort == OFF and not (column.is_answer or column.kind in PERSON)):
        return column
    if len(column.indexes) > 1 or kind == "other" or kind in PERSON:
        return replace(column, kind=kind)
    values = Values(column.indexes[0], column.heading, [row[column.indexes[0]] for row in cells])
    separator = (values.separator or _some_separator(values.filled)) if kind in LISTED else ""
    details: dict[str, Any] = {"separator": separator}
    if kind in ("single", "multiple", "ranking"):
        details["options"] = values.options(separator)
    if kind == "scale":
        details["low"], details["high"] = _ends(values.filled)
    return replace(
        column, kind=kind, confidence=1.0, ordered=False, order_words={},
        sentence=sentence_for(kind, column.heading, **details), **details,
    )  # fmt: skip


def _some_separator(cells: Sequence[str]) -> str:
    text = " ".join(cells[:1000])
    return next((separator for separator in (";", "|", "\n", ",") if separator in text), "")


def _ends(cells: Sequence[str]) -> tuple[int, int]:
    numbers = [int(match.group()) for cell in cells if (match := re.match(r"\s*\d{1,3}", cell))]
    return (min(numbers), max(*numbers, min(numbers) + 1)) if numbers else (1, 5)


def mapping_of(side: str, columns: Iterable[Column], uses: Mapping[str, str]) -> Columns:
    """The mapping of a file onto a blueprint that stands, from what each column is used for."""
    fields = []
    for column in columns:
        sort, _, target = uses.get(key_of(column), OFF).partition(":")
        if sort == "person":
            fields.append(Field(column.indexes, column.heading, person=target))
        elif sort == "question":
            fields.append(_answer_field(column, target))
    return Columns(side, tuple(fields))


def _answer_field(column: Column, question: str) -> Field:
    return Field(column.indexes, column.heading, question=question, separator=column.separator, labels=column.labels)


def problems(uses: Mapping[str, str], headings: Mapping[str, str]) -> list[tuple[str, str]]:
    """The columns that are used for what another column is used for already: (key, heading of the first)."""
    first: dict[str, str] = {}
    found = []
    for key, use in uses.items():
        single = use.startswith(("person:", "question:")) or use in ("kind:capacity", "kind:zone")
        if single and use in first:
            found.append((key, headings[first[use]]))
        first.setdefault(use, key)
    return found


def names_people(uses: Mapping[str, str]) -> bool:
    """Whether some column says who a row is about."""
    return any(use in uses.values() for use in ("person:email", "person:name", "person:first_name", "person:last_name"))
