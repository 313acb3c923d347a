"""Which class each field belongs to, read from the nested ``Privacy`` class of its model.

``operational`` (ids, states, times) and ``personal`` (names, e-mail) are stored plain; ``confidential``, ``identity``
and ``safeguarding`` are encrypted. Classes decide storage, export, erasure and logs; policies decide readers.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

CLASSES = ("operational", "personal", "confidential", "identity", "safeguarding")
ENCRYPTED = ("confidential", "identity", "safeguarding")


def our_models() -> Iterator[type[models.Model]]:
    """Yield every model of the house (not those of libraries)."""
    for model in apps.get_models():
        if model.__module__.startswith("chiron."):
            yield model


def classes_of(model: type[models.Model]) -> dict[str, frozenset[str]]:
    """Return the data classes that *model* declares, each with the names of its fields."""
    declared = getattr(model, "Privacy", None)
    return {name: frozenset(getattr(declared, name, ())) for name in CLASSES}


def class_of(model: type[models.Model], field: str) -> str | None:
    """Return the data class of one field, or None where the model does not say."""
    return next((name for name, fields in classes_of(model).items() if field in fields), None)


def owner_path(model: type[models.Model]) -> str:
    """Return the attribute of *model* that names the owner of its encrypted values."""
    return str(getattr(getattr(model, "Privacy", None), "owner", ""))


def owner_of(instance: models.Model) -> UUID:
    """Return the id of the person or relationship whose key encrypts the row."""
    path = owner_path(type(instance))
    if not path:
        raise TypeError(f"{type(instance).__name__} has encrypted fields but Privacy.owner names no owner")
    value: Any = instance.pk if path == "self" else getattr(instance, path)
    if not isinstance(value, UUID):
        raise TypeError(f"{type(instance).__name__}.{path} must be the id of the owner, got {type(value).__name__}")
    return value


def problems(model: type[models.Model]) -> list[str]:
    """Return what is wrong with the classification of *model*, a sentence each."""
    found = []
    declared = classes_of(model)
    for field in model._meta.concrete_fields:
        holders = [name for name, fields in declared.items() if field.name in fields]
        if len(holders) != 1:
            found.append(
                f"{model._meta.label}.{field.name} must be in exactly one data class, is in {holders or 'none'}"
            )
            continue
        encrypted = hasattr(field, "erased")
        if encrypted != (holders[0] in ENCRYPTED):
            found.append(
                f"{model._meta.label}.{field.name} is {holders[0]} but is {'' if encrypted else 'not '}encrypted"
            )
    names = {field.name for field in model._meta.concrete_fields}
    for name, fields in declared.items():
        found.extend(
            f"{model._meta.label}.Privacy.{name} names {field}, which does not exist" for field in fields - names
        )
    return found
