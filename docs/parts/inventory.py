"""The data inventory: every field of every table, its class, how it is stored and whose key opens it."""

from itertools import groupby
from typing import Any

from docs.parts.words import code, first_paragraph, room_of, table

INTRODUCTION = """# Data inventory

Every field that this software stores, sorted into exactly one class. The class decides how it is stored, whether it is
part of what somebody exports about themselves, and what an erasure does; [policies](who-may-do-what.md) decide who
reads.

| class | what | stored | after an erasure |
| --- | --- | --- | --- |
| operational | ids, states, times, counts | plain | stays, says nothing about anybody by itself |
| personal | names, addresses, pronouns | plain | emptied |
| confidential | everything that people write | encrypted under its owner's key | unreadable for good: the key is gone |
| identity | identity, with a consent of its own | encrypted under its owner's key | unreadable for good |
| safeguarding | concerns | sealed to the support leads' keys | by the institution's rules of safeguarding |

"""


def fields() -> list[tuple[Any, Any, str]]:
    """Every model, field and class of the house."""
    from chiron.core import privacy

    models = sorted(privacy.our_models(), key=lambda model: model._meta.label)
    return [
        (model, field, privacy.class_of(model, field.name) or "")
        for model in models
        for field in model._meta.concrete_fields
    ]


def names() -> set[str]:
    """Every field that the page must hold, as room.Model.field."""
    return {f"{room_of(model.__module__)}.{model.__name__}.{field.name}" for model, field, _ in fields()}


def page() -> str:
    """The inventory."""
    text = INTRODUCTION
    for model, entries in groupby(fields(), key=lambda entry: entry[0]):
        rows = [
            (code(f"{_label(model)}.{field.name}"), _type(field), kind, _stored(model, kind))
            for _, field, kind in entries
        ]
        text += (
            f"## {_label(model)}\n\n{first_paragraph(model)}\n\n"
            + table(["field", "type", "class", "stored"], rows)
            + "\n"
        )
    return text


def _label(model: Any) -> str:
    return f"{room_of(model.__module__)}.{model.__name__}"


def _type(field: Any) -> str:
    target = getattr(field, "related_model", None)
    name = type(field).__name__.removesuffix("Field")
    return f"{name} to {target.__name__}" if target else name


def _stored(model: Any, kind: str) -> str:
    from chiron.core import privacy

    if kind not in privacy.ENCRYPTED:
        return "plain"
    owner = privacy.owner_path(model)
    return f"encrypted, key of {'the row itself' if owner == 'self' else code(owner)}"
