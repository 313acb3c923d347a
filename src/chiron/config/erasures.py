"""Erasing again what a restored backup brought back: keys, names, addresses, ways to sign in and pseudonyms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import models, transaction

from chiron.core import audit, clock, encryption, privacy, tombstones
from chiron.core.models import ErasedOwner
from chiron.people.models import Account, Person


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
        rows = sum(_clear_plain(model, erased) for model in privacy.our_models())
        _close_ways_in(erased)
    for owner in erased:
        audit.forget(owner)
    return Replayed(keys, rows)


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
        blank = {field: _nothing(row, field) for field in fields}
        if any(getattr(row, field) != value for field, value in blank.items()):
            rows.filter(pk=row.pk).update(**blank)
            count += 1
    return count


def _nothing(row: models.Model, field: str) -> Any:
    """What stands in a personal field of somebody erased: nothing, or an address nobody has where one must stand."""
    if isinstance(row, Account) and field == "email":
        return f"{row.pk.hex}@erased.invalid"
    return None if row._meta.get_field(field).null else ""


def _close_ways_in(erased: set[UUID]) -> None:
    people = Person._base_manager.filter(pk__in=erased)
    people.filter(erased_at__isnull=True).update(erased_at=clock.now())
    EmailAddress.objects.filter(user_id__in=erased).delete()
    Account.objects.filter(pk__in=erased).update(is_active=False, password="!")  # noqa: S106 no password at all
