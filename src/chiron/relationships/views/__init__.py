"""The pages of this room."""

from chiron.relationships.views.goals import change_goal, close_goal, goal, new_goal, rate
from chiron.relationships.views.messages import correspondences, messages, read_limits, remove_message
from chiron.relationships.views.plans import (
    needs,
    plan,
    plan_of,
    save_plan,
    show_plan,
    shown,
    talk_plan_over,
    view_plan,
)
from chiron.relationships.views.relationships import LONGEST, accept, decline, relationship, relationships, withdraw

__all__ = [
    "LONGEST",
    "accept",
    "change_goal",
    "close_goal",
    "correspondences",
    "decline",
    "goal",
    "messages",
    "needs",
    "new_goal",
    "plan",
    "plan_of",
    "rate",
    "read_limits",
    "relationship",
    "relationships",
    "remove_message",
    "save_plan",
    "show_plan",
    "shown",
    "talk_plan_over",
    "view_plan",
    "withdraw",
]
