"""Which column of the mentees' file meets which of the mentors', and how they are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chiron_blueprint.guess import vocabulary as known
from chiron_blueprint.guess.guesses import Column
from chiron_blueprint.tables import plain
from chiron_blueprint.vocabulary import WORDS

CHOICES = ("single", "multiple", "ranking")
SIDE_WORDS = frozenset(WORDS["side_words"])
WEIGHTS = {
    "offer": 40.0,
    "overlap": 30.0,
    "preferred": 30.0,
    "distance": 25.0,
    "same": 20.0,
    "hours": 20.0,
    "languages": 15.0,
    "close": 10.0,
    "text": 10.0,
    "refused": 0.0,
}


@dataclass(frozen=True)
class Pairing:
    """A guessed criterion before it has ids; either side is None where only one names partners."""

    compare: str
    mentee: Column | None
    mentor: Column | None
    weight: float
    likeness: float


def paired(mentees: tuple[Column, ...], mentors: tuple[Column, ...], *, use_text: bool) -> list[Pairing]:
    """The pairings, the likeliest first; no column is in two of them."""
    rated = sorted(
        (
            (_likeness(one, other), -place, -other_place, one, other)
            for place, one in enumerate(mentees)
            for other_place, other in enumerate(mentors)
            if _compatible(one, other, use_text=use_text)
        ),
        key=lambda each: each[:3],
        reverse=True,
    )
    taken: set[tuple[str, int]] = set()
    found: list[tuple[int, Pairing]] = []
    for likeness, place, _, one, other in rated:
        keys = {("mentee", one.indexes[0]), ("mentor", other.indexes[0])}
        if likeness >= 0.34 and not keys & taken:
            taken |= keys
            compare = _comparison(one, other)
            found.append((-place, Pairing(compare, one, other, _weight(compare, one, other), likeness)))
    return [pairing for _, pairing in sorted(found, key=lambda each: each[0])] + _named(mentees, mentors)


def _compatible(one: Column, other: Column, *, use_text: bool) -> bool:
    if one.kind in CHOICES and other.kind in CHOICES:
        return True
    return one.kind == other.kind and (
        one.kind in ("availability", "languages", "scale") or (one.kind == "text" and use_text)
    )


def _likeness(one: Column, other: Column) -> float:
    """0–1: how much two columns speak of the same thing, by their headings and by their values."""
    if one.kind in ("availability", "languages"):
        return 0.9
    heading = _shared(_words(one.heading), _words(other.heading))
    if one.kind == "text":
        return 0.5 + heading / 2
    if one.kind == "scale":
        alike = (one.low, one.high) == (other.low, other.high) and set(one.order_words) == set(other.order_words)
        return heading * (0.7 + 0.3 * alike)
    values = _overlap(one, other)
    needs = known.heading_is("need", plain(one.heading)) and known.heading_is("offer", plain(other.heading))
    likeness = 0.45 * heading + 0.6 * values + 0.1 * (needs and values > 0.2)
    return max(likeness, 0.4) if _on_one_ladder(one, other) else likeness


def _on_one_ladder(one: Column, other: Column) -> bool:
    """Two career stages speak of one thing though their headings and values differ (student, resident; consultant)."""
    if not (one.kind == other.kind == "single" and one.ordered and other.ordered):
        return False
    return known.ladder_order([plain(option.label) for option in (*one.options, *other.options)]) is not None


def _words(heading: str) -> set[str]:
    words = set(plain(heading).split())
    return {re.sub(r"(?<=\w{3})(es|s)$", "", word) for word in words - SIDE_WORDS} or words


def _shared(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _overlap(one: Column, other: Column) -> float:
    """How much of the smaller vocabulary stands in the larger, weighted by how often a value occurs."""
    mine = {plain(option.label): option.count for option in one.options}
    theirs = {plain(option.label): option.count for option in other.options}
    if not mine or not theirs:
        return 0.0
    common = set(mine) & set(theirs)
    covered = max(
        sum(mine[item] for item in common) / sum(mine.values()),
        sum(theirs[item] for item in common) / sum(theirs.values()),
    )
    return covered if len(common) >= 2 or len(mine) == len(theirs) == 1 else covered / 2


def _comparison(one: Column, other: Column) -> str:
    if one.kind == "availability":
        return "hours"
    if one.kind == "languages":
        return "languages"
    if one.kind == "text":
        return "text"
    if one.kind == "scale":
        return "close"
    if one.kind == other.kind == "single":
        return "distance" if one.ordered and other.ordered and _is_stage(one, other) else "same"
    asks = known.heading_is("need", plain(one.heading)) or known.heading_is("offer", plain(other.heading))
    return "offer" if asks or plain(one.heading) != plain(other.heading) or one.kind != other.kind else "overlap"


def _is_stage(one: Column, other: Column) -> bool:
    """Ordered choices are a career stage, unless they are levels of something else (a site's building 1, 2, 3)."""
    titled = any(known.heading_is("stage", plain(column.heading)) for column in (one, other))
    values = [plain(option.label) for column in (one, other) for option in column.options]
    return titled or known.ladder_order(list(dict.fromkeys(values))) is not None


def _weight(compare: str, one: Column, other: Column) -> float:
    """The customary weight, less where many left the answer blank or where it hardly tells people apart."""
    filled = min(one.filled, other.filled) / max(one.filled, other.filled, 1)
    return WEIGHTS[compare] * (0.5 + 0.5 * min(1.0, filled * 1.2))


def _named(mentees: tuple[Column, ...], mentors: tuple[Column, ...]) -> list[Pairing]:
    """Criteria from columns that name people: wished for, or refused."""
    found = []
    for compare in ("preferred", "refused"):
        one = next((column for column in mentees if column.kind == compare), None)
        other = next((column for column in mentors if column.kind == compare), None)
        if one or other:
            found.append(Pairing(compare, one, other, WEIGHTS[compare], 1.0))
    return found
