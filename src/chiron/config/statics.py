"""Whether the static files that are served are those of this version: collecting and compressing them takes seconds."""

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders


def are_in_place() -> bool:
    """Return whether nothing has changed since the files were collected last."""
    note = _note()
    return note.exists() and note.read_text() == _fingerprint()


def note() -> None:
    """Note what was collected just now."""
    _note().write_text(_fingerprint())


def _note() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected"


def _fingerprint() -> str:
    """How and from what is collected: the storage, and name, size and time of each file."""
    found = [str(settings.STORAGES["staticfiles"]["BACKEND"])]
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            found.append(f"{path} {file.st_size} {file.st_mtime_ns}")
    return sha256("\n".join(sorted(found)).encode()).hexdigest()
