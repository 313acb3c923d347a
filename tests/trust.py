"""`make trust`: the rows of the scorecard that stand, each one command, one line and an exit code.

A row that is not here is not tested yet; nothing here passes without having run. Tests repeat as often as the
scorecard asks (`tests/amounts.py`), so this takes hours; ``python -m tests.trust 17 11`` runs some rows only.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests import everything

ROOT = Path(__file__).resolve().parents[1]
CORE = "src/chiron/core/tests"
CALENDARS = "src/chiron/scheduling/tests/test_calendars_fuzz.py"
PARSERS = ["tests/blueprint/test_tables_fuzz.py", "tests/blueprint/test_hostile_cells.py", CALENDARS]
RACES = [f"tests/operations/test_races{of}.py" for of in ("", "_of_pairs", "_of_the_next_best", "_of_mergers")]
HOURS = ["tests/operations/test_races_of_meetings.py"]
ZONES = ["src/chiron/scheduling/tests/test_zones.py"]
LIVES = ["src/chiron/relationships/tests/test_lives.py"]
ERASURE = "src/chiron/people/tests/test_self_erasure.py"

#: Row of the scorecard, what it says, and the tests that hold it; those that need a real PostgreSQL are marked.
ROWS = [
    ("1", "every route, method and person against the table", ["tests/test_permissions.py"], False),
    ("2", "who may load rows about somebody", ["tests/test_readers.py"], False),
    ("3 4", "two worlds; hidden words", ["tests/test_walls.py"], False),
    ("5", "hostile forms and addresses", ["tests/test_hostile.py"], True),
    ("6", "any bytes, any cell, any blueprint", PARSERS, False),
    ("7 8", "web, workers and mails under kill -9", ["tests/operations/test_kills.py"], True),
    ("7 8", "tasks and mails of dead workers", [f"{CORE}/test_worker.py", f"{CORE}/test_outbox.py"], False),
    ("10", "PostgreSQL stopped at once under load", ["tests/operations/test_crash.py"], True),
    ("11", "one winner for a place, a run, an invitation", RACES, True),
    ("11", "one winner for an hour of somebody", HOURS, True),
    ("12", "forms sent twice", ["tests/operations/test_forms_at_once.py", f"{CORE}/test_web.py"], True),
    ("13", "the lives of pairs in every order", LIVES, False),
    ("13", "the same on PostgreSQL", LIVES, True),
    ("15", "erasure and restore", ["tests/operations/test_restore.py", ERASURE], False),
    ("16", "keys rotated under kill -9", ["tests/operations/test_keys.py"], False),
    ("17", "every tampering of the audit chain found", [f"{CORE}/test_audit.py"], False),
    ("19", "what is taken away is gone at the next request", ["tests/test_revocation.py"], False),
    ("20", "hostile files", ["src/chiron/programmes/tests/test_files.py", "tests/blueprint"], False),
    ("6", "mails from outside", ["src/chiron/relationships/tests/test_answers_by_mail.py"], False),
    ("22", "a mail server that is away, slow, strange or dies", ["tests/operations/test_mail.py"], True),
    ("24", "markup in any field comes out as text", ["tests/test_injection.py"], False),
    ("25", "wall times around every change of clocks", ZONES, False),
    ("26", "journeys with axe", ["tests/journeys", "src/chiron/ui"], False),
]  # fmt: skip


def run(paths: list[str], **environment: str) -> tuple[int, list[str]]:
    """Run the tests of a row; return the exit code and what pytest said, its summary last."""
    command = [sys.executable, "-m", "pytest", "-q", *paths]
    answer = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CHIRON_FULL": "1", **environment},
    )
    lines = [line for line in answer.stdout.splitlines() if line.strip()]
    return answer.returncode, lines or ["no output"]


def main(chosen: list[str]) -> int:
    """Run every row, or those chosen by their numbers; the exit code is 1 where one of them fails."""
    failed = 0
    chromium = everything.browser()
    with everything.postgres() as addresses:
        for row, what, paths, on_postgres in ROWS:
            if chosen and not set(chosen) & set(row.split()):
                continue
            began = time.monotonic()
            code, said = run(paths, CHIRON_CHROMIUM=chromium, **(addresses if on_postgres else {}))
            failed += code != 0
            verdict = "holds" if code == 0 else "FAILS"
            print(f"{row:>4}  {verdict}  {what}: {said[-1]} ({time.monotonic() - began:.0f} s)", flush=True)
            if code:
                print("\n".join(line for line in said if line.startswith(("E  ", "FAILED", "ERROR"))), flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
