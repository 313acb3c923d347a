"""From 1,000 people to 1,000,000: what each method takes, in a process of its own, as a table and as a picture.

    python bench/engine/run.py --growth       writes docs/pictures/engine-growth.svg

Seconds are the processor's, so that a busy machine changes them little; memory is what the method adds at most.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PICTURE = HERE.parents[1] / "docs" / "pictures" / "engine-growth.svg"
SIZES = [800, 8_000, 80_000, 800_000]
NAMES = {
    "floor": "reading the pairs once",
    "stable": "stable",
    "welfare": "most total fit, proved",
    "proof": "its proof",
    "peer": "OR-Tools' flow",
}
MEASURE = """
import json, resource, sys, time
sys.path.insert(0, {here!r})
from instances import Instance
from chiron_engine import solve, verify
import peers

def busy(run):
    begin = time.process_time()
    found = run()
    return time.process_time() - begin, found

middle = Instance(10_000, 2500, 50)  # large enough that the compiled kernels are loaded
problem = middle.problem(middle.arrays())
solve(problem), solve(problem, "stable")
instance = Instance({n}, {n} // 4, 50)
arrays = instance.arrays()
problem = instance.problem(arrays)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
read = (problem.mentor, problem.score, problem.start)
out = {{"bytes": sum(each.nbytes for each in read)}}
out["floor"] = min(busy(lambda: [each.sum() for each in read])[0] for _ in range(3))
times = 3 if {n} < 500_000 else 1
out["stable"] = min(busy(lambda: solve(problem, "stable"))[0] for _ in range(times))
runs = [busy(lambda: solve(problem)) for _ in range(times)]
out["welfare"], matching = min(run[0] for run in runs), runs[0][1]
out["proof"], report = busy(lambda: verify(problem, matching))
assert report.ok
out["memory"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
if {n} <= 100_000:
    out["peer"], total = busy(lambda: peers.or_tools_flow(arrays, {n}, {n} // 4))
    assert total == matching.total_score
print(json.dumps(out))
"""


def measured(mentees: int) -> dict[str, float]:
    """All figures of one size."""
    program = MEASURE.format(here=str(HERE), n=mentees)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> None:
    """Measure, print the table, draw the picture."""
    heads = ["people", "pairs", "MiB to read", *NAMES.values(), "MiB more"]
    print("| " + " | ".join(heads) + " |\n|" + " ---: |" * len(heads), flush=True)
    rows = []
    for size in SIZES:
        found = measured(size)
        rows.append((size * 5 // 4, found))
        cells = [f"{size * 5 // 4:,}", f"{size * 50:,}", f"{found['bytes'] / 2**20:,.1f}"]
        cells += [f"{found[name]:.4g} s" if name in found else "–" for name in NAMES]
        print("| " + " | ".join([*cells, f"{found['memory']:,}"]) + " |", flush=True)
    PICTURE.write_text(drawn(rows))
    print(f"\n{PICTURE.relative_to(HERE.parents[1])} written")


WIDTH, HEIGHT, LEFT, TOP = 640, 400, 72, 24
INNER = (WIDTH - LEFT - 190, HEIGHT - TOP - 48)
STYLES = {
    "floor": "#8a8f98",
    "stable": "#2f6f4f",
    "welfare": "#1f4e8c",
    "proof": "#6b4e9b",
    "peer": "#b4552d",
}


def drawn(rows: list[tuple[int, dict[str, float]]]) -> str:
    """Seconds against people, both by powers of ten; each line ends with its name."""
    low, high = -5, 2

    def x(people: float) -> float:
        return LEFT + INNER[0] * (math.log10(people) - 3) / 3

    def y(seconds: float) -> float:
        return TOP + INNER[1] * (high - math.log10(max(seconds, 10**low))) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-label="Seconds against people, by powers of ten" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(low, high + 1):
        label = f"{10**power:g} s" if power > -5 else "0.00001 s"
        parts.append(f'<line x1="{LEFT}" x2="{LEFT + INNER[0]}" y1="{y(10**power):.1f}" y2="{y(10**power):.1f}" '
                     'stroke="#e3e3e0"/>')  # fmt: skip
        parts.append(f'<text x="{LEFT - 8}" y="{y(10**power) + 4:.1f}" text-anchor="end" fill="#555">{label}</text>')
    parts += [
        f'<text x="{x(10**power):.1f}" y="{HEIGHT - 26}" text-anchor="middle" fill="#555">{10**power:,}</text>'
        for power in range(3, 7)
    ]
    parts.append(f'<text x="{LEFT + INNER[0] / 2}" y="{HEIGHT - 8}" text-anchor="middle" fill="#555">people</text>')
    ends: list[tuple[float, float]] = []
    lines = {name: [(x(people), y(found[name])) for people, found in rows if name in found] for name in STYLES}
    # from the top down, so that names that make room for each other stand in the order of the lines
    for name, points in sorted(lines.items(), key=lambda line: line[1][-1][1]):
        colour = STYLES[name]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in points]
        at = points[-1][1] + 4
        while any(a == points[-1][0] and abs(at - other) < 14 for a, other in ends):
            at += 2
        ends.append((points[-1][0], at))
        lift = 0 if points[-1][0] >= LEFT + INNER[0] - 1 else -14  # above a line that ends early
        parts.append(f'<text x="{points[-1][0] + 10:.1f}" y="{at + lift:.1f}" fill="{colour}">{NAMES[name]}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    main()
