"""The pages of this room."""

from chiron.matching.views.gatherings import groups, groups_csv, groups_offer, talks, talks_csv
from chiron.matching.views.next_best import next_best, next_offer, next_pass
from chiron.matching.views.planning import pair, places, rule, rule_clear, rules, weights
from chiron.matching.views.publishing import publish
from chiron.matching.views.runs import (
    cancel,
    compare,
    pairs_csv,
    pairs_html,
    pairs_xlsx,
    progress,
    record,
    repeat,
    run,
)
from chiron.matching.views.swapping import swap
from chiron.matching.views.workbench import explained, proposal, without, workbench

__all__ = [
    "cancel",
    "compare",
    "explained",
    "groups",
    "groups_csv",
    "groups_offer",
    "next_best",
    "next_offer",
    "next_pass",
    "pair",
    "pairs_csv",
    "pairs_html",
    "pairs_xlsx",
    "places",
    "progress",
    "proposal",
    "publish",
    "record",
    "repeat",
    "rule",
    "rule_clear",
    "rules",
    "run",
    "swap",
    "talks",
    "talks_csv",
    "weights",
    "without",
    "workbench",
]
