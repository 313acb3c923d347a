"""What calendars and people are told of meetings, and what follows from elsewhere."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from chiron.boundaries import policies as boundaries
from chiron.core import clock, outbox
from chiron.core.actions import Event, Refused
from chiron.core.models import OutboxMessage
from chiron.notifications import queries as notifications
from chiron.people.models import Person
from chiron.people.queries import system
from chiron.relationships import actions, policies, queries, rules
from chiron.relationships.models import Attendee, Meeting, Relationship
from chiron.relationships.queries import words
from chiron.scheduling.rules import writing, zones

#: Somebody is reminded so long before a meeting, when they may be told.
REMINDED = timedelta(hours=30)


def _attendee(pk: str) -> Attendee | None:
    rows = Attendee.objects.unscoped().select_related("meeting__relationship", "person__institution", "person__account")
    return rows.filter(pk=pk).first()


def _invitation(message: OutboxMessage) -> Attendee | None:
    """Whose calendar a message is for: somebody invited, or (not stored) somebody who was and has left the group."""
    if "attendee" in message.refs:
        return _attendee(message.refs["attendee"])
    meeting = Meeting.objects.unscoped().select_related("relationship").filter(pk=message.refs["meeting"]).first()
    if meeting is None or meeting.attendees.filter(person=message.recipient_id).exists():
        return None
    return Attendee(
        id=None,
        meeting=meeting,
        person_id=message.recipient_id,
        answer="declined",
        answer_key=message.secret or "",
    )


@outbox.kind("relationships.meeting", on_doubt="resend")
def calendar_mail(message: OutboxMessage) -> EmailMessage | None:
    """An invitation, an update or a cancellation; a second copy says the same, so it may be sent again.

    Nothing goes that a later one has overtaken, and no place to somebody who may no longer see the meeting. Whoever
    is no longer invited is told that, whatever became of the meeting since.
    """
    person, method = notifications.recipient(message.recipient_id), message.refs["method"]
    attendee = _invitation(message)
    if attendee is None or person is None or attendee.person_id != person.pk:
        return None
    meeting = attendee.meeting
    if attendee.pk is not None and str(meeting.sequence) != message.refs["sequence"]:
        return None
    if method == "REQUEST" and not policies.visible_meetings(person).filter(pk=meeting.pk).exists():
        return None
    with notifications.speaking_to(person), timezone.override(notifications.zone_of(person)):
        entry = queries.entry_for(person, meeting, _named(attendee))
        if answers_to := queries.answers_to(attendee):
            entry = replace(entry, organiser=(entry.organiser[0], answers_to))
        mail = notifications.mail_to(
            person,
            "relationships/mail/meeting.txt",
            title=entry.title,
            day=words.weekday(meeting.starts_at),
            times=words.from_to(meeting) if method == "REQUEST" else words.clock_time(meeting.starts_at),
            zone=notifications.zone_of(person).key,
            link=entry.link if method == "REQUEST" else "",
            meeting=meeting.pk,
            is_cancelled=method == "CANCEL",
            has_left=attendee.pk is None,
            is_update=meeting.sequence > 0,
            is_asked=attendee.answer == "waiting",
            is_answered_by_mail=bool(answers_to),
        )
    if answers_to:
        mail["Reply-To"] = answers_to
    text = writing.invitation(entry, "CANCEL" if method == "CANCEL" else "REQUEST")
    mail.add_alternative(text, subtype="calendar", params={"method": method})
    return mail


def _named(attendee: Attendee) -> list[Attendee]:
    """Whom a calendar names as invited: everybody; the reader alone where one is kept apart by now, or they left."""
    meeting = attendee.meeting
    invited = queries.invited(meeting)
    is_apart = boundaries.apart_ids(attendee.person) & {each.person_id for each in invited}
    return [attendee] if is_apart or attendee.pk is None else invited


@notifications.notice("relationships.meeting_reminder", topic="meetings", is_of_the_day=True)
def reminder(person: Person, refs: dict[str, str]) -> notifications.Line | None:
    """A meeting lies ahead; nothing where it was moved, cancelled or declined meanwhile, or is over by now."""
    attendee = _attendee(refs["attendee"])
    if attendee is None or attendee.answer == "declined" or attendee.meeting.state != "booked":
        return None
    meeting = attendee.meeting
    if meeting.starts_at.isoformat() != refs.get("starts_at") or meeting.starts_at <= clock.now():
        return None
    if not policies.visible_meetings(person).filter(pk=meeting.pk).exists():
        return None
    with timezone.override(notifications.zone_of(person)):
        when = _("%(day)s, %(time)s") % {
            "day": words.weekday(meeting.starts_at),
            "time": words.clock_time(meeting.starts_at),
        }
    return notifications.Line(
        title=_("Your meeting: %(when)s") % {"when": when},
        text=_("The agenda is there. Add what you want to talk about, or move the meeting if it no longer suits."),
        url=reverse("relationships:meeting", args=[meeting.pk]),
    )


@notifications.notice("relationships.meeting_answer", topic="meetings")
def answer(person: Person, refs: dict[str, str]) -> notifications.Line | None:
    """Somebody answered an invitation."""
    attendee = _attendee(refs["attendee"])
    if attendee is None or attendee.meeting.state != "booked":
        return None
    if not policies.visible_meetings(person).filter(pk=attendee.meeting_id).exists():
        return None
    answers = {
        "waiting": _("Somebody is not sure yet."),
        "accepted": _("They are coming."),
        "declined": _("Somebody cannot come. See whether the time still suits."),
    }
    return notifications.Line(
        title=_("An answer about your meeting"),
        text=answers[attendee.answer],
        url=reverse("relationships:meeting", args=[attendee.meeting_id]),
    )


@notifications.notice("relationships.meeting_countered", topic="meetings")
def countered(person: Person, refs: dict[str, str]) -> notifications.Line | None:
    """Somebody proposed another time in their calendar: where they can choose one that suits everybody."""
    attendee = _attendee(refs["attendee"])
    if attendee is None or attendee.meeting.state != "booked" or str(attendee.meeting.sequence) != refs["sequence"]:
        return None
    if not policies.visible_meetings(person).filter(pk=attendee.meeting_id).exists():
        return None
    return notifications.Line(
        title=_("Your meeting was not moved yet"),
        text=_("A calendar cannot move it by itself. Choose a time here at which everybody is free: two taps."),
        url=reverse("relationships:meeting_move", args=[attendee.meeting_id]),
    )


@task()
def remind_of_meetings() -> None:
    """Remind everybody of meetings in the next day or so, each once (every half hour).

    Before that, what lies ahead of a relationship that no longer lives is called off, whatever ended it.
    """
    now = clock.now()
    orphaned = Relationship.objects.unscoped().filter(meetings__state="booked", meetings__starts_at__gt=now)
    for relationship in orphaned.exclude(state__in=rules.LIVE).distinct():
        actions.call_off_meetings(relationship=relationship, by=system())
    rows = Attendee.objects.unscoped().filter(
        meeting__state="booked",
        meeting__starts_at__range=(now + timedelta(hours=2), now + REMINDED),
        meeting__relationship__state__in=rules.LIVE,
        reminded_at__isnull=True,
    )
    for attendee in rows.exclude(answer="declined").order_by("meeting__starts_at", "pk").iterator(500):
        actions.remind(attendee=attendee, by=system())


@task()
def keep_wall_times() -> None:
    """Find booked meetings whose zone has changed its rules since, and keep them where the clock says (every day)."""
    rows = Meeting.objects.unscoped().filter(state="booked", starts_at__gt=clock.now())
    for meeting in rows.only("pk", "starts_at", "wall", "zone").iterator(500):
        if zones.wall(meeting.starts_at, meeting.zone).isoformat(timespec="minutes") != meeting.wall:
            try:
                actions.keep_wall_time(meeting=meeting, by=system())
            except Refused:  # somebody is booked there by now: the people see both times and decide
                continue


def call_off_meetings(event: Event) -> None:
    """Cancel the meetings ahead of a relationship that no longer lives."""
    pk = event.ids.get("relationship") or event.ids.get("result")
    found = Relationship.objects.unscoped().filter(pk=UUID(pk)).exclude(state__in=rules.LIVE).first() if pk else None
    if found is not None:
        actions.call_off_meetings(relationship=found, by=system())
