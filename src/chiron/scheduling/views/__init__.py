"""The pages of this room."""

from chiron.scheduling.views.rosters import rosters_import, rosters_rejects
from chiron.scheduling.views.times import (
    absence_add,
    absence_remove,
    calendar_add,
    calendar_remove,
    feed_close,
    feed_open,
    hours,
    times,
)

__all__ = [
    "absence_add",
    "absence_remove",
    "calendar_add",
    "calendar_remove",
    "feed_close",
    "feed_open",
    "hours",
    "rosters_import",
    "rosters_rejects",
    "times",
]
