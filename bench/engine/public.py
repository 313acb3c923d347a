"""The engine on public instances whose answers are published; the files are not ours to carry, so name their folder.

    python -m bench public --data FOLDER

Reads OR-Library's assignment problems (assign100.txt …, J. E. Beasley, 1990; minimum cost) and the HRT
and SMTI instances of github.com/IP-MATCH/pyhrtc (tests/testfiles). Ends with 1 where an answer is another one.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from pathlib import Path

import numpy as np

from chiron_engine import Problem, Stable, Welfare, solve, verify

# OR-Library, "assigninfo": the optimal solution values; of the smaller ones random replacements go round
ASSIGNMENTS = {100: 305, 500: 991, 600: 1176, 700: 1362}
# pyhrtc, tests/test_algorithms.py: the size of a largest matching
LARGEST = {"hrt.instance": 759, "smti.instance": 9941}


def assignment(path: Path) -> tuple[Problem, int] | None:
    """An assignment problem of OR-Library and its published optimum."""
    words = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    numbers = np.array(" ".join(words).split(), dtype=np.int64)
    size = int(numbers[0])
    if len(numbers) != size * size + 1 or size not in ASSIGNMENTS:
        return None
    return Problem.from_matrix(-numbers[1:].reshape(size, size), capacity=1), ASSIGNMENTS[size]


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


def told(name: str, found: int, published: int, seconds: float) -> bool:
    """One line; whether the two figures are the same."""
    mark = "as published" if found == published else f"PUBLISHED IS {published}"
    print(f"  {name:<34}{found:>8}  {mark:<22}{seconds:8.3f} s", flush=True)
    return found == published


def main() -> int:
    """Run on every file that is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder with the public files")
    folder = parser.parse_args().data
    if folder is None:
        print("no --data FOLDER, so nothing to read")
        return 0
    same, everybody = True, Welfare(everybody_first=True)
    for path in sorted(folder.rglob("*.txt")):
        given = assignment(path)
        if given is None:
            print(f"  {path.name}: another instance than OR-Library's")
            continue
        begin = time.perf_counter()
        answer = solve(given[0], options=everybody)
        seconds = time.perf_counter() - begin
        assert verify(given[0], answer).ok
        same &= told(path.name, -answer.total_score, given[1], seconds)
    for path in sorted(folder.rglob("*.instance")):
        if path.name not in LARGEST:
            continue
        problem = rank_lists(path)
        begin = time.perf_counter()
        answer = solve(problem, options=everybody)
        same &= told(f"{path.name}, largest", len(answer.pairs), LARGEST[path.name], time.perf_counter() - begin)
        for ties in ("lottery", "weak"):
            begin = time.perf_counter()
            answer = solve(problem, "stable", options=Stable(ties=ties))
            seconds = time.perf_counter() - begin
            blocking = len(verify(problem, answer).blocking)
            print(f"  {path.name}, stable ({ties}):  {len(answer.pairs)} matched, {blocking} blocking, {seconds:.3f} s")
            same &= not blocking
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
