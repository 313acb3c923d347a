"""Pure logic of this room: states and the moves between them, what has happened."""

from chiron.relationships.rules.messages import DUTIES, LONGEST_MESSAGE, MESSAGES_SHOWN
from chiron.relationships.rules.relationships import (
    ANSWERS,
    BEGUN,
    CURRENT,
    LIVE,
    RELATIONSHIP_MOVES,
    RELATIONSHIP_STATES,
)
from chiron.relationships.rules.timeline import SHOWN, Entry, Line, Note, Step, marked, newest_first

__all__ = [
    "ANSWERS",
    "BEGUN",
    "CURRENT",
    "DUTIES",
    "LIVE",
    "LONGEST_MESSAGE",
    "MESSAGES_SHOWN",
    "RELATIONSHIP_MOVES",
    "RELATIONSHIP_STATES",
    "SHOWN",
    "Entry",
    "Line",
    "Note",
    "Step",
    "marked",
    "newest_first",
]
