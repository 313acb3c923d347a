"""The cache that all processes share: rows of the main database, as JSON.

Django's own database cache makes objects of any class of what it reads: whoever could write a row could run code in the
server, which holds the keys that the database does not. JSON only carries data.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction

from chiron.core import clock
from chiron.core.models import Remembered

LAST = datetime.max.replace(tzinfo=UTC)


class DatabaseCache(BaseCache):
    """Django's cache interface over `Remembered`; values are what JSON can say."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        row = self._row(key, value, timeout, version)
        Remembered.objects.filter(key=row.key, expires_at__lte=clock.now()).delete()
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            return False
        return True

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        found = self._live(key, version).values_list("value", flat=True).first()
        return default if found is None else json.loads(found)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        row = self._row(key, value, timeout, version)
        fields = ["value", "expires_at"]
        Remembered.objects.bulk_create([row], update_conflicts=True, unique_fields=["key"], update_fields=fields)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._live(key, version).update(expires_at=self._until(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._live(key, version).delete()[0])

    def clear(self) -> None:
        Remembered.objects.all().delete()

    def _live(self, key: str, version: int | None) -> Any:
        return Remembered.objects.filter(key=self.make_and_validate_key(key, version), expires_at__gt=clock.now())

    def _row(self, key: str, value: Any, timeout: Any, version: int | None) -> Remembered:
        name = self.make_and_validate_key(key, version)
        return Remembered(key=name, value=json.dumps(value), expires_at=self._until(timeout))

    def _until(self, timeout: Any) -> datetime:
        """When what is kept for *timeout* seconds ends: never where that is None, at once where it is 0 or less."""
        seconds = self.default_timeout if timeout == DEFAULT_TIMEOUT else timeout
        return LAST if seconds is None else clock.now() + timedelta(seconds=seconds)


def forget() -> int:
    """Delete what has run out and return how much that was."""
    return int(Remembered.objects.filter(expires_at__lte=clock.now()).delete()[0])
