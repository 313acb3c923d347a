"""What has happened in a relationship: the shape in which every noun tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

#: So many entries are shown at first, and so many more each time earlier ones are asked for.
SHOWN = 10


class Note(NamedTuple):
    """Somebody's own words, who wrote them ("You") and when, in words; ``is_quoted`` for a passage of a diary."""

    text: str
    who: str
    on: str
    is_quoted: bool = False


class Line(NamedTuple):
    """A promise under an entry: whose, what, and when it was done or is due, in words."""

    text: str
    who: str = ""
    is_done: bool = False
    when: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Entry:
    """One thing that happened: when, its icon, what, a second line, what people wrote, what they promised."""

    at: datetime
    icon: str
    title: str
    second: str = ""
    notes: tuple[Note, ...] = ()
    lines: tuple[Line, ...] = ()
    url: str = ""
    is_tinted: bool = False


@dataclass(frozen=True)
class Step:
    """A mark on the line of a relationship; ``detail`` says when it was done or is due."""

    name: str
    detail: str
    is_done: bool
    url: str = ""
    state: str = ""


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Return *entries* with the latest on top; of two at the same moment the one told later stands above."""
    return sorted(entries, key=lambda each: each.at)[::-1]


def marked(steps: Iterable[Step]) -> list[Step]:
    """Return *steps* with their state: done, now (the first that is not done), later."""
    found, is_now_known = [], False
    for step in steps:
        state = "done" if step.is_done else "later" if is_now_known else "now"
        is_now_known = is_now_known or state == "now"
        found.append(Step(step.name, step.detail, step.is_done, step.url, state))
    return found
