"""Everything that is kept about somebody, as they may take it along."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from chiron.core import encryption, privacy
from chiron.core.models import AuditEntry, Merged, Pseudonym
from chiron.people import rules
from chiron.people.models import Account, Person

KeepsBack = Callable[[Person], models.Q]

#: Which rows of a table somebody may not take along at present, by its label: what a room above has to say.
KEPT_BACK: dict[str, KeepsBack] = {}


def keeps_back(label: str) -> Callable[[KeepsBack], KeepsBack]:
    """Register which rows of a table no export holds for somebody, although they made them."""

    def note(asked: KeepsBack) -> KeepsBack:
        KEPT_BACK[label] = asked
        return asked

    return note


def was(person: Person) -> list[UUID]:
    """Return the ids of the entries that were merged into *person*."""
    return list(Merged.objects.filter(new_id=person.pk).values_list("old_id", flat=True))


def kept_about(person: Person) -> Iterator[tuple[type[models.Model], list[models.Model]]]:
    """Yield each table that holds something about *person*, with the rows: the source of every export."""
    encryption.preload([person.pk])
    for model in _tables():
        condition = _about(model, person)
        if condition is not None:
            found = model._base_manager.filter(condition)
            if (keeps := KEPT_BACK.get(model._meta.label)) is not None:
                found = found.exclude(keeps(person))
            if rows := list(found.order_by("pk")):
                yield model, rows


def _tables() -> Iterator[type[models.Model]]:
    """Our tables, and those of the sign-in that are about an account."""
    yield from (model for model in privacy.our_models() if model._meta.label not in rules.NOT_EXPORTED)
    yield from (apps.get_model(label) for label in rules.SIGN_IN_FIELDS)


def _about(model: type[models.Model], person: Person) -> models.Q | None:
    """The condition under which a row of *model* is the person's own; None where the table is about nobody."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    if model is Person:
        return models.Q(pk=person.pk)
    if model is Account:
        return models.Q(pk=person.account_id)
    if model is AuditEntry:
        return models.Q(by__in=Pseudonym.objects.filter(owner_id__in=[person.pk, *was(person)]).values("pk"))
    if model._meta.label in rules.ONLY_FOR:
        return models.Q(**{rules.ONLY_FOR[model._meta.label]: person.pk})
    conditions = [
        models.Q(**{name: person.account_id if field.related_model is Account else person.pk})
        for name, field in fields.items()
        if field.related_model in (Person, Account) or name in rules.IDS_OF_PEOPLE
    ]
    if not conditions and "enrolment" in fields:
        conditions.append(models.Q(enrolment__person=person))
    return reduce(or_, conditions) if conditions else None


def readable(row: models.Model, person: Person) -> list[str]:
    """Return which fields of a row about *person* are theirs to read: all of their own, little of what they only made.

    Whoever brought a file or made a run sees that and when; what it says is about others. Nobody reads what another's
    key closes, and no export holds a secret.
    """
    if row._meta.label in rules.SIGN_IN_FIELDS:
        return list(rules.SIGN_IN_FIELDS[row._meta.label])
    kept = privacy.classes_of(type(row))
    closed = set().union(*(kept[name] for name in privacy.ENCRYPTED))
    if closed and privacy.owner_of(row) == person.pk:
        closed = set()
    fields = [field for field in row._meta.concrete_fields if field.name not in rules.SECRETS | closed]
    if not _is_own(row, person):
        fields = [field for field in fields if _says_that(field)]
    return [field.attname for field in fields]


def _is_own(row: models.Model, person: Person) -> bool:
    """Whether *row* is about the person, rather than something that they made or that others do in their place."""
    names = {field.name for field in row._meta.concrete_fields if field.related_model is Person}
    return not names or any(getattr(row, f"{name}_id") == person.pk for name in names & {"person", "other"})


def _says_that(field: models.Field[Any, Any]) -> bool:
    is_time = isinstance(field, models.DateField)  # and so a date with its time
    return field.primary_key or is_time or field.related_model is Person or field.name in {"state", "role"}


def by_class(person: Person) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """Return for each data class how many values are kept about *person*, and how many in each table."""
    counted: dict[str, dict[str, int]] = {name: {} for name in privacy.CLASSES}
    for model, rows in kept_about(person):
        for row in rows:
            for attname in readable(row, person):
                name = model._meta.get_field(attname).name
                kept = privacy.class_of(model, name) or rules.CLASS_OF_SIGN_IN.get(name, "operational")
                if getattr(row, attname) not in (None, "", {}, []):
                    counted[kept][model._meta.label] = counted[kept].get(model._meta.label, 0) + 1
    return [(name, sum(tables.values()), sorted(tables.items())) for name, tables in counted.items()]


def exported(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Return everything kept about *person*, table by table, as plain values."""
    return {
        model._meta.label: [{name: _plain(getattr(row, name)) for name in readable(row, person)} for row in rows]
        for model, rows in kept_about(person)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | dict | list | None) else str(value)
