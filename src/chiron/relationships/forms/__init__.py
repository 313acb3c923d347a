"""What is typed, cleaned."""

from chiron.relationships.forms.agreements import Proposal, Signing
from chiron.relationships.forms.announcements import (
    Announcement,
    SendAt,
)
from chiron.relationships.forms.answers import MENTOR_REASONS, MenteeDecline, MentorDecline
from chiron.relationships.forms.check_ins import CheckIn, Satisfaction
from chiron.relationships.forms.cvs import (
    Cv,
    ShareCv,
)
from chiron.relationships.forms.decisions import Choice, Outcome, Question, Sheet
from chiron.relationships.forms.endings import Closing, Leave
from chiron.relationships.forms.goals import Goal, Rating
from chiron.relationships.forms.meetings import FORMS, OTHER, After, Booking, Point, Record, Where
from chiron.relationships.forms.messages import Limits, LimitsOfMentor, Message
from chiron.relationships.forms.plans import QUESTIONS, Needs, Talked, Words
from chiron.relationships.forms.rollovers import Archive, NextYear
from chiron.relationships.forms.tutoring import Tutoring

__all__ = [
    "FORMS",
    "MENTOR_REASONS",
    "OTHER",
    "QUESTIONS",
    "After",
    "Announcement",
    "Archive",
    "Booking",
    "CheckIn",
    "Choice",
    "Closing",
    "Cv",
    "Goal",
    "Leave",
    "Limits",
    "LimitsOfMentor",
    "MenteeDecline",
    "MentorDecline",
    "Message",
    "Needs",
    "NextYear",
    "Outcome",
    "Point",
    "Proposal",
    "Question",
    "Rating",
    "Record",
    "Satisfaction",
    "SendAt",
    "ShareCv",
    "Sheet",
    "Signing",
    "Talked",
    "Tutoring",
    "Where",
    "Words",
]
