"""A result as the rows that every output shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chiron_blueprint.answers.people import Person
from chiron_blueprint.fit.scoring import Breakdown
from chiron_blueprint.words import Sentence, in_language

COLUMNS = ("mentee_id", "mentee_name", "mentor_id", "mentor_name", "fit", "why")


@dataclass(frozen=True)
class Pair:
    """One line of the result: a mentee with a mentor and the breakdown, or without one and the reason."""

    mentee: Person
    mentor: Person | None
    breakdown: Breakdown | None
    reason: Sentence | None = None


def points(hundredths: int, language: str = "en") -> str:
    """Hundredths of a point without needless zeros: 35, 17.5, 5.42; with the decimal sign of the language."""
    text = f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language.startswith("es") else text


def why(pair: Pair, language: str) -> str:
    """The breakdown in words, whose figures add up to the fit; or why there is no mentor."""
    if pair.breakdown is None:
        return pair.reason.in_language(language) if pair.reason else ""
    of = "de" if language.startswith("es") else "of"
    return " ".join(
        f"{in_language(share.name, language)} "
        f"{points(share.points, language)} {of} {points(share.possible, language)}: "
        f"{share.sentence.in_language(language)}"
        for share in pair.breakdown.shares
    )


def table(pairs: Sequence[Pair], language: str) -> list[tuple[str | float | None, ...]]:
    """Rows under COLUMNS, one a mentee (one for each mentor where there are several)."""
    return [
        (
            pair.mentee.id,
            pair.mentee.name,
            pair.mentor.id if pair.mentor else "",
            pair.mentor.name if pair.mentor else "",
            pair.breakdown.fit / 100 if pair.breakdown else "",
            why(pair, language),
        )
        for pair in pairs
    ]
