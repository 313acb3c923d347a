"""Everybody's own calendar: all their meetings, and each as other calendars show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from chiron.core import clock, encryption
from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.models import Attendee, Meeting, Member
from chiron.relationships.queries import words
from chiron.scheduling.rules import writing

#: A feed shows what was in the last months, too: calendars drop what a feed no longer has.
BACK = timedelta(days=120)
MOST = 300


@dataclass(frozen=True)
class Coming:
    """A meeting of one's own with whom it is, and what one answered."""

    meeting: Meeting
    title: str
    detail: str
    answer: str

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return rules.is_over(self.meeting.starts_at, self.meeting.minutes, clock.now())


def meetings_booked(person: Person) -> list[Coming]:
    """Return the booked meetings of *person*, the first first: those ahead, and those of the last month that nobody has
    said anything about; three queries at any number."""
    rows = policies.visible_attendances(person).filter(
        meeting__state="booked", meeting__starts_at__gt=clock.now() - timedelta(days=30)
    )
    return _coming(person, rows.order_by("meeting__starts_at"))


def meetings_past(person: Person) -> list[Coming]:
    """Return the latest meetings of *person* that took place, the latest first."""
    rows = policies.visible_attendances(person).filter(meeting__state="held")
    return _coming(person, rows.order_by("-meeting__starts_at")[:20])


def _coming(person: Person, rows: object) -> list[Coming]:
    members = Prefetch("meeting__relationship__members", Member.objects.select_related("person"))
    found = list(rows.select_related("meeting__relationship").prefetch_related(members))  # type: ignore[attr-defined]
    encryption.preload(each.meeting.created_by_id for each in found)
    return [
        Coming(each.meeting, title_for(person, each.meeting), words.from_to(each.meeting), each.answer)
        for each in found
    ]


def title_for(person: Person, meeting: Meeting) -> str:
    """Return the neutral title of a meeting in the calendar of *person*: with whom, nothing else."""
    relationship = meeting.relationship
    if relationship.name:
        return _("Meeting: %(name)s") % {"name": relationship.name}
    there = [each.person for each in relationship.members.all() if _is_in(each) and each.person_id != person.pk]
    others = [each.short_name or _("somebody erased") for each in there]
    return _("Meeting with %(names)s") % {"names": ", ".join(others)} if others else _("Meeting")


def _is_in(member: Member) -> bool:
    return member.left_at is None


def entry_for(person: Person, meeting: Meeting, named: Sequence[Attendee] = ()) -> writing.Entry:
    """Return a meeting as the calendar of *person* shows it, with those of the invited who are *named* in it."""
    name, email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return writing.Entry(
        uid=f"{meeting.pk}@{settings.CHIRON_MAIL_DOMAIN}",
        sequence=meeting.sequence,
        title=title_for(person, meeting),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        written_at=meeting.written_at,
        place=meeting.place,
        link=meeting.link,
        page=settings.CHIRON_URL + reverse("relationships:meeting", args=[meeting.pk]),
        organiser=(name or "Chiron", email),
        attendees=tuple(_attendee(person, each) for each in named),
        is_cancelled=meeting.state == "cancelled",
    )


def invited(meeting: Meeting) -> list[Attendee]:
    """Return everybody invited to a meeting whom mail reaches, by name."""
    rows = meeting.attendees.select_related("person__account").order_by("person__name", "pk")
    return [each for each in rows if each.person.email and each.person.erased_at is None]


def _attendee(reader: Person, attendee: Attendee) -> writing.Attendee:
    """Somebody invited; the address at which they sign in stands in their own calendar only."""
    person = attendee.person
    own = person.account.email if person.account and person.pk == reader.pk else ""
    return writing.Attendee(person.name, own or person.email, attendee.answer)


def answers_to(attendee: Attendee) -> str:
    """Return the address to which the calendar of *attendee* answers: it holds their key; empty where nobody reads."""
    local, _at, domain = settings.CHIRON_ANSWERS_TO.rpartition("@")
    return f"{local}+{attendee.answer_key}@{domain}" if local and attendee.answer_key else ""


def feed_of(person: Person) -> bytes:
    """Return everything that the feed of *person* shows: their meetings, time and place, nothing of what is written."""
    rows = policies.visible_attendances(person).filter(
        meeting__state__in=["booked", "held"], meeting__starts_at__gt=clock.now() - BACK
    )
    coming = _coming(person, rows.exclude(answer="declined").order_by("meeting__starts_at")[:MOST])
    return writing.feed("Chiron", [entry_for(person, each.meeting) for each in coming])


def live_relationships(person: Person) -> list[Member]:
    """Return one's places in relationships in which one meets, to find a time from one's calendar."""
    rows = policies.visible_memberships(person).filter(relationship__state__in=rules.LIVE)
    members = Prefetch("relationship__members", Member.objects.select_related("person"))
    return list(rows.select_related("relationship").prefetch_related(members).order_by("relationship__began_at", "pk"))


def today() -> date:
    """Return today's date, for a form."""
    return clock.today()
