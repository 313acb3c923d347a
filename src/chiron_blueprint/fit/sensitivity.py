"""How much the result hangs on each weight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chiron_blueprint.fit.candidates import problem
from chiron_blueprint.fit.scoring import Scoring
from chiron_blueprint.words import Sentence, counted, say

Solve = Callable[[Scoring], npt.NDArray[np.int64]]


@dataclass(frozen=True)
class Sensitivity:
    """How many mentees get another mentor (or none) when one weight is left out, halved or doubled."""

    criterion: str
    name: dict[str, str]
    without: int
    halved: int
    doubled: int
    of: int

    @property
    def sentence(self) -> Sentence:
        """In words."""
        pairs = counted(self.without, ("pair", "pareja"), ("pairs", "parejas"))
        return say(
            "Without {name}, {pairs} of {of} would differ; with half its weight {halved}, with twice {doubled}.",
            "Sin {name} cambiarían {pairs} de {of}; con la mitad de su peso {halved}, con el doble {doubled}.",
            name=self.name,
            pairs=pairs,
            of=self.of,
            halved=self.halved,
            doubled=self.doubled,
        )


def sensitivity(scoring: Scoring, solve: Solve | None = None) -> list[Sensitivity]:
    """Solve again with each weight left out, halved and doubled; `solve` gives `mentor_of` for a scoring."""
    answer = solve or _welfare
    base = answer(scoring)
    found = []
    for criterion in scoring.criteria:
        if not criterion.weight:
            continue
        changed = []
        for factor in (0.0, 0.5, 2.0):
            weights = {each.id: each.weight for each in scoring.criteria} | {criterion.id: criterion.weight * factor}
            other = Scoring(scoring.blueprint, scoring.mentees, scoring.mentors, use_text=True, weights=weights)
            changed.append(int((answer(other) != base).sum()))
        found.append(
            Sensitivity(criterion.id, criterion.name, changed[0], changed[1], changed[2], int((base >= 0).sum()))
        )
    return found


def _welfare(scoring: Scoring) -> npt.NDArray[np.int64]:
    from chiron_engine import solve

    return solve(problem(scoring), method="welfare").mentor_of
