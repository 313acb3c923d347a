"""Carrying out a run in the background. Repeatable: a run whose worker died starts anew."""

import time
from uuid import UUID

from chiron.core.actions import Event
from chiron.matching import actions, queries, rules
from chiron.people.queries import system


def match(event: Event) -> None:
    """Carry out the run that was started."""
    run_match(UUID(event.ids["result"]))


def run_match(run_id: UUID) -> None:
    """Read, score, solve, explain and store one run; a cancelled one is left as it is."""
    by, started = system(), time.monotonic()
    run = queries.run_under_way(run_id)
    if run is None:
        return
    try:
        run = actions.begin_run(run=run, inputs=queries.inputs_of(run.cohort), by=by)
        pairing = queries.pairing_of(run)
        outcome = rules.match(pairing, method=run.method, seed=run.seed, tell=lambda done: _tell(run_id, done))
        figures = rules.figures(outcome, time.monotonic() - started)
        actions.finish_run(run=run, outcome=outcome, figures=figures, version=queries.engine_version(), by=by)
    except rules.Clash as clash:
        actions.fail_run(run=run, problem=clash.says, by=by)
    except actions.NotRunning:
        return


def _tell(run_id: UUID, done: int) -> None:
    if not actions.note_progress(run_id, done):
        raise actions.NotRunning
