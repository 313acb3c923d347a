"""What pages, tasks and the report need of runs and proposals."""

from chiron.matching.queries.inputs import (
    engine_version,
    inputs_of,
    offers_of,
    pairing_of,
    reasons_of_pair,
    run_under_way,
)

__all__ = ["engine_version", "inputs_of", "offers_of", "pairing_of", "reasons_of_pair", "run_under_way"]
