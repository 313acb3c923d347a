"""Explanations as sentences, for the coordinator or for the person concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from chiron_engine.words import sentence

if TYPE_CHECKING:
    from chiron_engine.explaining import Change, Explanation, PersonExplanation

Audience = Literal["coordinator", "person"]


@dataclass(frozen=True)
class People:
    """What to call people in sentences: names by row; rows are numbered where none are given."""

    mentees: Sequence[str] | None = None
    mentors: Sequence[str] | None = None

    def mentee(self, row: int, language: str) -> str:
        """The mentee's name."""
        return sentence("mentee", language, row=row) if self.mentees is None else self.mentees[row]

    def mentor(self, row: int, language: str) -> str:
        """The mentor's name."""
        return sentence("mentor", language, row=row) if self.mentors is None else self.mentors[row]


def pair(why: Explanation, language: str, audience: Audience, people: People) -> list[str]:
    """Why the two are together or not."""
    facts: dict[str, object] = {
        "mentee": people.mentee(why.mentee, language),
        "mentor": people.mentor(why.mentor, language),
        "capacity": why.capacity,
        "fit": number(why.fit, language),
    }
    lines = [sentence(f"pair.{why.status}.{audience}", language, **facts)]
    if why.wish:
        lines.append(sentence("pair.wish", language, place=why.wish, count=why.wishes, **facts))
    if audience == "person":
        return lines
    if why.esteem:
        lines.append(sentence("pair.esteem", language, place=why.esteem, count=why.esteems, **facts))
    lines.extend(_who_else(why, language, people))
    if why.blocking:
        lines.append(sentence("pair.blocking", language, **facts))
    lines.extend(change(one, language, people, facts) for one in why.changes)
    return lines


def _who_else(why: Explanation, language: str, people: People) -> list[str]:
    if why.status in ("together", "locked"):
        if why.place_value:
            value = number(why.place_value, language)
            return [sentence("pair.place_value", language, value=value, mentor=people.mentor(why.mentor, language))]
        return []
    lines = []
    if why.holders and why.status == "full":
        held = ", ".join(
            f"{people.mentee(one.mentee, language)} ({number(one.fit, language)})" for one in why.holders[:6]
        )
        held += f" (+{len(why.holders) - 6})" if len(why.holders) > 6 else ""
        lines.append(sentence("pair.holders", language, held=held, count=len(why.holders)))
    if why.instead >= 0:
        name, fit = people.mentor(why.instead, language), number(why.instead_fit, language)
        lines.append(
            sentence("pair.instead", language, mentee=people.mentee(why.mentee, language), mentor=name, fit=fit)
        )
    if why.loss:
        lines.append(sentence("pair.loss", language, loss=number(why.loss, language)))
    return lines


def person(why: PersonExplanation, language: str, audience: Audience, people: People) -> list[str]:
    """What one person got and why."""
    if why.side == "mentor":
        return _mentor(why, language, audience, people)
    facts: dict[str, object] = {
        "mentee": people.mentee(why.person, language),
        "mentor": people.mentor(why.mentor, language) if why.mentor >= 0 else "",
        "fit": number(why.fit, language),
        "count": why.candidates,
    }
    lines = [sentence(f"mentee.{why.reason.name.lower()}.{audience}", language, **facts)]
    if audience == "person":
        return lines
    for other in why.passed_over[:3]:
        of_other = {"mentor": people.mentor(other.mentor, language), "fit": number(other.fit, language)}
        lines.append(sentence(f"mentee.passed_over.{other.status}", language, **of_other))
    lines.extend(change(one, language, people, facts) for one in why.changes)
    return lines


def _mentor(why: PersonExplanation, language: str, audience: Audience, people: People) -> list[str]:
    facts = {"mentor": people.mentor(why.person, language), "load": len(why.holders), "capacity": why.capacity}
    lines = [sentence(f"mentor.load.{audience}", language, **facts)]
    if audience == "coordinator" and why.place_value is not None:
        key = "mentor.place_value" if why.place_value > 0 else "mentor.no_place_value"
        lines.append(sentence(key, language, value=number(why.place_value, language), **facts))
    return lines


def change(one: Change, language: str, people: People, facts: dict[str, object]) -> str:
    """What would change it, in a sentence."""
    mentor = people.mentor(one.mentor, language) if one.mentor >= 0 else ""
    amount = number(one.amount, language)
    return sentence(f"change.{one.kind}", language, **{**facts, "mentor": mentor, "amount": amount})


def number(value: float | None, language: str) -> str:
    """A figure with at most one decimal (more where it is small), written as the language does."""
    if value is None:
        return "–"
    text = f"{value:.1f}" if abs(value) >= 1 or value == 0 else f"{value:.3g}"
    text = text.removesuffix(".0")
    return text.replace(".", ",") if language == "es" else text
