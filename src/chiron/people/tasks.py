"""What the worker does once two people were made one."""

from uuid import UUID

from chiron.core.actions import Event
from chiron.people import actions


def gather(event: Event) -> None:
    """Let what somebody wrote as the one who goes, while the merger was under way, follow to the one who stays."""
    actions.gather(goes=UUID(event.ids["goes"]), stays=UUID(event.ids["stays"]))
