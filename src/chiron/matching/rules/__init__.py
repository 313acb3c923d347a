"""The pure part of matching a cohort: from people and rules to pairs, figures and reasons. No Django."""

from chiron.matching.rules.figures import figures
from chiron.matching.rules.solving import TOKEN, Clash, Found, Outcome, Pairing, Rule, match, scoring_of, shown, token

METHODS = ("welfare", "stable", "fair")

__all__ = [
    "METHODS",
    "TOKEN",
    "Clash",
    "Found",
    "Outcome",
    "Pairing",
    "Rule",
    "figures",
    "match",
    "scoring_of",
    "shown",
    "token",
]
