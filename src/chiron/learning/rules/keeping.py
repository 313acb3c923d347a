"""What was read of files, kept beside the site's data: reading YAML takes seconds, reading it again from here none.

A content is kept under the digest of its text and of the schema that it kept to, so that a file that changes is read
afresh whatever its clock says. Only what JSON gives back exactly as it was is kept; a keeping that cannot be read or
written is done without.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

#: Changes when files are read otherwise than before, so that nothing older is taken.
FORM = "1"


class Keeping:
    """The contents of a library that was read before, by digest."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._old: dict[str, Any] = _read(file) if file is not None else {}
        self._now: dict[str, Any] = {}

    def find(self, text: str, schema: str) -> Any:
        """Return what a text said when it was read before, None where it was not."""
        name = _digest(text, schema)
        found = self._old.get(name)
        if found is not None:
            self._now[name] = found
        return found

    def keep(self, text: str, schema: str, content: Any) -> None:
        """Keep what a text says, which is right by its schema."""
        with suppress(TypeError):  # a date, say: YAML knows more than JSON
            if json.loads(json.dumps(content)) == content:
                self._now[_digest(text, schema)] = content

    def close(self) -> None:
        """Write what was found or kept, and nothing else, where anything is new or gone."""
        if self._file is None or self._now.keys() == self._old.keys():
            return
        with suppress(OSError):  # a folder that cannot be written costs time only
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part = self._file.with_name(f"{self._file.name}.{os.getpid()}")
            part.write_text(json.dumps(self._now), encoding="utf-8")
            part.replace(self._file)


def _digest(text: str, schema: str) -> str:
    return hashlib.sha256("\0".join((FORM, schema, text)).encode()).hexdigest()


def _read(file: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        found = json.loads(file.read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    return {}
