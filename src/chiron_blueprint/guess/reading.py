"""Guess every column of a file, and of two files that belong together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chiron_blueprint.guess.columns import MAIL, Values, guessed
from chiron_blueprint.guess.groups import grouped
from chiron_blueprint.guess.guesses import Column
from chiron_blueprint.guess.saying import sentence_for
from chiron_blueprint.tables import Table, plain

SAMPLE_ROWS = 20_000


def columns(table: Table, *, partners: Iterable[str] = ()) -> tuple[Column, ...]:
    """Guess the columns of one file; `partners` are the names and addresses in the other one."""
    rows = table.sample(SAMPLE_ROWS)
    known_people = frozenset(plain(name) for name in partners)
    values = [
        Values(index, heading, [cells[index] for cells in rows], known_people)
        for index, heading in enumerate(table.header)
    ]
    groups = grouped(values)
    taken = {index for group in groups for index in group.indexes}
    singles = _one_of_each([guessed(each) for each in values if each.index not in taken])
    return tuple(sorted([*groups, *singles], key=lambda column: column.indexes[0]))


def _one_of_each(found: list[Column]) -> list[Column]:
    """Keep the surest e-mail, name and capacity column; a second of the kind isn't used."""
    best: dict[str, Column] = {}
    for column in found:
        if column.kind in ("email", "name", "first_name", "last_name", "capacity", "id", "zone"):
            rival = best.get(column.kind)
            if rival is None or (column.confidence, column.filled) > (rival.confidence, rival.filled):
                best[column.kind] = column
    kept = [
        column if column.kind not in best or best[column.kind] is column else _as(column, "other") for column in found
    ]
    return _with_names(kept, best)


def _with_names(found: list[Column], best: dict[str, Column]) -> list[Column]:
    """ "Nombre" beside "Apellidos" is a first name; where nothing is a name, a column of unlike names is."""
    if "name" in best and "last_name" in best and "first_name" not in best:
        return [_as(column, "first_name") if column is best["name"] else column for column in found]
    if not {"name", "first_name", "last_name"} & set(best):
        unlike = next((column for column in found if column.kind == "other" and column.looks_like_names), None)
        return [_as(column, "name") if column is unlike else column for column in found]
    return found


def _as(column: Column, kind: str) -> Column:
    """The same column guessed as another kind; a second e-mail address is contact data."""
    kind = "phone" if kind == "other" and column.kind == "email" else kind
    return replace(column, kind=kind, sentence=sentence_for(kind, column.heading))


def people(table: Table) -> set[str]:
    """The names and addresses in a file, for recognising columns of the other file that name them."""
    rows = table.sample(SAMPLE_ROWS)
    found: set[str] = set()
    first: list[str] = []
    last: list[str] = []
    for index, heading in enumerate(table.header):
        values = Values(index, heading, [cells[index] for cells in rows])
        if values.is_titled("first_name"):
            first = list(values.cells)
        elif values.is_titled("last_name"):
            last = list(values.cells)
        elif values.is_titled("name") or values.share(MAIL.fullmatch) > 0.5:
            found.update(values.filled)
    found.update(f"{one} {other}" for one, other in zip(first, last, strict=False))
    return {name for name in found if len(name) > 2}


def both(mentees: Table, mentors: Table) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """Guess the columns of two files that belong together."""
    return columns(mentees, partners=people(mentors)), columns(mentors, partners=people(mentees))
