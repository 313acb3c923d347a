"""The parent's side: start the limited child, keep what it wrote, stream rows from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple

from chiron_blueprint.tables import headings
from chiron_blueprint.tables.refusals import TableRefused

MEBIBYTE = 1 << 20
BLOCK = 1 << 18
PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[2]); from chiron_blueprint.parsing.child import main; sys.exit(main())"
)
ROOT = str(Path(__file__).resolve().parents[2])


@dataclass(frozen=True)
class Limits:
    """What one untrusted file may cost; bytes, seconds and counts."""

    memory: int = 512 * MEBIBYTE
    seconds: int = 180
    rows: int = 250_000
    columns: int = 2_000
    cell: int = 100_000
    unpacked: int = 600 * MEBIBYTE
    strings: int = 96 * MEBIBYTE
    output: int = 1024 * MEBIBYTE


class Row(NamedTuple):
    """A data row: its number (the first is 1), its line in the file and its cells, as many as there are headings."""

    number: int
    line: int
    cells: tuple[str, ...]
    extra: int = 0


class Table:
    """A spreadsheet with its headings found. Rows are streamed: `for row in table.rows()`, as often as you like."""

    def __init__(self, source: str, meta: dict[str, Any], spool: IO[bytes], start: int) -> None:
        self.source = source
        self.format: str = str(meta.get("format", ""))
        self.encoding: str = str(meta.get("encoding", ""))
        self.delimiter: str = str(meta.get("delimiter", ""))
        self.sheet: str = str(meta.get("sheet", ""))
        self.sheets: tuple[str, ...] = tuple(map(str, meta.get("sheets", ())))
        self._spool = spool
        weakref.finalize(self, spool.close)
        self._start = start
        first = list(islice(self._lines(), headings.LOOK_AT + 20))
        self.headings = headings.find(first, meta.get("merged", ()))
        self.header: tuple[str, ...] = self.headings.names
        self.has_header: bool = self.headings.found
        self.titles: tuple[str, ...] = self.headings.titles
        self.header_line: int = first[self.headings.rows - 1][0] if self.has_header else 0
        self._count: int | None = None

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.header)

    def rows(self) -> Iterator[Row]:
        """Every data row in order."""
        width = len(self.header)
        for number, (line, cells) in enumerate(islice(self._lines(), self.headings.rows, None), 1):
            filled = tuple(cells[:width]) + ("",) * (width - len(cells))
            yield Row(number, line, filled, max(0, len(cells) - width))

    def __len__(self) -> int:
        if self._count is None:
            self._count = sum(1 for _ in self.rows())
        return self._count

    def sample(self, most: int = 20_000) -> list[tuple[str, ...]]:
        """The cells of the first `most` rows."""
        return [row.cells for row in islice(self.rows(), most)]

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        for line in _stream(self._spool, self._start):
            number, cells = json.loads(line)
            yield number, cells


def _stream(spool: IO[bytes], offset: int) -> Iterator[bytes]:
    """Lines from `offset` on, by positioned reads, so that several readers of one file don't meet."""
    rest = b""
    descriptor = spool.fileno()
    while block := os.pread(descriptor, BLOCK, offset):
        offset += len(block)
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        yield from lines


def read(
    file: str | Path | BinaryIO,
    *,
    source: str = "",
    sheet: str = "",
    delimiter: str = "",
    hints: Sequence[str] = (),
    limits: Limits | None = None,
    progress: Callable[[int], None] | None = None,
) -> Table:
    """Read a spreadsheet, or raise `TableRefused`.

    `source` is the name for messages (the path's own by default); `sheet` chooses a sheet of a workbook and `hints`
    are words that the right sheet's name may hold; `progress` is called with the bytes read out so far.
    """
    limits = limits or Limits()
    if isinstance(file, str | Path):
        path = Path(file)
        try:
            with path.open("rb") as opened:
                return read(
                    opened,
                    source=source or path.name,
                    sheet=sheet,
                    delimiter=delimiter,
                    hints=hints,
                    limits=limits,
                    progress=progress,
                )
        except FileNotFoundError:
            raise TableRefused(str(file), "missing") from None
        except (IsADirectoryError, PermissionError, ValueError) as error:
            raise TableRefused(str(file), "unreadable", detail=getattr(error, "strerror", None) or str(error)) from None
    request = {"limits": asdict(limits), "sheet": sheet, "delimiter": delimiter, "hints": [h.casefold() for h in hints]}
    spool = _parsed(file, source, request, limits, progress)
    first = os.pread(spool.fileno(), BLOCK * 16, 0)
    meta_line = first.split(b"\n", 1)[0]
    table = Table(source, json.loads(meta_line), spool, len(meta_line) + 1)
    if next(iter(table.rows()), None) is None:
        raise TableRefused(source, "rowless")
    return table


def rows_by(
    reader: str, file: BinaryIO, *, source: str = "", limits: Limits | None = None, **options: str
) -> list[list[str]]:
    """Read any other kind of file in the limited child: the cells of each row that the module *reader* writes.

    *reader* is the name of a module with ``read(source, out, request)``; *options* stand in its request. Raises
    `TableRefused`.
    """
    limits = limits or Limits()
    spool = _parsed(file, source, {"limits": asdict(limits), "reader": reader, **options}, limits, None)
    with spool:
        return [json.loads(line)[1] for line in _stream(spool, 0)]


def _parsed(
    file: BinaryIO, source: str, request: dict[str, Any], limits: Limits, progress: Callable[[int], None] | None
) -> IO[bytes]:
    """Run the child over the file; what it wrote, in a temporary file that has no name."""
    spool = tempfile.TemporaryFile()  # noqa: SIM115  # the table keeps it
    with tempfile.TemporaryFile() as said, _real_file(file) as given:
        os.lseek(given.fileno(), 0, os.SEEK_SET)
        child = subprocess.Popen(  # noqa: S603  # our own interpreter, our own program
            # -B: it must write nothing; a limit on files would leave bytecode cut short for everybody
            [sys.executable, "-I", "-B", "-X", "utf8", "-c", PROGRAM, json.dumps(request), ROOT],
            stdin=given,
            stdout=spool,
            stderr=said,
            env={"PATH": "", "OPENBLAS_NUM_THREADS": "1"},
            close_fds=True,
            start_new_session=True,
        )
        code = _awaited(child, spool, limits.seconds * 1.5 + 5, progress)
        said.seek(0)
        message = said.read(20_000)
    if code != 0:
        spool.close()
        raise _refusal(source, code, message)
    return spool


def _awaited(
    child: subprocess.Popen[bytes], spool: IO[bytes], seconds: float, progress: Callable[[int], None] | None
) -> int:
    """The child's exit code; -24 (over its time) where it had to be stopped."""
    waited = 0.0
    try:
        while True:
            step = 0.2 if progress else seconds
            try:
                return child.wait(step)
            except subprocess.TimeoutExpired:
                waited += step
                if progress:
                    progress(os.fstat(spool.fileno()).st_size)
                if waited >= seconds:
                    return -24
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


class _real_file:  # noqa: N801  # used as a function in a with statement
    """The file itself where it has a descriptor, else a temporary copy, since a child can only inherit a real file."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.copy: IO[bytes] | None = None

    def __enter__(self) -> IO[bytes]:
        try:
            self.file.fileno()
        except (OSError, AttributeError, ValueError):
            self.copy = tempfile.TemporaryFile()
            self.file.seek(0)
            while block := self.file.read(BLOCK):
                self.copy.write(block)
            self.copy.flush()
            return self.copy
        return self.file

    def __exit__(self, *_: object) -> None:
        if self.copy:
            self.copy.close()


def _refusal(source: str, code: int, message: bytes) -> TableRefused:
    if code in (-24, -9):
        return TableRefused(source, "time")
    try:
        said = json.loads(message)
        return TableRefused(source, str(said["code"]), **{str(key): value for key, value in said["values"].items()})
    except (ValueError, KeyError, TypeError, AttributeError):
        return TableRefused(source, "memory" if b"MemoryError" in message else "died")


def from_rows(rows: Sequence[Sequence[str]], *, source: str = "rows") -> Table:
    """A table from rows already in memory, the first of them perhaps headings: for forms and tests."""
    spool = tempfile.TemporaryFile()  # noqa: SIM115  # the table keeps it
    for number, cells in enumerate(rows, 1):
        spool.write(json.dumps([number, [str(cell).strip() for cell in cells]]).encode() + b"\n")
    spool.flush()
    return Table(source, {"format": "rows"}, spool, 0)
