"""The tables of this room, one file per noun."""

from chiron.relationships.models.agreements import Agreement, Signature
from chiron.relationships.models.announcements import (
    Announcement,
    Receipt,
)
from chiron.relationships.models.check_ins import CheckIn, CheckInAnswer, Rating
from chiron.relationships.models.closings import Closing
from chiron.relationships.models.cvs import (
    Cv,
    CvShare,
)
from chiron.relationships.models.decisions import Decision
from chiron.relationships.models.goals import Goal, GoalChange, GoalShare
from chiron.relationships.models.health import Nudge
from chiron.relationships.models.meetings import (
    AgendaPoint,
    Attendee,
    Commitment,
    Meeting,
    MeetingNote,
    MeetingTransition,
)
from chiron.relationships.models.messages import Correspondent, Message
from chiron.relationships.models.needs import NeedsPrompt, NeedsReview
from chiron.relationships.models.plans import Plan, PlanReview, PlanView
from chiron.relationships.models.relationships import (
    AnswerTransition,
    Member,
    Place,
    Relationship,
    RelationshipTransition,
)
from chiron.relationships.models.tutoring import TutoringEntry

__all__ = [
    "AgendaPoint",
    "Agreement",
    "Announcement",
    "AnswerTransition",
    "Attendee",
    "CheckIn",
    "CheckInAnswer",
    "Closing",
    "Commitment",
    "Correspondent",
    "Cv",
    "CvShare",
    "Decision",
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
    "Nudge",
    "Place",
    "Plan",
    "PlanReview",
    "PlanView",
    "Rating",
    "Receipt",
    "Relationship",
    "RelationshipTransition",
    "Signature",
    "TutoringEntry",
]
