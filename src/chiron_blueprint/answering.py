"""Why these two, why not those, why nobody, and what would change it: `chiron explain`."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from chiron_blueprint.answers import Person
from chiron_blueprint.asking import CannotAsk
from chiron_blueprint.fit.scoring import Breakdown, Share
from chiron_blueprint.judging import why_not
from chiron_blueprint.match import Cohort, Result
from chiron_blueprint.output.rows import points
from chiron_blueprint.tables import plain
from chiron_blueprint.words import Sentence, counted, in_language, listed, say

if TYPE_CHECKING:
    from chiron_blueprint.claims import Side
    from chiron_engine import Explanation, PersonExplanation

Audience = Literal["coordinator", "person"]
MOST_TRIED = 60
CLOSE = 0.75


@dataclass(frozen=True)
class Answer:
    """One answer: whom it is about, the reasons, the sum of a pair where it is about one, and facts for programs."""

    about: Sentence
    lines: tuple[Sentence, ...]
    breakdown: Breakdown | None = None
    facts: dict[str, Any] | None = None


@dataclass(frozen=True)
class Place:
    """What one more place at a mentor would bring: people matched beside, or pairs made, and total fit."""

    mentor: int
    filled: int
    capacity: int
    people: int
    fit: float
    counted_in: Literal["people", "pairs"] = "people"


class Answers:
    """Answers about one result; `forbidden` are the pairs that a file forbids."""

    def __init__(self, result: Result, forbidden: Sequence[tuple[int, int]] = ()) -> None:
        self.result = result
        self.scoring, self.problem, self.matching = result.scoring, result.problem, result.matching
        self.cohort = Cohort(result.blueprint, result.guess, result.mentees, result.mentors, result.scoring)
        self.people = self.cohort.names()
        self.forbidden = set(forbidden)

    def totals(self) -> dict[str, Any]:
        """What came of it all."""
        matching = self.matching
        return {"method": matching.method, "total_fit": matching.total_fit, "matched": len(matching.pairs)}

    def pairs_of(self, row: int, audience: Audience = "coordinator") -> list[Answer]:
        """What is to be said of each mentor apart; with one mentor at most it is said with the mentee."""
        return []

    def pair(self, mentee: int, mentor: int, audience: Audience = "coordinator") -> Answer:
        """Why two are together, or why not and what would change it."""
        from chiron_engine import explain

        why = self._with_exact_loss(explain(self.problem, self.matching, mentee=mentee, mentor=mentor))
        breakdown = self.scoring.breakdown(mentee, mentor)
        together = why.status in ("together", "locked")
        lines = list(self._said(why, audience))
        if audience == "coordinator" and not together:
            lines += self._what_it_would_take(why, breakdown)
        one, other = self.scoring.mentees[mentee].name, self.scoring.mentors[mentor].name
        facts = {
            "mentee": self.scoring.mentees[mentee].id,
            "mentor": self.scoring.mentors[mentor].id,
            "status": why.status,
            "fit": breakdown.fit / 100,
            "place_value": why.place_value,
            "loss": why.loss,
            "blocking": why.blocking,
            "changes": [_change(each, self) for each in why.changes],
        }
        shown = breakdown if audience == "coordinator" or together else None
        return Answer(say("{one} and {other}", "{one} y {other}", one=one, other=other), tuple(lines), shown, facts)

    def mentee(self, row: int, audience: Audience = "coordinator") -> Answer:
        """Whom a mentee has and why, or why nobody and the smallest change that would help."""
        from chiron_blueprint.match import unmatched
        from chiron_engine import explain

        why = explain(self.problem, self.matching, mentee=row)
        name = self.scoring.mentees[row].name
        lines = list(self._said(why, audience))
        if why.mentor < 0 and audience == "coordinator":
            lines = [unmatched(self.scoring, self.problem, self.matching, row, self.people)]
        facts = {
            "mentee": self.scoring.mentees[row].id,
            "mentor": None if why.mentor < 0 else self.scoring.mentors[why.mentor].id,
            "reason": why.reason.name.lower(),
            "candidates": why.candidates,
            "changes": [_change(each, self) for each in why.changes],
        }
        breakdown = None if why.mentor < 0 else self.scoring.breakdown(row, why.mentor)
        return Answer(Sentence(name, name), tuple(lines), breakdown, facts)

    def mentor(self, column: int, audience: Audience = "coordinator") -> Answer:
        """Who holds a mentor's places, and what one more would be worth."""
        from chiron_engine import explain

        why = explain(self.problem, self.matching, mentor=column)
        name = self.scoring.mentors[column].name
        lines = list(self._said(why, audience))
        held = [(self.scoring.mentees[each.mentee].name, each.fit) for each in why.holders]
        if held:
            said = [f"{one} ({points(round(fit * 100))})" for one, fit in held]
            lines.insert(1, say("They are held by {who}.", "Las tienen {who}.", who=listed(said)))
        facts = {
            "mentor": self.scoring.mentors[column].id,
            "places": why.capacity,
            "mentees": [self.scoring.mentees[each.mentee].id for each in why.holders],
            "place_value": why.place_value,
            "place_people": why.place_people,
        }
        return Answer(Sentence(name, name), tuple(lines), None, facts)

    def unmatched(self) -> list[Answer]:
        """An answer for everybody without a mentor."""
        return [self.mentee(row) for row in np.flatnonzero(self.matching.mentor_of < 0).tolist()]

    def places(self) -> list[Place]:
        """The mentors whose extra place would bring something, most first; by prices, else by trying.

        Raises CannotAsk where too many would have to be tried.
        """
        from chiron_engine import place_values

        values = place_values.of(self.problem, self.matching)
        load = np.bincount(self.matching.mentor_of[self.matching.mentor_of >= 0], minlength=self.problem.n_mentors)
        full = np.flatnonzero(load >= self.problem.capacity).tolist()
        if values is None and len(full) > MOST_TRIED:
            raise CannotAsk(
                say(
                    "What a place is worth follows from the pairs only with the method welfare or everybody; by trying "
                    "it would take {count} runs. Ask for one mentor, or use one of the two.",
                    "Lo que vale una plaza solo se deduce de las parejas con el método welfare o everybody; probando "
                    "harían falta {count} ejecuciones. Pregunta por un mentor/a o usa uno de los dos.",
                    count=len(full),
                )
            )
        found = []
        for column in full:
            people, fit = values.place(column) if values else self._tried(column)
            if people > 0 or fit > 0:
                found.append(Place(column, int(load[column]), int(self.problem.capacity[column]), people, fit))
        return sorted(found, key=lambda each: (-each.people, -each.fit, self.scoring.mentors[each.mentor].name))

    def _tried(self, mentor: int) -> tuple[int, float]:
        """The people and the fit that one more place brings, by solving again."""
        from chiron_engine import solve

        capacity = self.problem.capacity.copy()
        capacity[mentor] += 1
        wider = replace(self.problem, capacity=capacity)
        options = self.matching.options
        after = solve(wider, method=self.matching.method, seed=self.matching.seed, options=options)
        people = len(after.pairs) - len(self.matching.pairs)
        return people, after.total_fit - self.matching.total_fit

    def _with_exact_loss(self, why: Explanation) -> Explanation:
        """The explanation with what making the pair would really cost, where prices tell only the least it must."""
        from chiron_engine import Change, ProblemError, Welfare, cost_of_lock

        if why.status not in ("full", "has_place") or self.matching.options != Welfare() or any(self.problem.minimum):
            return why
        try:
            loss = cost_of_lock(self.problem, self.matching, why.mentee, why.mentor)
        except ProblemError:  # locked elsewhere, or pairs from another tool that aren't the best
            return why
        others = [each for each in why.changes if each.kind != "raise_fit"]
        more = [Change("raise_fit", why.mentor, loss)] if loss > 0 else []
        return replace(why, loss=loss, changes=(*others, *more))

    def _said(self, why: Explanation | PersonExplanation, audience: Audience) -> Iterator[Sentence]:
        both = (why.sentences(language, audience=audience, people=self.people) for language in ("en", "es"))
        yield from (Sentence(*each) for each in zip(*both, strict=True))

    def _what_it_would_take(self, why: Explanation, breakdown: Breakdown) -> Iterator[Sentence]:
        if not breakdown.allowed or (why.mentee, why.mentor) in self.forbidden:
            pair = (why.mentee, why.mentor)
            yield why_not(self.cohort, pair, is_forbidden=pair in self.forbidden and breakdown.allowed)
            return
        if why.fit is None:
            yield say(
                "Their fit would be {fit}; {name} has {count} better candidates.",
                "Su ajuste sería {fit}; {name} tiene {count} candidaturas mejores.",
                fit=points(breakdown.fit),
                name=self.scoring.mentees[why.mentee].name,
                count=why.wishes,
            )
        if why.loss:
            yield self._levers(breakdown, why.loss)

    def _levers(self, breakdown: Breakdown, loss: float) -> Sentence:
        """Which criterion alone could bring the points that lack."""
        need = round(loss * 100)
        able = [share for share in breakdown.shares if share.possible - share.points >= need]
        if not able:
            return Sentence(
                "No single criterion could make up for that.", "Ningún criterio por sí solo podría compensarlo."
            )
        able.sort(key=lambda share: share.points - share.possible)
        ways = [self._lever(share, need) for share in able]
        return say(
            "What would be enough by itself: {ways}.", "Por sí solo bastaría: {ways}.", ways=listed(ways, last="or")
        )

    def _lever(self, share: Share, need: int) -> Sentence:
        criterion = next(each for each in self.scoring.criteria if each.id == share.criterion)
        if criterion.compare == "hours" and share.possible:
            hours = -(-need * criterion.enough_hours // share.possible)
            more = counted(hours, ("more hour", "hora más"), ("more hours", "horas más"))
            return say("{more} in common", "{more} en común", more=more)
        return say(
            "{needed} more points for {name} (now {now} of {of})",
            "{needed} puntos más en {name} (ahora {now} de {of})",
            needed=Sentence(points(need), points(need, "es")),
            name=share.name,
            now=Sentence(points(share.points), points(share.points, "es")),
            of=Sentence(points(share.possible), points(share.possible, "es")),
        )


def _change(change: Any, answers: Answers) -> dict[str, Any]:
    mentor = answers.scoring.mentors[change.mentor].id if change.mentor >= 0 else None
    return {"kind": change.kind, "mentor": mentor, "amount": change.amount}


def find(side: Side, people: Sequence[Person], name: str) -> int:
    """The position of the person meant. Raises CannotAsk, with the nearest names, where it is nobody or several."""
    found = side.find(name) or _by_parts(people, name)
    if len(found) == 1:
        return found[0]
    if found:
        raise CannotAsk(
            say(
                "“{name}” is the name of {count} people in {file}: {who}. Say which by the address.",
                "«{name}» es el nombre de {count} personas en {file}: {who}. Di cuál por el correo.",
                name=name,
                count=len(found),
                file=side.source,
                who=", ".join(people[at].id for at in found[:6]),
            )
        )
    names = {label: None for person in people for label in (person.name, person.id)}
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.55)
    mend = (
        say(" Did you mean {near}?", " ¿Querías decir {near}?", near=listed(near, last="or"))
        if near
        else Sentence("", "")
    )
    raise CannotAsk(
        say(
            "“{name}” is nobody in {file}.{mend}",
            "«{name}» no está en {file}.{mend}",
            name=name,
            file=side.source,
            mend=mend,
        )
    )


def _by_parts(people: Sequence[Person], name: str) -> list[int]:
    """Those whose name or address has a word beginning with each word of `name`."""
    asked = plain(name).split()
    found = []
    for at, person in enumerate(people):
        words = plain(f"{person.name} {person.email}").split()
        if asked and all(any(word.startswith(part) for word in words) for part in asked):
            found.append(at)
    return found


def rows_of(breakdown: Breakdown, language: str) -> Iterator[tuple[str, str, str]]:
    """Points of what is possible, the criterion and the sentence, for each share of a sum."""
    of = "de" if language == "es" else "of"
    for share in breakdown.shares:
        figure = f"{points(share.points, language)} {of} {points(share.possible, language)}"
        yield figure, in_language(share.name, language), share.sentence.in_language(language)


def place_line(place: Place, name: str) -> Sentence:
    """A mentor's extra place in a sentence."""
    people = counted(place.people, ("more person", "persona más"), ("more people", "personas más"))
    start = say("{name} ({filled} of {capacity}): ", "{name} ({filled} de {capacity}): ",
                name=name, filled=place.filled, capacity=place.capacity)  # fmt: skip
    fit = Sentence(f"{place.fit:+.1f}", f"{place.fit:+.1f}".replace(".", ","))
    if place.people and place.counted_in == "pairs":
        pairs = counted(place.people, ("more pair", "pareja más"), ("more pairs", "parejas más"))
        rest = say("{pairs}, total fit {fit}", "{pairs}, ajuste total {fit}", pairs=pairs, fit=fit)
    elif place.people:
        rest = say(
            "{people} matched, total fit {fit}", "{people} con mentor/a, ajuste total {fit}", people=people, fit=fit
        )
    else:
        rest = say("total fit {fit}", "ajuste total {fit}", fit=fit)
    return Sentence(start.en + rest.en, start.es + rest.es)
