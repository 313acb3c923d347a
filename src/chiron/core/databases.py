"""The key store is a database of its own: data keys live there and nowhere else."""

from typing import Any

KEY_STORE = {"datakey"}


class KeyStoreRouter:
    """Send `DataKey` to the key store and everything else to the main database."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "keys" if self._is_key(model._meta.app_label, model._meta.model_name) else "default"

    db_for_write = db_for_read

    def allow_relation(self, left: Any, right: Any, **hints: Any) -> bool:
        return self.db_for_read(left) == self.db_for_read(right)  # rows, perhaps lazy: their type would not do

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        if model_name is None:
            return db == "default"
        return self._is_key(app_label, model_name) == (db == "keys")

    def _is_key(self, app_label: str, model_name: str | None) -> bool:
        return app_label == "core" and model_name in KEY_STORE
