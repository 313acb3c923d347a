"""What can be asked of each method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy.typing as npt


@dataclass(frozen=True)
class Welfare:
    """Maximum total fit under capacities and minima.

    ``everybody_first`` matches as many mentees as can be matched at all, and among those answers takes the one with the
    highest total fit; otherwise a pair with negative fit is never made, and someone may be left out where that raises
    the total.
    """

    everybody_first: bool = False


@dataclass(frozen=True)
class Stable:
    """Stable matching (Gale and Shapley 1962; Roth and Peranson 1999).

    ``best_for`` is the side that proposes and gets its best stable partners (with "lottery"; otherwise mentees
    propose). ``ties`` says what ties mean: "lottery" breaks them by the seeded lottery; "weak" also looks for a
    weakly stable matching with as many people as possible (Király 2013, at least two thirds of the maximum); "strong"
    and "super" ask for those stronger stabilities, and no answer may exist. ``below_minimum`` says what happens where
    a mentor's minimum isn't reached: "refuse" raises Infeasible, "close" closes the mentor and goes on without.
    """

    best_for: Literal["mentee", "mentor"] = "mentee"
    ties: Literal["lottery", "weak", "strong", "super"] = "lottery"
    below_minimum: Literal["refuse", "close"] = "refuse"


@dataclass(frozen=True)
class Fair:
    """Fairness before the total.

    "leximin" matches as many as possible and makes the worst-off mentee as well off as possible, then the next, and so
    on; "rank_maximal" gives as many as possible their first choice, then as many as possible their second. ``step`` is
    the difference in fit below which two mentees count as equally well off: 0 for none, None for none where there are
    at most 200 different fits, else for a two-hundredth of their range.
    """

    kind: Literal["leximin", "rank_maximal"] = "leximin"
    step: float | None = None


@dataclass(frozen=True)
class Equitable:
    """The highest total such that no group's mean fit is more than ``delta`` (in units of fit) below another's.

    Groups are the problem's ``group``; whoever is unmatched counts with a fit of zero.
    """

    delta: float


@dataclass(frozen=True, eq=False)
class Rematch:
    """From today's pairs to the next with few people disturbed.

    ``current[i]`` is the mentor whom mentee ``i`` has today, -1 for none. With ``changes`` None: as many as possible
    matched, then as few as possible of today's pairs changed, then the highest total fit. With a number: the highest
    total fit with at most so many of today's pairs changed. Whoever has nobody today is not disturbed by a mentor.
    """

    current: npt.ArrayLike
    changes: int | None = None


Options = Welfare | Stable | Fair | Equitable | Rematch
