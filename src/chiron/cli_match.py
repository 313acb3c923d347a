"""`chiron match`: two spreadsheets in, explained pairs out. Imports no Django."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from chiron import cli_inputs
from chiron.cli_inputs import complain

FORMATS = (".csv", ".xlsx", ".json", ".html")
DESCRIPTION = """\
Pair the people of two spreadsheets.

MENTEES and MENTORS are CSV or Excel files with one row a person. Without a blueprint the columns are guessed, and
what was guessed is said on standard error. Columns about identity are reported and never used. Free text is reported
and used only with --use-text, since what people write about themselves repeats identity. A mentor takes one mentee
where no column says otherwise.
"""
EPILOG = (
    cli_inputs.METHODS
    + """
The pairs have one row a mentee (with --mentors-each, one a pair): mentee_id, mentee_name, mentor_id, mentor_name, fit
(0 to 100) and why (the figures add up to the fit). The id is the e-mail address, or the row's number where there is
none; the first data row is 1. Files of pairs that go in (--today, --lock, --forbid) may come from any tool: CSV, Excel
or JSON that names people by address, name or id.

Exit codes: 0 done; 1 done, but rows were rejected; 2 wrong usage or a file that can't be read.
"""
)


def parser() -> argparse.ArgumentParser:
    """The options of `chiron match`."""
    made = cli_inputs.parser("match", DESCRIPTION, EPILOG)
    made.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        default=Path("pairs.csv"),
        help="where the pairs go: .csv, .xlsx, .json or .html (default: pairs.csv)",
    )
    cli_inputs.add_reading(made)
    made.add_argument("--write-blueprint", metavar="FILE", type=Path, help="save the guessed blueprint, for editing")
    made.add_argument(
        "--rejects", metavar="FILE", type=Path, help="write rejected rows here, each with its reason (.csv or .xlsx)"
    )
    cli_inputs.add_asked(made)
    made.add_argument("--sensitivity", action="store_true", help="also say how much the pairs hang on each weight")
    made.add_argument("--json", action="store_true", help="print a summary for programs on standard output")
    made.add_argument("--quiet", action="store_true", help="say only what went wrong")
    return made


def main(arguments: list[str]) -> int:
    """Run `chiron match` and return its exit code."""
    options = parser().parse_args(arguments)
    for path in (options.output, options.rejects):
        allowed = FORMATS if path is options.output else (".csv", ".xlsx")
        if path is not None and path.suffix.lower() not in allowed:
            complain(f"chiron match: {path}: the ending must be one of {', '.join(allowed)}.")
            return 2
    return cli_inputs.refused(_run, options, "chiron match")


def _run(options: argparse.Namespace) -> int:
    from chiron_blueprint import match, telling
    from chiron_blueprint.output import pairs

    blueprint = cli_inputs.blueprint(options)
    asked = cli_inputs.asked(options)
    mentees, mentors = cli_inputs.both_tables(options)
    tell = _progress(options)
    result = match.match(mentees, mentors, blueprint=blueprint, asked=asked, use_text=options.use_text, tell=tell)
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
