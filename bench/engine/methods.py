"""The methods beside welfare and stable, what-if, and a cold start, each beside what was asked for.

    python -m bench methods [--only NAME]

Seconds of the processor, since a busy machine changes them less; wall clock for the cold start. Ends with 1 where an
answer does not pass its own verification. A target missed is said, not an error: the machine may be slower than two
cores of 2026.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from instances import Instance

from chiron_engine import (
    GroupProblem,
    Live,
    MosaicProblem,
    Problem,
    Report,
    form_groups,
    frontier,
    solve,
    solve_mosaic,
    verify,
    verify_groups,
    verify_mosaic,
)

Found = tuple[float, bool, str]


def busy(run: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the processor, and what came of it."""
    begin = time.process_time()
    found = run()
    return time.process_time() - begin, found


def sound(report: Report) -> bool:
    """Whether no check failed; one may stay open where the proof would take too long."""
    return not report.failures


def leximin() -> Found:
    """160,000 mentees, the worst-off first."""
    instance = Instance(160_000, 40_000, 50)
    problem = instance.problem(instance.arrays())
    seconds, matching = busy(lambda: solve(problem, "fair"))
    rows, columns = np.array(matching.pairs).T
    lowest = min(problem.fit[problem.pair(i, j)] for i, j in zip(rows.tolist(), columns.tolist(), strict=True))
    return seconds, sound(verify(problem, matching)), f"{len(rows):,} matched, lowest fit {lowest:,.0f}"


def equity() -> Found:
    """Five points between no equity and nearly all of it, for 10,000 mentees in five groups."""
    instance = Instance(10_000, 2_500, 50)
    arrays = instance.arrays()
    group = np.random.default_rng(4).integers(0, 5, 10_000)
    # one group fits less well than the others everywhere
    fit = np.where(group[arrays["mentee"]] == 0, arrays["fit"] * 6 // 10, arrays["fit"])
    problem = Problem.from_pairs(
        arrays["mentee"], arrays["mentor"], fit, n_mentees=10_000, n_mentors=2_500, capacity=arrays["capacity"],
        group=[f"group {one}" for one in group],
    )  # fmt: skip
    top = float(fit.max())
    seconds, found = busy(lambda: frontier(problem, [share * top for share in (0.4, 0.3, 0.2, 0.1, 0.02)]))
    first, last = found[0], found[-1]
    told = f"gap {100 * first.equity.gap / top:.0f} % → {100 * last.equity.gap / top:.1f} % of the highest fit"
    price = 100 * (first.total_fit - last.total_fit) / first.total_fit
    return seconds, all(sound(verify(problem, each)) for each in found), f"{told} for {price:.2f} % of the total"


def mosaic() -> Found:
    """10,000 mentees who want three roles each."""
    rng = np.random.default_rng(1)
    mentees, mentors, roles = 10_000, 2_500, 3
    offers = rng.random((mentors, roles)) < 0.6
    mentor = (rng.integers(0, mentors // 50, (mentees, 50)) + np.arange(50) * (mentors // 50)).reshape(-1)
    mentee = np.repeat(np.arange(mentees), 50)
    pair, role = np.nonzero(offers[mentor])
    problem = MosaicProblem.from_entries(
        mentee[pair], mentor[pair], role, rng.integers(0, 10_000, mentees * 50)[pair] / 100,
        n_mentees=mentees, n_mentors=mentors, capacity=rng.integers(1, 6, mentors),
        roles=["career", "research", "peer"],
    )  # fmt: skip
    seconds, found = busy(lambda: solve_mosaic(problem))
    return seconds, sound(verify_mosaic(problem, found)), f"{found.covered:,} of {found.wished:,} wishes"


def groups() -> Found:
    """10,000 people, a week of hours, three backgrounds, one in five of a category, 1,000 pairs kept apart."""
    rng = np.random.default_rng(2)
    people = 10_000
    free = np.zeros((people, 168), dtype=bool)
    for one in range(people):
        for day in rng.choice(7, int(rng.integers(1, 4)), replace=False):
            at = 24 * int(day) + int(rng.choice((8, 12, 16, 17, 18, 19)))
            free[one, at : at + int(rng.integers(2, 5))] = True
    problem = GroupProblem.from_availability(
        free, background=rng.choice(list("abc"), people, p=[0.5, 0.3, 0.2]),
        category=np.where(rng.random(people) < 0.2, "x", ""),
        apart=[(int(a), int(b)) for a, b in rng.integers(0, people, (1_000, 2)) if a != b],
    )  # fmt: skip
    seconds, found = busy(lambda: form_groups(problem))
    shared = min(len(each) for each in found.hours)
    told = f"{len(found.hours):,} groups, {shared} hours or more shared, {len(found.unplaced)} without, "
    return seconds, sound(verify_groups(problem, found)), told + f"{len(found.alone)} alone of their kind"


def what_if() -> Found:
    """160,000 × 40,000: the slowest of forty locks, forbids and further places, and who is moved."""
    instance = Instance(160_000, 40_000, 50)
    problem = instance.problem(instance.arrays())
    matching = solve(problem)
    rng = np.random.default_rng(9)
    live, slowest, moved = Live(problem, matching), 0.0, 0
    for turn in range(40):
        mentee = int(rng.integers(problem.n_mentees))
        at = int(rng.integers(problem.start[mentee], problem.start[mentee + 1]))
        mentor = int(problem.mentor[at])
        ways = (lambda: live.lock(mentee, mentor), lambda: live.forbid(mentee, mentor), lambda: live.add_place(mentor))  # noqa: B023
        seconds, step = busy(ways[turn % 3])
        slowest, moved = max(slowest, seconds), max(moved, len(step.moved))
    told = f"{moved} moved at most ({100 * moved / problem.n_mentees:.4f} %), each time the optimum"
    return slowest, True, told


def cold() -> Found:
    """`chiron match` on 50 + 50 people, the whole process, by the clock on the wall; the best of three."""
    chance = random.Random(3)
    topics = ["Career", "Research", "Exams", "Teaching", "Well-being"]
    with tempfile.TemporaryDirectory() as folder:
        for side in ("mentee", "mentor"):
            lines = ["Name,Email,Topics,Places"]
            for one in range(50):
                picked = "; ".join(chance.sample(topics, 2))
                lines.append(f"{side} {one},{side}{one}@x.example,{picked},{chance.randint(1, 3)}")
            Path(folder, f"{side}s.csv").write_text("\n".join(lines) + "\n")
        best = float("inf")
        for _ in range(3):
            begin = time.perf_counter()
            command = [sys.executable, "-c", "from chiron.cli import main; raise SystemExit(main())"]
            subprocess.run([*command, "match", "mentees.csv", "mentors.csv", "--quiet"], cwd=folder, check=True)
            best = min(best, time.perf_counter() - begin)
        rows = Path(folder, "pairs.csv").read_text().count("\n") - 1
    return best, rows == 50, f"{rows} rows, load of the machine {os.getloadavg()[0]:.0f}"


WAYS: dict[str, tuple[Callable[[], Found], float]] = {
    "leximin": (leximin, 60),
    "equity": (equity, 30),
    "mosaic": (mosaic, 3),
    "groups": (groups, 5),
    "what-if": (what_if, 0.25),
    "cold": (cold, 1.5),
}


def main() -> int:
    """Measure, one a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=sorted(WAYS))
    chosen = parser.parse_args()
    # like a worker that has been up for a while: compiled kernels are loaded before anything is timed
    warm = Instance(10_000, 2_500, 50)
    problem = warm.problem(warm.arrays())
    solve(problem), solve(problem, "stable")
    right = True
    for name, (run, target) in WAYS.items():
        if chosen.only in (None, name):
            seconds, is_sound, told = run()
            right &= is_sound
            mark = "" if seconds <= target else "  MISSED"
            mebibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"  {name:<9}{seconds:9.3f} s, asked {target:g} s{mark}: {told} ({mebibytes:,} MiB)", flush=True)
            if not is_sound:
                print(f"  {name} DOES NOT PASS ITS VERIFICATION")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
