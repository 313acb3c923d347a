"""Blueprints from text and back: unedited ones to the same bytes, edited ones to a text that loads equal."""

from __future__ import annotations

import dataclasses
import io
import re
import types
import typing
from functools import cache
from typing import Any

from chiron_blueprint.schema import checks, validating, yaml_reading
from chiron_blueprint.schema.model import Blueprint
from chiron_blueprint.schema.problems import BlueprintError

# texts that need no quotation marks whatever the YAML: words and the commonest signs, no colon, no hash
PLAIN = re.compile(r"[^\W\d_](?:[\w ,.()/’-]{0,100}[\w.)])?")


def load(text: str, *, source: str = "blueprint") -> Blueprint:
    """The blueprint of a YAML text; raises BlueprintError with every problem found."""
    placed = yaml_reading.read(text)
    if not placed.problems:
        validating.check(placed)
    if not placed.problems:
        checks.check(placed)
    if placed.problems:
        raise BlueprintError(source, placed.problems)
    made: Blueprint = _made(Blueprint, placed.data)
    return dataclasses.replace(made, text=text)


def dump(blueprint: Blueprint) -> str:
    """The blueprint as YAML: its own file if it is as it was loaded, else written anew."""
    if blueprint.text:
        placed = yaml_reading.read(blueprint.text)
        if not placed.problems and _made(Blueprint, placed.data) == blueprint:
            return blueprint.text
    return _written(to_data(blueprint))


def to_data(value: Any) -> Any:
    """Plain data of a blueprint or a part of it; what stands at its default is left out."""
    if dataclasses.is_dataclass(value):
        found = {}
        for field in dataclasses.fields(value):
            each = getattr(value, field.name)
            if (field.name != "text" and not _is_default(field, each)) or field.name in _TEXTS_OF.get(
                type(value).__name__, ()
            ):
                found[field.name] = to_data(each)
        return found
    if isinstance(value, tuple | list):
        return [to_data(each) for each in value]
    if isinstance(value, dict):
        return {key: to_data(each) for key, each in value.items()}
    return int(value) if isinstance(value, float) and value.is_integer() else value


# a Section's own text is called text too; a Blueprint's is the file it came from
_TEXTS_OF = {"Section": ("text",)}


def _is_default(field: dataclasses.Field[Any], value: Any) -> bool:
    if field.default is not dataclasses.MISSING:
        return bool(value == field.default)
    if field.default_factory is not dataclasses.MISSING:
        return bool(value == field.default_factory())
    return False


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _made(kind: Any, data: Any) -> Any:
    """Data, already checked, as the dataclass (or tuple, or dict of them) that `kind` says."""
    if dataclasses.is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]  # a class, which can be hashed
        return kind(**{key: _made(hints[key], each) for key, each in data.items() if each is not None})  # type: ignore[operator]
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _made(next(each for each in inner if each is not type(None)), data)
    if origin is tuple:
        return tuple(_made(inner[0], each) for each in data)
    if origin is dict:
        return {key: _made(inner[1], each) for key, each in data.items()}
    return kind(data) if kind is float else data


def _written(data: Any) -> str:
    from ruamel.yaml import YAML
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

    def styled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: styled(each) for key, each in value.items()}
        if isinstance(value, list):
            return [styled(each) for each in value]
        if isinstance(value, str):
            if (
                "\n" in value
                and not value.startswith((" ", "\n"))
                and "\r" not in value
                and value.isprintable() is False
            ):
                literal = value.replace("\n", "")
                return LiteralScalarString(value) if literal.isprintable() else DoubleQuotedScalarString(value)
            return value if _stays_text(value) else DoubleQuotedScalarString(value)
        return value

    yaml = YAML()
    yaml.width = 110
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(styled(data), stream)
    return stream.getvalue()


def _stays_text(value: str) -> bool:
    """Whether a text, written without quotation marks, is read as that text again."""
    if PLAIN.fullmatch(value):
        return value not in ("true", "false", "null")
    placed = yaml_reading.read(f"a: {value}")
    return not placed.problems and placed.data == {"a": value}
