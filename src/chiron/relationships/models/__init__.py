"""The tables of this room, one file per noun."""

from chiron.relationships.models.relationships import (
    Member,
    Place,
    Relationship,
    RelationshipTransition,
)

__all__ = [
    "Member",
    "Place",
    "Relationship",
    "RelationshipTransition",
]
