"""Mails of this room, and what follows from elsewhere."""

from chiron.relationships.tasks.meetings import (
    calendar_mail,
    call_off_meetings,
    keep_wall_times,
    remind_of_meetings,
)
from chiron.relationships.tasks.messages import (
    somebody_wrote,
)
from chiron.relationships.tasks.offers import (
    begun,
    not_begun,
    offer,
    open_ways,
    take_back,
    withdrawn,
)
from chiron.relationships.tasks.plans import (
    needs_untouched,
    plan_shown,
)

__all__ = [
    "begun",
    "calendar_mail",
    "call_off_meetings",
    "keep_wall_times",
    "needs_untouched",
    "not_begun",
    "offer",
    "open_ways",
    "plan_shown",
    "remind_of_meetings",
    "somebody_wrote",
    "take_back",
    "withdrawn",
]
