"""The mail that says that somebody wrote: a link, no name and no word of it."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from chiron.notifications.queries import Line, notice
from chiron.people.models import Person
from chiron.relationships import actions, policies, queries


@notice(actions.WRITTEN, topic="messages")
def somebody_wrote(person: Person, refs: dict[str, str]) -> Line | None:
    """A message waits. Nothing goes to whoever has read it meanwhile or may no longer read it."""
    pk = UUID(refs["relationship"])
    found = policies.visible_relationships(person).filter(pk=pk).select_related("cohort__programme").first()
    if found is None or pk not in queries.unread(person):
        return None
    return Line(
        title=_("%(programme)s: a message for you") % {"programme": found.cohort.programme.name},
        text=_("Somebody wrote to you. Read it and answer here:"),
        url=reverse("relationships:messages", args=[pk]),
    )
