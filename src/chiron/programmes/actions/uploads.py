"""Uploaded files on disk: a random key, nothing of the name that somebody gave; gone after the import."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from chiron.core.actions import Refused


class TooLarge(Refused):
    message = _("The file is larger than %(most)d MB. Split it, or save the sheet as CSV.")
    values = MappingProxyType({"most": settings.CHIRON_UPLOAD_LIMIT // 1024**2})


class NothingInIt(Refused):
    message = _("The file is empty. Export it again, then choose it here.")


def place() -> Path:
    """Return the folder of uploads, readable by the server only."""
    folder = Path(settings.CHIRON_UPLOADS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def path_of(key: str) -> Path:
    """Return where the upload called *key* lies."""
    if not key or not key.isalnum():
        raise FileNotFoundError
    return place() / key


def store(upload: File[bytes]) -> tuple[str, str]:
    """Write an upload under a random key; return the key and the SHA-256 of what it holds."""
    if upload.size > settings.CHIRON_UPLOAD_LIMIT:
        raise TooLarge
    if not upload.size:
        raise NothingInIt
    key, digest = secrets.token_hex(20), hashlib.sha256()
    target = path_of(key)
    with target.open("xb") as out:
        target.chmod(0o600)
        for block in upload.chunks():
            digest.update(block)
            out.write(block)
    return key, digest.hexdigest()


def remove(key: str) -> None:
    """Delete an upload; one that is gone already is no problem."""
    if key:
        path_of(key).unlink(missing_ok=True)


def strays(known: Iterable[str], before: datetime) -> list[str]:
    """Return the keys of files older than *before* that no row knows (a request died between file and row)."""
    kept = set(known)
    return [
        each.name for each in place().iterdir() if each.name not in kept and each.stat().st_mtime < before.timestamp()
    ]
