"""What `manage.py check` refuses: an open view, an unclassified field, an unsafe SQLite, a readable key ring."""

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from chiron.core import privacy
from chiron.core.middleware import is_declared
from chiron.core.routes import routes

DURABLE: dict[str, set[Any]] = {"journal_mode": {"wal", "memory"}, "synchronous": {2, 3}, "foreign_keys": {1}}


@register(Tags.security)
def every_view_declares_a_policy(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"{route.pattern or '/'} ({route.view.__module__}) declares no policy",
            hint="Put @guard(policies.…) or @public(reason) on the view.",
            id="chiron.E001",
        )
        for route in routes()
        if not is_declared(route.view)
    ]


@register(Tags.models)
def every_field_has_a_class(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(problem, hint="Sort the field in the model's Privacy class.", id="chiron.E002")
        for model in privacy.our_models()
        for problem in privacy.problems(model)
    ]


@register(Tags.database)
def sqlite_is_durable(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor != "sqlite":
            continue
        with connection.cursor() as cursor:
            for pragma, allowed in DURABLE.items():
                value = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
                if value not in allowed:
                    found.append(Error(f"{alias}: SQLite runs with {pragma}={value}", id="chiron.E003"))
        if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
            found.append(Error(f"{alias}: SQLite needs transaction_mode IMMEDIATE", id="chiron.E003"))
    return found


@register(Tags.security)
def key_ring_is_private(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    path = Path(settings.CHIRON_KEYRING)
    if not path.exists():
        return [Error(f"the key ring {path} does not exist", hint="Run `chiron setup`.", id="chiron.E004")]
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return [Error(f"others can read the key ring {path}", hint=f"chmod 600 {path}", id="chiron.E004")]
    return []
