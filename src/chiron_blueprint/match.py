"""From two tables to explained pairs: what `chiron match` does, as a function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chiron_blueprint import answers, asking, guess, outcome
from chiron_blueprint.answers import Mapping, Note, Person, Rejection
from chiron_blueprint.asking import Asked
from chiron_blueprint.claims import Claims
from chiron_blueprint.fit import Scoring, problem, whole
from chiron_blueprint.fit.candidates import BEST
from chiron_blueprint.guess import Guess
from chiron_blueprint.output.rows import Pair
from chiron_blueprint.schema.model import Blueprint
from chiron_blueprint.tables import Table
from chiron_blueprint.words import Sentence, listed, say

if TYPE_CHECKING:
    from chiron_engine import Matching, People, Problem, Several

MENTEE_SHEETS = ("mentee", "mentorad", "tutorad", "tutelad", "student", "estudiante", "learner", "protégé")
MOST_EXPLAINED = 300
MOST_ROUNDS = 8
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
class Cohort:
    """Two files understood: the blueprint used, the guess (None where a blueprint was given), both sides, the fit."""

    blueprint: Blueprint
    guess: Guess | None
    mentees: Side
    mentors: Side
    scoring: Scoring

    def claims(self, table: Table, columns: tuple[str, str] = ("", "")) -> Claims:
        """The pairs of another file among these people. Raises NotPairs."""
        return asking.claims_of(self, table, columns)

    def names(self) -> People:
        """What to call people in the engine's sentences."""
        from chiron_engine import People

        return People(*([person.name for person in side] for side in (self.scoring.mentees, self.scoring.mentors)))


@dataclass(frozen=True)
class Result:
    """All of it: the blueprint used, the guess (None where a blueprint was given), both sides, the engine's answer.

    With several mentors each, `several` is the answer and `matching` holds the best of each. `told` says what else was
    asked, and what came of it.
    """

    blueprint: Blueprint
    guess: Guess | None
    mentees: Side
    mentors: Side
    scoring: Scoring
    problem: Problem
    matching: Matching
    pairs: list[Pair]
    several: Several | None = None
    told: tuple[Sentence, ...] = ()

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


def understood(
    mentees: Table,
    mentors: Table,
    *,
    blueprint: Blueprint | None = None,
    use_text: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Cohort:
    """Guess (or take the blueprint), read both files and make their fit ready; NobodyLeft where a file has no row."""
    tell = tell or _silent
    tell("guessing")
    design, guessed, mentee_mapping, mentor_mapping = understand(mentees, mentors, blueprint, use_text=use_text)
    tell("reading")
    left, right = _sides(design, mentees, mentors, mentee_mapping, mentor_mapping)
    for side in (left, right):
        if not side.people:
            raise NobodyLeft(side)
    return Cohort(design, guessed, left, right, Scoring(design, left.people, right.people, use_text=use_text))


def match(
    mentees: Table,
    mentors: Table,
    *,
    blueprint: Blueprint | None = None,
    asked: Asked | None = None,
    use_text: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Result:
    """Guess (or take the blueprint), read both files, score, solve and explain; `tell` hears which stage begins.

    Raises NobodyLeft, CannotAsk and NotPairs.
    """
    cohort = understood(mentees, mentors, blueprint=blueprint, use_text=use_text, tell=tell)
    return solved(cohort, asked or Asked(), tell)


def solved(cohort: Cohort, asked: Asked, tell: Callable[[str], None] | None = None) -> Result:
    """The pairs of a cohort as asked for, explained."""
    from chiron_engine import Matching, ProblemError, solve, solve_several

    tell = tell or _silent
    wish = asking.pose(cohort, asked)
    tell("scoring")
    scoring = cohort.scoring
    several = None
    try:
        posed = problem(scoring, locked=wish.locked, forbidden=wish.forbidden, group=wish.group)
        tell("solving")
        if wish.wanted:
            several = solve_several(posed, wish.wanted, seed=asked.seed)
            best = [mentors[0] if mentors else -1 for mentors in several.mentors_of]
            matching = replace(Matching.claimed(posed, best, method="several"), seed=asked.seed)
        else:
            matching = solve(posed, method=wish.method, seed=asked.seed, options=wish.options)
            posed, matching, beyond = completed(scoring, posed, matching)
            wish.told.extend(beyond)
    except ProblemError as error:
        raise asking.in_words(error, cohort.names()) from error
    tell("explaining")
    pairs = explained_several(scoring, posed, several) if several else explained(scoring, posed, matching)
    told = (*wish.told, *outcome.sentences(cohort, posed, matching, several))
    parts = (cohort.blueprint, cohort.guess, cohort.mentees, cohort.mentors, scoring)
    return Result(*parts, posed, matching, pairs, several, told)


def completed(
    scoring: Scoring, posed: Problem, matching: Matching, *, best: int = BEST
) -> tuple[Problem, Matching, list[Sentence]]:
    """The best over all pairs where only each mentee's `best` candidates were given: pairs beyond the lists that could
    add to the total are added until there are none.
    """
    from chiron_engine import solve

    if not whole.is_cut(posed):
        return posed, matching, []
    for _ in range(MOST_ROUNDS):
        missing = whole.missing(scoring, posed, matching, best=best)
        if missing is None:
            break
        if not missing:
            pairs = f"{len(scoring.mentees) * len(scoring.mentors):,}"
            found = say(
                "No mentor beyond the candidates considered could add to it: that holds for all {pairs} pairs.",
                "Nadie fuera de las candidaturas consideradas podría sumar más: vale para todas las {pairs} parejas.",
                pairs=Sentence(pairs, pairs.replace(",", ".")),
            )
            return posed, matching, [found]
        posed = whole.widened(scoring, posed, missing)
        matching = solve(posed, method=matching.method, seed=matching.seed, options=matching.options)
    return posed, matching, []


def claimed(cohort: Cohort, found: Claims, asked: Asked) -> Result:
    """Pairs that came from elsewhere, as a result that can be explained. Whoever stands twice keeps the first mentor,
    except where several each were asked for.

    Where they reach the highest total, the prices that prove it come along, so that places have a value.
    """
    from chiron_engine import Matching, ProblemError, Welfare, solve
    from chiron_engine.several import describe as describe_several

    wish = asking.pose(cohort, asked)
    mentor_of = [-1] * len(cohort.scoring.mentees)
    for mentee, mentors in found.mentors_of().items():
        mentor_of[mentee] = mentors[0]
    parts = {"locked": wish.locked, "forbidden": wish.forbidden, "group": wish.group}
    several = None
    try:
        posed = problem(cohort.scoring, also=found.pairs, **parts)  # type: ignore[arg-type]
        if wish.wanted:
            at = [posed.pair(*pair) for pair in found.pairs]
            several = describe_several(posed, [pair for pair in at if pair >= 0], wish.wanted, seed=asked.seed)
        matching = Matching.claimed(posed, mentor_of, method=wish.method, options=wish.options)
        if isinstance(matching.options, Welfare):
            best = solve(posed, options=matching.options)
            same = best.total_score == matching.total_score and len(best.pairs) == len(matching.pairs)
            matching = replace(matching, certificate=best.certificate if same else None)
    except ProblemError as error:
        raise asking.in_words(error, cohort.names()) from error
    told = cohort.scoring, posed
    pairs = explained_several(*told, several) if several else explained(*told, matching)
    sides = (cohort.blueprint, cohort.guess, cohort.mentees, cohort.mentors, cohort.scoring)
    return Result(*sides, posed, matching, pairs, several)


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
    breakdowns = scoring.breakdowns(matching.pairs)
    pairs = []
    for row, mentee in enumerate(scoring.mentees):
        column = int(matching.mentor_of[row])
        if column >= 0:
            pairs.append(Pair(mentee, scoring.mentors[column], next(breakdowns)))
            continue
        full = many and int(posed.start[row + 1]) > int(posed.start[row])
        reason = in_short(scoring, posed, row) if full else unmatched(scoring, posed, matching, row, names)
        pairs.append(Pair(mentee, None, None, reason))
    return pairs


def explained_several(scoring: Scoring, posed: Problem, several: Several) -> list[Pair]:
    """A pair for each mentor of each mentee, or one with the reason for having nobody."""
    from chiron_engine import People, explain_several_mentee

    names = People([person.name for person in scoring.mentees], [person.name for person in scoring.mentors])
    many = sum(not mentors for mentors in several.mentors_of) > MOST_EXPLAINED
    pairs = []
    for row, mentors in enumerate(several.mentors_of):
        mentee = scoring.mentees[row]
        pairs += [Pair(mentee, scoring.mentors[mentor], scoring.breakdown(row, mentor)) for mentor in mentors]
        if not mentors and many and int(posed.start[row + 1]) > int(posed.start[row]):
            pairs.append(Pair(mentee, None, None, in_short(scoring, posed, row)))
        elif not mentors:
            why = explain_several_mentee(posed, several, mentee=row)
            said = (" ".join(why.sentences(language, people=names)) for language in ("en", "es"))
            pairs.append(Pair(mentee, None, None, _with_barred(scoring, row, Sentence(*said), why.candidates)))
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
    return _with_barred(scoring, mentee, found, why.candidates)


def _with_barred(scoring: Scoring, mentee: int, found: Sentence, candidates: int) -> Sentence:
    """The reason, and what rules everybody out where there is no candidate at all."""
    barred = _barred_by(scoring, mentee) if candidates == 0 else []
    if not barred:
        return found
    more = say(
        " Ruled out by what must hold: {criteria}.",
        " Lo impide lo que es obligatorio: {criteria}.",
        criteria=listed(barred),
    )
    return Sentence(found.en + more.en, found.es + more.es)


def _barred_by(scoring: Scoring, mentee: int) -> Sequence[dict[str, str]]:
    barred = {id for mentor in range(len(scoring.mentors)) for id in scoring.breakdown(mentee, mentor).barred_by}
    return [criterion.name for criterion in scoring.criteria if criterion.id in barred]
