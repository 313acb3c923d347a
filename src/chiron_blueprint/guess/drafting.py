"""From guessed columns to a blueprint that can be used at once, or saved and edited."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chiron_blueprint.answers.mapping import PERSON, Field, Mapping
from chiron_blueprint.guess import vocabulary as known
from chiron_blueprint.guess.guesses import Column
from chiron_blueprint.guess.pairing import Pairing, paired
from chiron_blueprint.guess.reading import both
from chiron_blueprint.schema.model import (
    SIDES,
    Blueprint,
    Criterion,
    Option,
    Question,
    Questions,
    RelationshipType,
    Role,
    Scale,
    Wanted,
)
from chiron_blueprint.tables import Table, plain
from chiron_blueprint.words import Sentence, say, shortened

NAMES = {
    "hours": {"en": "Time", "es": "Horario"},
    "languages": {"en": "Languages", "es": "Idiomas"},
    "preferred": {"en": "Wishes", "es": "Deseos"},
    "refused": {"en": "Refusals", "es": "Rechazos"},
}
KINDS = {"preferred": "partners", "refused": "partners"}


@dataclass(frozen=True)
class Guess:
    """A guessed blueprint, how each file's columns fill it, and the guesses it rests on."""

    blueprint: Blueprint
    mentees: tuple[Column, ...]
    mentors: tuple[Column, ...]
    mentee_mapping: Mapping
    mentor_mapping: Mapping
    criteria: tuple[Sentence, ...]
    unpaired: tuple[tuple[str, Column], ...]


def blueprint(mentees: Table, mentors: Table, *, use_text: bool = False) -> Guess:
    """Guess both files and draft the blueprint that matches them."""
    mentee_columns, mentor_columns = both(mentees, mentors)
    return drafted(mentee_columns, mentor_columns, use_text=use_text)


def drafted(mentees: tuple[Column, ...], mentors: tuple[Column, ...], *, use_text: bool = False) -> Guess:
    """Draft a blueprint from guessed (perhaps corrected) columns."""
    pairings = paired(mentees, mentors, use_text=use_text)
    draft = _Draft(pairings)
    columns = {"mentee": mentees, "mentor": mentors}
    questions = {
        side: tuple(draft.question(side, column) for column in columns[side] if column.is_answer) for side in SIDES
    }
    criteria = draft.criteria()
    design = Blueprint(
        id="guessed",
        version="1",
        licence="CC0-1.0",
        languages=("en", "es"),
        name={"en": "Guessed from two spreadsheets", "es": "Deducido de dos hojas de cálculo"},
        summary={
            "en": "Drafted from the headings and values of two files. Edit the weights and the wording.",
            "es": "Redactado a partir de los encabezados y valores de dos archivos. Edite los pesos y los textos.",
        },
        relationships=(_dyad(),),
        questions=Questions(questions["mentee"], questions["mentor"]),
        criteria=criteria,
        lists=draft.lists,
    )
    in_use = {
        (side, id(column))
        for pairing in pairings
        for side, column in (("mentee", pairing.mentee), ("mentor", pairing.mentor))
    }
    compared = ("single", "multiple", "ranking", "scale", "availability", "languages")
    unpaired = tuple(
        (side, column)
        for side in SIDES
        for column in columns[side]
        if column.kind in compared and (side, id(column)) not in in_use
    )
    mappings = {side: Mapping(side, tuple(draft.fields(side, columns[side]))) for side in SIDES}
    sentences = tuple(_pairing_sentence(pairing) for pairing in pairings)
    return Guess(design, mentees, mentors, mappings["mentee"], mappings["mentor"], sentences, unpaired)


def _dyad() -> RelationshipType:
    return RelationshipType(
        id="dyad",
        form="dyad",
        name={"en": "Mentor and mentee", "es": "Mentor/a y persona tutelada"},
        roles=(
            Role("mentee", {"en": "Mentee", "es": "Mentorado/a"}, "mentee"),
            Role("mentor", {"en": "Mentor", "es": "Mentor/a"}, "mentor"),
        ),
    )


def slug(text: str, taken: Iterable[str] = ()) -> str:
    """An id made of a text: "Areas of expertise" → areas-of-expertise, -2 where that is taken."""
    base = re.sub(r"\s+", "-", plain(text))[:48].strip("-") or "x"
    base = base if base[0].isalpha() else f"n{base}"
    used = set(taken)
    number, name = 2, base
    while name in used:
        name, number = f"{base}-{number}", number + 1
    return name


class _Draft:
    """Gives ids to columns, lists and options."""

    def __init__(self, pairings: list[Pairing]) -> None:
        self.pairings = pairings
        self.lists: dict[str, tuple[Option, ...]] = {}
        self.ids: dict[tuple[str, int], str] = {}
        self.used: dict[str, set[str]] = {side: set() for side in SIDES}
        self.list_of: dict[int, str] = {}
        for pairing in pairings:
            if pairing.mentee and pairing.mentor and (pairing.mentee.options or pairing.mentee.order_words):
                name = slug(pairing.mentee.heading, self.lists)
                self.lists[name] = shared_options(pairing.mentee, pairing.mentor)
                self.list_of[id(pairing.mentee)] = self.list_of[id(pairing.mentor)] = name

    def question_id(self, side: str, column: Column) -> str:
        key = (side, column.indexes[0])
        if key not in self.ids:
            self.ids[key] = slug(column.heading, self.used[side])
            self.used[side].add(self.ids[key])
        return self.ids[key]

    def question(self, side: str, column: Column) -> Question:
        kind = "single" if column.order_words else KINDS.get(column.kind, column.kind)
        shared = self.list_of.get(id(column), "")
        own = () if shared or kind not in ("single", "multiple", "ranking") else shared_options(column, column)
        return Question(
            id=self.question_id(side, column),
            kind=kind,
            ask=_both_languages(column.heading),
            list=shared,
            options=own,
            ordered=column.ordered or bool(column.order_words),
            scale=Scale(column.low, column.high) if kind == "scale" else None,
            headings=(column.heading,),
            consent_version="1" if kind == "consent" else "",
        )

    def fields(self, side: str, columns: tuple[Column, ...]) -> Iterable[Field]:
        for column in columns:
            if column.kind in PERSON:
                yield Field(column.indexes, column.heading, person=column.kind)
            elif column.is_answer:
                question = self.question_id(side, column)
                yield Field(
                    column.indexes, column.heading, question=question, separator=column.separator, labels=column.labels
                )

    def criteria(self) -> tuple[Criterion, ...]:
        weights = whole_weights([pairing.weight for pairing in self.pairings])
        made: list[Criterion] = []
        for pairing, weight in zip(self.pairings, weights, strict=True):
            made.append(self._criterion(pairing, weight, [criterion.id for criterion in made]))
        return tuple(made)

    def _criterion(self, pairing: Pairing, weight: int, taken: list[str]) -> Criterion:
        column = pairing.mentee or pairing.mentor
        assert column is not None
        wanted = Wanted(1, 2, 3) if pairing.compare == "distance" else None
        return Criterion(
            id=slug(column.heading, taken),
            name=NAMES.get(pairing.compare) or _both_languages(_capital(shortened(column.heading, 60))),
            mentee=self.question_id("mentee", pairing.mentee) if pairing.mentee else "",
            mentor=self.question_id("mentor", pairing.mentor) if pairing.mentor else "",
            compare=pairing.compare,
            weight=weight,
            hard=pairing.compare == "refused",
            missing="ignore" if pairing.compare == "preferred" else "half",
            wanted=wanted,
            reason=_reason(pairing),
        )


def _both_languages(heading: str) -> dict[str, str]:
    return {"en": heading, "es": heading}


def shared_options(one: Column, other: Column) -> tuple[Option, ...]:
    """The options of both columns as one list; in order from low to high where that is known."""
    if one.order_words:
        words = sorted({**one.order_words, **other.order_words}.items(), key=lambda each: (each[1], each[0]))
        return _options([word.capitalize() for word, _ in words], {})
    labels = list({plain(option.label): option.label for option in (*other.options, *one.options)}.values())
    order: dict[str, int] = {}
    if one.ordered and other.ordered:
        keys = [plain(label) for label in labels]
        order = known.numbered_order(keys) or known.ladder_order(keys) or {}
    labels.sort(key=lambda label: (order.get(plain(label), 1000), label.casefold()))
    return _options(labels, order if len(set(order.values())) < len(order) else {})


def _options(labels: list[str], order: dict[str, int]) -> tuple[Option, ...]:
    """Options with ids; with steps where several labels stand on one."""
    steps = {place: step for step, place in enumerate(sorted(set(order.values())), 1)}
    made: list[Option] = []
    taken: set[str] = set()
    for label in labels:
        name = slug(label, taken)
        taken.add(name)
        step = steps.get(order.get(plain(label), -1), len(steps) + 1) if order else 0
        made.append(Option(name, _both_languages(label), step=step))
    return tuple(made)


def whole_weights(weights: list[float]) -> list[int]:
    """Weights as whole numbers that add up to 100; what counts at all gets at least 1."""
    total = sum(weights)
    if not total:
        return [0] * len(weights)
    exact = [100 * weight / total for weight in weights]
    whole = [int(each) for each in exact]
    by_rest = sorted(range(len(exact)), key=lambda place: (whole[place] - exact[place], place))
    for place in by_rest[: 100 - sum(whole)]:
        whole[place] += 1
    return whole


SAYINGS: dict[str, tuple[str, str]] = {
    "offer": (
        "what the mentee asks for in “{mentee}” against what the mentor offers in “{mentor}”",
        "lo que pide «{mentee}» frente a lo que ofrece «{mentor}»",
    ),
    "overlap": ("how much of “{mentee}” both share", "cuánto comparten en «{mentee}»"),
    "same": ("the same “{mentee}”", "mismo valor en «{mentee}»"),
    "different": ("a different “{mentee}”", "distinto valor en «{mentee}»"),
    "distance": (
        "“{mentor}” one or two steps above the mentee's",
        "«{mentor}» uno o dos niveles por encima de la persona tutelada",
    ),
    "close": ("“{mentee}” as close as can be", "«{mentee}» lo más parecido posible"),
    "hours": ("four or more free hours in common", "cuatro o más horas libres en común"),
    "languages": ("a language in common", "un idioma en común"),
    "text": ("likeness of “{mentee}” and “{mentor}”", "parecido entre «{mentee}» y «{mentor}»"),
    "preferred": ("the partners wished for", "las parejas deseadas"),
    "refused": ("never with the people refused", "nunca con las personas rechazadas"),
}


def _pairing_sentence(pairing: Pairing) -> Sentence:
    mentee = shortened((pairing.mentee or pairing.mentor or _NOBODY).heading, 50)
    mentor = shortened((pairing.mentor or pairing.mentee or _NOBODY).heading, 50)
    return say(*SAYINGS[pairing.compare], mentee=mentee, mentor=mentor)


def _reason(pairing: Pairing) -> dict[str, str]:
    said = _pairing_sentence(pairing)
    return {"en": f"Guessed: {said.en}.", "es": f"Deducido: {said.es}."}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_NOBODY = Column((0,), "", "other", 0.0, Sentence("", ""))
