"""What pages and reports need, in a known number of queries, one file per noun."""

from chiron.relationships.queries.relationships import (
    PAGE,
    STATES,
    Mine,
    cohort_for,
    coordinated_relationship,
    relationship_for,
    relationships_of,
)

__all__ = [
    "PAGE",
    "STATES",
    "Mine",
    "cohort_for",
    "coordinated_relationship",
    "relationship_for",
    "relationships_of",
]
