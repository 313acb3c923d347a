"""The year of a plan: look at oneself, write, show it, talk it over, act, look again."""

from dataclasses import dataclass
from datetime import date

#: What a plan asks, in this order; the words of the questions stand with the form.
QUESTIONS = ["strengths", "direction", "hindrance", "help"]

STEPS = ["assess", "write", "show", "talk", "act"]


@dataclass(frozen=True)
class Standing:
    """How far a plan has come: each is a fact that is stored, none a judgement."""

    has_needs: bool = False
    has_words: bool = False
    has_goals: bool = False
    is_shown: bool = False
    is_viewed: bool = False
    met_on: date | None = None
    moved_since: bool = False


def steps_done(standing: Standing) -> dict[str, bool]:
    """Return which steps of the year are done."""
    return {
        "assess": standing.has_needs,
        "write": standing.has_goals and standing.has_words,
        "show": standing.is_shown and standing.is_viewed,
        "talk": standing.met_on is not None,
        "act": standing.met_on is not None and standing.moved_since,
    }
