"""Run by the Python of the environment that holds `mentor-match`: the same people, the same rules, timed."""

from __future__ import annotations

import json
import operator
import sys
import time

from matching import process
from matching.mentee import Mentee
from matching.mentor import Mentor
from matching.rules.rule import Equivalent, Generic, Grade


def rules(weights: dict[str, int]) -> list[object]:
    """The guessed criteria as this package's rules: the same place, the same work, one or two grades above."""
    grade = weights["grade"]

    def outside(match: object) -> int:
        distance = match.mentor.grade - match.mentee.grade
        return max(1 - distance, distance - 2, 0)

    return [
        Equivalent("organisation", {True: weights["organisation"], False: 0}),
        Equivalent("profession", {True: weights["profession"], False: 0}),
        Grade(3, operator.lt, {True: 0, False: 0}),
        *[
            Generic({True: round(grade * (3 - steps) / 3), False: 0}, lambda m, steps=steps: outside(m) == steps)
            for steps in range(3)
        ],
    ]


def main() -> None:
    """Read people as JSON, match, print seconds and pairs as JSON."""
    given = json.load(sys.stdin)
    mentees = [Mentee(**person) for person in given["mentees"]]
    mentors = [Mentor(**person) for person in given["mentors"]]
    start = time.perf_counter()
    process.process_data(mentors, mentees, [rules(given["weights"])])
    seconds = time.perf_counter() - start
    pairs = [[mentee.email, mentor.email] for mentee in mentees for mentor in mentee.mentors]
    json.dump({"seconds": seconds, "pairs": pairs}, sys.stdout)


if __name__ == "__main__":
    main()
