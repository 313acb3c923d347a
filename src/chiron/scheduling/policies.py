"""Who may see and change when somebody is free: only they themselves. Others get common times, never a timetable."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from chiron.core.policy import policy
from chiron.people import policies as people
from chiron.people.models import Institution, Person
from chiron.scheduling.models import BusyTime, Calendar, FeedKey, Reservation, Week


@policy
def may_plan(by: Person, person: Person) -> bool:
    """Only whose time it is."""
    return by.pk == person.pk and by.erased_at is None


@policy
def may_free(by: Person, busy: BusyTime) -> bool:
    """Only whose time it is, and only what they entered by hand: the rest comes from a calendar."""
    return by.pk == busy.person_id and busy.calendar_id is None


@policy
def may_change_calendar(by: Person, calendar: Calendar) -> bool:
    """Only who brought it."""
    return by.pk == calendar.person_id


@policy
def may_read_calendar(by: Person, calendar: Calendar) -> bool:
    """Who brought it, and the system that reads it again."""
    return by.is_system or by.pk == calendar.person_id


@policy
def may_close_feed(by: Person, key: FeedKey) -> bool:
    """Only whose feed it is."""
    return by.pk == key.person_id


@policy
def may_import_rosters(by: Person, institution: Institution) -> bool:
    """The institution's administrators, for everybody there: they bring times in and read none of them."""
    return by.institution_id == institution.pk and people.holds_office(by, "administrator")


@policy
def may_forget_times(by: Person) -> bool:
    """The system only, once a day."""
    return by.is_system


@policy
def may_join_times(by: Person) -> bool:
    """The system only, once somebody has come in."""
    return by.is_system


@policy
def visible_weeks(person: Person) -> QuerySet[Week]:
    """One's own week."""
    return Week.objects.scoped().filter(person=person)


@policy
def visible_calendars(person: Person) -> QuerySet[Calendar]:
    """The calendars that one brought."""
    return Calendar.objects.scoped().filter(person=person)


@policy
def visible_busy_times(person: Person) -> QuerySet[BusyTime]:
    """What keeps oneself busy."""
    return BusyTime.objects.scoped().filter(person=person)


@policy
def visible_feed_keys(person: Person) -> QuerySet[FeedKey]:
    """One's own feed keys in force."""
    return FeedKey.objects.scoped().filter(person=person, revoked_at__isnull=True)


def feed_by_token(token_hash: str) -> QuerySet[FeedKey]:
    """The feed that somebody holds the key of, while it is in force and its owner is still somebody here."""
    rows = FeedKey.objects.scoped().filter(token_hash=token_hash, revoked_at__isnull=True)
    return rows.filter(person__erased_at__isnull=True, person__account__is_active=True)


def weeks_of(people: Iterable[UUID]) -> QuerySet[Week]:
    """The weeks of several people, to look for common times: pages never show them to anybody else."""
    return Week.objects.scoped().filter(person_id__in=list(people))


def busy_times_of(people: Iterable[UUID], first: datetime, last: datetime) -> QuerySet[BusyTime]:
    """What keeps several people busy between two instants, to look for common times."""
    between = Q(starts_at__lt=last, ends_at__gt=first)
    return BusyTime.objects.scoped().filter(between, person_id__in=list(people))


def reservations_of(people: Iterable[UUID], first: int, last: int) -> QuerySet[Reservation]:
    """Which quarters of several people are taken, to look for common times."""
    return Reservation.objects.scoped().filter(person_id__in=list(people), quarter__gte=first, quarter__lt=last)
