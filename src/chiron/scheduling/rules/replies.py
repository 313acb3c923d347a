"""Reads a mail in the limited child process: what a calendar answers to an invitation, or that our mail came back.

Only a few short words come out: the method, ids, an address, an answer, times. No subject, no text, no name.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_binary_file, message_from_string
from email.message import Message
from typing import Any

from chiron_blueprint.parsing.child import Out, Refusal

MOST_PARTS, LARGEST_PART, LONGEST = 40, 200_000, 320
#: The status of a failed delivery; a comment may follow (RFC 3464). One of 4.x was tried for days and given up.
GIVEN_UP = re.compile(r"[45]\.\d{1,3}\.\d{1,3}(?!\S)")
#: Where a mail server notes for whom a mail was.
RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
KEY = re.compile(r"\+([0-9a-f]{32})@", re.IGNORECASE)
METHODS = ("REPLY", "COUNTER")


def read(source: Any, out: Out, request: dict[str, Any]) -> None:
    """Write one row: [method, uid, sequence, attendee, answer, written, keys], or ["RETURNED", message-id, status]."""
    try:
        mail = message_from_binary_file(source)
        parts = list(_parts(mail))
        row = _returned(mail, parts) if _is_report(mail) else _reply(mail, parts)
    except (Refusal, MemoryError, RecursionError):
        raise
    except Exception:  # what mail programs of the world write makes parsers fail in every way there is
        raise Refusal("calendar") from None
    if any(len(cell) > LONGEST or not cell.isprintable() for cell in row):
        raise Refusal("calendar")
    out.row(1, row)


def _parts(mail: Message) -> Iterator[Message]:
    for number, part in enumerate(mail.walk()):
        if number == MOST_PARTS:
            raise Refusal("calendar")
        yield part


def _reply(mail: Message, parts: list[Message]) -> list[str]:
    import icalendar

    calendar = icalendar.Calendar.from_ical(_calendar(parts))
    method, events = str(calendar.get("METHOD", "")).upper(), calendar.walk("VEVENT")
    if method not in METHODS or len(events) != 1:
        raise Refusal("calendar")
    [event] = events
    attendees = event.get("ATTENDEE", [])
    [attendee] = attendees if isinstance(attendees, list) else [attendees]
    if "RECURRENCE-ID" in event:
        raise Refusal("calendar")
    headers = [str(value) for name in RECIPIENTS for value in mail.get_all(name, [])]
    keys = KEY.findall(" ".join([*headers, str(event.get("ORGANIZER", ""))]))
    return [
        method,
        str(event["UID"]).strip(),
        str(int(event.get("SEQUENCE", 0))),
        re.sub(r"^mailto:", "", str(attendee), flags=re.IGNORECASE).strip().lower(),
        str(attendee.params.get("PARTSTAT", "NEEDS-ACTION")).upper(),
        _written(event),
        " ".join(sorted({key.lower() for key in keys})[:8]),
    ]


def _calendar(parts: list[Message]) -> bytes:
    """The part that is the calendar's answer; some programs send it twice, once as a file."""
    for kind in ("text/calendar", "application/ics"):
        for part in parts:
            if part.get_content_type() == kind:
                content = part.get_payload(decode=True)
                if isinstance(content, bytes) and len(content) <= LARGEST_PART:
                    return content
    raise Refusal("calendar")


def _written(event: Any) -> str:
    """When the answer was given, as an instant; empty where it does not say."""
    at = event["DTSTAMP"].dt if "DTSTAMP" in event else None
    if not isinstance(at, datetime):
        return ""
    return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC).isoformat()


def _is_report(mail: Message) -> bool:
    report = mail.get_content_type() == "multipart/report"
    return report and str(mail.get_param("report-type", "")).lower() == "delivery-status"


def _returned(mail: Message, parts: list[Message]) -> list[str]:
    """What a report of a failed delivery says (RFC 3464): which of our mails, and the status. Delays say nothing."""
    status = message_id = ""
    for part in parts:
        if part.get("Action", "").strip().lower() == "failed":
            status = part.get("Status", "").strip()
        elif part.get_content_type() == "text/rfc822-headers":
            message_id = message_from_string(str(part.get_payload())).get("Message-ID", "")
        elif part is not mail and part.get("Message-ID"):
            message_id = part["Message-ID"]
    found = GIVEN_UP.match(status)
    if not message_id or found is None:
        raise Refusal("calendar")
    return ["RETURNED", str(message_id).strip(), found.group()]
