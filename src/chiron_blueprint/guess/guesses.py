"""What is guessed of a file: one `Column` for each heading, each with a sentence to confirm."""

from __future__ import annotations

from dataclasses import dataclass, field

from chiron_blueprint.words import Sentence

ANSWERS = (
    "single",
    "multiple",
    "scale",
    "ranking",
    "text",
    "availability",
    "capacity",
    "consent",
    "languages",
    "preferred",
    "refused",
    "zone",
)
PERSON = ("email", "name", "first_name", "last_name", "id")


@dataclass(frozen=True)
class Option:
    """A value met in the file: how it is written most often and how many rows hold it."""

    label: str
    count: int


@dataclass(frozen=True)
class Column:
    """A guess about one column, or about several that belong together (168 hours, first to fifth choice, tick boxes).

    `kind` is one of ANSWERS, PERSON, or a reason why the column isn't used: both, constant, empty, identity, number,
    other, phone, technical. `confidence` is 0–1. `identity` is never an answer that fit can use.
    """

    indexes: tuple[int, ...]
    heading: str
    kind: str
    confidence: float
    sentence: Sentence
    separator: str = ""
    options: tuple[Option, ...] = ()
    ordered: bool = False
    labels: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    order_words: dict[str, int] = field(default_factory=dict)
    filled: int = 0
    looks_like_names: bool = False

    @property
    def is_answer(self) -> bool:
        """Whether fit may use this column."""
        return self.kind in ANSWERS
