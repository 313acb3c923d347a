"""What follows from next year's cohort: later renewals go on in it, the old one is archived on its day."""

from contextlib import suppress
from uuid import UUID

import structlog
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from chiron.core import clock
from chiron.core.actions import Event
from chiron.notifications.queries import Line, notice
from chiron.people.models import Person
from chiron.people.queries import system
from chiron.programmes import actions as programmes
from chiron.programmes.models import Cohort
from chiron.relationships import actions, policies, rules
from chiron.relationships.models import Relationship

log = structlog.get_logger("chiron.cohorts")


def carry_renewed(event: Event) -> None:
    """Let what was just renewed go on in next year's cohort, where that stands already."""
    pk = UUID(event.ids.get("relationship") or event.ids["result"])
    relationship = Relationship.objects.unscoped().filter(pk=pk).first()
    if relationship is not None and actions.next_cohort_of(relationship) is not None:
        with suppress(actions.Refused):
            actions.carry_over(relationship=relationship, by=system())


@task()
def archive_cohorts() -> None:
    """Archive the cohorts whose day has come (every hour): what was renewed goes on, what was not ends.

    A cohort in which something is left waits, as it was promised a later day or cannot go on; the others do not.
    """
    due = Cohort.objects.unscoped().filter(archive_on__lte=clock.today(), archived_at__isnull=True)
    for cohort in due.order_by("pk"):
        there = Relationship.objects.unscoped().filter(cohort=cohort, state__in=rules.STANDING)
        for relationship in there.order_by("pk"):
            _leave(relationship)
        if not there.exists():
            with suppress(programmes.Refused):
                programmes.archive_cohort(cohort=cohort, by=system())


def _leave(relationship: Relationship) -> None:
    """Let it go on in the next cohort, else end with its own; what has time left waits."""
    goes_on = actions.next_cohort_of(relationship) is not None
    if not goes_on and actions.has_time(relationship):
        return
    act = actions.carry_over if goes_on else actions.end_with_cohort
    try:
        act(relationship=relationship, by=system())
    except actions.Refused as error:
        log.error("cannot leave its cohort", relationship=str(relationship.pk), error=type(error).__name__)


def _page(person: Person, refs: dict[str, str], *states: str) -> tuple[str, str] | None:
    """The address and the cohort of a relationship, for a member who may see it in one of *states*."""
    rows = policies.visible_memberships(person).filter(pk=refs["member"], relationship__state__in=states)
    member = rows.select_related("relationship__cohort__programme").first()
    if member is None:
        return None
    cohort = member.relationship.cohort
    where = f"{cohort.programme.name}, {cohort.name}"
    return reverse("relationships:relationship", args=[member.relationship_id]), where


@notice(actions.CARRIED, topic="programme")
def goes_on(person: Person, refs: dict[str, str]) -> Line | None:
    """What was renewed goes on in next year's cohort; what is asked anew stands on Today."""
    found = _page(person, refs, *rules.LIVE)
    if found is None:
        return None
    text = _(
        "What you wrote and planned stays where it is. When you are free is asked anew, and whatever else has changed "
        "stands on Today."
    )
    return Line(_("You go on together in %(where)s") % {"where": found[1]}, text, found[0])


@notice(actions.OVER, topic="programme")
def is_over(person: Person, refs: dict[str, str]) -> Line | None:
    """The cohort is over, and with it what was not renewed."""
    found = _page(person, refs, "ended")
    if found is None:
        return None
    text = _("Its time is over, and nobody ended it. What you wrote stays yours to read:")
    return Line(_("%(where)s has come to its end") % {"where": found[1]}, text, found[0])
