"""`chiron blueprint check FILE`: whether a blueprint is right, and if not, line, column and the mend. No Django."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chiron.cli_inputs import complain, usual_language


def main(arguments: list[str]) -> int:
    """Run `chiron blueprint` and return its exit code: 0 right, 1 not right, 2 wrong usage or unreadable."""
    parser = argparse.ArgumentParser(
        prog="chiron blueprint", description="Check blueprints, the files that define programmes."
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="check")
    check = actions.add_parser("check", help="check files and say what is wrong, where, and how to mend it")
    check.add_argument("files", nargs="+", metavar="FILE", type=Path)
    check.add_argument("--language", choices=("en", "es"), default=usual_language())
    options = parser.parse_args(arguments)
    return max(_check(path, options.language) for path in options.files)


def _check(path: Path, language: str) -> int:
    from chiron_blueprint import schema

    try:
        blueprint = schema.load(path.read_text(encoding="utf-8-sig"), source=str(path))
    except OSError as error:
        complain(f"chiron blueprint: {path}: {error.strerror}.")
        return 2
    except UnicodeDecodeError:
        complain(f"chiron blueprint: {path}: not UTF-8 text. Save it as UTF-8.")
        return 2
    except schema.BlueprintError as error:
        for line in error.lines(language):
            complain(line)
        return 1
    sys.stdout.write(f"{path}: {schema.summary(blueprint).in_language(language)}" + "\n")
    return 0
