"""Erasing again what a restored backup brought back: keys, names, addresses, ways to sign in and pseudonyms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models, transaction

from chiron.config import dumps
from chiron.core import audit, clock, encryption, privacy, tombstones
from chiron.core.actions import Event
from chiron.core.models import ErasedOwner
from chiron.people.models import Account, Invitation, Person


@dataclass(frozen=True)
class Replayed:
    """How much of erased people a backup had brought back."""

    keys: int
    rows: int


def known() -> set[UUID]:
    """Return everybody erased as far as this installation can tell: from its database and from the journal."""
    return tombstones.read() | set(ErasedOwner.objects.values_list("owner_id", flat=True))


def replay(owners: Iterable[UUID] = ()) -> Replayed:
    """Erase *owners*, and everybody known to be erased, again. Safe to repeat: what is erased stays so."""
    erased = set(owners) | known()
    erased |= _accounts_of_nobody_else(erased)
    ErasedOwner.objects.bulk_create([ErasedOwner(owner_id=each) for each in erased], ignore_conflicts=True)
    missing = erased - tombstones.read()
    if missing:
        tombstones.note(*sorted(missing))
    keys = encryption.replay_erasures()
    with transaction.atomic():
        _close_ways_in(erased)
        rows = sum(_clear_plain(model, erased) for model in privacy.our_models())
    for owner in erased:
        audit.forget(owner)
    return Replayed(keys, rows)


def carry_out(event: Event) -> None:
    """Finish what an erasure leaves to the house: fields of the rooms above, the pseudonym, SQLite's old pages."""
    replay([UUID(event.ids["person"])])
    for alias in ("default", "keys"):
        dumps.settle(alias)


def _accounts_of_nobody_else(erased: set[UUID]) -> set[UUID]:
    """The accounts of erased people that are no way in for anybody else: one person an institution may share one."""
    rows = Person._base_manager.filter(account__isnull=False)
    theirs = set(rows.filter(pk__in=erased).values_list("account_id", flat=True))
    return theirs - set(rows.filter(account_id__in=theirs).exclude(pk__in=erased).values_list("account_id", flat=True))


def _belonging_to(model: type[models.Model], erased: set[UUID]) -> models.QuerySet[Any] | None:
    """The rows of *model* that are, or are about, one of *erased*; None where the model is about nobody."""
    rows = model._base_manager.all()
    if getattr(getattr(model, "Privacy", None), "pseudonymous", False):
        return rows.filter(pk__in=erased)
    for link in ("person", "account", "enrolment__person"):
        first = link.split("__")[0]
        if any(field.name == first for field in model._meta.concrete_fields):
            return rows.filter(**{f"{link}__in": erased})
    return None


def _clear_plain(model: type[models.Model], erased: set[UUID]) -> int:
    """Empty the personal fields of the erased in one table; return how many rows said anything."""
    fields = sorted(privacy.classes_of(model)["personal"])
    rows = _belonging_to(model, erased) if fields else None
    if rows is None:
        return 0
    count = 0
    for row in rows.iterator(500):
        blank = {field: None if row._meta.get_field(field).null else "" for field in fields}
        if any(getattr(row, field) != value for field, value in blank.items()):
            rows.filter(pk=row.pk).update(**blank)
            count += 1
    return count


def _close_ways_in(erased: set[UUID]) -> None:
    """As `people.actions.erase_person` does it: no account, no invitation, no number at the institution."""
    people = Person._base_manager.filter(pk__in=erased)
    people.filter(erased_at__isnull=True).update(erased_at=clock.now())
    people.update(account=None, external_id="")
    Invitation._base_manager.filter(person_id__in=erased).delete()
    Account.objects.filter(pk__in=erased).delete()
