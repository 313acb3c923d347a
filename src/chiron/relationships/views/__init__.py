"""The pages of this room."""

from chiron.relationships.views.messages import correspondences, messages, read_limits, remove_message
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
    "correspondences",
    "decline",
    "messages",
    "read_limits",
    "relationship",
    "relationships",
    "remove_message",
    "withdraw",
]
