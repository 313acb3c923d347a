"""What is typed, cleaned."""

from chiron.relationships.forms.answers import (
    MENTOR_REASONS,
    MenteeDecline,
    MentorDecline,
)
from chiron.relationships.forms.messages import Limits, LimitsOfMentor, Message

__all__ = [
    "MENTOR_REASONS",
    "Limits",
    "LimitsOfMentor",
    "MenteeDecline",
    "MentorDecline",
    "Message",
]
