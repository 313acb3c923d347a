"""What `chiron match`, `explain` and `verify` have in common: two files in, what is asked of the pairs, refusals."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chiron_blueprint.asking import Asked
    from chiron_blueprint.match import Cohort
    from chiron_blueprint.schema import Blueprint
    from chiron_blueprint.tables import Table

METHODS = """\
Methods
  welfare    most total fit (the default)
  everybody  everybody first, then most total fit
  stable     nobody would rather swap: no two people prefer each other to whom they have
  fair       nobody left far behind: the worst-off first
  ranked     what suits each best: as many as possible get their first, then their second
  equitable  most total fit with groups that fare alike: --groups COLUMN [--within POINTS]
  rematch    least change from today: --today PAIRS [--changes N]
"""


def usual_language() -> str:
    """The terminal's language, of those that are spoken here."""
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "es" if spoken.lower().startswith("es") else "en"


def complain(line: str) -> None:
    """A line on standard error."""
    sys.stderr.write(line + "\n")


def say(line: str) -> None:
    """A line on standard output."""
    sys.stdout.write(line + "\n")


def parser(name: str, description: str, epilog: str) -> argparse.ArgumentParser:
    """A command's parser with the two files and how they are read."""
    made = argparse.ArgumentParser(
        prog=f"chiron {name}",
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("mentees", metavar="MENTEES", help="the mentees' file (.csv, .tsv, .txt, .xlsx)")
    made.add_argument("mentors", metavar="MENTORS", help="the mentors' file")
    return made


def add_reading(made: argparse.ArgumentParser) -> None:
    """How files are understood, and the language."""
    made.add_argument(
        "--blueprint", metavar="FILE", type=Path, help="take the criteria from this blueprint instead of guessing"
    )
    made.add_argument("--use-text", action="store_true", help="let free text count for fit")
    made.add_argument(
        "--language",
        choices=("en", "es"),
        default=usual_language(),
        help="of sentences and reasons (default: the terminal's)",
    )


def add_columns(made: argparse.ArgumentParser) -> None:
    """Which columns of a file of pairs name whom, where the cells don't tell."""
    made.add_argument(
        "--mentee-column", metavar="HEADING", default="", help="the column of the pairs that names mentees"
    )
    made.add_argument(
        "--mentor-column", metavar="HEADING", default="", help="the column of the pairs that names mentors"
    )


def add_asked(made: argparse.ArgumentParser, *, method: str | None = "welfare") -> None:
    """The method and what some methods need."""
    usual = f" (default: {method})" if method else " (default: only what must hold)"
    made.add_argument("--method", metavar="NAME", default=method, help=f"what the pairs are to be, see below{usual}")
    made.add_argument(
        "--groups", metavar="COLUMN", default="", help="equitable: the mentees' column whose groups shall fare alike"
    )
    made.add_argument(
        "--within",
        metavar="POINTS",
        type=float,
        default=5.0,
        help="equitable: mean fits at most so far apart (default: 5)",
    )
    made.add_argument("--today", metavar="PAIRS", type=Path, help="rematch: a file with the present pairs")
    made.add_argument(
        "--changes", metavar="N", type=int, help="rematch: at most so many of today's pairs change, at the best fit"
    )
    made.add_argument(
        "--mentors-each",
        metavar="N",
        type=int,
        default=0,
        help="up to so many mentors for each mentee; nobody's second before everybody's first (default: 1)",
    )
    made.add_argument("--lock", metavar="PAIRS", type=Path, help="a file of pairs that must be made")
    made.add_argument("--forbid", metavar="PAIRS", type=Path, help="a file of pairs that may not be made (conflicts)")
    made.add_argument(
        "--seed", metavar="N", type=int, default=0, help="decides ties; the same seed gives the same pairs (default: 0)"
    )


def asked(options: argparse.Namespace, *, way: str | None = None) -> Asked:
    """What the options ask for; their files are read."""
    from chiron_blueprint import asking, claims
    from chiron_blueprint.words import Sentence

    def table(path: Path | None) -> Table | None:
        return None if path is None else claims.table_of(path)

    if options.mentors_each < 0:
        raise asking.CannotAsk(Sentence("--mentors-each must be 1 or more.", "--mentors-each debe ser 1 o más."))
    return asking.Asked(
        way=way or options.method,
        seed=options.seed,
        groups=options.groups,
        within=options.within,
        today=table(options.today),
        changes=options.changes,
        each=options.mentors_each,
        locked=table(options.lock),
        forbidden=table(options.forbid),
    )


def refused(run: Callable[[argparse.Namespace], int], options: argparse.Namespace, name: str) -> int:
    """The exit code of `run`; 2 with a message where a file can't be read or what is asked can't be had."""
    from chiron_blueprint.asking import CannotAsk
    from chiron_blueprint.claims import NotPairs
    from chiron_blueprint.match import NobodyLeft
    from chiron_blueprint.schema import BlueprintError
    from chiron_blueprint.tables import TableRefused

    try:
        return run(options)
    except (CannotAsk, NotPairs) as refusal:
        complain(f"{name}: {refusal.sentence.in_language(options.language)}")
    except TableRefused as refusal:
        complain(f"{name}: {refusal.sentence(options.language)}")
    except NobodyLeft as nobody:
        _nobody(nobody, options, name)
    except BlueprintError as error:
        for line in error.lines(options.language):
            complain(line)
    except UnicodeDecodeError:
        complain(f"{name}: {options.blueprint}: not UTF-8 text. Save it as UTF-8.")
    except OSError as error:
        complain(f"{name}: {error.filename}: {error.strerror}.")
    return 2


def _nobody(nobody: object, options: argparse.Namespace, name: str) -> None:
    from chiron_blueprint import telling
    from chiron_blueprint.match import NobodyLeft

    assert isinstance(nobody, NobodyLeft)
    for line in telling.rejections(nobody.side, options.language):
        complain(line)
    complain(f"{name}: {telling.nobody(nobody.side).in_language(options.language)}")


def blueprint(options: argparse.Namespace) -> Blueprint | None:
    """The blueprint that is named, if one is."""
    from chiron_blueprint import schema

    if options.blueprint is None:
        return None
    return schema.load(options.blueprint.read_text(encoding="utf-8-sig"), source=str(options.blueprint))


def both_tables(options: argparse.Namespace) -> tuple[Table, Table]:
    """Both files, read at the same time in two processes of their own."""
    from concurrent.futures import ThreadPoolExecutor

    from chiron_blueprint import tables
    from chiron_blueprint.match import MENTEE_SHEETS, MENTOR_SHEETS

    with ThreadPoolExecutor(3) as pool:
        if _is_large(options.mentees, options.mentors):
            pool.submit(_load_compiler)  # half a second that the engine would wait for, while the files are read
        left = pool.submit(tables.read, options.mentees, hints=MENTEE_SHEETS)
        right = pool.submit(tables.read, options.mentors, hints=MENTOR_SHEETS)
        return left.result(), right.result()


def _is_large(*paths: str) -> bool:
    """Whether the engine will compile for these files rather than answer in plain Python."""
    sizes = [Path(path).stat().st_size for path in paths if Path(path).is_file()]
    return sum(sizes) > 100_000


def _load_compiler() -> None:
    """Load numba without scipy's linear algebra, which takes a quarter of a second and which no kernel here uses.

    Numba looks for it once, and does without where it is not there.
    """
    importlib.import_module("numba")
    if "scipy.linalg" in sys.modules:
        return
    sys.modules["scipy.linalg"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("numba.np.arraymath")
    finally:
        del sys.modules["scipy.linalg"]


def cohort(options: argparse.Namespace) -> Cohort:
    """Both files understood, by the blueprint that is named or by guessing."""
    from chiron_blueprint import match

    design = blueprint(options)
    return match.understood(*both_tables(options), blueprint=design, use_text=options.use_text)


def tell_rejections(found: Cohort, options: argparse.Namespace) -> None:
    """Say which rows of the two files were passed over."""
    from chiron_blueprint import telling

    for side in (found.mentees, found.mentors):
        for line in telling.rejections(side, options.language):
            complain(line)
