"""YAML into plain data with the place of every value; aliases, tags and doubled keys are refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from chiron_blueprint.schema.problems import Problem
from chiron_blueprint.words import Sentence, say, shortened

MOST_CHARACTERS = 1_000_000
DEEPEST = 30
Path = tuple[str | int, ...]
TOO_DEEP = (say("This is nested too deeply.", "Esto está anidado en exceso."), say("Flatten it.", "Simplifíquelo."))
ANCHORS = (
    say("Anchors (&) and aliases (*) aren't read.", "No se leen anclas (&) ni alias (*)."),
    say("Write the value out, or quote the text.", "Escriba el valor completo o ponga el texto entre comillas."),
)
TAGS = (
    say("Tags (!) aren't read.", "No se leen etiquetas (!)."),
    say("Delete it, or quote the text.", "Bórrela o ponga el texto entre comillas."),
)
ONE_DOCUMENT = (
    say("A second document begins here.", "Aquí empieza un segundo documento."),
    say("Delete the line “---”.", "Borre la línea «---»."),
)
EMPTY = (
    say("The file is empty.", "El archivo está vacío."),
    say("Start from a shipped blueprint.", "Empiece con uno de los diseños incluidos."),
)
DELETE_ONE = say("Delete one of them.", "Borre una de las dos.")
TRUTHS = {"true": True, "false": False}


@dataclass
class Placed:
    """The data, and the line and column (from 1) of each value and of each key."""

    data: Any = None
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        """Where `path` stands, or the nearest thing around it that stands in the file."""
        wanted = self.keys if key else self.values
        while path and path not in wanted:
            path = path[:-1]
        return wanted.get(path) or self.values.get(path, (1, 1))

    def add(self, place: tuple[int, int], path: Path, message: Sentence, mend: Sentence) -> None:
        """Note a problem."""
        self.problems.append(Problem(place[0], place[1], dotted(path), message, mend))


def dotted(path: Path) -> str:
    """A path as people read it: criteria.2.mentee; list entries are counted from 1."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def read(text: str) -> Placed:
    """Read one YAML document; what is wrong stands in `.problems`."""
    placed = Placed()
    if len(text) > MOST_CHARACTERS:
        placed.add(
            (1, 1),
            (),
            say("The file is too long.", "El archivo es demasiado largo."),
            say(
                "A blueprint has at most {n} characters.",
                "Un diseño tiene como mucho {n} caracteres.",
                n=MOST_CHARACTERS,
            ),
        )
        return placed
    try:
        placed.data = _Document(text, placed).root()
    except _Refused:
        placed.data = None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        placed.add(place, (), *_syntax(str(error.problem or error.context or error)))
    except (YAMLError, RecursionError, ValueError) as error:
        placed.add((1, 1), (), *_syntax(str(error).split("\n")[0]))
    return placed


class _Refused(Exception):
    """Something that isn't read; the problem is noted already, and nothing after it is looked at."""


class _Document:
    """One document, built from the parser's events as they come, so that what isn't read is refused before it costs."""

    def __init__(self, text: str, placed: Placed) -> None:
        self.events: Iterator[Any] = iter(YAML(typ="safe", pure=True).parse(io.StringIO(text)))
        self.placed = placed

    def root(self) -> Any:
        """The data of the only document."""
        found: list[Any] = []
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if found:
                    self._refuse(event, *ONE_DOCUMENT)
                found.append(self._value(next(self.events), ()))
        if not found or found == [None]:
            self.placed.add((1, 1), (), *EMPTY)
            raise _Refused
        return found[0]

    def _value(self, event: Any, path: Path) -> Any:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            self._refuse(event, *ANCHORS)
        if getattr(event, "tag", None) and isinstance(event, ScalarEvent | CollectionStartEvent):
            self._refuse(event, *TAGS)
        if len(path) > DEEPEST:
            self._refuse(event, *TOO_DEEP)
        self.placed.values[path] = _place(event)
        if isinstance(event, MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        return _scalar(event)

    def _sequence(self, path: Path) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            found.append(self._value(event, (*path, len(found))))
        return found

    def _mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = str(event.value) if isinstance(event, ScalarEvent) else "?"
            if not isinstance(event, ScalarEvent):
                self._value(event, (*path, key))
            if key in found:
                self.placed.add(
                    _place(event),
                    (*path, key),
                    say("“{key}” stands here twice.", "«{key}» aparece dos veces.", key=key),
                    DELETE_ONE,
                )
            self.placed.keys[(*path, key)] = _place(event)
            found[key] = self._value(next(self.events), (*path, key))
        return found

    def _refuse(self, event: Any, message: Sentence, mend: Sentence) -> NoReturn:
        self.placed.add(_place(event), (), message, mend)
        raise _Refused


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _syntax(problem: str) -> tuple[Sentence, Sentence]:
    mends = {
        "mapping values are not allowed": (
            "Put the text in quotation marks: it holds a colon.",
            "Ponga el texto entre comillas: contiene dos puntos.",
        ),
        "found character '\\t'": ("Indent with spaces, not with tabs.", "Use espacios para sangrar, no tabuladores."),
        "expected <block end>": (
            "Check the indentation of this line and the one above it.",
            "Revise la sangría de esta línea y de la anterior.",
        ),
        "found unexpected end of stream": ("Close the quotation mark.", "Cierre las comillas."),
        "could not find expected ':'": ("Put a colon after the key.", "Ponga dos puntos después de la clave."),
    }
    mend = next(
        (texts for start, texts in mends.items() if problem.startswith(start)),
        ("Mend the YAML here.", "Corrija aquí el YAML."),
    )
    return say("This isn't valid YAML: {p}.", "Esto no es YAML válido: {p}.", p=shortened(problem, 120)), Sentence(
        *mend
    )


def _scalar(event: Any) -> Any:
    """Numbers, true, false and null as such where unquoted; everything else, dates too, is text."""
    text = str(event.value)
    if event.style in ("'", '"', "|", ">"):
        return text
    if text in ("", "~", "null"):
        return None
    if text in TRUTHS:
        return TRUTHS[text]
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        return number if "_" not in text and text.lower() not in ("inf", "-inf", "nan", "+inf", "infinity") else text
    return text
