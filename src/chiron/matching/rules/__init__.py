"""The pure part of matching a cohort: from people and rules to pairs, figures and reasons. No Django."""

from chiron.matching.rules.figures import figures
from chiron.matching.rules.reasons import Clash, token
from chiron.matching.rules.solving import (
    ENGINE,
    TOKEN,
    Found,
    Outcome,
    Pairing,
    Rule,
    match,
    repeated,
    scoring_around,
    scoring_of,
    settled,
    shown,
)
from chiron.matching.rules.telling import told_to

METHODS = tuple(ENGINE)

__all__ = [
    "ENGINE",
    "METHODS",
    "TOKEN",
    "Clash",
    "Found",
    "Outcome",
    "Pairing",
    "Rule",
    "figures",
    "match",
    "repeated",
    "scoring_around",
    "scoring_of",
    "settled",
    "shown",
    "token",
    "told_to",
]
