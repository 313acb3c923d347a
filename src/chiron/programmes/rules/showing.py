"""Answers in words, for people and for files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chiron_blueprint import hours, words
from chiron_blueprint.answers.languages import language_name
from chiron_blueprint.schema.model import SIDES, Blueprint, Question

YES = {"en": ("yes", "no"), "es": ("sí", "no")}
WHO = (
    ("name", {"en": "Name", "es": "Nombre"}),
    ("email", {"en": "E-mail", "es": "Correo"}),
    ("side", {"en": "Side", "es": "Lado"}),
    ("state", {"en": "State", "es": "Estado"}),
    ("capacity", {"en": "Places", "es": "Plazas"}),
)
SIDE_WORDS = {"mentee": {"en": "mentee", "es": "mentorado/a"}, "mentor": {"en": "mentor", "es": "mentor/a"}}
STATE_WORDS = {
    "invited": {"en": "invited", "es": "invitado/a"},
    "applied": {"en": "applied", "es": "inscrito/a"},
    "waiting": {"en": "waiting", "es": "en espera"},
    "matched": {"en": "matched", "es": "emparejado/a"},
    "withdrawn": {"en": "withdrawn", "es": "retirado/a"},
    "closed": {"en": "closed", "es": "cerrado/a"},
}


@dataclass(frozen=True)
class Shown:
    """One question with its answer in words; ``hours`` where it is a week."""

    question: Question
    ask: str
    answer: str
    hours: tuple[int, ...] = ()


def shown(blueprint: Blueprint, side: str, answers: Mapping[str, Any], language: str) -> list[Shown]:
    """Every question of a side that was answered, in the order of the form, identity left out."""
    return [
        Shown(
            question,
            words.in_language(question.ask, language),
            in_words(blueprint, question, answers[question.id], language),
            hours.listed(answers[question.id]) if question.kind == "availability" else (),
        )
        for question in blueprint.side(side)
        if not question.identity and question.id in answers
    ]


def missing(blueprint: Blueprint, side: str, answers: Mapping[str, Any]) -> list[Question]:
    """The questions that have to be answered and are not: a file had no column for them, or nobody was asked."""
    asked = [question for question in blueprint.side(side) if question.required and not question.identity]
    return [question for question in asked if question.kind != "capacity" and not answers.get(question.id)]


def in_words(blueprint: Blueprint, question: Question, answer: Any, language: str) -> str:
    """One answer as a reader says it."""
    labels = {option.id: words.in_language(option.label, language) for option in blueprint.options(question)}
    if question.kind == "availability":
        return week(answer, language)
    if question.kind == "consent":
        return YES["es" if language.startswith("es") else "en"][0 if answer else 1]
    if question.kind == "languages":
        return ", ".join(f"{language_name(code).in_language(language)} ({level}/4)" for code, level in answer)
    if question.kind == "scale" and question.scale is not None:
        return f"{answer} / {question.scale.high}"
    if isinstance(answer, tuple):
        numbered = question.kind == "ranking" and len(answer) > 1
        return ", ".join(
            f"{place}. {labels.get(each, each)}" if numbered else labels.get(each, str(each))
            for place, each in enumerate(answer, 1)
        )
    return labels.get(answer, str(answer)) if isinstance(answer, str) else str(answer)


def week(mask: int, language: str) -> str:
    """Free hours as days with spans: "Monday 18–20, Wednesday 9–12"."""
    days = words.DAYS["es" if language.startswith("es") else "en"]
    said = []
    for day in range(7):
        spans = _spans([hour for hour in range(24) if mask >> (day * 24 + hour) & 1])
        said += [f"{days[day]} " + ", ".join(f"{start}–{end}" for start, end in spans)] if spans else []
    return "; ".join(said)


def _spans(free: Sequence[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for hour in free:
        if spans and spans[-1][1] == hour:
            spans[-1] = (spans[-1][0], hour + 1)
        else:
            spans.append((hour, hour + 1))
    return spans


def heading(blueprint: Blueprint, language: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The headings of the file of people and, for each after the first five, the (side, question) behind it."""
    keys: dict[str, list[tuple[str, str]]] = {}
    for side in SIDES:
        for question in blueprint.side(side):
            if not question.identity and question.kind != "capacity":
                keys.setdefault(words.in_language(question.ask, language), []).append((side, question.id))
    columns = [(text, pair) for text, pairs in keys.items() for pair in pairs]
    titles = [text if len(keys[text]) == 1 else f"{text} ({_side(pair[0], language)})" for text, pair in columns]
    return [words.in_language(name, language) for _, name in WHO] + titles, [pair for _, pair in columns]


def _side(side: str, language: str) -> str:
    return words.in_language(SIDE_WORDS[side], language)


def line(
    blueprint: Blueprint, keys: Sequence[tuple[str, str]], enrolment: Any, application: Any, language: str
) -> list[Any]:
    """One person's row under `heading`."""
    answers = dict(application.answers) if application is not None else {}
    who = [
        enrolment.person.name,
        enrolment.person.email,
        _side(enrolment.side, language),
        words.in_language(STATE_WORDS[enrolment.state], language),
        enrolment.capacity if enrolment.side == "mentor" else "",
    ]
    return who + [
        in_words(blueprint, blueprint.question(side, id), _tupled(answers[id]), language)
        if side == enrolment.side and id in answers
        else ""
        for side, id in keys
    ]


def _tupled(value: Any) -> Any:
    return tuple(_tupled(each) for each in value) if isinstance(value, list) else value
