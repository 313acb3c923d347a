"""The pure part of matching a cohort: from people and rules to pairs, figures and reasons. No Django."""

from chiron.matching.rules.figures import figures
from chiron.matching.rules.gatherings import Formed, by_mentee, by_mentor, clocks, groups, talks
from chiron.matching.rules.methods import USUAL_GAP, WAYS, large_groups
from chiron.matching.rules.mosaic import asked_and_offered, chosen, needs_of
from chiron.matching.rules.reasons import Clash, token
from chiron.matching.rules.running import MOSAIC, match, repeated, without
from chiron.matching.rules.solving import (
    TOKEN,
    Found,
    Outcome,
    Pairing,
    Rule,
    scoring_around,
    scoring_of,
    settled,
    shown,
)
from chiron.matching.rules.telling import told_to

METHODS = tuple(WAYS)

__all__ = [
    "METHODS",
    "MOSAIC",
    "TOKEN",
    "USUAL_GAP",
    "WAYS",
    "Clash",
    "Formed",
    "Found",
    "Outcome",
    "Pairing",
    "Rule",
    "asked_and_offered",
    "by_mentee",
    "by_mentor",
    "chosen",
    "clocks",
    "figures",
    "groups",
    "large_groups",
    "match",
    "needs_of",
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
