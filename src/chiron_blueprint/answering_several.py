"""`chiron explain` where mentees may have several mentors: why these, why no more, what one more place would bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from chiron_blueprint.answering import MOST_TRIED, Answer, Answers, Audience, Place
from chiron_blueprint.asking import CannotAsk
from chiron_blueprint.judging import why_not
from chiron_blueprint.output.rows import points
from chiron_blueprint.words import Sentence, listed, say

if TYPE_CHECKING:
    from chiron_blueprint.match import Result
    from chiron_engine import Several, SeveralMentee, SeveralMentor, SeveralPair


class SeveralAnswers(Answers):
    """Answers about a result with several mentors each."""

    def __init__(self, result: Result, forbidden: Sequence[tuple[int, int]] = ()) -> None:
        super().__init__(result, forbidden)
        assert result.several is not None
        self.several: Several = result.several

    def totals(self) -> dict[str, Any]:
        """What came of it all."""
        matched = sum(bool(mentors) for mentors in self.several.mentors_of)
        pairs = len(self.several.pairs)
        return {"method": "several", "total_fit": self.several.total_fit, "matched": matched, "pairs": pairs}

    def pair(self, mentee: int, mentor: int, audience: Audience = "coordinator") -> Answer:
        """Why two are together, or why not and what it would cost."""
        from chiron_engine import explain_several_pair

        why = explain_several_pair(self.problem, self.several, mentee=mentee, mentor=mentor)
        breakdown = self.scoring.breakdown(mentee, mentor)
        together = why.status in ("together", "locked")
        lines = self._in_both(why, audience)
        barred = not breakdown.allowed or (mentee, mentor) in self.forbidden
        if audience == "coordinator" and not together and barred:
            by_file = (mentee, mentor) in self.forbidden and breakdown.allowed
            lines.append(why_not(self.cohort, (mentee, mentor), is_forbidden=by_file))
        one, other = self.scoring.mentees[mentee], self.scoring.mentors[mentor]
        facts = {
            "mentee": one.id,
            "mentor": other.id,
            "status": why.status,
            "fit": breakdown.fit / 100,
            "loss": why.loss,
            "loss_pairs": why.loss_pairs,
        }
        shown = breakdown if audience == "coordinator" or together else None
        about = say("{one} and {other}", "{one} y {other}", one=one.name, other=other.name)
        return Answer(about, tuple(lines), shown, facts)

    def mentee(self, row: int, audience: Audience = "coordinator") -> Answer:
        """Whom a mentee has, and why nobody else; the sums are those of :meth:`pairs_of`."""
        from chiron_engine import explain_several_mentee

        why = explain_several_mentee(self.problem, self.several, mentee=row)
        facts = {
            "mentee": self.scoring.mentees[row].id,
            "mentors": [self.scoring.mentors[each.person].id for each in why.mentors],
            "wanted": why.wanted,
            "status": why.status,
            "candidates": why.candidates,
            "place_at": None if why.place_at < 0 else self.scoring.mentors[why.place_at].id,
        }
        name = self.scoring.mentees[row].name
        return Answer(Sentence(name, name), tuple(self._in_both(why, audience)), None, facts)

    def pairs_of(self, row: int, audience: Audience = "coordinator") -> list[Answer]:
        """An answer for each mentor that a mentee has."""
        return [self.pair(row, mentor, audience) for mentor in self.several.mentors_of[row]]

    def mentor(self, column: int, audience: Audience = "coordinator") -> Answer:
        """Who holds a mentor's places, and what one more would be worth."""
        from chiron_engine import explain_several_mentor

        why = explain_several_mentor(self.problem, self.several, mentor=column)
        lines = self._in_both(why, audience)
        if why.holders:
            held = [f"{self.scoring.mentees[one.person].name} ({points(round(one.fit * 100))})" for one in why.holders]
            lines.insert(1, say("They are held by {who}.", "Las tienen {who}.", who=listed(held)))
        facts = {
            "mentor": self.scoring.mentors[column].id,
            "places": why.capacity,
            "mentees": [self.scoring.mentees[one.person].id for one in why.holders],
            "place_value": why.place_fit,
            "place_pairs": why.place_pairs,
        }
        name = self.scoring.mentors[column].name
        return Answer(Sentence(name, name), tuple(lines), None, facts)

    def unmatched(self) -> list[Answer]:
        """An answer for everybody with fewer mentors than they may have, who has none first."""
        short = sorted(self.several.short(), key=lambda row: len(self.several.mentors_of[row]))
        return [self.mentee(row) for row in short]

    def places(self) -> list[Place]:
        """The mentors whose extra place would bring something, most first, each by solving once more.

        Raises CannotAsk where that would be too many times.
        """
        from chiron_engine import explain_several_mentor

        load = [0] * self.problem.n_mentors
        for _, mentor in self.several.pairs:
            load[mentor] += 1
        full = [column for column, count in enumerate(load) if count >= self.problem.capacity[column]]
        if len(full) > MOST_TRIED:
            raise CannotAsk(
                say(
                    "What a place is worth is found by trying where mentees may have several mentors; that would take "
                    "{count} runs. Ask for one mentor.",
                    "Lo que vale una plaza se sabe probando cuando se pueden tener varios mentores/as; harían falta "
                    "{count} ejecuciones. Pregunta por un mentor/a.",
                    count=len(full),
                )
            )
        tried = [explain_several_mentor(self.problem, self.several, mentor=column) for column in full]
        found = [
            Place(why.mentor, load[why.mentor], why.capacity, why.place_pairs, why.place_fit, counted_in="pairs")
            for why in tried
            if why.place_pairs > 0 or why.place_fit > 0
        ]
        return sorted(found, key=lambda each: (-each.people, -each.fit, self.scoring.mentors[each.mentor].name))

    def _in_both(self, why: SeveralPair | SeveralMentee | SeveralMentor, audience: Audience) -> list[Sentence]:
        both = (why.sentences(language, audience=audience, people=self.people) for language in ("en", "es"))
        return [Sentence(*each) for each in zip(*both, strict=True)]
