"""Pure logic of this room: states and the moves between them."""

from chiron.relationships.rules.relationships import (
    ANSWERS,
    CURRENT,
    RELATIONSHIP_MOVES,
    RELATIONSHIP_STATES,
)

__all__ = [
    "ANSWERS",
    "CURRENT",
    "RELATIONSHIP_MOVES",
    "RELATIONSHIP_STATES",
]
