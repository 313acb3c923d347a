"""What pages, tasks and the report need of runs and proposals."""

from chiron.matching.queries.breakdowns import breakdown, pairs_table
from chiron.matching.queries.choosing import free_people, pair_of
from chiron.matching.queries.comparing import comparison, differences
from chiron.matching.queries.inputs import (
    engine_version,
    inputs_of,
    offers_of,
    pairing_of,
    reasons_of_pair,
    run_under_way,
)
from chiron.matching.queries.runs import Runs, rule_for, rules_of, run_for, runs_of
from chiron.matching.queries.words import METHODS, reason, said
from chiron.matching.queries.workbench import (
    SORTS,
    TABS,
    counts,
    is_low,
    lowest,
    pairs,
    people,
    problem_of,
    proposal_for,
    why_alone,
)

__all__ = [
    "METHODS",
    "SORTS",
    "TABS",
    "Runs",
    "breakdown",
    "comparison",
    "counts",
    "differences",
    "engine_version",
    "free_people",
    "inputs_of",
    "is_low",
    "lowest",
    "offers_of",
    "pair_of",
    "pairing_of",
    "pairs",
    "pairs_table",
    "people",
    "problem_of",
    "proposal_for",
    "reason",
    "reasons_of_pair",
    "rule_for",
    "rules_of",
    "run_for",
    "run_under_way",
    "runs_of",
    "said",
    "why_alone",
]
