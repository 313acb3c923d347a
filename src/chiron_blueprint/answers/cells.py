"""One cell as the answer to one question: a value, or `Unreadable` with the mend."""

from __future__ import annotations

import datetime
import difflib
import re
import zoneinfo
from collections.abc import Sequence
from functools import lru_cache

from chiron_blueprint import hours
from chiron_blueprint.answers.languages import language_code
from chiron_blueprint.answers.people import Answer, Unreadable
from chiron_blueprint.guess import vocabulary as known
from chiron_blueprint.schema.model import Option, Question
from chiron_blueprint.tables import plain
from chiron_blueprint.words import Sentence, listed, say, shortened

MOST_PLACES = 5_000
NUMBER_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "zero none cero",
            "one uno una un",
            "two dos",
            "three tres",
            "four cuatro",
            "five cinco",
            "six seis",
            "seven siete",
            "eight ocho",
            "nine nueve",
            "ten diez",
        )
    )
    for word in words.split()
}
FORMULA = re.compile(r"^\s*(=\s*[\w(\"'+\-@$\[{#]|[+\-@][\w.]*\(|[=+\-@].*\|.*!)")
LEVEL_WORDS = sorted(known.LANGUAGE_LEVELS, key=len, reverse=True)
REFERENCE_DAY = datetime.date(2026, 1, 15)


def is_blank(cell: str) -> bool:
    """Whether a cell says nothing: empty, a dash, "n/a", "no answer"."""
    return plain(cell) in known.BLANK and cell not in known.YES


def check_formula(cell: str) -> None:
    """Refuse a text that a spreadsheet program would run."""
    if FORMULA.match(cell):
        raise Unreadable(
            "formula",
            say(
                "The cell holds a formula ({cell}).",
                "La celda contiene una fórmula ({cell}).",
                cell=shortened(cell, 40),
            ),
            say("Replace it by its value.", "Sustitúyala por su valor."),
        )


class Choices:
    """The options of one question, found by id or by label in any language."""

    def __init__(self, question: Question, options: Sequence[Option]) -> None:
        self.question = question
        self.options = options
        self.by_name = {plain(option.id): option.id for option in options}
        self.by_name |= {plain(label): option.id for option in options for label in option.label.values()}

    def one(self, cell: str) -> str:
        """The option's id; a number before it ("2. Cardiology") is passed over."""
        name = plain(cell)
        found = self.by_name.get(name) or self.by_name.get(plain(re.sub(r"^\d+\s*[.)-]\s*", "", cell)))
        if found is None:
            raise self._unknown(cell)
        return found

    def many(self, cell: str, separator: str) -> tuple[str, ...]:
        """Ids in the order given, each once."""
        if plain(cell) in self.by_name:
            return (self.one(cell),)
        items = cell.split(separator) if separator else re.split(r"[;|\n]|,(?![^()]*\))", cell)
        found = dict.fromkeys(self.one(item) for item in items if not is_blank(item))
        return tuple(found)

    def _unknown(self, cell: str) -> Unreadable:
        near = difflib.get_close_matches(plain(cell), self.by_name, n=1, cutoff=0.6)
        labels = {option.id: option.label for option in self.options}
        reason = say("“{cell}” is not one of the choices.", "«{cell}» no es una de las opciones.", cell=shortened(cell))
        if near:
            return Unreadable(
                "unknown_option",
                reason,
                say("Did you mean “{near}”?", "¿Quiso decir «{near}»?", near=labels[self.by_name[near[0]]]),
            )
        shown: list[str | Sentence | dict[str, str]] = [option.label for option in self.options[:8]]
        more = ["…"] if len(self.options) > 8 else []
        choices = listed([*shown, *more], last="or")
        return Unreadable("unknown_option", reason, say("Write {choices}.", "Escriba {choices}.", choices=choices))


def scale(cell: str, question: Question) -> int:
    """A whole number on the question's scale; "4 - agree" is 4."""
    assert question.scale is not None
    match = re.match(r"\s*(-?\d+)(?:[.,]0+)?(?![\d.,])", cell)
    low, high = question.scale.low, question.scale.high
    if match is None or not low <= int(match.group(1)) <= high:
        raise Unreadable(
            "scale",
            say("“{cell}” is not on the scale.", "«{cell}» no está en la escala.", cell=shortened(cell)),
            say(
                "Write a whole number from {low} to {high}.",
                "Escriba un número entero de {low} a {high}.",
                low=low,
                high=high,
            ),
        )
    return int(match.group(1))


def capacity(cell: str) -> tuple[int, bool]:
    """How many mentees a mentor takes, and whether a span was given ("1 or 2", of which the lower counts)."""
    words = [str(NUMBER_WORDS.get(word, word)) for word in plain(cell.replace(".0", "")).split()]
    numbers = [int(word) for word in words if word.isdigit() and len(word) < 9]
    negative = re.match(r"\s*-\s*\d", cell) is not None
    decimal = re.fullmatch(r"\s*\d+[.,]\d*[1-9]\d*\s*", cell) is not None
    if not numbers or len(numbers) > 2 or negative or decimal:
        raise Unreadable(
            "capacity",
            say("“{cell}” is not a number of mentees.", "«{cell}» no es un número de personas.", cell=shortened(cell)),
            say(
                "Write a whole number, such as 2, or leave the cell empty for 1.",
                "Escriba un número entero, como 2, o deje la celda vacía para 1.",
            ),
        )
    if min(numbers) == 0:
        raise Unreadable(
            "capacity_zero",
            say(
                "A capacity of 0 means that this mentor takes nobody.",
                "Una capacidad de 0 significa que este/a mentor/a no acepta a nadie.",
            ),
            say("Write 1 or more, or delete the row.", "Escriba 1 o más, o borre la fila."),
        )
    if max(numbers) > MOST_PLACES:
        raise Unreadable(
            "capacity",
            say(
                "A capacity of {cell} can't be meant.",
                "Una capacidad de {cell} no puede ser correcta.",
                cell=shortened(cell),
            ),
            say("Write at most {most}.", "Escriba como mucho {most}.", most=MOST_PLACES),
        )
    return min(numbers), len(numbers) > 1


def availability(cell: str) -> tuple[int, str]:
    """The mask of free hours and the first word not understood."""
    bits, unknown = hours.parsed(cell)
    if not bits:
        raise Unreadable(
            "availability",
            say(
                "“{cell}” can't be read as free hours.",
                "«{cell}» no se entiende como horas libres.",
                cell=shortened(cell),
            ),
            say(
                "Write days and hours, such as “Mon 18-20; Wed evening”.",
                "Escriba días y horas, como «lun 18-20; mié tarde».",
            ),
        )
    return bits, unknown


def zone(cell: str) -> str:
    """A time zone that exists: an IANA name, or UTC with a difference."""
    name = cell.strip().replace(" ", "_") if "/" in cell else cell.strip()
    try:
        hours.offset(name, REFERENCE_DAY)
    except (zoneinfo.ZoneInfoNotFoundError, OverflowError):
        near = difflib.get_close_matches(name, zoneinfo.available_timezones(), n=1, cutoff=0.7)
        better = near[0] if near else "Europe/Madrid"
        raise Unreadable(
            "zone",
            say("There is no time zone “{cell}”.", "No existe la zona horaria «{cell}».", cell=shortened(cell)),
            say("Write a name such as {better}, or UTC+2.", "Escriba un nombre como {better}, o UTC+2.", better=better),
        ) from None
    return name


def languages(cell: str, separator: str) -> tuple[tuple[str, int], ...]:
    """Languages with their level 1–4; 3 (fluent) where none is given."""
    found: dict[str, int] = {}
    for item in cell.split(separator) if separator else re.split(r"[;,|\n/]|\by\b|\band\b", cell):
        name, level = _language(item)
        if name:
            found[name] = max(level, found.get(name, 0))
    return tuple(sorted(found.items()))


@lru_cache(maxsize=10_000)
def _language(item: str) -> tuple[str, int]:
    """One language and its level, the longest word for a level first (lengua materna before materna)."""
    words = plain(item)
    for word in LEVEL_WORDS:
        if re.search(rf"\b{word}\b", words):
            rest = re.sub(rf"\b{word}\b", "", words)
            return language_code(rest.strip()), known.LANGUAGE_LEVELS[word]
    return language_code(words), 3


def partners(cell: str, separator: str) -> tuple[str, ...]:
    """Names or addresses in the order given."""
    items = cell.split(separator) if separator else re.split(r"[;|\n]", cell)
    cleaned = (re.sub(r"^\s*\d+\s*[.):]\s*", "", " ".join(item.split())) for item in items)
    return tuple(dict.fromkeys(item for item in cleaned if not is_blank(item)))


def consent(cell: str) -> bool:
    """Yes or no, in either language; a sentence that begins with one counts."""
    word = plain(cell)
    first = word.split(" ")[0] if word else ""
    if (
        word in known.YES
        or first in ("yes", "si", "agree", "acepto", "consiento", "true")
        or word.startswith(("i agree", "i consent", "i accept"))
    ):
        return True
    if word in known.NO or first in ("no", "disagree", "false"):
        return False
    raise Unreadable(
        "consent",
        say("“{cell}” is neither yes nor no.", "«{cell}» no es ni sí ni no.", cell=shortened(cell)),
        say("Write yes or no.", "Escriba sí o no."),
    )


def is_ticked(cell: str) -> bool:
    """Whether a tick box, a flag or an hour's cell is chosen: anything but empty, 0, no."""
    return (
        bool(cell.strip()) and plain(cell) not in known.NO - {""} and cell.strip() not in "-–—" and not is_blank(cell)
    )


def answered(value: Answer) -> bool:
    """Whether a value says anything."""
    return value not in (None, "", (), 0) or value is False
