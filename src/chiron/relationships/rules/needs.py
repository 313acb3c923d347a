"""What somebody needs from a mentor: the dimensions of their programme, and in which meetings each came up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chiron_blueprint.schema.model import Blueprint, Option, Question

#: The question of a blueprint that asks what somebody needs, and the list where no side is asked.
QUESTION, LIST = "needs", "dimensions"
#: So many can be named where the blueprint gives no number.
MOST_NEEDS = 4


def needs_question(blueprint: Blueprint, side: str) -> Question | None:
    """Return the question that asks one side what they need, or None where it is not asked."""
    return next((each for each in blueprint.side(side) if each.id == QUESTION and blueprint.options(each)), None)


def dimensions(blueprint: Blueprint) -> tuple[Option, ...]:
    """Return what a meeting of this programme can touch: the options of its question of needs, else its own list."""
    question = needs_question(blueprint, "mentee")
    return blueprint.options(question) if question else blueprint.lists.get(LIST, ())


def needs_in(answers: Mapping[str, Any], blueprint: Blueprint) -> list[str]:
    """Return the needs of an application, the most important first; only those that the programme knows."""
    known = {option.id for option in dimensions(blueprint)}
    answer = answers.get(QUESTION) or ()
    return [each for each in dict.fromkeys(answer if isinstance(answer, list | tuple) else [answer]) if each in known]


@dataclass(frozen=True)
class Coverage:
    """One need: whether each meeting touched it, and how many did."""

    need: str
    dots: tuple[bool, ...]

    @property
    def count(self) -> int:
        """In how many meetings it came up."""
        return sum(self.dots)


def coverage(needs: Iterable[str], meetings: Sequence[Iterable[str]]) -> list[Coverage]:
    """Return for each of *needs* in which of *meetings* (what each touched, the earliest first) it came up."""
    touched = [frozenset(each) for each in meetings]
    return [Coverage(need, tuple(need in each for each in touched)) for need in needs]


def untouched(rows: Iterable[Coverage]) -> list[str]:
    """Return the needs that came up in no meeting."""
    return [row.need for row in rows if not row.count]
