"""Every change of when somebody is free, and the reservation of a time."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from chiron.boundaries import queries as people
from chiron.core import clock
from chiron.core.actions import Refused as Refused
from chiron.core.actions import action
from chiron.people.actions.merging import Merger, before_merging
from chiron.people.models import Institution, Person
from chiron.scheduling import policies, queries, rules
from chiron.scheduling.models import BusyTime, Calendar, FeedKey, Reservation, Week
from chiron.scheduling.rules import reading, zones

#: A feed is read so often; after a failure it is tried again later each time it fails.
EVERY = timedelta(hours=3)
MOST_CALENDARS = 8
#: So many people of a roster are brought up to date in one transaction.
A_PART = 200


class NoHours(Refused):
    message = _("Mark at least one hour of the week, so that there is a time to meet.")


class OutOfOrder(Refused):
    message = _("The end comes before the start.")


class TooLong(Refused):
    message = _("This is longer than a year. Enter at most a year at a time.")


class TooMany(Refused):
    message = _("You have eight calendars here already. Remove one first.")


class Taken(Refused):
    """Somebody got a quarter of this time first."""

    message = _("This time has just been taken. Choose another; the list is fresh.")


@action("scheduling.week.set", may=policies.may_plan)
def set_week(
    *, person: Person, hours: Iterable[int], parts: Sequence[str], rest_hours: int = rules.REST_HOURS, by: Person
) -> Week:
    """Say at which hours of the week one could meet, which parts of the day suit, and how long one rests after nights.

    *hours* are numbers from 0 (Monday, 00:00 to 01:00) to 167, in the person's own zone.
    """
    bits = rules.mask(hours)
    if not bits:
        raise NoHours
    said = {
        "hours": rules.hours_to_text(bits),
        "parts": sorted(set(parts) & set(rules.PARTS)),
        "rest_hours": rest_hours,
    }
    row, _is_new = Week.objects.unscoped().update_or_create(person=person, defaults={**said, "changed_at": clock.now()})
    return row


@action("scheduling.absence.added", may=policies.may_plan)
def add_absence(*, person: Person, kind: str, starts_at: datetime, ends_at: datetime, by: Person) -> BusyTime:
    """Say that one is away (leave, an exam, anything else) between two instants."""
    if ends_at <= starts_at:
        raise OutOfOrder
    if ends_at - starts_at > timedelta(days=366):
        raise TooLong
    return BusyTime.objects.create(person=person, kind=kind, starts_at=starts_at, ends_at=ends_at)


@action("scheduling.absence.removed", may=policies.may_free)
def remove_absence(*, busy: BusyTime, by: Person) -> None:
    """Take back that one is away."""
    busy.delete()


@action("scheduling.calendar.added", may=policies.may_plan)
def add_calendar(
    *, person: Person, sort: str, name: str, times: Sequence[rules.Busy] = (), address: str = "", by: Person
) -> Calendar:
    """Bring a calendar or roster whose busy times are *times*; one with an address is read by the worker.

    A second roster or file takes nothing from the first: what is brought in again is removed where it stands.
    """
    if person.calendars.count() >= MOST_CALENDARS:
        raise TooMany
    now = clock.now()
    calendar = Calendar.objects.create(
        person=person,
        sort=sort,
        name=name[:120],
        address=address,
        state="new" if address else "read",
        read_at=None if address else now,
        next_at=now if address else None,
        added_at=now,
    )
    _keep(calendar, rules.merged(times))
    return calendar


@dataclass(frozen=True)
class Imported:
    """What became of a roster of many: how many people got new times or had them already, and each row left out."""

    changed: int
    same: int
    left_out: list[tuple[int, str]]


@action("scheduling.rosters.imported", may=policies.may_import_rosters)
def import_rosters(
    *, institution: Institution, lines: Sequence[reading.Line], first: datetime, last: datetime, by: Person
) -> Imported:
    """Put what a roster says of each person in the place of what began between two instants by the last one.

    A row that names nobody or several says so, and the others stand; the same file again changes nothing.
    """
    meant, left_out = people.called(by, {each.person for each in lines}), []
    times: dict[UUID, list[rules.Busy]] = {}
    for each in lines:
        try:
            times.setdefault(people.only(meant, each.person).pk, []).extend(each.times)
        except Refused as refusal:
            left_out.append((each.row, str(refusal)))
    changed = sum([_bring(person, found, first, last) for person, found in sorted(times.items())])
    return Imported(changed, len(times) - changed, left_out)


def import_in_parts(*, institution: Institution, lines: Sequence[reading.Line], by: Person) -> Imported:
    """Import a roster of any length, a transaction for every few hundred people.

    It covers the days from the first to the last that it names: a night belongs to the day on which it begins.
    """
    whole = Imported(0, 0, [])
    days = [day for each in lines for day in each.days or ()]
    if not days:
        return whole
    first, last = (zones.midnight(day, institution.time_zone) for day in (min(days), max(days) + timedelta(days=1)))
    last = max([last, *(time.starts_at + timedelta(seconds=1) for each in lines for time in each.times)])
    meant = people.called(by, {each.person for each in lines})
    of_each: dict[object, list[reading.Line]] = {}
    for each in lines:
        try:
            key: object = people.only(meant, each.person).pk
        except Refused:  # said of each row below
            key = each.person
        of_each.setdefault(key, []).append(each)
    people_there = list(of_each.values())
    for start in range(0, len(people_there), A_PART):
        part = [line for found in people_there[start : start + A_PART] for line in found]
        done = import_rosters(institution=institution, lines=part, first=first, last=last, by=by)
        whole = Imported(whole.changed + done.changed, whole.same + done.same, [*whole.left_out, *done.left_out])
    return whole


def _bring(person: UUID, times: Sequence[rules.Busy], first: datetime, last: datetime) -> bool:
    """Keep *times* as the institution's roster of somebody, each as it is: the next roster begins between two of them.

    Return whether anything is new.
    """
    calendar = Calendar.objects.unscoped().filter(person=person, is_from_institution=True).first()
    now = clock.now()
    if calendar is None:
        calendar = Calendar.objects.create(
            person_id=person, sort="roster", is_from_institution=True, read_at=now, added_at=now
        )
    there = calendar.times.filter(starts_at__gte=first, starts_at__lt=last)
    before = {rules.Busy(*row) for row in there.values_list("starts_at", "ends_at", "kind")}
    if before == set(times):
        return False
    there.delete()
    _keep(calendar, sorted(set(times)))
    _note(calendar, read_at=now)
    return True


@action("scheduling.calendar.read", may=policies.may_read_calendar)
def keep_times(*, calendar: Calendar, times: Sequence[rules.Busy], by: Person) -> Calendar:
    """Put what a calendar says now in the place of what it said before."""
    calendar.times.all().delete()
    _keep(calendar, rules.merged(times))
    return _note(calendar, state="read", problem="", read_at=clock.now(), next_at=clock.now() + EVERY)


@action("scheduling.calendar.failed", may=policies.may_read_calendar)
def note_failure(*, calendar: Calendar, problem: str, by: Person) -> Calendar:
    """Note why a calendar could not be read; what it said before stays."""
    return _note(calendar, state="failed", problem=problem[:20], next_at=clock.now() + 4 * EVERY)


@action("scheduling.calendar.removed", may=policies.may_change_calendar)
def remove_calendar(*, calendar: Calendar, by: Person) -> None:
    """Forget a calendar and every busy time that came from it."""
    calendar.delete()


@action("scheduling.times.forgotten", may=policies.may_forget_times)
def forget_times(*, before: datetime, by: Person) -> int:
    """Forget busy times and reservations that were over before an instant; return how many busy times."""
    Reservation.objects.unscoped().filter(quarter__lt=zones.quarter(before)).delete()
    return BusyTime.objects.unscoped().filter(ends_at__lt=before).delete()[0]


@action("scheduling.times.joined", may=policies.may_join_times)
def join_times(*, person: Person, by: Person) -> int:
    """Reserve for somebody who has come in what they are booked for at other institutions; return how many quarters.

    Where both are booked at one time already, both meetings stand: their people see it and move one.
    """
    elsewhere = Reservation.objects.unscoped().filter(
        person__in=_everywhere([person.pk]) - {person.pk}, quarter__gte=zones.quarter(clock.now())
    )
    rows = [
        Reservation(person=person, quarter=quarter, holder=holder)
        for quarter, holder in elsewhere.values_list("quarter", "holder").distinct()
    ]
    Reservation.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


@action("scheduling.feed.opened", may=policies.may_plan)
def open_feed(*, person: Person, by: Person) -> FeedKey:
    """Make an address at which one's meetings can be subscribed to; an earlier one stops to work."""
    now, token = clock.now(), secrets.token_urlsafe(32)
    person.feed_keys.filter(revoked_at__isnull=True).update(revoked_at=now)
    key = FeedKey.objects.create(person=person, token_hash=queries.hashed(token), created_at=now)
    key.token = token
    return key


@action("scheduling.feed.closed", may=policies.may_close_feed)
def close_feed(*, key: FeedKey, by: Person) -> FeedKey:
    """Close one's feed: its address leads nowhere from the next request on."""
    key.revoked_at = clock.now()
    key.save(update_fields=["revoked_at"])
    return key


def reserve(people: Iterable[UUID], starts_at: datetime, minutes: int, holder: UUID) -> None:
    """Reserve a time of several people for *holder*; `Taken` where one of them has another booking in any part of it,
    at another institution, too.

    Called inside actions. The table decides: one row a person and quarter of an hour, on both engines.
    """
    rows = [
        Reservation(person_id=person, quarter=number, holder=holder)
        for person in sorted(_everywhere(people))
        for number in zones.quarters(starts_at, minutes)
    ]
    try:
        with transaction.atomic():
            Reservation.objects.bulk_create(rows)
    except IntegrityError:
        raise Taken from None


def release(holder: UUID, *, person: UUID | None = None) -> None:
    """Give back what *holder* reserved, of everybody or of one person. Called inside actions."""
    rows = Reservation.objects.unscoped().filter(holder=holder)
    (rows if person is None else rows.filter(person_id__in=_everywhere([person]))).delete()


def release_all_but(holder: UUID, people: Iterable[UUID]) -> None:
    """Give back what *holder* reserved of everybody but *people*, also of an entry elsewhere that an account led to
    which is closed by now. Called inside actions."""
    Reservation.objects.unscoped().filter(holder=holder).exclude(person_id__in=_everywhere(people)).delete()


def _everywhere(people: Iterable[UUID]) -> set[UUID]:
    """*People* with their entries at other institutions: who signs in with one account is in one place at a time."""
    found = set(people)
    accounts = Person.objects.unscoped().filter(pk__in=found, account__isnull=False).values("account")
    return found | set(Person.objects.unscoped().filter(account__in=accounts).values_list("pk", flat=True))


def _keep(calendar: Calendar, times: Sequence[rules.Busy]) -> None:
    rows = [
        BusyTime(
            person_id=calendar.person_id,
            calendar=calendar,
            kind=each.kind,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
        )
        for each in times
    ]
    BusyTime.objects.bulk_create(rows, batch_size=500)


def _note(calendar: Calendar, **changes: object) -> Calendar:
    for name, value in changes.items():
        setattr(calendar, name, value)
    calendar.save(update_fields=list(changes))
    return calendar


@before_merging
def _booked_twice(merger: Merger) -> None:
    """Nobody is in two places at once: two who are booked for the same hour to come have to move one of the two."""
    to_come = Reservation.objects.unscoped().filter(quarter__gte=zones.quarter(clock.now()))
    theirs = to_come.filter(person=merger.goes).values("quarter")
    clash = to_come.filter(person=merger.stays, quarter__in=theirs).order_by("quarter").first()
    if clash is not None:
        at = timezone.localtime(zones.at(clash.quarter))
        text = _("Both are booked on %(when)s. One of the two meetings has to be moved or called off first.")
        merger.hindrances.append(text % {"when": formats.date_format(at, "SHORT_DATETIME_FORMAT")})


@before_merging
def _one_roster(merger: Merger) -> None:
    """What administrators brought for either goes on as one roster, in which the next one takes the place of both."""
    rows = Calendar.objects.unscoped().filter(person__in=merger.both, is_from_institution=True)
    rosters = {each.person_id: each for each in rows}
    if len(rosters) == 2:
        rosters[merger.goes.pk].times.update(calendar=rosters[merger.stays.pk])
        rosters[merger.goes.pk].delete()
