"""The one writer of files that people open in a spreadsheet program; no cell it writes can run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

Cell = str | int | float | None
NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")
FIRST = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


def neutral(text: str) -> str:
    """`text` as it can stand in a spreadsheet cell: what a program would run gets an apostrophe before it."""
    bare = text.lstrip()
    if bare.startswith(FIRST) or text.startswith(FIRST):
        return text if NUMBER.fullmatch(text) else "'" + text
    return text


def cell(value: Cell) -> str | int | float:
    """A cell as it is written: text neutralised and without control signs, numbers as they are, nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, str):
        if value.isprintable():  # most are, and hold nothing to take out
            return neutral(value)
        text = value.replace("\r\n", "\n").replace("\r", "\n")  # a lone \r would end the row for many readers
        return neutral("".join(sign for sign in text if sign >= " " or sign in "\t\n"))
    return value


def write_csv(stream: TextIO, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write comma-separated rows to an open text stream."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([cell(name) for name in header])
    writer.writerows([cell(value) for value in row] for row in rows)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The same as a text."""
    stream = io.StringIO(newline="")
    write_csv(stream, header, rows)
    return stream.getvalue()


def write_xlsx(
    path: Path | io.BytesIO,
    sheets: Sequence[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]],
    widths: Sequence[int] = (),
) -> None:
    """Write a workbook of (name, header, rows); texts stay texts, links stay texts, the header stays in sight."""
    import xlsxwriter

    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(path, safe) as book:
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for name, header, rows in sheets:
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 0)
            for column, title in enumerate(header):
                sheet.write_string(0, column, str(cell(title)), heading)
                sheet.set_column(column, column, widths[column] if column < len(widths) else 18, body)
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    written = cell(value)
                    if isinstance(written, str):
                        sheet.write_string(number, column, written[:32_767])
                    else:
                        sheet.write_number(number, column, written)
