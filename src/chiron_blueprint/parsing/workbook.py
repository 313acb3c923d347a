"""Excel workbooks, read cell by cell and never calculated. Runs in the child."""

from __future__ import annotations

import datetime
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from chiron_blueprint.parsing.child import Out, Refusal

PEEK_ROWS = 60
MOST_SHEETS = 50
MOST_MERGES = 20_000
MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")


def read(source: BinaryIO, out: Out, request: dict[str, Any]) -> None:
    """Write meta data and the rows of the best sheet (or the one asked for)."""
    _check_archive(source, out.limits)
    book = _open(source)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
    if not sheets:
        raise Refusal("no_sheet")
    sheet = _chosen(sheets, out, request)
    merges = _merges(source, sheet)
    out.meta(
        format="xlsx",
        encoding="",
        delimiter="",
        sheet=sheet.title,
        sheets=[each.title for each in sheets],
        merged=[[top, left, bottom, right] for top, left, bottom, right in merges if right > left][:1000],
    )
    for number, cells in _filled(_cells(sheet, out), merges):
        out.row(number, cells)
    if not out.rows:
        raise Refusal("empty")


def _check_archive(source: BinaryIO, limits: dict[str, int]) -> None:
    """Refuse a bomb by what its directory states; Python never unpacks more than is stated there."""
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise Refusal("unreadable", detail=str(error)) from None
    if len(members) > 5_000:
        raise Refusal("bomb", size=len(members), limit=5_000)
    size = sum(member.file_size for member in members)
    if size > limits["unpacked"]:
        raise Refusal("bomb", size=size, limit=limits["unpacked"])
    for member in members:
        if member.file_size > 20_000_000 and member.file_size > 400 * max(1, member.compress_size):
            raise Refusal("bomb", size=member.file_size, limit=limits["unpacked"])
        if member.filename == "xl/sharedStrings.xml" and member.file_size > limits["strings"]:
            raise Refusal("bomb", size=member.file_size, limit=limits["strings"])
    if not any(member.filename == "[Content_Types].xml" for member in members):
        raise Refusal("not_excel")


def _open(source: BinaryIO) -> Any:
    sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]  # openpyxl only looks for its number types
    import openpyxl

    source.seek(0)
    try:
        return openpyxl.load_workbook(source, read_only=True, data_only=False, keep_links=False)
    except MemoryError:
        raise
    except Exception as error:
        raise Refusal("unreadable", detail=type(error).__name__ + ": " + str(error)[:200]) from None


def _chosen(sheets: list[Any], out: Out, request: dict[str, Any]) -> Any:
    wanted = request.get("sheet") or ""
    if wanted:
        for sheet in sheets:
            if sheet.title.casefold() == wanted.casefold():
                return sheet
        raise Refusal("sheet", sheet=wanted, sheets=[sheet.title for sheet in sheets])
    if len(sheets) == 1:
        return sheets[0]
    return max(sheets, key=lambda sheet: _promise(sheet, out, request.get("hints") or []))


def _promise(sheet: Any, out: Out, hints: list[str]) -> float:
    """How much a sheet looks like a table of people: its name, e-mail addresses, filled rows."""
    rows, width, mails = 0, 0, 0
    for _, cells in _cells(sheet, out):
        filled = sum(bool(cell) for cell in cells)
        rows += filled > 1
        width = max(width, filled)
        mails += any("@" in cell for cell in cells)
        if rows >= PEEK_ROWS:
            break
    named = any(hint in sheet.title.casefold() for hint in hints)
    return 1000.0 * (named and rows > 1) + 100.0 * (mails > 0) + min(rows, 50) + min(width, 50) / 10


def _cells(sheet: Any, out: Out) -> Iterator[tuple[int, list[str]]]:
    """Rows with their number, every value as text; a formula refuses the file."""
    sheet.reset_dimensions()
    try:
        for number, row in enumerate(sheet.iter_rows(), 1):
            if len(row) > 16_384 or (len(row) > out.limits["columns"] and row[-1].value is not None):
                raise Refusal("columns", row=number, found=len(row), limit=out.limits["columns"])
            cells = [_text(cell, out.limits["cell"]) for cell in row]
            if any(cells):
                yield number, cells
    except (Refusal, MemoryError):
        raise
    except Exception as error:
        raise Refusal("unreadable", detail=type(error).__name__ + ": " + str(error)[:200]) from None


def _text(cell: Any, limit: int) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        shown = value if isinstance(value, str) else "{=…}"
        raise Refusal("formula", cell=cell.coordinate, formula=str(shown)[:60])
    if isinstance(value, str):
        if len(value) > limit:
            raise Refusal("cell", line=cell.row, limit=limit)
        return "" if cell.data_type == "e" else value.replace("_x000D_", "").replace("\r\n", "\n").strip()
    return _written(value)


def _written(value: object) -> str:
    """A number, date, time or truth as people write it, in a form that sorts."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.hour == value.minute == value.second == 0
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, datetime.time):
        return value.isoformat(timespec="minutes")
    return str(value)


def _merges(source: BinaryIO, sheet: Any) -> list[tuple[int, int, int, int]]:
    """The sheet's merged ranges as (top, left, bottom, right) from 1; read from its XML, which read-only mode skips."""
    found: list[tuple[int, int, int, int]] = []
    with zipfile.ZipFile(source) as archive, archive.open(sheet._worksheet_path) as stream:
        tail = b""
        while block := stream.read(1 << 20):
            text = tail + block
            end = 0
            for match in MERGE.finditer(text):
                left, top, right, bottom = match.groups()
                found.append((int(top), _column(left), int(bottom), _column(right)))
                end = match.end()
            if len(found) > MOST_MERGES:
                raise Refusal("merges", limit=MOST_MERGES)
            tail = text[max(end, len(text) - 200) :]
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _filled(
    rows: Iterator[tuple[int, list[str]]], merges: list[tuple[int, int, int, int]]
) -> Iterator[tuple[int, list[str]]]:
    """Rows in which every cell of a merged range holds the range's value, as people see it."""
    waiting = sorted(merges, reverse=True)
    current: list[tuple[int, int, int, str]] = []
    for number, cells in rows:
        while waiting and waiting[-1][0] <= number:
            top, left, bottom, right = waiting.pop()
            if top == number and left <= len(cells) and right <= 16_384:
                current.append((left, right, bottom, cells[left - 1]))
        current = [each for each in current if each[2] >= number]
        for left, right, _, value in current:
            cells.extend([""] * (right - len(cells)))
            cells[left - 1 : right] = [value] * (right - left + 1)
        yield number, cells
