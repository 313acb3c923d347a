"""Mails as whoever gets them reads them, and calendar files as two parsers read them that are not ours."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage

import icalendar
import vobject

from tests.journeys.year.visits import SECRET


@dataclass(frozen=True)
class Told:
    """What a calendar is told of a meeting."""

    method: str
    uid: str
    sequence: int
    starts_at: datetime
    title: str
    status: str
    attendees: frozenset[str]


def text(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    return mail.get_body(("plain",)).get_content()


def links(mails: Iterable[EmailMessage], to: str) -> list[str]:
    """The paths that the mails to somebody lead to."""
    return [path for mail in mails if mail["To"] == to for path in re.findall(r"https?://[^/\s]+(/\S+)", text(mail))]


def subjects(mails: Iterable[EmailMessage], to: str) -> list[str]:
    """What the mails to somebody are about."""
    return [mail["Subject"] for mail in mails if mail["To"] == to]


def calendar(mails: Iterable[EmailMessage]) -> dict[str, list[Told]]:
    """What each address is told for its calendar: read by icalendar and by vobject, which must agree."""
    found: dict[str, list[Told]] = {}
    for mail in mails:
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                content = part.get_content()
                told = _by_icalendar(content)
                assert told == _by_vobject(content)
                assert part.get_param("method") == told.method
                found.setdefault(mail["To"], []).append(told)
    return found


def _by_icalendar(content: str) -> Told:
    whole = icalendar.Calendar.from_ical(content)
    [event] = whole.walk("VEVENT")
    assert event.errors == []
    attendees = event.get("ATTENDEE", [])
    return Told(
        str(whole["METHOD"]),
        str(event["UID"]),
        int(event["SEQUENCE"]),
        event["DTSTART"].dt,
        str(event["SUMMARY"]),
        str(event["STATUS"]),
        frozenset(str(each) for each in (attendees if isinstance(attendees, list) else [attendees])),
    )


def _by_vobject(content: str) -> Told:
    whole = vobject.readOne(content)
    event = whole.vevent
    return Told(
        whole.method.value,
        event.uid.value,
        int(event.sequence.value),
        event.dtstart.value,
        event.summary.value,
        event.status.value,
        frozenset(each.value for each in event.contents.get("attendee", [])),
    )


def each_once(mails: Iterable[tuple[date, EmailMessage]]) -> None:
    """Nobody is told the same twice on one day, however often the worker looked."""
    told = Counter((day, mail["To"], mail["Subject"]) for day, mail in mails)
    assert [each for each, count in told.items() if count > 1] == []


def nothing_confidential(mails: Iterable[EmailMessage]) -> None:
    """No mail of the year holds a word of what anybody wrote."""
    for mail in mails:
        whole = " ".join(str(part.get_content()) for part in mail.walk() if not part.is_multipart())
        assert SECRET not in f"{mail['Subject']} {whole}", mail["Subject"]
        assert mail["Auto-Submitted"] == "auto-generated"
