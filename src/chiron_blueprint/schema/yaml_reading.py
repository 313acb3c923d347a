"""YAML into plain data with the place of every value; aliases, tags and doubled keys are refused."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from chiron_blueprint.schema.problems import Problem
from chiron_blueprint.words import Sentence, say, shortened

MOST_CHARACTERS = 1_000_000
DEEPEST = 30
Path = tuple[str | int, ...]
TOO_DEEP = (say("This is nested too deeply.", "Esto está anidado en exceso."), say("Flatten it.", "Simplifíquelo."))
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
        if _is_refused(text, placed):
            return placed
        root = YAML(typ="safe", pure=True).compose(io.StringIO(text))
        if root is None:
            placed.add(
                (1, 1),
                (),
                say("The file is empty.", "El archivo está vacío."),
                say("Start from a shipped blueprint.", "Empiece con uno de los diseños incluidos."),
            )
        else:
            placed.data = _plain(root, (), placed)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        placed.add(place, (), *_syntax(str(error.problem or error.context or error)))
    except (YAMLError, RecursionError, ValueError) as error:
        placed.add((1, 1), (), *_syntax(str(error).split("\n")[0]))
    return placed


def _is_refused(text: str, placed: Placed) -> bool:
    """Whether the events of the text show what isn't read; stops at the first, before it can cost anything."""
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(io.StringIO(text)):
        mark = event.start_mark
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            placed.add(
                (mark.line + 1, mark.column + 1),
                (),
                say("Anchors (&) and aliases (*) aren't read.", "No se leen anclas (&) ni alias (*)."),
                say(
                    "Write the value out, or quote the text.",
                    "Escriba el valor completo o ponga el texto entre comillas.",
                ),
            )
            return True
        if depth > DEEPEST:
            placed.add((mark.line + 1, mark.column + 1), (), *TOO_DEEP)
            return True
    return False


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


def _plain(node: Node, path: Path, placed: Placed) -> Any:
    place = (node.start_mark.line + 1, node.start_mark.column + 1)
    placed.values[path] = place
    if isinstance(node, MappingNode):
        return _mapping(node, path, placed)
    if isinstance(node, SequenceNode):
        return [_plain(each, (*path, index), placed) for index, each in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    return _scalar(node)


def _mapping(node: MappingNode, path: Path, placed: Placed) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, ScalarNode) else "?"
        place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if key in found:
            placed.add(
                place,
                (*path, key),
                say("“{key}” stands here twice.", "«{key}» aparece dos veces.", key=key),
                say("Delete one of them.", "Borre una de las dos."),
            )
        placed.keys[(*path, key)] = place
        found[key] = _plain(value_node, (*path, key), placed)
    return found


def _scalar(node: ScalarNode) -> Any:
    """Numbers, true, false and null as such where unquoted; everything else, dates too, is text."""
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):
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
