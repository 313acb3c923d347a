"""What is typed, cleaned."""

from chiron.relationships.forms.answers import MENTOR_REASONS, MenteeDecline, MentorDecline
from chiron.relationships.forms.goals import Goal, Rating
from chiron.relationships.forms.messages import Limits, LimitsOfMentor, Message
from chiron.relationships.forms.plans import QUESTIONS, Needs, Talked, Words

__all__ = [
    "MENTOR_REASONS",
    "QUESTIONS",
    "Goal",
    "Limits",
    "LimitsOfMentor",
    "MenteeDecline",
    "MentorDecline",
    "Message",
    "Needs",
    "Rating",
    "Talked",
    "Words",
]
