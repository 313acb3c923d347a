"""People and their answers, drawn with a seed from whatever a blueprint asks."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from chiron.config.demo import names
from chiron_blueprint.schema.model import Blueprint, Question

DAYS, HOURS = 7, 24
FREE_TIMES = [(0, 18, 20), (1, 18, 21), (2, 7, 9), (2, 17, 19), (3, 18, 20), (3, 12, 14), (4, 16, 18), (5, 9, 12)]


@dataclass(frozen=True)
class Made:
    """One invented person on one side."""

    number: int
    side: str
    name: str
    email: str
    stage: str
    answers: dict[str, Any]
    capacity: int


def people(blueprint: Blueprint, side: str, count: int, *, seed: int, first: int = 0) -> Iterator[Made]:
    """Yield *count* invented people of *side*; the same seed and number always make the same person."""
    for number in range(first, first + count):
        luck = random.Random(f"{seed}/{side}/{number}")  # noqa: S311 a demo, not a secret
        name = f"{luck.choice(names.GIVEN)} {luck.choice(names.FAMILY)}"
        stages = names.MENTEE_STAGES if side == "mentee" else names.MENTOR_STAGES
        yield Made(
            number=number,
            side=side,
            name=name,
            email=f"{slugify(name).replace('-', '.')}.{'r' if side == 'mentor' else 'e'}{number}x@demo.example",
            stage=luck.choice(stages),
            answers=answers(blueprint, side, luck),
            capacity=luck.choices([1, 2, 3, 4, 5], [2, 4, 5, 1, 1])[0] if side == "mentor" else 1,
        )


def answers(blueprint: Blueprint, side: str, luck: random.Random) -> dict[str, Any]:
    """Answer every question of *side* but those of identity, leaving some optional ones blank as people do."""
    found: dict[str, Any] = {}
    for question in blueprint.side(side):
        if question.identity or question.kind not in DRAW or (not question.required and luck.random() < 0.12):
            continue
        found[question.id] = DRAW[question.kind](blueprint, question, luck)
    return found


def _ids(blueprint: Blueprint, question: Question) -> list[str]:
    return [option.id for option in blueprint.options(question)]


def _single(blueprint: Blueprint, question: Question, luck: random.Random) -> str:
    ids = _ids(blueprint, question)
    return luck.choices(ids, [len(ids) - place * 0.6 for place in range(len(ids))])[0]


def _multiple(blueprint: Blueprint, question: Question, luck: random.Random) -> list[str]:
    ids = _ids(blueprint, question)
    most = min(question.at_most or 4, len(ids))
    return luck.sample(ids, luck.randint(min(1, most), most))


def _scale(blueprint: Blueprint, question: Question, luck: random.Random) -> int:
    low, high = (question.scale.low, question.scale.high) if question.scale else (1, 5)
    return min(high, max(low, round(luck.gauss((low + high) / 2, (high - low) / 4))))


def _availability(blueprint: Blueprint, question: Question, luck: random.Random) -> int:
    mask = 0
    for day, start, end in luck.sample(FREE_TIMES, luck.randint(2, 4)):
        for hour in range(start, end):
            mask |= 1 << (day * HOURS + hour)
    return mask


def _languages(blueprint: Blueprint, question: Question, luck: random.Random) -> list[list[Any]]:
    others = luck.sample(["es", "fr", "pt", "ar", "de", "hi"], luck.choices([0, 1, 2], [5, 4, 1])[0])
    return [["en", 4], *([code, luck.randint(2, 4)] for code in others)]


def _text(blueprint: Blueprint, question: Question, luck: random.Random) -> str:
    return luck.choice(SENTENCES)


def _capacity(blueprint: Blueprint, question: Question, luck: random.Random) -> int:
    return luck.choice([1, 2, 2, 3])


def _zone(blueprint: Blueprint, question: Question, luck: random.Random) -> str:
    return "Europe/Dublin"


def _consent(blueprint: Blueprint, question: Question, luck: random.Random) -> bool:
    return True


DRAW: dict[str, Callable[[Blueprint, Question, random.Random], Any]] = {
    "single": _single,
    "multiple": _multiple,
    "ranking": _multiple,
    "scale": _scale,
    "availability": _availability,
    "languages": _languages,
    "text": _text,
    "capacity": _capacity,
    "zone": _zone,
    "consent": _consent,
}

SENTENCES = [
    "I would like somebody to think aloud with before I choose between two posts.",
    "I want to read an echocardiogram without waiting for the report.",
    "I moved here last year and still learn how things are really decided.",
    "I would like to teach better on rounds and need someone who watches me do it.",
    "I have two small children and need a plan that survives the rota.",
    "I have stayed long in one hospital and would like to know people outside it.",
    "I want to write up a case and have never done it.",
    "After a hard year I would like to find again why I chose this.",
]
