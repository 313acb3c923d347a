"""When people are free, in a known number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet

from chiron.core import clock
from chiron.notifications import queries as notifications
from chiron.people import queries as people
from chiron.people.models import Person
from chiron.scheduling import policies, rules
from chiron.scheduling.models import BusyTime, Calendar, FeedKey, Week
from chiron.scheduling.rules import words, zones
from chiron.scheduling.rules.reading import Window

#: Busy times before a search that still matter for rest.
BACK = timedelta(days=3)
AHEAD = timedelta(days=3)
#: A feed is read again and again; a file only once, so as far ahead as a meeting can be booked.
READ_AHEAD, READ_ONCE_AHEAD = timedelta(days=190), timedelta(days=400)


def zone_of(person: Person) -> str:
    """Return the zone in which *person* lives: their own, else the institution's."""
    return notifications.zone_of(person).key


def week_of(person: Person) -> Week | None:
    """Return the week of *person*, or None where they have not said it."""
    return policies.visible_weeks(person).first()


def calendars_of(person: Person) -> QuerySet[Calendar]:
    """Return the calendars that *person* brought, with how many times each keeps them busy from now on."""
    return policies.visible_calendars(person).annotate(ahead=Count("times")).order_by("added_at")


def calendar_for(person: Person, pk: UUID) -> Calendar:
    """Return one of one's own calendars; 404 otherwise."""
    return people.found(policies.visible_calendars(person).filter(pk=pk).first())  # type: ignore[no-any-return]


def absences_of(person: Person) -> QuerySet[BusyTime]:
    """Return what *person* entered by hand and is not over, the next first."""
    rows = policies.visible_busy_times(person).filter(calendar__isnull=True, ends_at__gt=clock.now())
    return rows.order_by("starts_at")


def absence_for(person: Person, pk: UUID) -> BusyTime:
    """Return one of one's own absences; 404 otherwise."""
    rows = policies.visible_busy_times(person).filter(calendar__isnull=True)
    return people.found(rows.filter(pk=pk).first())  # type: ignore[no-any-return]


def feed_of(person: Person) -> FeedKey | None:
    """Return the feed of *person* that is in force, or None."""
    return policies.visible_feed_keys(person).first()


def hashed(token: str) -> str:
    """Return what is kept of a feed's key: its hash."""
    return sha256(token.encode()).hexdigest()


def feed_owner(token: str) -> Person | None:
    """Return whose feed a key opens, or None where it opens none (any more)."""
    rows = policies.feed_by_token(hashed(token)).select_related("person__institution", "person__account")
    key = rows.first()
    return key.person if key else None


def shift_now(person: Person) -> BusyTime | None:
    """Return the run of nights or of leave in which *person* is today, if any: its last day counts."""
    now = clock.now()
    rows = policies.visible_busy_times(person).filter(kind__in=["night", "leave"], ends_at__gt=now)
    near = list(rows.filter(starts_at__lt=now + timedelta(days=14)).order_by("starts_at"))
    found: BusyTime | None = None
    for each in near:
        reach = now + timedelta(hours=14) if found is None else found.ends_at + timedelta(hours=16)
        if each.starts_at <= reach and (found is None or each.kind == found.kind):
            found = each
    return found


def timetables(
    persons: Sequence[Person],
    first: datetime,
    last: datetime,
    *,
    usual: Mapping[UUID, int] | None = None,
    without: UUID | None = None,
) -> list[rules.Timetable]:
    """Return when each of *persons* could meet between two instants, in three queries for any number of them.

    *usual* are the hours of those who said them elsewhere and not here; *without* is a booking that is to be moved and
    so counts as free. Persons come with their account and institution loaded.
    """
    ids = [person.pk for person in persons]
    weeks = {row.person_id: row for row in policies.weeks_of(ids)}
    busy = _busy(ids, first - BACK, last + AHEAD, without)
    return [_timetable(person, weeks.get(person.pk), busy[person.pk], usual or {}) for person in persons]


def around(person: UUID, starts_at: datetime, ends_at: datetime, *, without: UUID) -> rules.Around:
    """Return when one finishes before a time and until when one is free after it, its own booking left out."""
    busy = _busy([person], starts_at - rules.NEAR, ends_at + rules.NEAR, without)[person]
    return rules.around(rules.Timetable("UTC", 0, busy=tuple(busy)), starts_at, ends_at)


def _timetable(person: Person, week: Week | None, busy: list[rules.Busy], usual: Mapping[UUID, int]) -> rules.Timetable:
    zone = zone_of(person)
    if week is None:
        hours = usual.get(person.pk, 0)
        return rules.Timetable(zone, hours or rules.OFFICE_WEEK, busy=tuple(busy), is_known=bool(hours))
    hours = rules.text_to_hours(week.hours)
    return rules.Timetable(zone, hours, frozenset(week.parts), tuple(busy), week.rest_hours)


def _busy(ids: list[UUID], first: datetime, last: datetime, without: UUID | None) -> dict[UUID, list[rules.Busy]]:
    found: dict[UUID, list[rules.Busy]] = defaultdict(list)
    rows = policies.busy_times_of(ids, first, last).order_by("starts_at")
    for person, starts_at, ends_at, kind in rows.values_list("person_id", "starts_at", "ends_at", "kind"):
        found[person].append(rules.Busy(starts_at, ends_at, kind))
    taken = policies.reservations_of(ids, zones.quarter(first), zones.quarter(last))
    if without is not None:
        taken = taken.exclude(holder=without)
    quarters: dict[UUID, list[rules.Busy]] = defaultdict(list)
    for person, number in taken.values_list("person_id", "quarter"):
        quarters[person].append(rules.Busy(zones.at(number), zones.at(number + 1), "meeting"))
    for person, times in quarters.items():
        found[person] = rules.merged([*found[person], *times])
    return found


def called(person: Person) -> frozenset[str]:
    """Return by which names a roster may mean *person*, as they are compared."""
    names: Iterable[str] = (person.name, person.called, person.email, person.external_id)
    return frozenset(filter(None, map(words.plain, names)))  # a dash for "no nickname" is no name


def window(person: Person, ahead: timedelta = READ_AHEAD) -> Window:
    """Return which busy times of a calendar are kept: from two weeks back, for rest, to so long ahead."""
    now = clock.now()
    own = f"@{settings.CHIRON_MAIL_DOMAIN}"
    return Window(now - timedelta(days=14), now + ahead, zone_of(person), own)
