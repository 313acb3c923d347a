"""Sentences in two languages, and the small grammar they need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LANGUAGES = ("en", "es")
DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing said in English and in Spanish; `str()` gives the English."""

    en: str
    es: str

    def in_language(self, language: str) -> str:
        """The sentence in `language` ("es", "es-MX", …); English where there is no translation."""
        return self.es if language.split("-")[0].lower() == "es" else self.en

    def __str__(self) -> str:
        return self.en


Spoken = str | int | float | Sentence | Mapping[str, str]


def say(en: str, es: str, /, **values: Spoken) -> Sentence:
    """A sentence with its blanks filled; a value that has languages itself is taken in the right one."""
    if not values:
        return Sentence(en, es)
    return Sentence(
        en.format(**{key: spoken(value, "en") for key, value in values.items()}),
        es.format(**{key: spoken(value, "es") for key, value in values.items()}),
    )


def spoken(value: Spoken, language: str) -> str:
    """`value` in `language`: a sentence, a language map, or anything that reads the same in both."""
    if isinstance(value, str):
        return value
    if isinstance(value, Sentence):
        return value.in_language(language)
    if isinstance(value, Mapping):
        return in_language(value, language)
    return str(value)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text of a language map for `language`, else its base language, else English, else whatever there is."""
    for code in (language, language.split("-")[0], "en"):
        if texts.get(code):
            return texts[code]
    return next(iter(texts.values()), "")


def listed(items: Iterable[Spoken], *, last: str = "and") -> Sentence:
    """ "a, b and c" in both languages; `last` is "and" or "or"."""
    things = list(items)
    return Sentence(
        _listed([spoken(thing, "en") for thing in things], last),
        _listed_es([spoken(thing, "es") for thing in things], last),
    )


def _listed(things: list[str], last: str) -> str:
    return ", ".join(things[:-1]) + f" {last} " + things[-1] if len(things) > 1 else "".join(things)


def _listed_es(things: list[str], last: str) -> str:
    if len(things) < 2:
        return "".join(things)
    ending = things[-1].lower()
    if last == "and":
        joiner = "e" if ending.startswith(("i", "hi", "í")) and not ending.startswith(("hie", "ie")) else "y"
    else:
        joiner = "u" if ending.startswith(("o", "ho", "ó")) else "o"
    return ", ".join(things[:-1]) + f" {joiner} " + things[-1]


def counted(number: int, one: tuple[str, str], many: tuple[str, str]) -> Sentence:
    """ "1 hour", "6 hours" in both languages; each pair is (English, Spanish)."""
    en, es = one if number == 1 else many
    return Sentence(f"{number:,} {en}", f"{number:,} {es}".replace(",", "."))


def shortened(text: str, length: int = 60) -> str:
    """`text` on one line and at most `length` characters long, for quoting what somebody typed."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1].rstrip() + "…"
