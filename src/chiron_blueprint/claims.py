"""Pairs out of any file, from whatever tool: who is with whom, by what the cells say rather than by the headings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chiron_blueprint import tables
from chiron_blueprint.answers import Person, Rejection
from chiron_blueprint.answers.partners import Directory
from chiron_blueprint.tables import Table, TableRefused, plain
from chiron_blueprint.words import Sentence, say, shortened

MENTEE_WORDS = ("mentee", "mentorad", "tutorad", "tutelad", "student", "estudiante", "learner", "resident", "protege")
MENTOR_WORDS = ("mentor", "tutor", "faculty", "docente", "profesor", "supervisor")
FIT = ("fit", "ajuste", "score", "puntuacion")
KEYS = ("id", "email", "mail", "correo")
SEPARATORS = re.compile(r"\s*[;|\n]\s*")
ENOUGH = 0.5


class NotPairs(Exception):
    """A file in which no pairs can be found; `sentence` says why and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


@dataclass(frozen=True)
class Stray:
    """A row that names somebody nobody knows, or several people at once."""

    row: int
    sentence: Sentence


@dataclass(frozen=True)
class Claims:
    """The pairs of a file as positions among mentees and mentors; `fits` are the figures that it states for them."""

    source: str
    columns: tuple[str, str]
    pairs: list[tuple[int, int]]
    strays: list[Stray] = field(default_factory=list)
    fits: dict[tuple[int, int], float] = field(default_factory=dict)

    def mentors_of(self) -> dict[int, list[int]]:
        """The mentors of each mentee whom the file names with one."""
        found: dict[int, list[int]] = {}
        for mentee, mentor in self.pairs:
            found.setdefault(mentee, []).append(mentor)
        return found


class Side:
    """One side's people, found by e-mail, name or id, also by "Last, First"."""

    def __init__(self, people: Sequence[Person], rejections: Iterable[Rejection], source: str) -> None:
        self.directory = Directory(people)
        self.at = {person.id: position for position, person in enumerate(people)}
        self.source = source
        self.refused = {plain(cell): each for each in rejections for cell in each.cells if len(plain(cell)) > 2}

    def find(self, cell: str) -> list[int]:
        """The positions of those whom a cell may mean."""
        found = self.directory.find(cell)
        if not found and cell.count(",") == 1:
            last, first = cell.split(",")
            found = self.directory.find(f"{first} {last}")
        return [self.at[id] for id in sorted(found)]

    def people_in(self, cell: str) -> list[str]:
        """The cell, or its parts where it lists several people."""
        if self.find(cell):
            return [cell]
        parts = [part for part in SEPARATORS.split(cell) if part]
        by_comma = [part.strip() for part in cell.split(",") if part.strip()]
        return by_comma if len(parts) == 1 and all(self.find(part) for part in by_comma) else parts


def table_of(path: Path) -> Table:
    """The file as a table: CSV, Excel, or JSON as a list of records or a map from people to people.

    Raises TableRefused, or NotPairs on JSON of another shape.
    """
    if path.suffix.lower() != ".json":
        return tables.read(path)
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise TableRefused(str(path), "missing") from None
    except (OSError, ValueError) as error:
        raise NotPairs(
            say(
                "{file}: not JSON ({what}).", "{file}: no es JSON ({what}).", file=path.name, what=shortened(str(error))
            )
        ) from None
    return tables.from_rows([[str(cell) for cell in row] for row in _rows_of(content, path.name)], source=path.name)


def _rows_of(content: Any, source: str) -> list[list[Any]]:
    if isinstance(content, dict):
        inner = next(
            (content[key] for key in ("pairs", "matches", "parejas") if isinstance(content.get(key), list)), None
        )
        if inner is None:
            content = [[one, other] for one, given in content.items() for other in _listed(given)]
            return [["mentee", "mentor"], *content]
        content = inner
    records = [each for each in content if isinstance(each, dict)] if isinstance(content, list) else []
    if not records:
        raise NotPairs(
            say(
                "{file}: no list of pairs. Give records with a mentee and a mentor each, or a map from one to other.",
                "{file}: no hay lista de parejas. Da registros con persona tutelada y mentor/a, o un mapa entre ambas.",
                file=source,
            )
        )
    plain_keys = [key for key, value in records[0].items() if not isinstance(value, dict | list)]
    return [plain_keys, *([_cell(record.get(key)) for key in plain_keys] for record in records)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [_cell(value)]


def _cell(value: Any) -> Any:
    return "" if value is None else value


def read(table: Table, mentees: Side, mentors: Side, *, columns: tuple[str, str] = ("", "")) -> Claims:
    """The pairs of a table; `columns` names the headings of mentee and mentor where the cells don't tell them.

    Raises NotPairs where a column can't be found.
    """
    rows = list(table.rows())
    at_mentee, at_mentor = _columns(table, [row.cells for row in rows], mentees, mentors, columns)
    at_fit = next((at for at, name in enumerate(table.header) if plain(name) in FIT), -1)
    claims = Claims(table.source, (table.header[at_mentee], table.header[at_mentor]), [])
    for row in rows:
        named, whom = row.cells[at_mentee], row.cells[at_mentor]
        stated = _number(row.cells[at_fit]) if at_fit >= 0 else None
        found = _one(mentees, named) if plain(named) or plain(whom) else 0
        others = [_one(mentors, name) for name in mentors.people_in(whom)] if plain(whom) else []
        strange = [each for each in (found, *others) if isinstance(each, Sentence)]
        claims.strays.extend(Stray(row.number, each) for each in strange)
        if isinstance(found, int):
            pairs = [(found, other) for other in others if isinstance(other, int)]
            claims.pairs.extend(pairs)
            claims.fits.update({pair: stated for pair in pairs if stated is not None})
    return claims


def _number(cell: str) -> float | None:
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return None


def _one(side: Side, name: str) -> int | Sentence:
    """The position of the person meant, or why there is none."""
    found = side.find(name)
    if len(found) == 1:
        return found[0]
    if found:
        return say(
            "“{name}” is the name of {number} people in {file}; write the e-mail address.",
            "«{name}» es el nombre de {number} personas en {file}; escribe el correo.",
            name=shortened(name),
            number=len(found),
            file=side.source,
        )
    refused = side.refused.get(plain(name))
    if refused:
        return say(
            "“{name}” stands in row {row} of {file}, which was rejected: {why}",
            "«{name}» está en la fila {row} de {file}, que fue rechazada: {why}",
            name=shortened(name),
            row=refused.row,
            file=side.source,
            why=refused.reason,
        )
    return say("“{name}” is nobody in {file}.", "«{name}» no está en {file}.", name=shortened(name), file=side.source)


def _columns(
    table: Table, rows: Sequence[Sequence[str]], mentees: Side, mentors: Side, told: tuple[str, str]
) -> tuple[int, int]:
    """Which columns name the mentee and the mentor: those whose cells are most often people of that side."""
    rated = []
    for side, name, own, other in (
        (mentees, told[0], MENTEE_WORDS, MENTOR_WORDS),
        (mentors, told[1], MENTOR_WORDS, MENTEE_WORDS),
    ):
        if name:
            rated.append([_told(table, name)])
        else:
            rated.append(list(_rated(table, rows, side, own, other)))
    both = [(one + two, -i, -j) for one, i in rated[0] for two, j in rated[1] if i != j]
    if both:
        _, mentee, mentor = max(both)
        return -mentee, -mentor
    lacking, side = ("--mentee-column", mentees) if not rated[0] else ("--mentor-column", mentors)
    raise NotPairs(
        say(
            "{file}: no column names people of {side}. Name it by {option} HEADING.",
            "{file}: ninguna columna nombra a personas de {side}. Indícala con {option} ENCABEZADO.",
            file=table.source,
            side=side.source,
            option=lacking,
        )
    )


def _told(table: Table, name: str) -> tuple[float, int]:
    for at, heading in enumerate(table.header):
        if plain(heading) == plain(name):
            return 9.0, at
    raise NotPairs(
        say(
            "{file} has no column “{name}”; there are: {headings}.",
            "{file} no tiene la columna «{name}»; hay: {headings}.",
            file=table.source,
            name=name,
            headings=", ".join(table.header),
        )
    )


def _rated(
    table: Table, rows: Sequence[Sequence[str]], side: Side, own: Sequence[str], other: Sequence[str]
) -> Iterator[tuple[float, int]]:
    for at, heading in enumerate(table.header):
        title = plain(heading)
        cells = [row[at] for row in rows[:5000] if plain(row[at])]
        known = sum(any(side.find(part) for part in side.people_in(cell)) for cell in cells)
        share = known / len(cells) if cells else 0.0
        mine, theirs = (any(word in title for word in words) for words in (own, other))
        # "mentorado" holds "mentor": the mentee's words go first
        is_own = mine and not (own is MENTOR_WORDS and theirs)
        title_counts = 0.6 if is_own else -0.6 if theirs else 0.0
        if share >= ENOUGH or (is_own and (known or not cells)):
            yield share + title_counts + 0.1 * any(word in title.split() for word in KEYS), at
