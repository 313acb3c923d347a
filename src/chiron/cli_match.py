"""`chiron match`: two spreadsheets in, explained pairs out. Imports no Django."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chiron_blueprint.schema import Blueprint
    from chiron_blueprint.tables import Table

FORMATS = (".csv", ".xlsx", ".json", ".html")
DESCRIPTION = """\
Pair the people of two spreadsheets.

MENTEES and MENTORS are CSV or Excel files with one row a person. Without a blueprint the columns are guessed, and
what was guessed is said on standard error. Columns about identity are reported and never used. Free text is reported
and used only with --use-text, since what people write about themselves repeats identity. A mentor takes one mentee
where no column says otherwise.
"""
EPILOG = """\
The pairs have one row a mentee: mentee_id, mentee_name, mentor_id, mentor_name, fit (0 to 100) and why (the figures
add up to the fit). The id is the e-mail address, or the row's number where there is none; the first data row is 1.

Exit codes: 0 done; 1 done, but rows were rejected; 2 wrong usage or a file that can't be read.
"""


def parser() -> argparse.ArgumentParser:
    """The options of `chiron match`."""
    made = argparse.ArgumentParser(
        prog="chiron match",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("mentees", metavar="MENTEES", help="the mentees' file (.csv, .tsv, .txt, .xlsx)")
    made.add_argument("mentors", metavar="MENTORS", help="the mentors' file")
    made.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        default=Path("pairs.csv"),
        help="where the pairs go: .csv, .xlsx, .json or .html (default: pairs.csv)",
    )
    made.add_argument(
        "--blueprint", metavar="FILE", type=Path, help="take the criteria from this blueprint instead of guessing"
    )
    made.add_argument("--write-blueprint", metavar="FILE", type=Path, help="save the guessed blueprint, for editing")
    made.add_argument(
        "--rejects", metavar="FILE", type=Path, help="write rejected rows here, each with its reason (.csv or .xlsx)"
    )
    made.add_argument(
        "--method",
        metavar="NAME",
        default="welfare",
        help="welfare (highest total fit, the default), stable, or another of the engine's methods",
    )
    made.add_argument(
        "--seed", metavar="N", type=int, default=0, help="decides ties; the same seed gives the same pairs (default: 0)"
    )
    made.add_argument("--use-text", action="store_true", help="let free text count for fit")
    made.add_argument("--sensitivity", action="store_true", help="also say how much the pairs hang on each weight")
    made.add_argument(
        "--language",
        choices=("en", "es"),
        default=usual_language(),
        help="of sentences and reasons (default: the terminal's)",
    )
    made.add_argument("--json", action="store_true", help="print a summary for programs on standard output")
    made.add_argument("--quiet", action="store_true", help="say only what went wrong")
    return made


def usual_language() -> str:
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "es" if spoken.lower().startswith("es") else "en"


def complain(line: str) -> None:
    """A line on standard error."""
    sys.stderr.write(line + "\n")


def main(arguments: list[str]) -> int:
    """Run `chiron match` and return its exit code."""
    options = parser().parse_args(arguments)
    for path in (options.output, options.rejects):
        allowed = FORMATS if path is options.output else (".csv", ".xlsx")
        if path is not None and path.suffix.lower() not in allowed:
            return _failed(f"chiron match: {path}: the ending must be one of {', '.join(allowed)}.")
    from chiron_blueprint.match import NobodyLeft
    from chiron_blueprint.tables import TableRefused

    try:
        return _run(options)
    except TableRefused as refusal:
        return _failed(f"chiron match: {refusal.sentence(options.language)}")
    except NobodyLeft as nobody:
        return _nobody(nobody, options)
    except OSError as error:
        return _failed(f"chiron match: {error.filename}: {error.strerror}.")


def _failed(message: str) -> int:
    complain(message)
    return 2


def _nobody(nobody: object, options: argparse.Namespace) -> int:
    from chiron_blueprint import telling
    from chiron_blueprint.match import NobodyLeft

    assert isinstance(nobody, NobodyLeft)
    for line in telling.rejections(nobody.side, options.language):
        complain(line)
    return _failed(f"chiron match: {telling.nobody(nobody.side).in_language(options.language)}")


def _run(options: argparse.Namespace) -> int:
    from chiron_blueprint import match, telling
    from chiron_blueprint.output import pairs
    from chiron_engine import ProblemError

    blueprint = _blueprint(options.blueprint, options.language) if options.blueprint else None
    if options.blueprint and blueprint is None:
        return 2
    mentees, mentors = _tables(options)
    try:
        tell = _progress(options)
        result = match.match(
            mentees,
            mentors,
            blueprint=blueprint,
            method=options.method,
            seed=options.seed,
            use_text=options.use_text,
            tell=tell,
        )
    except ProblemError as error:
        return _failed(f"chiron match: {error.text(options.language)}")
    _write_others(result, options)
    pairs.write(result, options.output, options.language)
    if not options.quiet:
        for line in telling.told(result, options.language):
            complain(line)
    for side in (result.mentees, result.mentors):
        for line in telling.rejections(side, options.language, options.rejects):
            complain(line)
    _close(result, options)
    return 1 if result.rejected else 0


def _progress(options: argparse.Namespace) -> Callable[[str], None] | None:
    """Says on a terminal what long work is at; nothing in a pipe."""
    if options.quiet or not sys.stderr.isatty():
        return None
    stages = {
        "guessing": ("Understanding the columns …", "Interpretando las columnas …"),
        "reading": ("Reading the rows …", "Leyendo las filas …"),
        "scoring": ("Scoring the pairs …", "Puntuando las parejas …"),
        "solving": ("Finding the best pairs …", "Buscando las mejores parejas …"),
        "explaining": ("Writing the reasons …", "Redactando los motivos …"),
    }
    return lambda stage: complain(stages[stage][options.language == "es"])


def _blueprint(path: Path, language: str) -> Blueprint | None:
    from chiron_blueprint import schema

    try:
        return schema.load(path.read_text(encoding="utf-8-sig"), source=str(path))
    except UnicodeDecodeError:
        complain(f"chiron match: {path}: not UTF-8 text. Save it as UTF-8.")
    except schema.BlueprintError as error:
        for line in error.lines(language):
            complain(line)
    return None


def _tables(options: argparse.Namespace) -> tuple[Table, Table]:
    """Both files, read at the same time in two processes of their own."""
    from concurrent.futures import ThreadPoolExecutor

    from chiron_blueprint import tables
    from chiron_blueprint.match import MENTEE_SHEETS, MENTOR_SHEETS

    with ThreadPoolExecutor(3) as pool:
        if _is_large(options.mentees, options.mentors):
            pool.submit(__import__, "numba")  # half a second that the engine would wait for, while the files are read
        left = pool.submit(tables.read, options.mentees, hints=MENTEE_SHEETS)
        right = pool.submit(tables.read, options.mentors, hints=MENTOR_SHEETS)
        return left.result(), right.result()


def _is_large(*paths: str) -> bool:
    """Whether the engine will compile for these files rather than answer in plain Python."""
    sizes = [Path(path).stat().st_size for path in paths if Path(path).is_file()]
    return sum(sizes) > 100_000


def _write_others(result: object, options: argparse.Namespace) -> None:
    from chiron_blueprint import output, schema
    from chiron_blueprint.match import Result

    assert isinstance(result, Result)
    if options.write_blueprint:
        options.write_blueprint.write_text(schema.dump(result.blueprint), encoding="utf-8")
    if options.rejects:
        files = [(side.table, side.rejections) for side in (result.mentees, result.mentors)]
        header, rows = output.rejects(files, options.language)
        if options.rejects.suffix.lower() == ".xlsx":
            output.write_xlsx(options.rejects, [("rejects", header, rows)])
        else:
            options.rejects.write_text(output.csv_text(header, rows), encoding="utf-8")


def _close(result: object, options: argparse.Namespace) -> None:
    """The last lines: what was matched, what hangs on the weights, where it went."""
    import json

    from chiron_blueprint import telling
    from chiron_blueprint.match import Result
    from chiron_blueprint.output import pairs

    assert isinstance(result, Result)
    found = []
    if options.sensitivity:
        from chiron_blueprint.fit import sensitivity

        found = sensitivity(result.scoring)
    if not options.quiet:
        for line in telling.closing(result, options.language, str(options.output)):
            complain(line)
        for each in found:
            complain(f"  {each.sentence.in_language(options.language)}")
    if options.json:
        summary = pairs.data(result, options.language)
        summary["output"] = str(options.output)
        summary["columns"] = telling.column_data(result, options.language)
        summary["rejections"] = telling.rejection_data(result, options.language)
        summary["sensitivity"] = [
            {"criterion": each.criterion, "without": each.without, "halved": each.halved, "doubled": each.doubled}
            for each in found
        ]
        sys.stdout.write(json.dumps(summary, ensure_ascii=False, indent=1) + "\n")
