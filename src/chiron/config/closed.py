"""The site is closed while a restore is under way, or was stopped half-way."""

from pathlib import Path

from django.conf import settings


def marker() -> Path:
    """Return the file that stands while a restore is unfinished."""
    return Path(settings.VAR) / "restoring"


def refuse_to_serve() -> None:
    """Stop the process with the mend where a restore is unfinished (asked by the web server and the worker)."""
    if marker().exists():
        raise SystemExit(
            f"chiron: a restore was not finished. Run `chiron restore` to its end, then start. ({marker()})"
        )
