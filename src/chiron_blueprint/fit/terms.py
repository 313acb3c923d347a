"""Each criterion as arithmetic on arrays: a value from 0 to 1 for every pair of some mentees and some mentors.

A value is held as whole ten-thousandths, so that one pair computed alone and the same pair computed in a table agree.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from chiron_blueprint import hours
from chiron_blueprint.answers.people import Person
from chiron_blueprint.schema.model import Blueprint, Criterion, Option

Array = npt.NDArray[Any]
Indexes = npt.NDArray[np.int64]
UNIT = 10_000
PARENT, SIBLING = 0.6, 0.3
LANGUAGE_SCORES = ((1, 0.25), (2, 0.6), (3, 1.0))
RANK_STEP = 0.2


class Term(Protocol):
    """One criterion over two groups of people."""

    criterion: Criterion

    def present(self) -> tuple[Array, Array]:
        """For each mentee and each mentor, whether they answered."""

    def values(self, rows: Indexes, columns: Indexes) -> Array:
        """The value 0–1 for each of `rows` (mentees) with each of `columns` (mentors), answered or not."""


def whole(values: Array) -> npt.NDArray[np.int32]:
    """Values as ten-thousandths; the small addition makes exact halves round up however they were added."""
    return np.floor(values * UNIT + 0.5 + 1e-5).astype(np.int32)


def term_for(
    criterion: Criterion, blueprint: Blueprint, mentees: Sequence[Person], mentors: Sequence[Person], on: datetime.date
) -> Term:
    """The arithmetic of one criterion."""
    made: Term
    if criterion.compare in ("offer", "overlap", "same", "different"):
        made = SetTerm(criterion, blueprint, mentees, mentors)
    elif criterion.compare in ("distance", "close"):
        made = LevelTerm(criterion, blueprint, mentees, mentors)
    elif criterion.compare == "hours":
        made = HoursTerm(criterion, mentees, mentors, on)
    elif criterion.compare == "languages":
        made = LanguagesTerm(criterion, mentees, mentors)
    elif criterion.compare == "text":
        from chiron_blueprint.fit.text import TextTerm

        made = TextTerm(criterion, mentees, mentors)
    else:
        made = PartnersTerm(criterion, mentees, mentors)
    return made


def _answers(people: Sequence[Person], question: str) -> list[Any]:
    return [person.answers.get(question) for person in people]


def _any(table: Array) -> Array:
    """For each row, whether anything in it is set."""
    return np.asarray(table.any(axis=1))


def likeness(options: Sequence[Option]) -> Array:
    """Option × option: 1 for the same, 0.6 for parent and child, 0.3 for children of one parent, else 0."""
    place = {option.id: index for index, option in enumerate(options)}
    table = np.eye(len(options))
    for one, option in enumerate(options):
        for other, rival in enumerate(options):
            if one != other and option.parent and option.parent == rival.parent:
                table[one, other] = SIBLING
        if option.parent in place:
            parent = place[option.parent]
            table[one, parent] = table[parent, one] = PARENT
    return table


class SetTerm:
    """Choices against choices: how much of what one side asks for the other offers, or how much both share."""

    def __init__(
        self, criterion: Criterion, blueprint: Blueprint, mentees: Sequence[Person], mentors: Sequence[Person]
    ) -> None:
        self.criterion = criterion
        self.mentee_question = blueprint.question("mentee", criterion.mentee)
        self.mentor_question = blueprint.question("mentor", criterion.mentor)
        own = (*blueprint.options(self.mentee_question), *blueprint.options(self.mentor_question))
        self.options = tuple({option.id: option for option in own}.values())
        place = {option.id: index for index, option in enumerate(self.options)}
        self.likeness = likeness(self.options)
        self.asked = self._matrix(mentees, criterion.mentee, place, ranked=self.mentee_question.kind == "ranking")
        self.offered = self._matrix(mentors, criterion.mentor, place, ranked=self.mentor_question.kind == "ranking")
        self.given = self._covered(self.offered)
        self.given_back = self._covered(self.asked) if criterion.compare == "overlap" else self.given

    def _matrix(self, people: Sequence[Person], question: str, place: dict[str, int], *, ranked: bool) -> Array:
        """Person × option: the weights of what was chosen, which add up to 1."""
        table = np.zeros((len(people), len(place)))
        for row, answer in enumerate(_answers(people, question)):
            chosen = (answer,) if isinstance(answer, str) else tuple(answer or ())
            weights = range(len(chosen), 0, -1) if ranked else [1] * len(chosen)
            total = sum(weights)
            for option, weight in zip(chosen, weights, strict=True):
                if option in place:
                    table[row, place[option]] = weight / total
        return table

    def _covered(self, chosen: Array) -> Array:
        """Person × option: how near the person's nearest choice comes to each option."""
        table = np.zeros_like(chosen)
        for option in range(chosen.shape[1]):
            near = np.flatnonzero(self.likeness[option])
            table[:, option] = ((chosen[:, near] > 0) * self.likeness[option, near]).max(axis=1, initial=0.0)
        return table

    def present(self) -> tuple[Array, Array]:
        return _any(self.asked), _any(self.offered)

    def keys_of(self) -> tuple[Array, Array]:
        """For each side what decides a person's values, a row each: equal rows fit alike."""
        return self.asked, self.offered

    def values(self, rows: Indexes, columns: Indexes) -> Array:
        found = self.asked[rows] @ self.given[columns].T
        if self.criterion.compare == "overlap":
            found = (found + self.given_back[rows] @ self.offered[columns].T) / 2
        if self.criterion.compare == "different":
            found = 1.0 - found
        return np.asarray(np.minimum(found, 1.0))


class LevelTerm:
    """Ordered choices or scales: a wanted distance (mentor minus mentee), or as close as can be."""

    def __init__(
        self, criterion: Criterion, blueprint: Blueprint, mentees: Sequence[Person], mentors: Sequence[Person]
    ) -> None:
        self.criterion = criterion
        self.questions = (
            blueprint.question("mentee", criterion.mentee),
            blueprint.question("mentor", criterion.mentor),
        )
        options = blueprint.options(self.questions[0])
        self.options = {option.id: option for option in (*options, *blueprint.options(self.questions[1]))}
        stepped = any(option.step for option in self.options.values())
        self.place = {id: option.step if stepped else at for at, (id, option) in enumerate(self.options.items())}
        scales = [question.scale for question in self.questions if question.scale]
        spans = [scale.high - scale.low for scale in scales]
        self.span = max([*spans, max(self.place.values(), default=0) - min(self.place.values(), default=0), 1])
        self.chosen = (_answers(mentees, criterion.mentee), _answers(mentors, criterion.mentor))
        self.levels = (self._levels(self.chosen[0]), self._levels(self.chosen[1]))

    def _levels(self, answers: list[Any]) -> Array:
        found = [self.place.get(answer, np.nan) if isinstance(answer, str) else answer for answer in answers]
        return np.array([np.nan if level is None else level for level in found], dtype=float)

    def present(self) -> tuple[Array, Array]:
        return ~np.isnan(self.levels[0]), ~np.isnan(self.levels[1])

    def keys_of(self) -> tuple[Array, Array]:
        """As for sets."""
        return self.levels[0].reshape(-1, 1), self.levels[1].reshape(-1, 1)

    def values(self, rows: Indexes, columns: Indexes) -> Array:
        mentee, mentor = (np.nan_to_num(levels) for levels in self.levels)
        distance = mentor[columns][None, :] - mentee[rows][:, None]
        if self.criterion.compare == "close":
            return np.asarray(1.0 - np.minimum(np.abs(distance), self.span) / self.span)
        wanted = self.criterion.wanted
        low, high, fade = (wanted.at_least, wanted.at_most, wanted.fade) if wanted else (1, 2, 3)
        outside = np.maximum(np.maximum(low - distance, distance - high), 0)
        return np.asarray(np.maximum(0.0, 1.0 - outside / max(fade, 1)))


class HoursTerm:
    """Free hours of the week in common, in one time; enough of them count fully."""

    def __init__(
        self, criterion: Criterion, mentees: Sequence[Person], mentors: Sequence[Person], on: datetime.date
    ) -> None:
        self.criterion = criterion
        self.on = on
        self.zones = [person.zone for person in mentees]
        sides = ((mentees, criterion.mentee), (mentors, criterion.mentor))
        self.answered = [
            np.array([bool(bits) for bits in _answers(people, question)], dtype=bool) for people, question in sides
        ]
        self.masks = [self._masks(mentees, criterion.mentee), self._masks(mentors, criterion.mentor)]
        self.free = [_bits(masks) for masks in self.masks]

    def _masks(self, people: Sequence[Person], question: str) -> list[int]:
        answers = _answers(people, question)
        return [hours.in_utc(bits or 0, person.zone, self.on) for person, bits in zip(people, answers, strict=True)]

    def present(self) -> tuple[Array, Array]:
        return self.answered[0], self.answered[1]

    def values(self, rows: Indexes, columns: Indexes) -> Array:
        shared = self.free[0][rows] @ self.free[1][columns].T
        return np.minimum(1.0, shared.astype(float) / self.criterion.enough_hours)

    def shared(self, mentee: int, mentor: int) -> int:
        """The hours in common as a mask, in the mentee's own time."""
        return hours.from_utc(self.masks[0][mentee] & self.masks[1][mentor], self.zones[mentee], self.on)


def _bits(masks: list[int]) -> npt.NDArray[np.float32]:
    """Person × hour as 0 and 1; single precision adds up to 168 exactly."""
    packed = b"".join(mask.to_bytes(hours.HOURS // 8, "little") for mask in masks)
    table = np.frombuffer(packed, dtype=np.uint8).reshape(len(masks), hours.HOURS // 8)
    return np.unpackbits(table, axis=1, bitorder="little").astype(np.float32)


class LanguagesTerm:
    """The best language in common, by the lower of the two levels."""

    def __init__(self, criterion: Criterion, mentees: Sequence[Person], mentors: Sequence[Person]) -> None:
        self.criterion = criterion
        self.spoken = [
            [dict(answer or ()) for answer in _answers(people, question)]
            for people, question in ((mentees, criterion.mentee), (mentors, criterion.mentor))
        ]
        names = sorted({name for side in self.spoken for person in side for name in person})
        self.levels = [np.array([[person.get(name, 0) for name in names] for person in side]) for side in self.spoken]
        self.levels = [levels.reshape(len(levels), len(names)) for levels in self.levels]

    def present(self) -> tuple[Array, Array]:
        return _any(self.levels[0]), _any(self.levels[1])

    def keys_of(self) -> tuple[Array, Array]:
        """As for sets."""
        return self.levels[0], self.levels[1]

    def values(self, rows: Indexes, columns: Indexes) -> Array:
        found = np.zeros((len(rows), len(columns)))
        for level, score in LANGUAGE_SCORES:
            mine = (self.levels[0][rows] >= level).astype(np.float32)
            theirs = (self.levels[1][columns] >= level).astype(np.float32)
            found[(mine @ theirs.T) > 0] = score
        return found


class PartnersTerm:
    """Whom people named: wished for (the first most), or refused."""

    def __init__(self, criterion: Criterion, mentees: Sequence[Person], mentors: Sequence[Person]) -> None:
        self.criterion = criterion
        self.named: dict[tuple[int, int], tuple[int, int]] = {}
        place = [{person.id: row for row, person in enumerate(people)} for people in (mentees, mentors)]
        self.answered = [np.zeros(len(mentees), dtype=bool), np.zeros(len(mentors), dtype=bool)]
        for side, (people, question) in enumerate(((mentees, criterion.mentee), (mentors, criterion.mentor))):
            for row, answer in enumerate(_answers(people, question) if question else ()):
                for rank, id in enumerate(answer or ()):
                    self._name(side, row, place[1 - side].get(id, -1), rank)
        self.sides = bool(criterion.mentee) + bool(criterion.mentor)
        self._sort(len(mentors))

    def _name(self, side: int, row: int, other: int, rank: int) -> None:
        if other < 0:
            return
        self.answered[side][row] = True
        pair = (row, other) if side == 0 else (other, row)
        known = self.named.get(pair, (-1, -1))
        self.named[pair] = (rank, known[1]) if side == 0 else (known[0], rank)

    def _sort(self, width: int) -> None:
        pairs = sorted(self.named)
        self.keys = np.array([row * width + column for row, column in pairs], dtype=np.int64)
        self.width = width
        self.scores = np.array([self._score(*self.named[pair]) for pair in pairs], dtype=float)

    def _score(self, mentee_rank: int, mentor_rank: int) -> float:
        given = [max(RANK_STEP, 1.0 - RANK_STEP * rank) for rank in (mentee_rank, mentor_rank) if rank >= 0]
        return sum(given) / max(1, self.sides)

    def present(self) -> tuple[Array, Array]:
        return self.answered[0], self.answered[1]

    def keys_of(self) -> tuple[Array, Array]:
        """As for sets, for everybody whom nobody named; pairs that were named are looked at one by one."""
        return self.answered[0].reshape(-1, 1), self.answered[1].reshape(-1, 1)

    def values(self, rows: Indexes, columns: Indexes) -> Array:
        found = np.zeros((len(rows), len(columns)))
        if len(self.keys):
            wanted = rows[:, None] * self.width + columns[None, :]
            at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            found = np.where(self.keys[at] == wanted, self.scores[at], 0.0)
        return np.where(found > 0, 0.0, 1.0) if self.criterion.compare == "refused" else found

    def elsewhere(self, rows: Indexes, columns: Indexes) -> Array:
        """The value of pairs whom nobody named."""
        return np.full((len(rows), len(columns)), 1.0 if self.criterion.compare == "refused" else 0.0)
