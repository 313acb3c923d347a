"""Model fields whose values are encrypted at rest under the key of the row's owner."""

import json
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext

from chiron.core import encryption, privacy


class Ciphertext(bytes):
    """Bytes that came from `seal`: the only thing an encrypted column accepts."""


class Sealed:
    """A value as it came from the database, not yet opened."""

    __slots__ = ("value",)

    def __init__(self, value: bytes) -> None:
        self.value = value


class _Opener:
    """Opens a sealed value the first time that it is read from its row."""

    def __init__(self, field: "EncryptedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        value = instance.__dict__[self.field.attname]
        if isinstance(value, Sealed):
            value = self.field.open(instance, value)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text, encrypted under the key of the row's owner (``Privacy.owner``).

    It cannot be filtered, ordered or changed by ``update()``: the database never sees the text. ``is_silent``: once it
    is erased it reads as empty, for what is no sentence (an address, say).
    """

    def __init__(self, *args: Any, is_silent: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)
        self.is_silent = is_silent

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, self.attname, _Opener(self))

    def _check_str_default_value(self) -> list[Any]:
        return []  # the default is what the reader sees, not what is stored

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def to_python(self, value: Any) -> Any:
        return value

    def get_default(self) -> Any:
        return self.empty() if not self.null and not self.has_default() else super().get_default()

    def empty(self) -> Any:
        return ""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None:
            return None
        if isinstance(value, Sealed):
            return Ciphertext(value.value)
        if not value:  # nothing written needs no key
            return Ciphertext(b"")
        return Ciphertext(encryption.seal(self.write(value), **self._cell(model_instance)))

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value == self.empty():  # a new column begins empty in every row
            value = Ciphertext(b"")
        if value is not None and not isinstance(value, Ciphertext):
            raise TypeError(f"{self.name} is encrypted: write it by saving its row, never by update() or a filter")
        return super().get_db_prep_value(None if value is None else bytes(value), connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        return str(getattr(obj, self.attname))

    def open(self, instance: models.Model, sealed: Sealed) -> Any:
        """Return the value of *sealed* in *instance*, or the words that stand for an erased one."""
        if not sealed.value:
            return self.empty()
        try:
            return self.read(encryption.unseal(sealed.value, **self._cell(instance)))
        except encryption.KeyGone:
            return self.erased()

    def write(self, value: Any) -> str:
        return str(value)

    def read(self, text: str) -> Any:
        return text

    def erased(self) -> Any:
        return self.empty() if self.is_silent else gettext("removed by its writer")

    def _cell(self, instance: models.Model) -> dict[str, Any]:
        return {
            "table": instance._meta.db_table,
            "column": self.column,
            "row": str(instance.pk),
            "owner": privacy.owner_of(instance),
        }


class EncryptedJSONField(EncryptedTextField):
    """JSON, encrypted under the key of the row's owner. An erased value reads as an empty object."""

    def empty(self) -> Any:
        return {}

    def write(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def read(self, text: str) -> Any:
        return json.loads(text)

    def erased(self) -> Any:
        return {}


def opened(row: models.Model) -> dict[str, Any]:
    """Return every encrypted value of *row* by its field, to be sealed anew when its owner changes.

    A value whose key is gone stops it: words that stand for it must never be stored in its place.
    """
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if isinstance(field, EncryptedTextField):
            kept = row.__dict__.get(field.attname)
            if isinstance(kept, Sealed) and kept.value:
                kept = field.read(encryption.unseal(kept.value, **field._cell(row)))
            elif isinstance(kept, Sealed):
                kept = field.empty()
            values[field.name] = kept
    return values
