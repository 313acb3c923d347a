"""Small and capital letters on SQLite, which by itself knows those of English alone: “álvaro” finds “Álvaro”."""

import re
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

#: An expression like which no text is: so SQLite reads a pattern that ends in the letter that escapes.
NOTHING = "(?!)"


def know_letters(connection: BaseDatabaseWrapper, **_sent: Any) -> None:
    """Let LIKE on a new SQLite connection, and with it every search, compare letters as PostgreSQL does."""
    if connection.vendor == "sqlite":
        for arguments in (2, 3):  # without and with ESCAPE
            connection.connection.create_function("like", arguments, like, deterministic=True)


def like(pattern: str | None, text: Any, escape: str = "") -> bool | None:
    """Return whether *text* is as *pattern* says, in which % stands for any letters and _ for one."""
    if pattern is None or text is None:
        return None
    return _pattern(pattern, escape).fullmatch(str(text).casefold()) is not None


@lru_cache(maxsize=64)
def _pattern(pattern: str, escape: str) -> re.Pattern[str]:
    """Return the pattern as an expression; a letter behind *escape* stands for itself."""
    parts, letters = [], iter(pattern.casefold())
    for letter in letters:
        if letter == escape:
            parts.append(re.escape(following) if (following := next(letters, "")) else NOTHING)
        else:
            parts.append({"%": ".*", "_": "."}.get(letter) or re.escape(letter))
    return re.compile("".join(parts), re.DOTALL)


connection_created.connect(know_letters, dispatch_uid="chiron.core.letters")
