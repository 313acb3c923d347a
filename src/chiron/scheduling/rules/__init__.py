"""Pure logic of this room. `search` is imported by its own name: it loads numpy, which few pages need."""

from chiron.scheduling.rules.times import (
    HOURS,
    NEAR,
    OFFICE_WEEK,
    PARTS,
    REST_HOURS,
    Around,
    Busy,
    Found,
    Timetable,
    around,
    hours_to_text,
    listed,
    mask,
    merged,
    text_to_hours,
)
from chiron.scheduling.rules.words import KINDS, WEARYING

__all__ = [
    "HOURS",
    "KINDS",
    "NEAR",
    "OFFICE_WEEK",
    "PARTS",
    "REST_HOURS",
    "WEARYING",
    "Around",
    "Busy",
    "Found",
    "Timetable",
    "around",
    "hours_to_text",
    "listed",
    "mask",
    "merged",
    "text_to_hours",
]
