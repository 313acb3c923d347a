"""The inputs of the measurements, the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chiron_engine import Problem


@dataclass(frozen=True)
class Instance:
    """So many mentees, mentors and candidates a mentee; ``kind`` is how fits and places are drawn."""

    mentees: int
    mentors: int
    candidates: int
    kind: str = "slack and short"

    @property
    def name(self) -> str:
        """A short label."""
        dense = "dense" if self.candidates == self.mentors else f"× {self.candidates}"
        return f"{self.mentees:,} × {self.mentors:,} {dense}" + (
            "" if self.kind == "slack and short" else f", {self.kind}"
        )

    def arrays(self) -> dict[str, np.ndarray]:
        """Pairs with fit, and places, as plain arrays."""
        rng = np.random.default_rng(7)
        n, m, k = self.mentees, self.mentors, self.candidates
        step = m // k
        mentor = (rng.integers(0, step, (n, k), dtype=np.int32) + np.arange(k, dtype=np.int32) * step).reshape(-1)
        mentee = np.repeat(np.arange(n, dtype=np.int32), k)
        fit = rng.integers(0, 1_000_000, n * k)
        capacity = rng.integers(1, 6, m)
        if self.kind == "all equal":
            fit = np.full(n * k, 50)
        if self.kind == "five values":
            fit = rng.integers(0, 5, n * k)
        if self.kind == "exact balance":
            capacity = np.full(m, n // m)
        return {"mentee": mentee, "mentor": mentor, "fit": fit, "capacity": capacity}

    def problem(self, arrays: dict[str, np.ndarray]) -> Problem:
        """The instance as the engine takes it."""
        return Problem.from_pairs(
            arrays["mentee"],
            arrays["mentor"],
            arrays["fit"],
            n_mentees=self.mentees,
            n_mentors=self.mentors,
            capacity=arrays["capacity"],
        )
