"""Where the headings are: title rows above them, two rows of them, survey tools' three rows, or none at all."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chiron_blueprint.vocabulary import WORDS

LOOK_AT = 60
NO_WORD = re.compile(r"[^0-9a-z]+")
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
NUMBER = re.compile(r"[-+]?\d+([.,]\d+)*\s*%?")
HEADING_WORDS = frozenset(WORDS["heading_words"])

Numbered = tuple[int, list[str]]


@dataclass(frozen=True)
class Headings:
    """The names of the columns and how many of the first rows they and the titles above them take."""

    names: tuple[str, ...]
    rows: int
    found: bool
    titles: tuple[str, ...] = ()


def plain(text: str) -> str:
    """`text` in small letters without accents, punctuation as single spaces: for comparing headings and words."""
    return _short_plain(text) if len(text) <= 80 else _plain(text)


def _plain(text: str) -> str:
    small = text.casefold()
    if not small.isascii():
        small = "".join(sign for sign in unicodedata.normalize("NFKD", small) if not unicodedata.combining(sign))
    return NO_WORD.sub(" ", small).strip()


_short_plain = lru_cache(maxsize=50_000)(_plain)


def letter(index: int) -> str:
    """The spreadsheet letter of a column counted from 0."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def find(rows: Sequence[Numbered], merged: Sequence[Sequence[int]] = ()) -> Headings:
    """The headings among the first rows of a file."""
    if not rows:
        return Headings((), 0, False)
    start = _first_table_row(rows)
    titles = tuple(" ".join(dict.fromkeys(cell for cell in cells if cell)) for _, cells in rows[:start])
    width = _width(rows[start:])
    first, below = rows[start][1], [cells for _, cells in rows[start + 1 : LOOK_AT]]
    if survey := _survey_tool(rows, start):
        return Headings(_named(rows[survey - 1][1], width), survey + 1, True, titles)
    if _is_group_row(rows, start, merged):
        return Headings(_named(_joined(first, rows[start + 1][1]), width), start + 2, True, titles)
    if _looks_like_data(first, below):
        return Headings(_named([], width), start, False, titles)
    return Headings(_named(first, width), start + 1, True, titles)


def _first_table_row(rows: Sequence[Numbered]) -> int:
    """The first row about as wide as the rest; narrower ones above it are titles."""
    usual = statistics.median_high([len(_filled(cells)) for _, cells in rows[:LOOK_AT]])
    for index, (_, cells) in enumerate(rows[:20]):
        distinct = len(set(_filled(cells)))
        if distinct >= max(2, 0.5 * usual) or usual <= 1:
            return index
    return 0


def _width(rows: Sequence[Numbered]) -> int:
    widths = [len(cells) for _, cells in rows[:LOOK_AT]]
    return max(widths[0], statistics.median_high(widths))


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell for cell in cells if cell]


def _survey_tool(rows: Sequence[Numbered], start: int) -> int:
    """The index of a survey tool's row of import ids, which stands under the question texts; 0 where there is none."""
    for index in range(start + 1, min(start + 3, len(rows))):
        cells = _filled(rows[index][1])
        if cells and sum(cell.startswith('{"ImportId"') for cell in cells) > len(cells) / 2:
            return index
    return 0


def _is_group_row(rows: Sequence[Numbered], start: int, merged: Sequence[Sequence[int]]) -> bool:
    number, cells = rows[start]
    if start + 1 >= len(rows):
        return False
    wide = [each for each in merged if each[0] <= number <= each[2] and 1 < each[3] - each[1] + 1 < len(cells)]
    return bool(wide)


def _joined(groups: Sequence[str], names: Sequence[str]) -> list[str]:
    """A group's name before each of its columns' names: Monday 08, Monday 09, …"""
    width = max(len(groups), len(names))
    both = zip([*groups, *[""] * (width - len(groups))], [*names, *[""] * (width - len(names))], strict=True)
    return [group if group == name else f"{group} {name}".strip() for group, name in both]


def _looks_like_data(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is a person rather than headings."""
    if any(MAIL.fullmatch(cell) for cell in first):
        return True
    data, heading = 0.0, 0.0
    counting = _counting(first)
    for index, cell in enumerate(first):
        if not cell:
            continue
        values = [cells[index] for cells in below if index < len(cells) and cells[index]]
        known = HEADING_WORDS.intersection(plain(cell).split())
        heading += 2.0 * bool(known and len(cell) < 80) + (index in counting) + cell.endswith(("?", ":"))
        if values and index not in counting:
            more_data, more_heading = _compare(cell, values)
            data, heading = data + more_data, heading + more_heading
    return data > heading


def _compare(cell: str, values: Sequence[str]) -> tuple[float, float]:
    """Evidence from one column that its first cell is data, and that it is a heading."""
    if cell in values:
        return 1.0, 0.0
    numbers = sum(bool(NUMBER.fullmatch(value)) for value in values) / len(values)
    mails = sum(bool(MAIL.fullmatch(value)) for value in values) / len(values)
    if NUMBER.fullmatch(cell):
        return (1.0, 0.0) if numbers > 0.8 else (0.5, 0.0)
    return 0.0, float(numbers > 0.8) + 2.0 * (mails > 0.5) + 0.1


def _counting(cells: Sequence[str]) -> set[int]:
    """Columns whose first cells count up by one, as hours do: 0, 1, 2, … or 08, 09, 10, …"""
    numbers = [int(cell) if re.fullmatch(r"[0-9]{1,5}", cell) else None for cell in cells]
    found: set[int] = set()
    start = 0
    for index in range(1, len(numbers) + 1):
        before = numbers[index - 1]
        goes_on = index < len(numbers) and before is not None and numbers[index] in (before + 1, 0)
        if not goes_on:
            if index - start >= 5:
                found.update(range(start, index))
            start = index
    return found


def _named(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """Headings, one a column, each different: an empty one is named by its letter, a repeated one is numbered."""
    names: dict[str, None] = {}
    for index in range(width):
        first = " ".join(cells[index].split()) if index < len(cells) else ""
        first = name = first or f"Column {letter(index)}"
        number = 2
        while name in names:
            name, number = f"{first} ({number})", number + 1
        names[name] = None
    return tuple(names)
