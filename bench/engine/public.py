"""The engine on public instances whose answers are published; the files are not ours to carry, so name their folder.

    python -m bench public --data FOLDER

Reads what it finds there, and ends with 1 where an answer is another one:

- OR-Library's assignment problems, assign100.txt … assign800.txt (J. E. Beasley, "Linear programming on Cray
  supercomputers", 1990; minimum cost). Whole copies: github.com/kkoopa/lapmod, problems/.
- The HRT and SMTI instances of github.com/IP-MATCH/pyhrtc, tests/testfiles/*.instance.
- PrefLib's bids of reviewers for papers, 00037 (AAMAS) and 00039 (three more conferences), *.cat; for instance in
  github.com/fleverest/PrefLib-Data. No optimum is published, so scipy's and OR-Tools' are the truth.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import time
from pathlib import Path

import numpy as np
import peers

from chiron_engine import Problem, Stable, Welfare, solve, verify

# OR-Library, "assignopt": the optimal solution values. Random replacements of the smaller ones go round, so the numbers
# are known by the beginning of their SHA-256, one blank between two.
ASSIGNMENTS = {
    "6fddb4e4f7081333": 305,
    "09c79d76a65ce08c": 475,
    "22c7d2854bfef4ed": 626,
    "36f0fa88e2cb86d1": 804,
    "846d17dedbb1f9dd": 991,
    "9923591036ee4057": 1176,
    "ac2a3cd6b59021d5": 1362,
    "dae0d7dcee673e87": 1552,
}
# what a reviewer's bid counts; a conflict forbids
BIDS = {"yes": 4, "maybe": 2, "no answer": 1, "no": 0}
# pyhrtc, tests/test_algorithms.py: the size of a largest matching
LARGEST = {"hrt.instance": 759, "smti.instance": 9941}
EVERYBODY = Welfare(everybody_first=True)


def assignment(path: Path) -> tuple[Problem, int] | None:
    """An assignment problem of OR-Library and its published optimum."""
    words = " ".join(path.read_text().split())
    published = ASSIGNMENTS.get(hashlib.sha256(words.encode()).hexdigest()[:16])
    if published is None:
        return None
    size, *numbers = map(int, words.split())
    return Problem.from_matrix(-np.array(numbers).reshape(size, size), capacity=1), published


def bids(path: Path) -> tuple[Problem, int]:
    """A conference of PrefLib: papers as mentees, reviewers as mentors with even loads; and the optimum of two peers.

    A line is a reviewer, with a set of papers a category: ``1: {3,7},{4},{1,2}``.
    """
    lines = path.read_text().splitlines()
    names = [line.rpartition(":")[2].strip().lower() for line in lines if line.startswith("# CATEGORY NAME")]
    papers = next(int(line.rpartition(":")[2]) for line in lines if line.startswith("# NUMBER ALTERNATIVES"))
    fits: dict[tuple[int, int], int] = {}
    reviewers = [line for line in lines if line and not line.startswith("#")]
    for reviewer, line in enumerate(reviewers):
        # a category of one paper may stand without braces
        sets = re.findall(r"\{([^}]*)\}|(\d+)", line.partition(":")[2])
        for name, found in zip(names, sets, strict=True):
            if name in BIDS:
                fits.update({(int(paper) - 1, reviewer): BIDS[name] for paper in re.findall(r"\d+", "".join(found))})
    mentee, mentor = np.array(sorted(fits)).T
    given = {"mentee": mentee, "mentor": mentor, "fit": np.array([fits[pair] for pair in sorted(fits)])}
    given["capacity"] = np.full(len(reviewers), -(-papers // len(reviewers)))
    optimum = peers.or_tools_flow(given, papers, len(reviewers))
    assert optimum == peers.scipy_dense(given, papers, len(reviewers))
    sizes = {"n_mentees": papers, "n_mentors": len(reviewers)}
    return Problem.from_pairs(mentee, mentor, given["fit"], capacity=given["capacity"], **sizes), optimum


def listed(line: str) -> list[tuple[int, int]]:
    """Who is on a rank list, with the place; parentheses hold ties."""
    place, tied, found = 0, False, []
    for word in re.findall(r"[()]|\d+", line):
        if word == "(":
            place, tied = place + 1, True
        elif word == ")":
            tied = False
        else:
            place += not tied
            found.append((int(word) - 1, place))
    return found


def rank_lists(path: Path) -> Problem:
    """An instance of pyhrtc: couples, residents, hospitals; then a list a line."""
    lines = path.read_text().splitlines()
    _, n, m = (int(line) for line in lines[:3])
    wishes: dict[tuple[int, int], int] = {}
    for row, line in enumerate(lines[3 : 3 + n]):
        wishes.update({(row, other): place for other, place in listed("".join(line.split(maxsplit=1)[1:]))})
    capacity, esteems = np.ones(m, dtype=np.int64), {}
    for column, line in enumerate(lines[3 + n : 3 + n + m]):
        _, places, *rest = line.split(maxsplit=2)
        capacity[column] = int(places)
        esteems.update({(other, column): place for other, place in listed("".join(rest))})
    pairs = sorted(set(wishes) & set(esteems))
    mentee, mentor = zip(*pairs, strict=True)
    return Problem.from_pairs(
        mentee, mentor, np.zeros(len(pairs), dtype=np.int64), n_mentees=n, n_mentors=m, capacity=capacity,
        mentee_rank=[wishes[pair] for pair in pairs], mentor_rank=[esteems[pair] for pair in pairs],
    )  # fmt: skip


def told(name: str, found: int, published: int, seconds: float, source: str = "published") -> bool:
    """One line; whether the two figures are the same."""
    mark = f"as {source}" if found == published else f"{source.upper()} IS {published}"
    print(f"  {name:<34}{found:>8}  {mark:<28}{seconds:8.3f} s", flush=True)
    return found == published


def assignments(folder: Path) -> bool:
    """OR-Library's."""
    same = True
    for path in sorted(folder.rglob("*.txt")):
        given = assignment(path)
        if given is None:
            print(f"  {path.name}: another instance than OR-Library's")
            continue
        begin = time.perf_counter()
        answer = solve(given[0], options=EVERYBODY)
        seconds = time.perf_counter() - begin
        assert verify(given[0], answer).ok
        same &= told(path.name, -answer.total_score, given[1], seconds)
    return same


def ranked(folder: Path) -> bool:
    """pyhrtc's."""
    same = True
    for path in (path for path in sorted(folder.rglob("*.instance")) if path.name in LARGEST):
        problem = rank_lists(path)
        begin = time.perf_counter()
        answer = solve(problem, options=EVERYBODY)
        same &= told(f"{path.name}, largest", len(answer.pairs), LARGEST[path.name], time.perf_counter() - begin)
        for ties in ("lottery", "weak"):
            begin = time.perf_counter()
            answer = solve(problem, "stable", options=Stable(ties=ties))
            seconds = time.perf_counter() - begin
            blocking = len(verify(problem, answer).blocking)
            print(f"  {path.name}, stable ({ties}):  {len(answer.pairs)} matched, {blocking} blocking, {seconds:.3f} s")
            same &= not blocking
    return same


def conferences(folder: Path) -> bool:
    """PrefLib's."""
    same = True
    for path in sorted(folder.rglob("*.cat")):
        problem, optimum = bids(path)
        begin = time.perf_counter()
        answer = solve(problem)
        seconds = time.perf_counter() - begin
        same &= told(path.name, answer.total_score, optimum, seconds, "scipy and OR-Tools")
        for method in ("welfare", "stable", "fair"):
            report = verify(problem, solve(problem, method))
            same &= report.ok
            print(f"  {path.name}, {method}: {'holds' if report.ok else 'DOES NOT HOLD'}")
    return same


def main() -> int:
    """Run on every file that is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder with the public files")
    folder = parser.parse_args().data
    if folder is None:
        print("no --data FOLDER, so nothing to read")
        return 0
    return 0 if all([assignments(folder), ranked(folder), conferences(folder)]) else 1


if __name__ == "__main__":
    sys.exit(main())
