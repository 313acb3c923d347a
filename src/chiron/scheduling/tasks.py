"""Calendars that are read again and again, by their address."""

import io
from datetime import timedelta
from uuid import UUID

import structlog
from django_tasks import task

from chiron.core import clock, encryption, outbound
from chiron.core.actions import Event, Gone
from chiron.people.models import Person
from chiron.people.queries import system
from chiron.scheduling import actions, queries
from chiron.scheduling.models import Calendar
from chiron.scheduling.rules import reading
from chiron_blueprint.tables import TableRefused

log = structlog.get_logger("chiron.calendars")
#: How many calendars one run reads; the next run takes those that are left.
A_RUN = 500


def read_added(event: Event) -> None:
    """Read a calendar that was just brought by its address."""
    _read(Calendar.objects.unscoped().filter(pk=event.ids["result"], sort="feed").first())


@task()
def read_one(pk: str) -> None:
    """Read one calendar again; nothing where that has happened since it was queued, as in a long queue."""
    _read(Calendar.objects.unscoped().filter(pk=pk, sort="feed", next_at__lte=clock.now()).first())


@task()
def read_due() -> None:
    """Queue the calendars whose time has come (every few minutes), each as a task of its own."""
    rows = Calendar.objects.unscoped().filter(sort="feed", next_at__lte=clock.now(), person__erased_at__isnull=True)
    for pk in rows.order_by("next_at").values_list("pk", flat=True)[:A_RUN]:
        read_one.enqueue(str(pk))


def _read(calendar: Calendar | None) -> None:
    if calendar is None:
        return
    person = Person.objects.unscoped().select_related("account", "institution").get(pk=calendar.person_id)
    try:
        with encryption.key_session():
            content = outbound.fetch(calendar.address, accept="text/calendar")
        times = reading.calendar(io.BytesIO(content), "calendar", queries.window(person))
    except (outbound.Unreachable, TableRefused) as refusal:
        log.info("calendar not read", calendar=str(calendar.pk), problem=refusal.code)
        _settle(calendar, refusal.code)
        return
    try:
        actions.keep_times(calendar=calendar, times=times, by=system())
    except Gone:  # removed while it was being read
        return


def _settle(calendar: Calendar, problem: str) -> None:
    try:
        actions.note_failure(calendar=calendar, problem=problem, by=system())
    except Gone:
        return


def join_times(event: Event) -> None:
    """Whoever came in at one more institution is booked there for what they are booked for elsewhere."""
    person = Person.objects.unscoped().filter(invitations=UUID(event.ids["invitation"])).first()
    if person is not None:  # else erased since
        actions.join_times(person=person, by=system())


#: Past busy times are of no use to anybody: they are forgotten after so long.
KEPT = timedelta(days=35)


@task()
def forget_times() -> None:
    """Forget busy times that are long over (every day)."""
    actions.forget_times(before=clock.now() - KEPT, by=system())
