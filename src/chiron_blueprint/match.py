"""From two tables to explained pairs: what `chiron match` does, as a function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chiron_blueprint import answers, guess
from chiron_blueprint.answers import Mapping, Note, Person, Rejection
from chiron_blueprint.fit import Scoring, problem
from chiron_blueprint.guess import Guess
from chiron_blueprint.output.rows import Pair
from chiron_blueprint.schema.model import Blueprint
from chiron_blueprint.tables import Table
from chiron_blueprint.words import Sentence, listed, say

if TYPE_CHECKING:
    from chiron_engine import Matching, People, Problem

MENTEE_SHEETS = ("mentee", "mentorad", "tutorad", "tutelad", "student", "estudiante", "learner", "protégé")
MOST_EXPLAINED = 300
MENTOR_SHEETS = ("mentor", "tutor", "faculty", "docente", "profesor")


@dataclass(frozen=True)
class Side:
    """One file: its table, how its columns were read and what came of its rows."""

    table: Table
    mapping: Mapping
    people: list[Person]
    rejections: list[Rejection]
    notes: list[Note]


@dataclass(frozen=True)
class Result:
    """All of it: the blueprint used, the guess (None where a blueprint was given), both sides, the engine's answer."""

    blueprint: Blueprint
    guess: Guess | None
    mentees: Side
    mentors: Side
    scoring: Scoring
    problem: Problem
    matching: Matching
    pairs: list[Pair]

    @property
    def rejected(self) -> int:
        """How many rows of both files were refused."""
        return len(self.mentees.rejections) + len(self.mentors.rejections)


class NobodyLeft(Exception):
    """A file has no row that can be used; `side` is its `Side`."""

    def __init__(self, side: Side) -> None:
        super().__init__(side.table.source)
        self.side = side


def understand(
    mentees: Table, mentors: Table, blueprint: Blueprint | None, *, use_text: bool = False
) -> tuple[Blueprint, Guess | None, Mapping, Mapping]:
    """The blueprint (guessed where none is given) and how both files fill it."""
    if blueprint is None:
        guessed = guess.blueprint(mentees, mentors, use_text=use_text)
        return guessed.blueprint, guessed, guessed.mentee_mapping, guessed.mentor_mapping
    mentee_columns, mentor_columns = guess.both(mentees, mentors)
    mappings = (guess.mapping(mentee_columns, blueprint, "mentee"), guess.mapping(mentor_columns, blueprint, "mentor"))
    return blueprint, None, *mappings


def match(
    mentees: Table,
    mentors: Table,
    *,
    blueprint: Blueprint | None = None,
    method: str = "welfare",
    seed: int = 0,
    use_text: bool = False,
    options: Any = None,
    tell: Callable[[str], None] | None = None,
) -> Result:
    """Guess (or take the blueprint), read both files, score, solve and explain; `tell` hears which stage begins."""
    from chiron_engine import solve

    tell = tell or _silent
    tell("guessing")
    design, guessed, mentee_mapping, mentor_mapping = understand(mentees, mentors, blueprint, use_text=use_text)
    tell("reading")
    left, right = _sides(design, mentees, mentors, mentee_mapping, mentor_mapping)
    for side in (left, right):
        if not side.people:
            raise NobodyLeft(side)
    tell("scoring")
    scoring = Scoring(design, left.people, right.people, use_text=use_text)
    posed = problem(scoring)
    tell("solving")
    matching = solve(posed, method=method, seed=seed, options=options)
    tell("explaining")
    return Result(design, guessed, left, right, scoring, posed, matching, explained(scoring, posed, matching))


def _silent(stage: str) -> None:
    """Tell nobody."""


def _sides(
    design: Blueprint, mentees: Table, mentors: Table, mentee_mapping: Mapping, mentor_mapping: Mapping
) -> tuple[Side, Side]:
    read = [answers.read(mentees, mentee_mapping, design), answers.read(mentors, mentor_mapping, design)]
    sides = []
    for at, (side, table, mapping) in enumerate(
        (("mentee", mentees, mentee_mapping), ("mentor", mentors, mentor_mapping))
    ):
        own, other = read[at], read[1 - at]
        checked = answers.resolved(side, own.people, other.people, design)
        late = answers.reject_with_cells(table, checked.rejections)
        rejections = sorted([*own.rejections, *late], key=lambda each: each.row)
        sides.append(Side(table, mapping, checked.people, rejections, [*own.notes, *checked.notes]))
    return sides[0], sides[1]


def explained(scoring: Scoring, posed: Problem, matching: Matching) -> list[Pair]:
    """A pair for each mentee, with the breakdown, or with the reason for having nobody."""
    from chiron_engine import People

    names = People([person.name for person in scoring.mentees], [person.name for person in scoring.mentors])
    many = int((matching.mentor_of < 0).sum()) > MOST_EXPLAINED
    pairs = []
    for row, mentee in enumerate(scoring.mentees):
        column = int(matching.mentor_of[row])
        if column >= 0:
            pairs.append(Pair(mentee, scoring.mentors[column], scoring.breakdown(row, column)))
            continue
        full = many and int(posed.start[row + 1]) > int(posed.start[row])
        reason = in_short(scoring, posed, row) if full else unmatched(scoring, posed, matching, row, names)
        pairs.append(Pair(mentee, None, None, reason))
    return pairs


def in_short(scoring: Scoring, posed: Problem, mentee: int) -> Sentence:
    """Why a mentee with candidates has no mentor, without the search for what would change it, for very long lists."""
    candidates = slice(int(posed.start[mentee]), int(posed.start[mentee + 1]))
    best = int(posed.fit[candidates].argmax())
    return say(
        "Every place with the {count} mentors considered is taken. The nearest was {name}, fit {fit}, whose places add "
        "more to the whole elsewhere; one more place there would be the first to ask for.",
        "Todas las plazas de los {count} mentores/as considerados están ocupadas. Quien más se acercaba era {name}, "
        "ajuste {fit}, cuyas plazas suman más al conjunto con otras personas; una plaza más ahí es la primera que "
        "conviene pedir.",
        count=candidates.stop - candidates.start,
        name=scoring.mentors[int(posed.mentor[candidates][best])].name,
        fit=f"{float(posed.fit[candidates][best]):g}",
    )


def unmatched(
    scoring: Scoring, posed: Problem, matching: Matching, mentee: int, names: People | None = None
) -> Sentence:
    """Why a mentee has no mentor, and the smallest change that would help."""
    from chiron_engine import People, explain

    why = explain(posed, matching, mentee=mentee)
    names = names or People([person.name for person in scoring.mentees], [person.name for person in scoring.mentors])
    found = Sentence(" ".join(why.sentences("en", people=names)), " ".join(why.sentences("es", people=names)))
    barred = _barred_by(scoring, mentee) if why.candidates == 0 else []
    if barred:
        more = say(
            " Ruled out by what must hold: {criteria}.",
            " Lo impide lo que es obligatorio: {criteria}.",
            criteria=listed(barred),
        )
        found = Sentence(found.en + more.en, found.es + more.es)
    return found


def _barred_by(scoring: Scoring, mentee: int) -> Sequence[dict[str, str]]:
    barred = {id for mentor in range(len(scoring.mentors)) for id in scoring.breakdown(mentee, mentor).barred_by}
    return [criterion.name for criterion in scoring.criteria if criterion.id in barred]
