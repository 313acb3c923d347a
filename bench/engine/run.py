"""Floor, ours and the peers in one run, as ratios.

    python bench/engine/run.py            small and middle sizes, about two minutes
    python bench/engine/run.py --large    also 160,000 × 40,000 and 1,000,000 × 250,000
    python bench/engine/run.py --slow     also peers that take more than a minute
    python bench/engine/run.py --growth   instead: from 1,000 to 1,000,000 people, a table and a picture

Seconds are the processor's, so that a busy machine changes them little. The floor is the time to read the input's bytes
once; beside it stands how many there are. Peers that aren't dependencies are installed into an environment of their own
(bench/engine/.peers). A peer that finds another optimum than ours fails the run.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import peers
from instances import Instance

from chiron_engine import Matching, Problem, solve, verify

HERE = Path(__file__).parent
PACKAGES = ["matching==1.4.3", "algmatch==1.5.2", "lapx==0.11.1", "numpy"]
MIDDLE = [
    Instance(2_000, 500, 50),
    Instance(2_000, 500, 500),
    Instance(10_000, 2_500, 50),
    Instance(10_000, 2_500, 50, "exact balance"),
    Instance(10_000, 2_500, 50, "five values"),
    Instance(10_000, 2_500, 50, "all equal"),
]
LARGE = [Instance(160_000, 40_000, 50), Instance(1_000_000, 250_000, 50)]


def seconds(run: Callable[[], object], repeat: int) -> tuple[float, object]:
    """The shortest of some runs, in seconds of the processor, and what the last returned."""
    best, result = float("inf"), None
    for _ in range(repeat):
        begin = time.process_time()
        result = run()
        best = min(best, time.process_time() - begin)
    return best, result


def line(what: str, took: float, ours: float | None = None, note: str = "") -> None:
    """One line of the table."""
    ratio = "" if ours is None else f"{took / ours:>10.1f} ×"
    print(f"  {what:<42}{took:>10.4f} s{ratio:>14}  {note}", flush=True)


def floor(problem: Problem) -> tuple[float, int]:
    """Reading the pairs once: seconds, and bytes."""
    arrays = (problem.mentor, problem.score, problem.start)
    return seconds(lambda: [array.sum() for array in arrays], 3)[0], sum(array.nbytes for array in arrays)


def in_their_own_environment(name: str, path: str, instance: Instance) -> tuple[float, int] | str:
    """A peer's seconds and value, or why it has none."""
    python = HERE / ".peers" / "bin" / "python"
    command = [str(python), str(HERE / "peer_process.py"), name, path, str(instance.mentees), str(instance.mentors)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1][:70]
    took, value = json.loads(done.stdout)
    return float(took), int(value)


def welfare(instance: Instance, arrays: dict[str, np.ndarray], problem: Problem, path: str, slow: bool) -> None:
    """Maximum total fit: ours with its proof, and those who solve the same problem."""
    repeat = 3 if problem.n_pairs < 2_000_000 else 1
    solve(problem)
    ours, answer = seconds(lambda: solve(problem), repeat)
    assert isinstance(answer, Matching)
    proof, report = seconds(lambda: verify(problem, answer), 1)
    assert report.ok  # type: ignore[attr-defined]
    line("welfare, ours", ours, ours, f"total {answer.total_score}")
    line("  its proof", proof, ours)
    inside = {"OR-Tools SimpleMinCostFlow": peers.or_tools_flow}
    if problem.n_pairs <= 1_000_000:
        inside["scipy sparse, columns copied"] = peers.scipy_sparse
    if instance.mentees <= 2_000:
        inside["scipy dense"] = peers.scipy_dense
        inside["HiGHS"] = peers.highs
    for name, peer in inside.items():
        if name == "HiGHS" and problem.n_pairs > 200_000 and not slow:
            continue
        took, value = seconds(lambda peer=peer: peer(arrays, instance.mentees, instance.mentors), min(repeat, 2))  # type: ignore[misc]
        same(value, answer, name)
        line(name, took, ours)
    if instance.mentees <= 2_000:
        outcome = in_their_own_environment("lapx", path, instance)
        report_peer("lapx", outcome, ours, answer)


def stable(instance: Instance, problem: Problem, path: str, slow: bool) -> None:
    """Stable matching: ours with its proof, and the packages for it."""
    repeat = 3 if problem.n_pairs < 2_000_000 else 1
    solve(problem, "stable")
    ours, answer = seconds(lambda: solve(problem, "stable"), repeat)
    assert isinstance(answer, Matching)
    proof, report = seconds(lambda: verify(problem, answer), 1)
    assert report.ok  # type: ignore[attr-defined]
    line("stable, ours", ours, ours, f"total {answer.total_score}")
    line("  its proof", proof, ours)
    if instance.kind != "slack and short" or (problem.n_pairs > 100_000 and not slow):
        return
    for name in ("matching", "algmatch"):
        if problem.n_pairs <= 1_000_000:
            report_peer(name, in_their_own_environment(name, path, instance), ours, answer)


def report_peer(name: str, outcome: tuple[float, int] | str, ours: float, answer: Matching) -> None:
    """A line for a peer, or why there is none."""
    if isinstance(outcome, str):
        print(f"  {name:<42}failed: {outcome}", flush=True)
        return
    same(outcome[1], answer, name)
    line(name, outcome[0], ours)


def same(value: object, answer: Matching, name: str) -> None:
    """Fail where a peer's total is another one."""
    if value != answer.total_score:
        raise SystemExit(f"{name} finds {value}, ours is {answer.total_score}")


def install() -> None:
    """The peers, once."""
    python = HERE / ".peers" / "bin" / "python"
    if not python.exists():
        print("installing the peers …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(HERE / ".peers")], check=True)
        subprocess.run([str(python), "-m", "pip", "-q", "install", *PACKAGES], check=True, stderr=subprocess.DEVNULL)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description="The matching engine beside its peers.")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--only", type=int, help="one instance by number")
    chosen = parser.parse_args()
    if chosen.growth:
        import growth

        growth.main()
        return
    install()
    # like a worker that has been up for a while: compiled kernels are loaded before anything is timed
    warm = MIDDLE[2].problem(MIDDLE[2].arrays())
    print(
        f"loading the compiled kernels: {seconds(lambda: (solve(warm), solve(warm, 'stable')), 1)[0]:.1f} s", flush=True
    )
    instances = MIDDLE + (LARGE if chosen.large else [])
    for number, instance in enumerate(instances):
        if chosen.only not in (None, number):
            continue
        arrays = instance.arrays()
        built, problem = seconds(lambda: instance.problem(arrays), 1)  # noqa: B023
        assert isinstance(problem, Problem)
        print(f"\n{instance.name}: {problem.n_pairs:,} pairs, {int(problem.capacity.sum()):,} places", flush=True)
        with tempfile.NamedTemporaryFile(suffix=".npz") as file:
            np.savez(file, **arrays)
            file.flush()
            least, size = floor(problem)
            line("floor (reading the pairs once)", least, note=f"{size / 2**20:,.1f} MiB")
            line("building the problem", built)
            welfare(instance, arrays, problem, file.name, chosen.slow)
            stable(instance, problem, file.name, chosen.slow)
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"  most memory so far {used:,} MiB", flush=True)


if __name__ == "__main__":
    main()
