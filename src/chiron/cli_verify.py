"""`chiron verify`: whether pairs from any tool keep to the rules of the two files they are made of. No Django."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chiron import cli_inputs
from chiron.cli_inputs import say

if TYPE_CHECKING:
    from chiron_blueprint.claims import Claims
    from chiron_blueprint.judging import Verdict

DESCRIPTION = """\
Check a file of pairs against the two files that they were made of.

PAIRS may come from any tool: CSV, Excel or JSON, one row a pair or one a mentee, people named by address, name or id.
Which columns name whom is seen from the cells. Checked is that everybody named is there, nobody has more mentors than
they may, no mentor more mentees than places, no pair is made that a criterion, a conflict or a file forbids, locks are
kept, and any fit that is stated is right; with --method also what that method promises, by a proof of its own.
"""
EPILOG = (
    cli_inputs.METHODS
    + """
Exit codes: 0 everything holds; 1 something doesn't, or couldn't be decided; 2 wrong usage or a file that can't be read.
"""
)
MARKS = {True: "ok  ", False: "FAIL", None: "open"}


def parser() -> argparse.ArgumentParser:
    """The options of `chiron verify`."""
    made = cli_inputs.parser("verify", DESCRIPTION, EPILOG)
    made.add_argument("pairs", metavar="PAIRS", type=Path, help="the file to check (.csv, .xlsx or .json)")
    cli_inputs.add_columns(made)
    cli_inputs.add_reading(made)
    cli_inputs.add_asked(made, method=None)
    made.add_argument("--json", action="store_true", help="print the findings for programs")
    return made


def main(arguments: list[str]) -> int:
    """Run `chiron verify` and return its exit code."""
    return cli_inputs.refused(_run, parser().parse_args(arguments), "chiron verify")


def _run(options: argparse.Namespace) -> int:
    from chiron_blueprint import claims, judging

    asked = cli_inputs.asked(options, way=options.method or "welfare")
    cohort = cli_inputs.cohort(options)
    cli_inputs.tell_rejections(cohort, options)
    found = cohort.claims(claims.table_of(options.pairs), (options.mentee_column, options.mentor_column))
    promise = options.method is not None or bool(options.mentors_each)
    verdict = judging.judge(cohort, found, asked, promise=promise)
    if options.json:
        say(json.dumps(_data(verdict, found, options.language), ensure_ascii=False, indent=1))
    else:
        _tell(verdict, found, options.language)
    return 0 if verdict.ok else 1


def _tell(verdict: Verdict, found: Claims, language: str) -> None:
    from chiron_blueprint.words import say as both

    heading = both(
        "{file}: “{mentee}” names the mentees, “{mentor}” the mentors; {count} pairs.",
        "{file}: «{mentee}» nombra a las personas tuteladas y «{mentor}» a mentores/as; {count} parejas.",
        file=found.source,
        mentee=found.columns[0],
        mentor=found.columns[1],
        count=verdict.pairs,
    )
    say(heading.in_language(language))
    for finding in verdict.findings:
        say(f"  {MARKS[finding.passed]}  {finding.sentence.in_language(language)}")
        for more in finding.more:
            say(f"          {more.in_language(language)}")
    for remark in verdict.remarks:
        say(remark.in_language(language))


def _data(verdict: Verdict, found: Claims, language: str) -> dict[str, Any]:
    return {
        "ok": verdict.ok,
        "file": found.source,
        "columns": {"mentee": found.columns[0], "mentor": found.columns[1]},
        "mentees": verdict.mentees,
        "matched": verdict.matched,
        "pairs": verdict.pairs,
        "total_fit": verdict.total_fit,
        "best_total_fit": verdict.best_total_fit,
        "blocking_pairs": verdict.blocking,
        "findings": [
            {
                "name": finding.name,
                "passed": finding.passed,
                "sentence": finding.sentence.in_language(language),
                "more": [more.in_language(language) for more in finding.more],
            }
            for finding in verdict.findings
        ],
    }
