"""The ways of matching a cohort that a coordinator can choose, and how the engine is asked for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from chiron_engine import Equitable, Fair, Options, Problem, Rematch, Stable, Welfare

#: Ranks of those whom somebody did not name come after every name.
BEHIND_NAMES = 1000
USUAL_GAP = 5.0


@dataclass(frozen=True)
class Way:
    """One way: the engine's method, its options from what a coordinator set, and what the cohort must have for it.

    ``needs`` is "names" (people were asked whom they would like), "groups" (stages large enough to be compared),
    "today" (some have a mentor already), "several" (a mentee may have several mentors) or nothing.
    """

    engine: str
    make: Callable[[Mapping[str, Any]], Options | None] = lambda said: None
    takes: tuple[str, ...] = ()
    needs: str = ""


def _stable(said: Mapping[str, Any]) -> Options:
    return Stable(best_for="mentor" if said.get("best_for") == "mentor" else "mentee")


WAYS: dict[str, Way] = {
    "welfare": Way("welfare"),
    "everybody": Way("welfare", lambda said: Welfare(everybody_first=True)),
    "fair": Way("fair", lambda said: Fair(step=said.get("step")), ("step",)),
    "equitable": Way("equitable", lambda said: Equitable(said.get("gap") or USUAL_GAP), ("gap",), "groups"),
    "stable": Way("stable", _stable, ("best_for",)),
    "ranked": Way("stable", _stable, ("best_for",), "names"),
    "first_choices": Way("fair", lambda said: Fair(kind="rank_maximal")),
    "least_change": Way("rematch", takes=("changes",), needs="today"),
    "mosaic": Way("mosaic", needs="several"),
}
#: Those in which people's own ranking counts, and those in which it does on both sides.
BY_RANK, BY_BOTH_RANKS = {"ranked", "first_choices"}, {"ranked"}


def options_of(method: str, said: Mapping[str, Any], current: Sequence[int] = ()) -> Options | None:
    """What the engine is told for *method*; *current* is the mentor of each mentee today, -1 for nobody."""
    if method == "least_change":
        return Rematch(np.array(current, dtype=np.int64), said.get("changes"))
    return WAYS[method].make(said)


def with_ranks(
    posed: Problem, method: str, wishes: Mapping[int, list[int]], esteems: Mapping[int, list[int]]
) -> Problem:
    """The problem with ranks where the method asks for them: those named first, in their order; fit ranks the rest.

    *wishes* has the mentors whom each mentee named, *esteems* the mentees whom each mentor named, by position.
    """
    if method not in BY_RANK:
        return posed
    mentee = np.repeat(np.arange(posed.n_mentees), np.diff(posed.start))
    rank = _by_fit(mentee, posed.score)
    for row, named in wishes.items():
        _put_first(rank, [posed.pair(row, column) for column in named])
    if method not in BY_BOTH_RANKS:
        return replace(posed, mentee_rank=rank)
    esteem = _by_fit(posed.mentor.astype(np.int64), posed.score)
    for column, named in esteems.items():
        _put_first(esteem, [posed.pair(row, column) for row in named])
    return replace(posed, mentee_rank=rank, mentor_rank=esteem)


def _put_first(rank: npt.NDArray[np.int32], pairs: list[int]) -> None:
    for place, at in enumerate(pairs):
        if at >= 0:
            rank[at] = place


def _by_fit(whose: npt.NDArray[Any], score: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
    """How each ranks the others by fit alone: the best is `BEHIND_NAMES`, equal fits stand equal."""
    order = np.lexsort((-score, whose))
    theirs, scores = whose[order], score[order]
    is_first = np.append(True, theirs[1:] != theirs[:-1])[: len(order)]
    steps = np.cumsum(is_first | np.append(True, scores[1:] != scores[:-1])[: len(order)])
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = steps - np.maximum.accumulate(np.where(is_first, steps, 0)) + BEHIND_NAMES
    return rank


def large_groups(group: Mapping[str, str], threshold: int) -> dict[str, str]:
    """The group of each mentee, those smaller than *threshold* taken together; they join another where still small."""
    sizes: dict[str, int] = {}
    for name in group.values():
        sizes[name] = sizes.get(name, 0) + 1
    large = sorted(name for name, size in sizes.items() if size >= threshold)
    rest = sum(size for size in sizes.values() if size < threshold)
    others = "" if rest >= threshold or not large else large[0]
    return {mentee: name if name in large else others for mentee, name in group.items()}
