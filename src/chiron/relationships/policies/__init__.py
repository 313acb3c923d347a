"""Who may see and change what in this room, one file per noun."""

from chiron.relationships.policies.messages import (
    has_begun_any,
    may_read_messages,
    may_remove_message,
    visible_correspondents,
    visible_messages,
)
from chiron.relationships.policies.relationships import (
    coordinated_relationships,
    current,
    may_answer,
    may_let_in,
    may_offer,
    may_take_part,
    may_withdraw,
    visible_memberships,
    visible_relationships,
)

__all__ = [
    "coordinated_relationships",
    "current",
    "has_begun_any",
    "may_answer",
    "may_let_in",
    "may_offer",
    "may_read_messages",
    "may_remove_message",
    "may_take_part",
    "may_withdraw",
    "visible_correspondents",
    "visible_memberships",
    "visible_messages",
    "visible_relationships",
]
