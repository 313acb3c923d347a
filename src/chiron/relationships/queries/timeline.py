"""The page of a relationship, joined from what each noun has to say: panels, entries, steps, buttons.

A noun registers its functions here with the decorators below; one that says nothing simply is not on the page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from chiron.relationships import rules
from chiron.relationships.queries.relationships import Mine

COLUMNS = ("start", "end")
SHOWN = rules.SHOWN


@dataclass(frozen=True)
class Panel:
    """A part of a side column: its template and what the noun filled it with."""

    template: str
    content: Any


@dataclass(frozen=True)
class Button:
    """Something to do, in the head of the page; at most one of them is solid."""

    label: str | Promise
    url: str
    icon: str
    is_solid: bool = False


@dataclass(frozen=True)
class Shown:
    """Everything on the page of a relationship that has begun."""

    steps: list[rules.Step]
    buttons: list[Button]
    entries: list[rules.Entry]
    earlier: int
    start: list[Panel] = field(default_factory=list)
    end: list[Panel] = field(default_factory=list)


@dataclass(frozen=True)
class _Placed:
    position: int
    name: str
    column: str
    ask: Callable[[Mine], Any]


_PANELS: list[_Placed] = []
_STEPS: list[_Placed] = []
_BUTTONS: list[_Placed] = []
_ENTRIES: list[Callable[[Mine], Iterable[rules.Entry]]] = []


def panel(name: str, *, column: str, position: int) -> Callable[[Callable[[Mine], Any]], Callable[[Mine], Any]]:
    """Register what fills ``relationships/panels/<name>.html``; None leaves the panel out."""
    assert column in COLUMNS
    return _placing(_PANELS, position, name, column)


def step(
    position: int,
) -> Callable[[Callable[[Mine], rules.Step | None]], Callable[[Mine], rules.Step | None]]:
    """Register a mark on the line: agreement 10, first meeting 20, fit check 30, mid-point 40, closing 50."""
    return _placing(_STEPS, position)


def button(position: int) -> Callable[[Callable[[Mine], Button | None]], Callable[[Mine], Button | None]]:
    """Register a button in the head of the page, from left to right; None leaves it out."""
    return _placing(_BUTTONS, position)


def entries(ask: Callable[[Mine], Iterable[rules.Entry]]) -> Callable[[Mine], Iterable[rules.Entry]]:
    """Register what a noun tells under "What has happened"."""
    _ENTRIES.append(ask)
    return ask


def _placing(row: list[_Placed], position: int, name: str = "", column: str = "") -> Callable[[Any], Any]:
    def place(ask: Callable[[Mine], Any]) -> Callable[[Mine], Any]:
        row.append(_Placed(position, name, column, ask))
        row.sort(key=lambda each: each.position)
        return ask

    return place


def timeline(mine: Mine) -> list[rules.Entry]:
    """Return what has happened, the newest first."""
    return rules.newest_first(entry for ask in _ENTRIES for entry in ask(mine))


def shown(mine: Mine, *, most: int = SHOWN) -> Shown:
    """Return the page of a relationship that has begun, with the *most* latest entries."""
    happened = timeline(mine)
    panels = {column: _panels(mine, column) for column in COLUMNS}
    return Shown(
        steps=rules.marked(found for each in _STEPS if (found := each.ask(mine)) is not None),
        buttons=[found for each in _BUTTONS if (found := each.ask(mine)) is not None],
        entries=happened[:most],
        earlier=max(0, len(happened) - most),
        **panels,
    )


def _panels(mine: Mine, column: str) -> list[Panel]:
    asked = ((each, each.ask(mine)) for each in _PANELS if each.column == column)
    return [Panel(f"relationships/panels/{each.name}.html", content) for each, content in asked if content is not None]
