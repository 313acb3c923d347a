"""The file of rejected rows: mend it and import it again."""

from __future__ import annotations

from collections.abc import Sequence

from chiron_blueprint.answers.people import Rejection
from chiron_blueprint.output.export import Cell
from chiron_blueprint.tables import Table

LEADING = ("chiron: file", "chiron: row", "chiron: column", "chiron: reason", "chiron: mend")
"""Their names tell an import to pass over them."""


def rejects(files: Sequence[tuple[Table, Sequence[Rejection]]], language: str) -> tuple[list[str], list[list[Cell]]]:
    """Header and rows: why each row was refused, then the row as it stood, under the headings of its file."""
    headings = list(dict.fromkeys(heading for table, found in files if found for heading in table.header))
    rows: list[list[Cell]] = []
    for table, found in files:
        for rejection in found:
            there = dict(zip(table.header, rejection.cells, strict=False))
            start: list[Cell] = [table.source, rejection.row, rejection.column]
            said: list[Cell] = [rejection.reason.in_language(language), rejection.mend.in_language(language)]
            rows.append([*start, *said, *(there.get(heading, "") for heading in headings)])
    return [*LEADING, *headings], rows
