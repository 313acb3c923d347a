"""The whole of a country: from two files to pairs proved optimal over all pairs, stage by stage.

    python -m bench country [--mentees 160000] [--mentors 40000]

Prints what each stage takes (wall clock and processor), the most memory, the pairs looked at, and the recall: how many
of the best 100 of some mentees, by brute force over everybody, the candidate lists hold.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from chiron_blueprint import match, tables
from chiron_blueprint.asking import Asked
from chiron_blueprint.fit.candidates import BEST
from chiron_blueprint.output import pairs as output

SPECIALTIES = [f"Specialty {letter}{number}" for letter in "ABCDEFGH" for number in range(1, 6)]
NEEDS = ["Career", "Research", "Exams", "Leadership", "Well-being", "Teaching", "Writing", "Networking", "Skills"]
SITES = [f"Hospital {number}" for number in range(1, 121)]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
TONGUES = ["English", "Spanish", "French", "Arabic", "Urdu", "Polish"]


def written(folder: Path, mentees: int, mentors: int) -> tuple[Path, Path]:
    """Two files of believable people."""
    chance = random.Random(5)
    weights = [1 / (1 + at) ** 0.7 for at in range(len(SPECIALTIES))]

    def person(side: str, number: int) -> list[str]:
        days = sorted(chance.sample(DAYS, chance.randint(1, 3)), key=DAYS.index)
        free = "; ".join(f"{day} {start}:00-{start + chance.randint(2, 4)}:00" for day in days
                         for start in [chance.choice((8, 12, 16, 17, 18, 19))])  # fmt: skip
        wanted = list(dict.fromkeys(chance.choices(SPECIALTIES, weights, k=chance.randint(1, 3))))
        needs = chance.sample(NEEDS, chance.randint(1, 4))
        row = [f"{side} {number}", f"{side}.{number}@country.example", chance.choice(SITES), "; ".join(wanted)]
        row += ["; ".join(needs), free, "; ".join(chance.sample(TONGUES, chance.randint(1, 3)))]
        return row if chance.random() > 0.03 else [*row[:4], "", *row[5:]]

    heads = ["Name", "Email", "Hospital", "Specialties", "Topics", "Free hours", "Languages"]
    names = (folder / "mentees.csv", folder / "mentors.csv")
    with names[0].open("w") as file:
        file.write(",".join(heads) + "\n")
        file.writelines(",".join(person("mentee", number)) + "\n" for number in range(mentees))
    with names[1].open("w") as file:
        file.write(",".join([*heads, "Places"]) + "\n")
        file.writelines(",".join([*person("mentor", n), str(chance.randint(1, 6))]) + "\n" for n in range(mentors))
    return names


class Stages:
    """Says what each stage took as the next begins."""

    def __init__(self) -> None:
        self.name, self.wall, self.busy = "", time.perf_counter(), time.process_time()
        self.first = (self.wall, self.busy)
        self.at_end: dict[str, tuple[float, int]] = {}  # by the clock, and the most memory until then, in MiB

    def __call__(self, stage: str) -> None:
        wall, busy = time.perf_counter(), time.process_time()
        if self.name:
            used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"  {self.name:<14}{wall - self.wall:8.1f} s{busy - self.busy:8.1f} s busy{used:>8,} MiB", flush=True)
            self.at_end[self.name] = (wall, used)
        self.name, self.wall, self.busy = stage, wall, busy

    def end(self) -> None:
        """The last stage and the whole."""
        self("")
        wall, busy = time.perf_counter() - self.first[0], time.process_time() - self.first[1]
        print(f"  {'whole':<14}{wall:8.1f} s{busy:8.1f} s busy", flush=True)
        (began, people), (ended, most) = self.at_end["reading"], self.at_end["solving"]
        beside = f"{most - people:,} MiB beside the people and their texts"
        print(f"  search and solver alone: {ended - began:.1f} s, {beside} ({people:,} MiB)", flush=True)


def recall(result: match.Result, sample: int = 200) -> float:
    """The share of the best 100 of some mentees, by brute force, that are among their candidates."""
    rows = np.random.default_rng(3).choice(len(result.scoring.mentees), min(sample, len(result.scoring.mentees)), False)
    held = wanted = 0
    for row in rows.tolist():
        fit, allowed = result.scoring.table(np.array([row]))
        fits = np.sort(np.where(allowed[0], fit[0], -1))[::-1][:BEST]
        mine = slice(int(result.problem.start[row]), int(result.problem.start[row + 1]))
        have = np.sort(np.rint(result.problem.fit[mine] * 100).astype(int))[::-1][: len(fits)]
        wanted += int((fits >= 0).sum())
        held += int((have == fits[: len(have)]).sum())
    return held / max(wanted, 1)


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mentees", type=int, default=160_000)
    parser.add_argument("--mentors", type=int, default=40_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = written(Path(folder), chosen.mentees, chosen.mentors)
        print(
            f"  {chosen.mentees:,} + {chosen.mentors:,} people, {chosen.mentees * chosen.mentors:,} pairs", flush=True
        )
        stages = Stages()
        stages("opening")
        left, right = (tables.read(path) for path in paths)
        result = match.match(left, right, asked=Asked(), tell=stages)
        stages("writing")
        output.write(result, Path(folder) / "pairs.csv")
        stages.end()
    print(f"  matched {len(result.matching.pairs):,}, total fit {result.matching.total_fit:,.2f}")
    print("  " + " ".join(sentence.en for sentence in result.told))
    print(f"  recall of the best {BEST}: {100 * recall(result):.2f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
