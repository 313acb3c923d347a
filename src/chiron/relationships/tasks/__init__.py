"""Mails of this room, and what follows from elsewhere."""

from chiron.relationships.tasks.messages import somebody_wrote
from chiron.relationships.tasks.offers import (
    begun,
    not_begun,
    offer,
    open_ways,
    take_back,
    withdrawn,
)

__all__ = [
    "begun",
    "not_begun",
    "offer",
    "open_ways",
    "somebody_wrote",
    "take_back",
    "withdrawn",
]
