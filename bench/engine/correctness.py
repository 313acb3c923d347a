"""Random small problems, each answer proved or refuted by `verify`, which shares no code with the solvers.

    python -m bench correctness [--count 100000] [--seed 0]

Zero places, empty lists, ties, equal and negative fits, locks and forbidden pairs occur. Ends with 1 if one is wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

import numpy as np

from chiron_engine import Infeasible, Problem, Stable, Welfare, solve, verify

WAYS = (
    ("welfare", Welfare()),
    ("welfare", Welfare(everybody_first=True)),
    ("stable", Stable()),
    ("stable", Stable(best_for="mentor")),
    ("stable", Stable(ties="weak")),
    ("stable", Stable(ties="strong")),
    ("stable", Stable(ties="super")),
)


def drawn(rng: np.random.Generator) -> Problem:
    """A random small problem."""
    n, m = int(rng.integers(1, 13)), int(rng.integers(1, 7))
    spread = int(rng.choice([1, 2, 5, 1000]))
    allowed = rng.random((n, m)) < rng.choice([0.2, 0.6, 1.0])
    capacity = rng.integers(0, 4, m)
    locked = [(0, 0)] if capacity[0] and rng.random() < 0.2 else []
    allowed[0, 0] |= bool(locked)
    fit = rng.integers(-1 if rng.random() < 0.2 else 0, spread + 1, (n, m))
    return Problem.from_matrix(fit, capacity=capacity, allowed=allowed, locked=locked)


def main() -> int:
    """Run and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    outcomes: Counter[str] = Counter()
    begin = time.perf_counter()
    for number in range(chosen.count):
        problem = drawn(np.random.default_rng([chosen.seed, number]))
        method, options = WAYS[number % len(WAYS)]
        try:
            report = verify(problem, solve(problem, method, seed=number, options=options))
        except Infeasible:
            outcomes["no answer exists"] += 1
            continue
        outcomes["proved right" if report.ok else "WRONG"] += 1
        if not report.ok:
            print(f"instance {number} of seed {chosen.seed}: {method} {options}: {report.sentences()}", flush=True)
    told = ", ".join(f"{count:,} {name}" for name, count in sorted(outcomes.items()))
    print(f"  {chosen.count:,} instances in {time.perf_counter() - begin:.0f} s: {told}; {outcomes['WRONG']} wrong")
    return 1 if outcomes["WRONG"] else 0


if __name__ == "__main__":
    sys.exit(main())
