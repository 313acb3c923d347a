"""Runs in a process of its own: reads one untrusted file from standard input, writes rows as JSON lines.

The parent trusts nothing this writes but lists of strings. The limits are set before the first byte is read.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from typing import Any, TextIO


class Refusal(Exception):  # named for what happened
    """The file is refused; carries a code and the values of its sentence, which the parent knows."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Out:
    """Writes rows and refuses what passes the limits."""

    def __init__(self, stream: TextIO, limits: dict[str, int]) -> None:
        self.stream = stream
        self.limits = limits
        self.rows = 0
        self.gap = 0

    def meta(self, **values: Any) -> None:
        self.stream.write(json.dumps(values, ensure_ascii=False) + "\n")

    def row(self, number: int, cells: list[str]) -> None:
        """One row with its number in the file; trailing empty cells go, wholly empty rows are left out."""
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            return
        if len(cells) > self.limits["columns"]:
            raise Refusal("columns", row=number, found=len(cells), limit=self.limits["columns"])
        self.rows += 1
        if self.rows > self.limits["rows"]:
            raise Refusal("rows", limit=self.limits["rows"])
        self.stream.write(json.dumps([number, cells], ensure_ascii=False) + "\n")


def limit_process(limits: dict[str, int]) -> None:
    """Bound this process's memory, processor time and output, and keep it from leaving a core file."""
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["output"], limits["output"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Read limits from the first argument and the file from standard input; 0 done, 3 refused."""
    request = json.loads(sys.argv[1])
    limit_process(request["limits"])
    source = os.fdopen(0, "rb")
    stream = os.fdopen(1, "w", encoding="utf-8", errors="surrogatepass", newline="\n")
    out = Out(stream, request["limits"])
    try:
        _read(source, out, request)
        stream.flush()
    except Refusal as refusal:
        return _refused(refusal.code, refusal.values)
    except MemoryError:
        return _refused("memory", {})
    except OSError as error:
        return _refused("output" if error.errno == 27 else "unreadable", {"detail": str(error)})
    except RecursionError:
        return _refused("unreadable", {"detail": "nested too deeply"})
    return 0


def _read(source: Any, out: Out, request: dict[str, Any]) -> None:
    if request.get("reader"):  # another room's reader, named by the parent and never by the file
        importlib.import_module(request["reader"]).read(source, out, request)
        return
    start = source.read(8)
    source.seek(0)
    if start.startswith(b"PK\x03\x04"):
        from chiron_blueprint.parsing import workbook

        workbook.read(source, out, request)
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal("old_excel")
    else:
        from chiron_blueprint.parsing import text

        text.read(source, out, request)


def _refused(code: str, values: dict[str, Any]) -> int:
    sys.stderr.write(json.dumps({"code": code, "values": values}))
    return 3
