"""The published JSON Schema, and its complaints in words."""

from __future__ import annotations

import difflib
import json
from functools import cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from chiron_blueprint.schema.yaml_reading import Path, Placed
from chiron_blueprint.words import Sentence, listed, say, shortened

if TYPE_CHECKING:
    from jsonschema import ValidationError

TYPES = {
    "object": ("keys with values", "claves con valores"),
    "array": ("a list (lines that begin with “-”)", "una lista (líneas que empiezan por «-»)"),
    "string": ("a text; put it in quotation marks", "un texto; póngalo entre comillas"),
    "integer": ("a whole number", "un número entero"),
    "number": ("a number", "un número"),
    "boolean": ("true or false", "true o false"),
}


@cache
def schema() -> dict[str, Any]:
    """The published JSON Schema of blueprints."""
    loaded: dict[str, Any] = json.loads(
        FilePath(__file__).with_name("blueprint.schema.json").read_text(encoding="utf-8")
    )
    return loaded


def check(placed: Placed) -> None:
    """Note every violation of the schema."""
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(schema()).iter_errors(placed.data):
        _note(placed, error)


def _note(placed: Placed, error: ValidationError) -> None:
    path: Path = tuple(error.absolute_path)
    kind = str(error.validator)
    value: Any = error.validator_value
    rule: Any = error.schema
    instance: Any = error.instance
    if kind == "required":
        for name in [name for name in value if name not in instance]:
            message = say("“{name}” is missing.", "Falta «{name}».", name=name)
            placed.add(
                placed.place(path),
                path,
                message,
                say("Add a line “{name}:” here.", "Añada aquí una línea «{name}:».", name=name),
            )
    elif kind == "additionalProperties" and isinstance(error.instance, dict):
        known = list(rule.get("properties", {}))
        for name in [name for name in error.instance if name not in known]:
            _unknown_key(placed, (*path, name), name, known)
    else:
        message, mend = _other(kind, error)
        placed.add(placed.place(path), path, message, mend)


def _unknown_key(placed: Placed, path: Path, name: str, known: list[str]) -> None:
    near = difflib.get_close_matches(name, known, n=1)
    message = say("“{name}” means nothing here.", "«{name}» no significa nada aquí.", name=shortened(name))
    if near:
        mend = say("Did you mean “{near}”?", "¿Quiso decir «{near}»?", near=near[0])
    else:
        mend = say("Here may stand {known}.", "Aquí puede haber {known}.", known=listed(known, last="or"))
    placed.add(placed.place(path, key=True), path, message, mend)


def _other(kind: str, error: ValidationError) -> tuple[Sentence, Sentence]:
    shown = shortened(json.dumps(error.instance, ensure_ascii=False, default=str), 40)
    given = say("{shown} isn't right here.", "{shown} no es correcto aquí.", shown=shown)
    value: Any = error.validator_value
    if kind == "enum":
        near = difflib.get_close_matches(str(error.instance), [str(each) for each in value], n=1)
        if near:
            return given, say("Did you mean “{near}”?", "¿Quiso decir «{near}»?", near=near[0])
        return given, say(
            "Write {choices}.",
            "Escriba {choices}.",
            choices=listed([each for each in map(str, value) if each], last="or"),
        )
    if kind == "type":
        return given, say(
            "Write {wanted}.", "Escriba {wanted}.", wanted=Sentence(*TYPES.get(str(value), (str(value), str(value))))
        )
    if kind in ("minimum", "maximum"):
        word = Sentence("at least", "como mínimo") if kind == "minimum" else Sentence("at most", "como máximo")
        return given, say("Write {word} {value}.", "Escriba {word} {value}.", word=word, value=value)
    if kind in ("minItems", "minProperties"):
        return say("There are too few entries.", "Hay pocas entradas."), say(
            "Add entries until there are {value}.", "Añada entradas hasta que haya {value}.", value=value
        )
    if kind == "uniqueItems":
        return say("An entry stands here twice.", "Una entrada aparece dos veces."), say("Delete one.", "Borre una.")
    if kind in ("pattern", "propertyNames"):
        return given, _pattern(str(value))
    return given, say(
        "See the reference of blueprints ({kind}).", "Véase la referencia de los diseños ({kind}).", kind=kind
    )


def _pattern(pattern: str) -> Sentence:
    if "a-z0-9-" in pattern:
        return say(
            "Use small letters, digits and hyphens, beginning with a letter.",
            "Use minúsculas, cifras y guiones, empezando por una letra.",
        )
    if "[A-Z]{2}" in pattern:
        return say("Write a language such as en, es or pt-BR.", "Escriba un idioma como en, es o pt-BR.")
    return say("Begin with a digit, such as 1 or 2026-1.", "Empiece por una cifra, como 1 o 2026-1.")
