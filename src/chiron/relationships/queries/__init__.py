"""What pages and reports need, in a known number of queries, one file per noun."""

from chiron.relationships.queries import lifecycle
from chiron.relationships.queries.relationships import (
    PAGE,
    STATES,
    Mine,
    cohort_for,
    coordinated_relationship,
    relationship_for,
    relationships_of,
)
from chiron.relationships.queries.timeline import (
    SHOWN,
    Button,
    Panel,
    Shown,
    button,
    entries,
    panel,
    shown,
    step,
    timeline,
)

__all__ = [
    "PAGE",
    "SHOWN",
    "STATES",
    "Button",
    "Mine",
    "Panel",
    "Shown",
    "button",
    "cohort_for",
    "coordinated_relationship",
    "entries",
    "lifecycle",
    "panel",
    "relationship_for",
    "relationships_of",
    "shown",
    "step",
    "timeline",
]
