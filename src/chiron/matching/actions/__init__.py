"""Every change of state in matching: plans, rules between pairs, runs, publishing."""

from chiron.core.actions import Refused
from chiron.matching.actions.planning import (
    LockBreaksConflict,
    NotInCohort,
    SamePerson,
    UnknownMethod,
    UnknownWeight,
    clear_rule,
    save_plan,
    set_rule,
)
from chiron.matching.actions.publishing import AlreadyPublished, NotReady, Published, pair_by_hand, publish_run
from chiron.matching.actions.runs import (
    NobodyToMatch,
    NotRunning,
    begin_run,
    cancel_run,
    fail_run,
    finish_run,
    note_progress,
    start_run,
)

__all__ = [
    "AlreadyPublished",
    "LockBreaksConflict",
    "NobodyToMatch",
    "NotInCohort",
    "NotReady",
    "NotRunning",
    "Published",
    "Refused",
    "SamePerson",
    "UnknownMethod",
    "UnknownWeight",
    "begin_run",
    "cancel_run",
    "clear_rule",
    "fail_run",
    "finish_run",
    "note_progress",
    "pair_by_hand",
    "publish_run",
    "save_plan",
    "set_rule",
    "start_run",
]
