"""What is written around a meeting: points before it, notes after it, what each undertook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.actions import meetings
from chiron.relationships.actions.meetings import LongAgo, StillAhead, Where, settle_meeting
from chiron.relationships.actions.messages import NothingWritten
from chiron.relationships.models import AgendaPoint, Attendee, Commitment, Meeting, MeetingNote, Relationship

MOST_POINTS = 12


class AgendaFull(Refused):
    message = _("Twelve points are more than one meeting can hold. Take one off first.")


class NotOfThisRelationship(Refused):
    message = _("Choose one of the two of you.")


@dataclass(frozen=True)
class Promise:
    """What one of the members undertakes, perhaps by a day."""

    person: Person
    text: str
    due_on: date | None = None


@action("relationships.meeting.written_up", may=policies.may_change_meeting)
def write_up(
    *, meeting: Meeting, topics: Sequence[str] | None, text: str = "", promise: Promise | None = None, by: Person
) -> Meeting:
    """Say that a meeting took place, what it touched, what one takes from it and what somebody undertakes."""
    settle_meeting(meeting=meeting, took_place=True, topics=topics, by=by)
    if text.strip():
        write_note(meeting=meeting, text=text, by=by)
    if promise is not None:
        make_commitment(
            relationship=meeting.relationship,
            meeting=meeting,
            person=promise.person,
            text=promise.text,
            due_on=promise.due_on,
            by=by,
        )
    return meeting


@action("relationships.meeting.recorded", may=policies.may_meet)
def record_meeting(
    *,
    relationship: Relationship,
    starts_at: datetime,
    minutes: int,
    zone: str,
    where: Where,
    topics: Sequence[str] = (),
    text: str = "",
    promise: Promise | None = None,
    by: Person,
) -> Meeting:
    """Record a meeting that took place without having been booked here, with what there is to say of it."""
    if starts_at > clock.now():
        raise StillAhead
    if clock.now() - starts_at > rules.LONGEST_AGO:
        raise LongAgo
    meeting = meetings.created(relationship, starts_at, minutes, zone, where, by, topics)
    meetings.move(meeting, "held", by)
    Attendee.objects.bulk_create(
        Attendee(meeting=meeting, person=each, answer="accepted", answered_at=clock.now())
        for each in meetings.people_of(relationship)
    )
    if text.strip() or promise is not None:
        write_up(meeting=meeting, topics=None, text=text, promise=promise, by=by)
    return meeting


@action("relationships.point.added", may=policies.may_meet)
def add_point(
    *, relationship: Relationship, meeting: Meeting | None = None, text: str, minutes: int, by: Person
) -> AgendaPoint:
    """Put a point on the agenda of *meeting*, or of the next one, also where *meeting* was called off meanwhile."""
    if not text.strip():
        raise NothingWritten
    if meeting is not None and meeting.state in ("cancelled", "missed"):
        meeting = None
    if relationship.agenda_points.filter(meeting=meeting, key="").count() >= MOST_POINTS:
        raise AgendaFull
    return AgendaPoint.objects.create(
        relationship=relationship,
        meeting=meeting,
        person=by,
        text=text.strip(),
        minutes=minutes,
        added_at=clock.now(),
    )


@action("relationships.point.removed", may=policies.may_drop_point)
def remove_point(*, point: AgendaPoint, by: Person) -> None:
    """Take a point off the agenda."""
    point.delete()


@action("relationships.suggestion.dropped", may=policies.may_change_meeting)
def drop_suggestion(*, meeting: Meeting, key: str, by: Person) -> AgendaPoint:
    """Take a suggested point off the agenda of one meeting; the second time changes nothing."""
    row, _is_new = AgendaPoint.objects.unscoped().get_or_create(
        meeting=meeting,
        key=key[:80],
        defaults={"relationship_id": meeting.relationship_id, "person": by, "minutes": 0, "added_at": clock.now()},
    )
    return row


@action("relationships.note.written", may=policies.may_change_meeting)
def write_note(*, meeting: Meeting, text: str, by: Person) -> MeetingNote:
    """Write what one takes from a meeting, or change it; everybody in the relationship can read it."""
    if not text.strip():
        raise NothingWritten
    now = clock.now()
    note = meeting.notes.select_for_update(no_key=True).filter(person=by).first()
    if note is None:
        return MeetingNote.objects.create(meeting=meeting, person=by, text=text.strip(), written_at=now)
    note.text, note.changed_at = text.strip(), now
    note.save(update_fields=["text", "changed_at"])
    return note


@action("relationships.commitment.made", may=policies.may_meet)
def make_commitment(
    *,
    relationship: Relationship,
    meeting: Meeting | None = None,
    person: Person,
    text: str,
    due_on: date | None = None,
    by: Person,
) -> Commitment:
    """Note what one of the members undertakes to do, perhaps by a day."""
    if not text.strip():
        raise NothingWritten
    if not relationship.members.filter(person=person, left_at__isnull=True).exists():
        raise NotOfThisRelationship
    return Commitment.objects.create(
        relationship=relationship,
        meeting=meeting,
        person=person,
        writer=by,
        text=text.strip(),
        due_on=due_on,
        made_at=clock.now(),
    )


@action("relationships.commitment.ticked", may=policies.may_tick)
def tick_commitment(*, commitment: Commitment, is_done: bool, by: Person) -> Commitment:
    """Say that a promise was kept, or take that back."""
    commitment.done_at = (commitment.done_at or clock.now()) if is_done else None
    commitment.save(update_fields=["done_at"])
    return commitment
