"""Every route of the installation, read from the URL resolver: the permission table is checked against it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One address: its full name, its pattern and its view."""

    name: str
    pattern: str
    view: Callable[..., Any]


def routes() -> list[Route]:
    """Return every route, named or not, in the order of the resolver."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[URLPattern | URLResolver], namespace: str, prefix: str) -> Iterator[Route]:
    for entry in patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inner, where)
        else:
            yield Route(f"{namespace}{entry.name or where}", where, entry.callback)
