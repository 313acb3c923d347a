"""Which columns of a file mean what: the thing a coordinator confirms before an import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

PERSON = ("email", "name", "first_name", "last_name", "id")


@dataclass(frozen=True)
class Field:
    """One or several columns and where they go: `person` is one of PERSON, or else `question` is a question's id.

    `labels` holds, where several columns make one answer, what each stands for: an option, a place in a ranking, or a
    mask of hours in hexadecimal.
    """

    indexes: tuple[int, ...]
    heading: str
    person: str = ""
    question: str = ""
    separator: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """The fields of one file, for one side."""

    side: str
    fields: tuple[Field, ...]

    def of_person(self, part: str) -> Field | None:
        """The field that holds a part of who the person is."""
        return next((field for field in self.fields if field.person == part), None)

    def to_data(self) -> dict[str, Any]:
        """As plain data, for keeping it as JSON."""
        return {
            "side": self.side,
            "fields": [
                {
                    "indexes": list(field.indexes),
                    "heading": field.heading,
                    "person": field.person,
                    "question": field.question,
                    "separator": field.separator,
                    "labels": list(field.labels),
                }
                for field in self.fields
            ],
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Mapping:
        """The mapping that `to_data` wrote."""
        return cls(str(data["side"]), tuple(_field(each) for each in data["fields"]))

    def without(self, questions: Iterable[str]) -> Mapping:
        """The same mapping with some questions left out."""
        left_out = set(questions)
        return Mapping(
            self.side, tuple(field for field in self.fields if field.question not in left_out or field.person)
        )


def _field(data: dict[str, Any]) -> Field:
    return Field(
        tuple(int(index) for index in data["indexes"]),
        str(data["heading"]),
        str(data.get("person", "")),
        str(data.get("question", "")),
        str(data.get("separator", "")),
        tuple(str(label) for label in data.get("labels", ())),
    )
