"""What is typed, cleaned."""

from chiron.relationships.forms.answers import (
    MENTOR_REASONS,
    MenteeDecline,
    MentorDecline,
)

__all__ = [
    "MENTOR_REASONS",
    "MenteeDecline",
    "MentorDecline",
]
