"""The library's files as a plan uses them, each read once and again only when it changed."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.utils.translation import get_language
from ruamel.yaml.error import YAMLError

from chiron.relationships import rules
from chiron_blueprint import words

log = structlog.get_logger("chiron.library")
T = TypeVar("T")

#: Our own list of subjects: it finds cases and training, and is no framework to tag a goal with.
SUBJECTS = "topic"


def frameworks() -> list[rules.Framework]:
    """Return the frameworks that a goal can be tagged with, by name of their file."""
    found = [_framework(path, path.stat().st_mtime_ns) for path in files("frameworks/*.yaml")]
    return [each for each in found if each is not None and each.id != SUBJECTS]


def tag_names() -> dict[str, str]:
    """Return what each tag is called, in the reader's language."""
    return {tag.key: said(tag.name) for framework in frameworks() for tag in framework.tags}


def readings() -> list[rules.Reading]:
    """Return every case and every training module of the library."""
    cases = [_case(path, path.stat().st_mtime_ns) for path in files("cases/*.yaml")]
    modules = [
        _module(path, path.stat().st_mtime_ns)
        for course in files("training/*/course.yaml")
        for path in sorted(course.parent.glob("[0-9]*.yaml"))
    ]
    return [each for each in [*cases, *modules] if each is not None]


def shelf_of_needs() -> list[rules.Need]:
    """Return what the library has for each need, by name of the file."""
    found = [_need(path, path.stat().st_mtime_ns) for path in files("needs/*.yaml")]
    return [each for each in found if each is not None]


def said(text: rules.Text) -> str:
    """Return a text of the library in the reader's language."""
    return words.in_language(dict(text), get_language() or "en")


def files(pattern: str) -> list[Path]:
    """Return the files of the library that answer to *pattern*, by name."""
    return sorted(Path(settings.CHIRON_LIBRARY).glob(pattern))


@lru_cache(maxsize=64)
def _framework(path: Path, changed: int) -> rules.Framework | None:
    return _usable(path, lambda: rules.framework(rules.read(path.read_text(encoding="utf-8"))))


@lru_cache(maxsize=256)
def _case(path: Path, changed: int) -> rules.Reading | None:
    return _usable(path, lambda: rules.reading(rules.head(path.read_text(encoding="utf-8"))))


@lru_cache(maxsize=256)
def _module(path: Path, changed: int) -> rules.Reading | None:
    return _usable(path, lambda: rules.reading(rules.head(path.read_text(encoding="utf-8")), _course_of(path.parent)))


@lru_cache(maxsize=128)
def _need(path: Path, changed: int) -> rules.Need | None:
    return _usable(path, lambda: rules.need(rules.read(path.read_text(encoding="utf-8"))))


def _course_of(folder: Path) -> dict[str, Any]:
    return rules.head((folder / "course.yaml").read_text(encoding="utf-8"))


def _usable(path: Path, make: Callable[[], T]) -> T | None:
    """What a file says, or None (and a line in the log) where a site's own file cannot be used."""
    try:
        return make()
    except (KeyError, TypeError, ValueError, YAMLError) as error:
        log.error("a file of the library cannot be used", file=path.name, error=type(error).__name__)
        return None
