"""Every change of a meeting: booked, moved, cancelled, answered, and what became of it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from chiron.core import clock, encryption
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.models import Attendee, Meeting, MeetingTransition, Relationship
from chiron.scheduling import actions as scheduling
from chiron.scheduling.rules import zones

Taken = scheduling.Taken


class InThePast(Refused):
    message = _("This time is over. Choose one that lies ahead, or record the meeting if it took place.")


class StillAhead(Refused):
    message = _("This time lies ahead. Book the meeting, or correct the date.")


class LongAgo(Refused):
    message = _("This is more than ten years ago. Correct the date.")


class TooFar(Refused):
    message = _("This is more than a year ahead. Choose an earlier time.")


class NotBooked(Refused):
    message = _("This meeting was cancelled or is over. Nothing was changed.")


class NobodyElse(Refused):
    message = _("There is nobody to meet here yet.")


@dataclass(frozen=True)
class Where:
    """How people meet, and at which place or link."""

    form: str = "in_person"
    place: str = ""
    link: str = ""


@action("relationships.meeting.booked", may=policies.may_meet)
def book_meeting(
    *, relationship: Relationship, starts_at: datetime, minutes: int, zone: str, where: Where, by: Person
) -> Meeting:
    """Book a meeting of everybody in *relationship* and invite them; refused where one of them is booked elsewhere.

    *zone* is the IANA zone in which the time was agreed: its wall time is kept beside the instant.
    """
    people = people_of(relationship)
    if len(people) < 2:
        raise NobodyElse
    _check_ahead(starts_at)
    meeting = created(relationship, starts_at, minutes, zone, where, by)
    scheduling.reserve([each.pk for each in people], starts_at, minutes, meeting.pk)
    move(meeting, "booked", by)
    now, keys = clock.now(), _keys_for(people)
    Attendee.objects.bulk_create(
        Attendee(
            meeting=meeting,
            person=each,
            answer_key=keys.get(each.pk, ""),
            answer="accepted" if each.pk == by.pk else "waiting",
            answered_at=now if each.pk == by.pk else None,
        )
        for each in people
    )
    relationship.agenda_points.filter(meeting__isnull=True).update(meeting=meeting)
    invite(meeting, "REQUEST")
    return meeting


@action("relationships.meeting.moved", may=policies.may_change_meeting)
def move_meeting(
    *, meeting: Meeting, starts_at: datetime, minutes: int, zone: str, where: Where, by: Person
) -> Meeting:
    """Move a booked meeting; everybody else is asked again. The old time is given back only if the new one is free."""
    if meeting.state != "booked":
        raise NotBooked
    _check_ahead(starts_at)
    attendees = list(meeting.attendees.select_for_update(no_key=True).order_by("pk"))
    is_same_time = (meeting.starts_at, meeting.minutes) == (starts_at, minutes)
    if not is_same_time:
        scheduling.release(meeting.pk)
        scheduling.reserve([each.person_id for each in attendees], starts_at, minutes, meeting.pk)
        for each in attendees:
            each.answer = "accepted" if each.person_id == by.pk else "waiting"
            each.answered_at, each.reminded_at = clock.now() if each.person_id == by.pk else None, None
        Attendee.objects.unscoped().bulk_update(attendees, ["answer", "answered_at", "reminded_at"])
    _take_over(meeting, by)
    _set_time(meeting, starts_at, minutes, zone)
    meeting.form, meeting.place, meeting.link = where.form, where.place, where.link
    write_on(meeting)
    invite(meeting, "REQUEST")
    return meeting


@action("relationships.meeting.cancelled", may=policies.may_change_meeting)
def cancel_meeting(*, meeting: Meeting, by: Person) -> Meeting:
    """Cancel a booked meeting: times are free again, calendars are told, points wait for the next one."""
    if meeting.state != "booked":
        raise NotBooked
    return cancel(meeting, by)


@action("relationships.meetings.called_off", may=policies.may_call_off)
def call_off_meetings(*, relationship: Relationship, by: Person) -> int:
    """Cancel every meeting ahead of a relationship that no longer lives; return how many there were."""
    ahead = relationship.meetings.select_for_update(no_key=True).filter(state="booked", starts_at__gt=clock.now())
    found = list(ahead.order_by("pk")) if relationship.state not in rules.LIVE else []
    for meeting in found:
        cancel(meeting, by)
    return len(found)


@action("relationships.meeting.answered", may=policies.may_answer_meeting)
def answer_meeting(*, meeting: Meeting, answer: str, by: Person) -> Attendee:
    """Say whether one comes. Whoever does not is free at that time again; where only one is left it is cancelled."""
    attendee = meeting.attendees.select_for_update(no_key=True).get(person=by)
    if meeting.state != "booked" or rules.is_over(meeting.starts_at, meeting.minutes, clock.now()):
        raise NotBooked
    if answer == attendee.answer:
        return attendee
    if answer == "declined":
        scheduling.release(meeting.pk, person=by.pk)
    elif attendee.answer == "declined":
        scheduling.reserve([by.pk], meeting.starts_at, meeting.minutes, meeting.pk)
    attendee.answer, attendee.answered_at = answer, clock.now()
    attendee.save(update_fields=["answer", "answered_at"])
    if meeting.attendees.exclude(answer="declined").count() < 2:
        cancel(meeting, by)
    elif meeting.created_by_id != by.pk:
        notifications.tell(
            "relationships.meeting_answer",
            to=meeting.created_by_id,
            institution=meeting.relationship.institution_id,
            attendee=attendee.pk,
        )
    return attendee


@action("relationships.meeting.settled", may=policies.may_change_meeting)
def settle_meeting(*, meeting: Meeting, took_place: bool, topics: Sequence[str] | None = None, by: Person) -> Meeting:
    """Say whether a booked meeting took place and which dimensions it touched; either may be corrected later.

    The points of one that did not wait for the next.
    """
    if meeting.state == "cancelled":
        raise NotBooked
    if meeting.starts_at > clock.now():
        raise StillAhead
    state = "held" if took_place else "missed"
    if meeting.state != state:
        move(meeting, state, by)
        if state == "missed":
            meeting.points.filter(key="").update(meeting=None)
    if topics is not None:
        _take_over(meeting, by)
        meeting.topics = {"touched": sorted(set(topics))}
        meeting.save(update_fields=["created_by", "place", "link", "topics"])
    return meeting


@action("relationships.meeting.kept_on_the_clock", may=policies.may_call_off)
def keep_wall_time(*, meeting: Meeting, by: Person) -> Meeting:
    """Keep a booked meeting at the time that the clock on the wall shows, where a zone has changed its rules."""
    wall = datetime.fromisoformat(meeting.wall)
    starts_at = zones.nearest(wall, meeting.zone)
    if meeting.state != "booked" or starts_at == meeting.starts_at or starts_at < clock.now():
        return meeting
    people = list(meeting.attendees.exclude(answer="declined").values_list("person_id", flat=True))
    scheduling.release(meeting.pk)
    scheduling.reserve(people, starts_at, meeting.minutes, meeting.pk)
    meeting.starts_at = starts_at
    write_on(meeting)
    invite(meeting, "REQUEST")
    return meeting


@action("relationships.meeting.reminded", may=policies.may_call_off)
def remind(*, attendee: Attendee, by: Person) -> Attendee:
    """Remind somebody of a meeting, once."""
    if attendee.reminded_at is not None:
        return attendee
    attendee.reminded_at = clock.now()
    attendee.save(update_fields=["reminded_at"])
    notifications.tell(
        "relationships.meeting_reminder",
        to=attendee.person_id,
        institution=attendee.meeting.relationship.institution_id,
        attendee=attendee.pk,
        starts_at=attendee.meeting.starts_at.isoformat(),
    )
    return attendee


def move(meeting: Meeting, to: str, by: Person) -> None:
    """Change the state of a locked meeting and store the transition."""
    sequence = meeting.transitions.count() + 1
    MeetingTransition.objects.create(
        meeting=meeting,
        sequence=sequence,
        from_state=meeting.state if sequence > 1 else "",
        to_state=to,
        at=clock.now(),
        by_id=by.pk,
    )
    meeting.state = to
    meeting.save(update_fields=["state"])


def people_of(relationship: Relationship) -> list[Person]:
    """Return everybody who is in a relationship now, always in the same order."""
    rows = relationship.members.filter(left_at__isnull=True, person__erased_at__isnull=True).select_related("person")
    return [each.person for each in rows.order_by("person_id")]


def _keys_for(people: Sequence[Person]) -> dict[UUID, str]:
    """Return a fresh key for the calendar of each of *people*; none where nobody reads what calendars answer."""
    if not settings.CHIRON_ANSWERS_TO:
        return {}
    ids = [each.pk for each in people]
    encryption.ensure_keys(ids)
    encryption.preload(ids)
    return {pk: secrets.token_hex(16) for pk in ids}


def _check_ahead(starts_at: datetime) -> None:
    now = clock.now()
    if starts_at <= now:
        raise InThePast
    if starts_at - now > rules.FURTHEST:
        raise TooFar


def created(
    relationship: Relationship,
    starts_at: datetime,
    minutes: int,
    zone: str,
    where: Where,
    by: Person,
    topics: Sequence[str] = (),
) -> Meeting:
    """Store a meeting with the instant, the zone and the wall time; it has no state yet."""
    return Meeting.objects.create(
        relationship=relationship,
        created_by=by,
        starts_at=starts_at,
        minutes=minutes,
        zone=zone,
        wall=_wall(starts_at, zone),
        form=where.form,
        place=where.place,
        link=where.link,
        topics={"touched": sorted(set(topics))} if topics else {},
        written_at=clock.now(),
    )


def _wall(starts_at: datetime, zone: str) -> str:
    return zones.wall(starts_at, zone).isoformat(timespec="minutes")


def _set_time(meeting: Meeting, starts_at: datetime, minutes: int, zone: str) -> None:
    meeting.starts_at, meeting.minutes, meeting.zone, meeting.wall = starts_at, minutes, zone, _wall(starts_at, zone)


def _take_over(meeting: Meeting, by: Person) -> None:
    """Make a locked meeting one that *by* booked, where whoever did was erased: nothing can be kept under their key."""
    if meeting.created_by.erased_at is not None:
        meeting.created_by, meeting.place, meeting.link, meeting.topics = by, "", "", {}


def write_on(meeting: Meeting) -> None:
    """Count what calendars are told, so that they know the newer from the older."""
    meeting.sequence += 1
    meeting.written_at = clock.now()
    meeting.save()


def cancel(meeting: Meeting, by: Person) -> Meeting:
    """Cancel a locked meeting that is booked: times are free, calendars are told, points wait for the next one."""
    scheduling.release(meeting.pk)
    move(meeting, "cancelled", by)
    write_on(meeting)
    meeting.points.filter(key="").update(meeting=None)
    invite(meeting, "CANCEL")
    return meeting


def invite(meeting: Meeting, method: str) -> None:
    """Queue what the calendars of everybody invited are told."""
    for each in meeting.attendees.all():
        notifications.queue(
            "relationships.meeting",
            to=each.person_id,
            institution=meeting.relationship.institution_id,
            attendee=each.pk,
            method=method,
            sequence=meeting.sequence,
        )
