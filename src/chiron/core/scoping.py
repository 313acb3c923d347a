"""Rows that belong to somebody are loaded through a policy, or not at all.

A query on a scoped model raises `Unscoped` when it is evaluated, unless it began with ``scoped()`` (allowed in
policies only), ``unscoped()`` (allowed in actions, tasks and migrations only) or from a row that was itself loaded
through a policy (``agreement.signatures``). ``tests/architecture`` keeps the two words where they belong.
"""

from collections.abc import Iterator
from typing import Any, Self, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class Unscoped(RuntimeError):
    """A query on rows that belong to somebody was not limited to what one person may see."""


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset that refuses to be evaluated before somebody said for whom."""

    _is_scoped = False

    def scoped(self) -> Self:
        """Say that the query is limited by a policy (used by ``visible_…`` functions only)."""
        clone = self._chain()  # type: ignore[attr-defined]
        clone._is_scoped = True
        return clone  # type: ignore[no-any-return]

    def unscoped(self) -> Self:
        """Say that the query is meant for all rows (actions, tasks, migrations): a word that can be searched for."""
        return self.scoped()

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._is_scoped = self._is_scoped
        return clone  # type: ignore[no-any-return]

    def _require_scope(self) -> None:
        if not self._is_scoped and self._hints.get("instance") is None:  # type: ignore[attr-defined]
            raise Unscoped(f"{self.model.__name__}: start from a visible_… policy")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._require_scope()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[M]:
        self._require_scope()
        return super().iterator(chunk_size=chunk_size or 2000)

    def count(self) -> int:
        self._require_scope()
        return super().count()

    def exists(self) -> bool:
        self._require_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_scope()
        return super().delete()


ScopedManager = models.Manager.from_queryset(ScopedQuerySet)
