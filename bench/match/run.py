"""`chiron match` beside the PyPI package `mentor-match` 7.0.1, on the same people in the same run.

    .venv/bin/python bench/match/run.py [--data FOLDER]

Uses the public pair of 500 + 500 where it lies beside the checkout, else a generated pair with the same headings.
Exit code 0 where the whole process takes under 2 s and scoring with solving is at least 20 times faster than the peer.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from chiron_blueprint import answers, fit, guess, tables
from chiron_engine import solve

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PEERS = ROOT / "var" / "bench" / "mentor-match"
PUBLIC = ROOT.parent / "shared" / "data" / "mentor-match" / "large"
WHOLE_SECONDS, TIMES_FASTER = 2.0, 20.0


def files(folder: Path | None) -> tuple[Path, Path]:
    """The two files to match."""
    folder = folder or PUBLIC
    if (folder / "mentees.csv").exists():
        return folder / "mentees.csv", folder / "mentors.csv"
    sys.path.insert(0, str(ROOT))
    from tests.blueprint.files import generated_pair

    return generated_pair(Path(tempfile.mkdtemp()), people=500)


def whole_process(paths: tuple[Path, Path], repeat: int = 5) -> list[float]:
    """Seconds of `chiron match` from start to exit; the first run, which fills caches, doesn't count."""
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        command = [
            str(Path(sys.executable).with_name("chiron")),
            "match",
            *map(str, paths),
            "--quiet",
            "--output",
            f"{folder}/pairs.csv",
        ]
        for _ in range(repeat + 1):
            start = time.perf_counter()
            subprocess.run(command, check=True)
            taken.append(time.perf_counter() - start)
    return taken[1:]


def people(paths: tuple[Path, Path]) -> tuple[object, list[answers.Person], list[answers.Person]]:
    """The guessed blueprint and both sides' people."""
    left, right = (tables.read(path) for path in paths)
    found = guess.blueprint(left, right)
    both = ((left, found.mentee_mapping), (right, found.mentor_mapping))
    read = [answers.read(table, mapping, found.blueprint).people for table, mapping in both]
    return found.blueprint, read[0], read[1]


def ours(
    blueprint: object, mentees: list[answers.Person], mentors: list[answers.Person], repeat: int = 7
) -> tuple[list[float], fit.Scoring, float]:
    """Seconds from answers to pairs, the scoring, and the total fit."""
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        scoring = fit.Scoring(blueprint, mentees, mentors)
        matching = solve(fit.problem(scoring), method="welfare")
        taken.append(time.perf_counter() - start)
    return taken, scoring, matching.total_fit


def peer(blueprint: object, mentees: list[answers.Person], mentors: list[answers.Person]) -> dict[str, object]:
    """The peer's answer, from its own environment (made on the first run)."""
    python = PEERS / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "mentor-match==7.0.1"], check=True)
    grades = {option.id: place for place, option in enumerate(blueprint.lists["grade"])}

    def row(person: answers.Person) -> dict[str, object]:
        given = person.answers
        return {
            "email": person.email,
            "grade": grades[given["grade"]],
            "organisation": given["organisation"],
            "profession": given["profession"],
        }

    weights = {criterion.id: round(criterion.weight) for criterion in blueprint.criteria}
    given = {"mentees": [row(each) for each in mentees], "mentors": [row(each) for each in mentors], "weights": weights}
    done = subprocess.run(
        [str(python), str(HERE / "peer.py")], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def fit_of(pairs: list[list[str]], scoring: fit.Scoring) -> float:
    """The total fit of pairs by our scoring, for comparing like with like."""
    table, _ = scoring.dense()
    mentee = {person.email: row for row, person in enumerate(scoring.mentees)}
    mentor = {person.email: row for row, person in enumerate(scoring.mentors)}
    return sum(int(table[mentee[one], mentor[other]]) for one, other in pairs) / 100


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder with mentees.csv and mentors.csv")
    paths = files(parser.parse_args().data)
    whole = whole_process(paths)
    blueprint, mentees, mentors = people(paths)
    taken, scoring, total = ours(blueprint, mentees, mentors)
    theirs = peer(blueprint, mentees, mentors)
    warm = statistics.median(taken[1:])
    ratio = theirs["seconds"] / warm
    print(f"{len(mentees)} + {len(mentors)} people from {paths[0].parent.name}")
    middle, spread = statistics.median(whole), f"{min(whole):.2f}–{max(whole):.2f}"
    print(
        f"chiron match, whole process   {middle:6.2f} s  (median of {len(whole)}, {spread}; target < {WHOLE_SECONDS})"
    )
    print(f"scoring and solving, ours     {warm:6.3f} s  (first in a process, loading compiled code: {taken[0]:.2f} s)")
    print(f"scoring and solving, peer     {theirs['seconds']:6.3f} s  → {ratio:.0f} × (target ≥ {TIMES_FASTER:.0f})")
    print(f"total fit, ours {total:,.2f}; peer's pairs by the same measure {fit_of(theirs['pairs'], scoring):,.2f}")
    return 0 if middle < WHOLE_SECONDS and ratio >= TIMES_FASTER else 1


if __name__ == "__main__":
    sys.exit(main())
