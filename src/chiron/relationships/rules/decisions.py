"""A decision: open, made, looked back on; and when its owner is reminded."""

from datetime import date

DECISION_STATES = ["open", "made", "revisited"]

#: So many options and unknowns have room on a worksheet.
OPTIONS, UNKNOWNS = 4, 4


def reminder_due(state: str, decide_on: date | None, revisit_on: date | None, reminded_on: date | None) -> date | None:
    """Return the day of which somebody is to be reminded and was not yet, whether it has come or not."""
    day = {"open": decide_on, "made": revisit_on}.get(state)
    if day is None or (reminded_on is not None and reminded_on >= day):
        return None
    return day
