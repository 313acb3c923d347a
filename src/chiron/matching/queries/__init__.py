"""What pages, tasks and the report need of runs and proposals."""

from chiron.matching.queries.alternatives import advice, candidates
from chiron.matching.queries.breakdowns import breakdown, is_closed
from chiron.matching.queries.choosing import free_people, pair_of, sides_free
from chiron.matching.queries.comparing import comparison, differences
from chiron.matching.queries.files import pairs_page, pairs_table
from chiron.matching.queries.inputs import (
    engine_version,
    groups_of,
    in_conflict,
    inputs_of,
    is_repeatable,
    pairing_of,
    pairs_of,
    rules_of_conflicts,
    run_to_publish,
    run_to_repeat,
    run_under_way,
    runs_with,
)
from chiron.matching.queries.offering import offers_of, reasons_of_pair, two_together
from chiron.matching.queries.publishing import has_something_to_offer, left_out, preview, why_not_published
from chiron.matching.queries.records import record_of
from chiron.matching.queries.runs import Runs, line_behind, rule_between, rule_for, rules_of, run_for, runs_of
from chiron.matching.queries.words import METHODS, reason, said
from chiron.matching.queries.workbench import (
    SORTS,
    TABS,
    changed_since,
    counts,
    is_low,
    lowest,
    mentioned,
    pairs,
    people,
    problem_of,
    proposal_for,
    seats,
    why_alone,
)

__all__ = [
    "METHODS",
    "SORTS",
    "TABS",
    "Runs",
    "advice",
    "breakdown",
    "candidates",
    "changed_since",
    "comparison",
    "counts",
    "differences",
    "engine_version",
    "free_people",
    "groups_of",
    "has_something_to_offer",
    "in_conflict",
    "inputs_of",
    "is_closed",
    "is_low",
    "is_repeatable",
    "left_out",
    "line_behind",
    "lowest",
    "mentioned",
    "offers_of",
    "pair_of",
    "pairing_of",
    "pairs",
    "pairs_of",
    "pairs_page",
    "pairs_table",
    "people",
    "preview",
    "problem_of",
    "proposal_for",
    "reason",
    "reasons_of_pair",
    "record_of",
    "rule_between",
    "rule_for",
    "rules_of",
    "rules_of_conflicts",
    "run_for",
    "run_to_publish",
    "run_to_repeat",
    "run_under_way",
    "runs_of",
    "runs_with",
    "said",
    "seats",
    "sides_free",
    "two_together",
    "why_alone",
    "why_not_published",
]
