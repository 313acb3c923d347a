"""Rows into people: every row ends as a `Person` or as a `Rejection` that names row, column, reason and mend.

`Reader(table, mapping, blueprint).rows()` streams them, `read` collects them, and `resolved` turns the
names people gave into ids.
"""

from collections.abc import Iterable

from chiron_blueprint.answers.mapping import Field, Mapping
from chiron_blueprint.answers.partners import Resolved, resolved
from chiron_blueprint.answers.people import Answer, Note, Person, Rejection, Unreadable
from chiron_blueprint.answers.reading import Reader
from chiron_blueprint.schema.model import Blueprint
from chiron_blueprint.tables import Table


def read(table: Table, mapping: Mapping, blueprint: Blueprint) -> Resolved:
    """Read a whole file into memory: people, rejections and notes."""
    reader = Reader(table, mapping, blueprint)
    outcome = Resolved([], [], reader.notes)
    for each in reader.rows():
        if isinstance(each, Person):
            outcome.people.append(each)
        else:
            outcome.rejections.append(each)
    return outcome


def reject_with_cells(table: Table, rejections: Iterable[Rejection]) -> list[Rejection]:
    """The rejections with the cells of their rows filled in where they lack them."""
    from dataclasses import replace

    missing = {rejection.row for rejection in rejections if not rejection.cells}
    cells = {row.number: row.cells for row in table.rows() if row.number in missing} if missing else {}
    return [replace(each, cells=cells[each.row]) if each.row in cells else each for each in rejections]


__all__ = [
    "Answer",
    "Field",
    "Mapping",
    "Note",
    "Person",
    "Reader",
    "Rejection",
    "Resolved",
    "Unreadable",
    "read",
    "reject_with_cells",
    "resolved",
]
