"""CSV and its relatives: which encoding, which delimiter, then row by row in constant memory. Runs in the child."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from chiron_blueprint.parsing.child import Out, Refusal

DELIMITERS = ",;\t|"
SAMPLE = 1 << 18
BLOCK = 1 << 20
END = "\x1eend of file\x1e"


def read(source: BinaryIO, out: Out, request: dict[str, Any]) -> None:
    """Write meta data and all rows of a delimited text file."""
    encoding = encoding_of(source)
    csv.field_size_limit(out.limits["cell"])
    sample = _decoded(source, encoding).read(SAMPLE)
    if not sample.strip():
        raise Refusal("empty")
    stated = _stated_delimiter(sample)
    delimiter = request.get("delimiter") or stated or delimiter_of(sample)
    out.meta(format="csv", encoding=encoding, delimiter=delimiter, sheet="", sheets=[])
    lines = _without_nul(_decoded(source, encoding))
    if stated:
        next(lines)
    _rows(lines, delimiter, out, 1 if stated else 0)


def _rows(lines: Iterator[str], delimiter: str, out: Out, skipped: int) -> None:
    reader = csv.reader(_with_end(lines), delimiter=delimiter, skipinitialspace=True)
    began = 1
    try:
        for cells in reader:
            if cells == [END]:
                return
            if reader.line_num > began and cells and cells[-1].endswith(END):
                raise Refusal("quote", line=began + skipped)
            out.row(began + skipped, [cell.strip() for cell in cells])
            began = reader.line_num + 1
    except csv.Error as error:
        code = "cell" if "field larger" in str(error) else "csv"
        raise Refusal(code, line=began + skipped, limit=out.limits["cell"], detail=str(error)) from None
    raise Refusal("quote", line=began + skipped)


def _with_end(lines: Iterator[str]) -> Iterator[str]:
    """The lines and a last one of our own: where it isn't read as a row of its own, a quotation mark never closed."""
    yield from lines
    yield "\n"
    yield END


def _without_nul(stream: io.TextIOWrapper) -> Iterator[str]:
    for number, line in enumerate(stream, 1):
        if "\0" in line:
            raise Refusal("nul", line=number)
        yield line


def _decoded(source: BinaryIO, encoding: str) -> io.TextIOWrapper:
    source.seek(0)
    # newline="" keeps quoted line breaks as they are; the csv module splits rows
    return io.TextIOWrapper(io.BufferedReader(_Unclosed(source)), encoding=encoding, newline="")


class _Unclosed(io.RawIOBase):
    """Lets a text wrapper be thrown away without closing the file below it."""

    def __init__(self, source: BinaryIO) -> None:
        self.source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self.source.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)


def encoding_of(source: BinaryIO) -> str:
    """The encoding: by its mark, by its zero bytes (UTF-16), UTF-8 if all of it is valid, else Windows-1252."""
    source.seek(0)
    start = source.read(4096)
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if start.startswith(mark):
            return _checked(source, name)
    pairs = max(1, len(start) // 2)
    if start[1::2].count(0) > 0.4 * pairs and start[0::2].count(0) < 0.05 * pairs:
        return _checked(source, "utf-16-le")
    if start[0::2].count(0) > 0.4 * pairs and start[1::2].count(0) < 0.05 * pairs:
        return _checked(source, "utf-16-be")
    if b"\0" in start:
        raise Refusal("nul", line=start[: start.index(0)].count(b"\n") + 1)
    if _valid(source, "utf-8"):
        return "utf-8"
    return "cp1252" if _valid(source, "cp1252") else _other(source)


def _checked(source: BinaryIO, name: str) -> str:
    if not _valid(source, name):
        raise Refusal("encoding", encoding=name)
    return name


def _valid(source: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    source.seek(0)
    try:
        while block := source.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _other(source: BinaryIO) -> str:
    """What is neither UTF-8 nor Windows-1252: the best guess of charset-normalizer if the whole file agrees."""
    from charset_normalizer import from_bytes

    source.seek(0)
    best = from_bytes(source.read(SAMPLE)).best()
    if best is None or not _valid(source, best.encoding):
        raise Refusal("encoding", encoding="")
    return best.encoding


def _stated_delimiter(sample: str) -> str:
    """Excel's own first line `sep=;`."""
    first = sample.split("\n", 1)[0].strip().strip('"')
    return first[4] if first.lower().startswith("sep=") and len(first) == 5 else ""


def delimiter_of(sample: str) -> str:
    """The delimiter under which the rows of `sample` have the most columns in agreement; a comma where all have one."""
    return max(DELIMITERS, key=lambda delimiter: (_agreement(sample, delimiter), delimiter == ","))


def _agreement(sample: str, delimiter: str) -> float:
    rows = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True):
            rows.append(len(cells))  # noqa: PERF401  # keeps those before an error
    except csv.Error:
        pass
    widths = Counter(width for width in (rows[:-1] if len(rows) > 2 else rows) if width)
    if not widths:
        return 0.0
    score, total = 0.0, sum(widths.values())
    for width, count in widths.items():
        if width > 1:
            score = max(score, (count / total) * (1 + min(width, 40) / 100))
    return score
