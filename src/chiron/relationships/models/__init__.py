"""The tables of this room, one file per noun."""

from chiron.relationships.models.messages import Correspondent, Message
from chiron.relationships.models.relationships import (
    Member,
    Place,
    Relationship,
    RelationshipTransition,
)

__all__ = [
    "Correspondent",
    "Member",
    "Message",
    "Place",
    "Relationship",
    "RelationshipTransition",
]
