"""How often a test of the scorecard repeats: a few times in `make test`, as it asks in `make trust`."""

import os
from typing import TypeVar

T = TypeVar("T")


def amount(short: T, full: T) -> T:
    """Return *full* where the run was asked for the scorecard's own figures (``CHIRON_FULL=1``), else *short*."""
    return full if os.environ.get("CHIRON_FULL") == "1" else short
