"""The pure part of matching a cohort: from people and rules to pairs, figures and reasons. No Django."""

from chiron.matching.rules.figures import figures
from chiron.matching.rules.gatherings import Formed, by_mentee, by_mentor, clocks, groups, talks
from chiron.matching.rules.methods import USUAL_GAP, WAYS, large_groups
from chiron.matching.rules.reasons import Clash, token
from chiron.matching.rules.solving import (
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
    without,
)
from chiron.matching.rules.telling import told_to

METHODS = tuple(WAYS)

__all__ = [
    "METHODS",
    "TOKEN",
    "USUAL_GAP",
    "WAYS",
    "Clash",
    "Formed",
    "Found",
    "Outcome",
    "Pairing",
    "Rule",
    "by_mentee",
    "by_mentor",
    "clocks",
    "figures",
    "groups",
    "large_groups",
    "match",
    "repeated",
    "scoring_around",
    "scoring_of",
    "settled",
    "shown",
    "talks",
    "token",
    "told_to",
    "without",
]
