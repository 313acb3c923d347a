"""The one writer of files that spreadsheet programs open: no cell of it is ever run as a formula."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse

IN_MEMORY = 1 << 20
LONGEST_CELL = 32_767  # Excel's own limit
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutral(value: Any) -> Any:
    """Return *value* as a cell that no spreadsheet program runs: text that starts like a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = str(value).replace("\0", "")
    if text.lstrip(" ").startswith(STARTS) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def write_csv(out: IO[bytes], heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write CSV in UTF-8 with its mark, so that Excel reads the accents."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([neutral(cell) for cell in heading])
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
    text.flush()
    text.detach()


def write_xlsx(out: IO[bytes], heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a workbook with one sheet, row by row in constant memory; text is always text."""
    options = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    options["constant_memory"] = True
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, cell in enumerate(heading):
            sheet.write_string(0, column, str(neutral(cell))[:LONGEST_CELL], bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                value = neutral(cell)
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, str(value)[:LONGEST_CELL])


def csv_response(name: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """Return a CSV file to download, written before it is sent: keys do not outlive the request."""
    out = _spool()
    write_csv(out, heading, rows)
    return _download(out, name, "text/csv; charset=utf-8")


def xlsx_response(name: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """Return an Excel file to download."""
    out = _spool()
    write_xlsx(out, heading, rows)
    return _download(out, name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def _spool() -> Any:
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # closed with the response


def _download(out: Any, name: str, content_type: str) -> FileResponse:
    out.seek(0)
    response = FileResponse(out, as_attachment=True, filename=name, content_type=content_type)
    response["Cache-Control"] = "no-store"
    return response
