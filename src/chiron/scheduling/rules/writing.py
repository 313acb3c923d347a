"""iCalendar as it is written: invitations, updates and cancellations (RFC 5545, RFC 5546), and a person's feed."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import icalendar

PRODUCT = "-//Chiron//Mentoring//EN"
Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
#: What somebody answered, as a calendar calls it.
ANSWERS = {"waiting": "NEEDS-ACTION", "accepted": "ACCEPTED", "declined": "DECLINED"}


@dataclass(frozen=True)
class Attendee:
    """Somebody invited, by name and address, and what they answered."""

    name: str
    email: str
    answer: str


@dataclass(frozen=True)
class Entry:
    """A meeting as calendars show it. The title is neutral; where and when is all else that leaves the house."""

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    written_at: datetime
    place: str = ""
    link: str = ""
    page: str = ""
    is_cancelled: bool = False
    organiser: tuple[str, str] = ("", "")
    attendees: tuple[Attendee, ...] = ()


def invitation(entry: Entry, method: Method) -> str:
    """Return the text of the one part of a mail that calendars understand."""
    return str(_calendar([entry], method).to_ical().decode())


def feed(name: str, entries: Iterable[Entry]) -> bytes:
    """Return a calendar to subscribe to."""
    calendar = _calendar(list(entries), "PUBLISH")
    calendar.add("X-WR-CALNAME", name)
    calendar.add("REFRESH-INTERVAL", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    return calendar.to_ical()  # type: ignore[no-any-return]


def _calendar(entries: Sequence[Entry], method: Method) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    for entry in entries:
        calendar.add_component(_event(entry, method))
    return calendar


def _event(entry: Entry, method: Method) -> icalendar.Event:
    event = icalendar.Event()
    event.add("UID", entry.uid)
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", entry.written_at.astimezone(UTC).replace(microsecond=0))
    event.add("DTSTART", entry.starts_at.astimezone(UTC))
    event.add("DTEND", entry.ends_at.astimezone(UTC))
    event.add("SUMMARY", _clean(entry.title))
    is_over = method == "CANCEL" or entry.is_cancelled
    event.add("STATUS", "CANCELLED" if is_over else "CONFIRMED")
    event.add("CLASS", "PRIVATE")
    event.add("TRANSP", "TRANSPARENT" if is_over else "OPAQUE")
    if not is_over:
        _whereabouts(event, entry)
    if method != "PUBLISH":
        _people(event, entry)
    return event


def _clean(text: str) -> str:
    """*Text* without control characters: RFC 5545 has none, and calendars leave out whom they find them in."""
    return " ".join("".join(" " if unicodedata.category(each) == "Cc" else each for each in text).split())


def _whereabouts(event: icalendar.Event, entry: Entry) -> None:
    where = entry.place or entry.link
    if where:
        event.add("LOCATION", _clean(where))
    if entry.link:
        event.add("URL", entry.link)
    if entry.page:
        event.add("DESCRIPTION", "\n".join(each for each in (entry.link, entry.page) if each))


def _people(event: icalendar.Event, entry: Entry) -> None:
    name, email = entry.organiser
    organiser = icalendar.vCalAddress(f"mailto:{email}")
    organiser.params["CN"] = icalendar.vText(name)
    event["ORGANIZER"] = organiser
    for each in entry.attendees:
        attendee = icalendar.vCalAddress(f"mailto:{each.email}")
        attendee.params["CN"] = icalendar.vText(_clean(each.name))
        attendee.params["ROLE"] = icalendar.vText("REQ-PARTICIPANT")
        attendee.params["CUTYPE"] = icalendar.vText("INDIVIDUAL")
        attendee.params["PARTSTAT"] = icalendar.vText(ANSWERS[each.answer])
        attendee.params["RSVP"] = icalendar.vText("TRUE" if each.answer == "waiting" else "FALSE")
        event.add("ATTENDEE", attendee, encode=False)
