"""The pages of this room."""

from chiron.relationships.views.relationships import (
    LONGEST,
    accept,
    decline,
    relationship,
    relationships,
    withdraw,
)

__all__ = [
    "LONGEST",
    "accept",
    "decline",
    "relationship",
    "relationships",
    "withdraw",
]
