"""The tables of this room, one file per noun."""

from chiron.relationships.models.goals import (
    Goal,
    GoalChange,
    GoalShare,
)
from chiron.relationships.models.meetings import (
    AgendaPoint,
    Attendee,
    Commitment,
    Meeting,
    MeetingNote,
    MeetingTransition,
)
from chiron.relationships.models.messages import (
    Correspondent,
    Message,
)
from chiron.relationships.models.needs import (
    NeedsPrompt,
    NeedsReview,
)
from chiron.relationships.models.plans import (
    Plan,
    PlanReview,
    PlanView,
)
from chiron.relationships.models.relationships import (
    Member,
    Place,
    Relationship,
    RelationshipTransition,
)

__all__ = [
    "AgendaPoint",
    "Attendee",
    "Commitment",
    "Correspondent",
    "Goal",
    "GoalChange",
    "GoalShare",
    "Meeting",
    "MeetingNote",
    "MeetingTransition",
    "Member",
    "Message",
    "NeedsPrompt",
    "NeedsReview",
    "Place",
    "Plan",
    "PlanReview",
    "PlanView",
    "Relationship",
    "RelationshipTransition",
]
