"""The pages of this room."""

from chiron.matching.views.planning import pair, rule, rule_clear, rules, weights
from chiron.matching.views.publishing import publish
from chiron.matching.views.runs import cancel, compare, pairs_csv, pairs_xlsx, progress, run
from chiron.matching.views.workbench import proposal, workbench

__all__ = [
    "cancel",
    "compare",
    "pair",
    "pairs_csv",
    "pairs_xlsx",
    "progress",
    "proposal",
    "publish",
    "rule",
    "rule_clear",
    "rules",
    "run",
    "weights",
    "workbench",
]
