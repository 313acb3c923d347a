# ruff: noqa: E501  # one sentence, one line
"""The sentence with which each guess is put before a coordinator."""

from __future__ import annotations

from typing import Any

from chiron_blueprint.words import Sentence, listed, say, shortened

SEPARATOR_NAMES = {
    ";": ("semicolons", "punto y coma"),
    ",": ("commas", "comas"),
    "|": ("upright strokes", "barras verticales"),
    "\n": ("line breaks", "saltos de línea"),
    "/": ("slashes", "barras"),
    "•": ("bullets", "viñetas"),
}

PLAIN: dict[str, tuple[str, str]] = {
    "email": (
        "“{heading}” holds e-mail addresses; they identify people.",
        "«{heading}» contiene correos electrónicos; identifican a las personas.",
    ),
    "name": ("“{heading}” is the person's name.", "«{heading}» es el nombre de la persona."),
    "first_name": ("“{heading}” is the first name.", "«{heading}» es el nombre de pila."),
    "last_name": ("“{heading}” is the last name.", "«{heading}» son los apellidos."),
    "id": ("“{heading}” is a number or code for each person.", "«{heading}» es un número o código de cada persona."),
    "zone": (
        "“{heading}” is a time zone; free hours are compared in it.",
        "«{heading}» es una zona horaria; las horas libres se comparan con ella.",
    ),
    "capacity": (
        "“{heading}” says how many mentees a mentor takes.",
        "«{heading}» indica cuántas personas acepta cada mentor/a.",
    ),
    "consent": (
        "“{heading}” is a consent; it is kept and never used for fit.",
        "«{heading}» es un consentimiento; se guarda y nunca cuenta para el ajuste.",
    ),
    "availability": (
        "“{heading}” is free time in words, read as hours of the week.",
        "«{heading}» es tiempo libre en palabras; se lee como horas de la semana.",
    ),
    "refused": (
        "“{heading}” names people not to be paired with; those pairs are forbidden.",
        "«{heading}» nombra a personas con las que no emparejar; esas parejas quedan prohibidas.",
    ),
    "preferred": (
        "“{heading}” names the partners wished for, the first most.",
        "«{heading}» nombra a las parejas deseadas, la primera más que las demás.",
    ),
    "languages": ("“{heading}” lists languages.", "«{heading}» enumera idiomas."),
    "identity": (
        "“{heading}” describes identity: reported here, never used for fit.",
        "«{heading}» describe la identidad: se informa aquí y nunca cuenta para el ajuste.",
    ),
    "text": (
        "“{heading}” is free text: not used unless asked, since what people write about themselves repeats identity.",
        "«{heading}» es texto libre: no se usa salvo que se pida, porque lo que la gente escribe sobre sí misma repite la identidad.",
    ),
    "both": (
        "“{heading}” says who is mentee and mentor at once: such a person is never paired with themselves.",
        "«{heading}» dice quién es a la vez persona tutelada y mentor/a: nadie se empareja consigo mismo.",
    ),
    "technical": (
        "“{heading}” comes from the survey tool: not used.",
        "«{heading}» viene de la herramienta de encuestas: no se usa.",
    ),
    "phone": ("“{heading}” is contact data: not used.", "«{heading}» es un dato de contacto: no se usa."),
    "constant": (
        "“{heading}” is the same in every row: not used.",
        "«{heading}» es igual en todas las filas: no se usa.",
    ),
    "empty": ("“{heading}” is empty: not used.", "«{heading}» está vacía: no se usa."),
    "number": (
        "“{heading}” holds many different numbers: not used.",
        "«{heading}» contiene muchos números distintos: no se usa.",
    ),
    "other": (
        "“{heading}” differs in nearly every row: not used.",
        "«{heading}» es distinta en casi todas las filas: no se usa.",
    ),
}


def sentence_for(kind: str, heading: str, **details: Any) -> Sentence:
    """What a guess says of itself."""
    title = shortened(heading, 70)
    if kind in ("single", "multiple", "ranking"):
        return _choice_sentence(kind, title, **details)
    if kind == "scale":
        return say(
            "“{heading}” is a scale from {low} to {high}.",
            "«{heading}» es una escala de {low} a {high}.",
            heading=title,
            low=details["low"],
            high=details["high"],
        )
    en, es = PLAIN[kind]
    return say(en, es, heading=title)


def _choice_sentence(
    kind: str, title: str, *, options: Any, separator: str = "", ordered: bool = False, **_: Any
) -> Sentence:
    number = len(options)
    some = listed([shortened(option.label, 30) for option in options[:3]] + (["…"] if number > 3 else []), last="or")
    if kind == "single" and ordered:
        first, last = options[0].label, options[-1].label
        return say(
            "“{heading}” is one of {number} steps, from {first} up to {last}.",
            "«{heading}» es uno de {number} niveles, de {first} a {last}.",
            heading=title,
            number=number,
            first=first,
            last=last,
        )
    if kind == "single":
        return say(
            "“{heading}” is one of {number} choices ({some}).",
            "«{heading}» es una de {number} opciones ({some}).",
            heading=title,
            number=number,
            some=_without_comma(some),
        )
    en, es = SEPARATOR_NAMES.get(separator, ("columns", "columnas"))
    ranked = (" in order of preference", " por orden de preferencia") if kind == "ranking" else ("", "")
    return say(
        "“{heading}” is a list of {number} choices{ranked}, separated by {by} ({some}).",
        "«{heading}» es una lista de {number} opciones{ranked}, separadas por {by} ({some}).",
        heading=title,
        number=number,
        by=Sentence(en, es),
        some=_without_comma(some),
        ranked=Sentence(*ranked),
    )


def _without_comma(some: Sentence) -> Sentence:
    """ "a, b or …" reads better as "a, b, …"."""
    return Sentence(some.en.replace(" or …", ", …"), some.es.replace(" o …", ", …"))
