"""Announcements that are due, and the mail that says that one is there."""

from contextlib import suppress
from uuid import UUID

from django_tasks import task

from chiron.core import clock
from chiron.core.actions import Event
from chiron.notifications.queries import Line, notice
from chiron.people.models import Person
from chiron.people.queries import system
from chiron.relationships import actions, policies, queries
from chiron.relationships.models import Announcement


def send_at_once(event: Event) -> None:
    """Send what was to go at once; what is for later waits for its time."""
    _send(UUID(event.ids["announcement"]))


@task()
def send_announcements() -> None:
    """Send what is due (every five minutes)."""
    due = Announcement.objects.unscoped().filter(state="scheduled", send_at__lte=clock.now())
    for pk in list(due.order_by("send_at").values_list("pk", flat=True)):
        _send(pk)


def _send(pk: UUID) -> None:
    rows = Announcement.objects.unscoped().filter(pk=pk, state="scheduled", send_at__lte=clock.now())
    found = rows.select_related("cohort__programme", "author").first()
    if found is not None:
        with suppress(actions.Refused):  # another worker was faster, or it was taken back
            actions.deliver_announcement(announcement=found, by=system())


@notice(actions.ANNOUNCED, topic="programme")
def announced(person: Person, refs: dict[str, str]) -> Line | None:
    """Somebody who runs the programme wrote something; nothing where it was taken back or is over."""
    receipt = policies.visible_receipts(person).filter(announcement=UUID(refs["announcement"])).first()
    return queries.told_of(receipt.announcement) if receipt is not None else None
