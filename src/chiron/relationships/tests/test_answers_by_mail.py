"""Answers as Outlook, Google and Apple mail them: taken as their sender's own, and from nobody who lacks the key."""

import base64
import io
from datetime import UTC, timedelta
from email import message_from_bytes

import icalendar
import pytest

from chiron.core import audit, clock, outbox
from chiron.core.models import AuditEntry, OutboxMessage
from chiron.people.templatetags.queue import what_mends_it
from chiron.programmes.templatetags.programmes import why_refused
from chiron.relationships import actions
from chiron.relationships.models import Attendee
from chiron.relationships.tasks import take_mail
from chiron.relationships.tests.test_invitations import calendar_part
from chiron.relationships.tests.test_meetings import DUBLIN, begun, book, sent, soon
from chiron.scheduling.models import Reservation
from chiron.scheduling.rules import reading
from chiron_blueprint.tables import TableRefused

pytestmark = pytest.mark.django_db

OUTLOOK = """\
From: Benoit Lefevre <benoit@example.org>
To: "Chiron" <{to}>
Subject: Accepted: Meeting with Amara
Thread-Topic: Meeting with Amara
Message-ID: <DB7PR04MB4410A9@DB7PR04MB4410.eurprd04.prod.outlook.com>
Content-Language: en-GB
X-MS-Has-Attach:
X-MS-TNEF-Correlator:
Content-Type: multipart/alternative;
\tboundary="_000_DB7PR04MB4410A9_"
MIME-Version: 1.0

--_000_DB7PR04MB4410A9_
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable



--_000_DB7PR04MB4410A9_
Content-Type: text/calendar; charset="utf-8"; method=REPLY
Content-Transfer-Encoding: base64

{calendar64}
--_000_DB7PR04MB4410A9_--
"""
OUTLOOK_CALENDAR = """\
BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:GMT Standard Time
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT={status};CN=Benoit Lefevre:MAILTO:{address}
COMMENT;LANGUAGE=en-GB:\\n
UID:{uid}
SUMMARY;LANGUAGE=en-GB:Accepted: Meeting with Amara
DTSTART;TZID=GMT Standard Time:20261126T180000
DTEND;TZID=GMT Standard Time:20261126T184500
CLASS:PRIVATE
PRIORITY:5
DTSTAMP:{written}
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:{sequence}
LOCATION;LANGUAGE=en-GB:ward library
X-MICROSOFT-CDO-APPT-SEQUENCE:{sequence}
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
X-MICROSOFT-DISALLOW-COUNTER:FALSE
END:VEVENT
END:VCALENDAR
"""
GOOGLE = """\
MIME-Version: 1.0
Reply-To: Benoit Lefevre <benoit@example.org>
Sender: Google Calendar <calendar-notification@google.com>
Message-ID: <calendar-6f8d0b3c-5a54@google.com>
Subject: Tentatively accepted: Meeting with Amara @ Thu Nov 26, 2026
From: Benoit Lefevre <benoit@example.org>
To: {to}
Content-Type: multipart/mixed; boundary="000000000000d1"

--000000000000d1
Content-Type: multipart/alternative; boundary="000000000000d2"

--000000000000d2
Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes
Content-Transfer-Encoding: base64

QmVub2l0IExlZmV2cmUgaGFzIHJlcGxpZWQ=
--000000000000d2
Content-Type: text/html; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

<p>Benoit Lefevre has replied</p>
--000000000000d2
Content-Type: text/calendar; charset="UTF-8"; method=REPLY
Content-Transfer-Encoding: 7bit

BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20261126T180000Z
DTEND:20261126T184500Z
DTSTAMP:{written}
ORGANIZER;CN=Chiron:mailto:{to}
UID:{uid}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={status};CN=Benoi
 t Lefevre;X-NUM-GUESTS=0:mailto:{address}
CREATED:20261124T080000Z
LAST-MODIFIED:{written}
LOCATION:ward library
SEQUENCE:{sequence}
STATUS:CONFIRMED
SUMMARY:Meeting with Amara
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR

--000000000000d2--
--000000000000d1
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

QkVHSU46VkNBTEVOREFSDQpFTkQ6VkNBTEVOREFSDQo=
--000000000000d1--
"""
APPLE = """\
From: benoit@example.org
To: {to}
Subject: Declined: Meeting with Amara
Content-Type: multipart/mixed; boundary="Apple-Mail-8C2A"
Mime-Version: 1.0 (Mac OS X Mail 16.0)
X-Mailer: Apple Mail (2.3774)

--Apple-Mail-8C2A
Content-Transfer-Encoding: quoted-printable
Content-Type: text/plain; charset=utf-8

beno=C3=AEt@example.org has declined your invitation.
--Apple-Mail-8C2A
Content-Disposition: attachment; filename=iCal-20261124-090000.ics
Content-Type: text/calendar; charset=utf-8; method=REPLY; name=iCal-20261124-090000.ics
Content-Transfer-Encoding: quoted-printable

BEGIN:VCALENDAR
CALSCALE:GREGORIAN
VERSION:2.0
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 14.5//EN
BEGIN:VEVENT
UID:{uid}
DTSTART:20261126T180000Z
DTEND:20261126T184500Z
SEQUENCE:{sequence}
SUMMARY:Meeting with Amara
LAST-MODIFIED:{written}
DTSTAMP:{written}
CREATED:20261124T080000Z
ORGANIZER;CN=3D"Chiron":mailto:{to}
ATTENDEE;CN=3D"Beno=C3=AEt Lef=C3=A8vre";CUTYPE=3DINDIVIDUAL;EMAIL=3D"{address}";PARTST=
AT=3D{status};ROLE=3DREQ-PARTICIPANT:mailto:{address}
END:VEVENT
END:VCALENDAR

--Apple-Mail-8C2A--
"""
PROGRAMS = {"Outlook": OUTLOOK, "Google": GOOGLE, "Apple": APPLE}


@pytest.fixture(autouse=True)
def answered_by_mail(settings):
    settings.CHIRON_ANSWERS_TO = "answers@chiron.example"


@pytest.fixture
def meeting(cast):
    pair = begun(cast)
    sent()
    return book(cast, pair)


@pytest.fixture
def invited(meeting):
    """The mail by which Benoît was invited, read as his mail program does."""
    return invitation_to("benoit@example.org")


def invitation_to(address):
    [mail] = [each for each in sent() if each["To"] == address and each.get_content_type() == "multipart/alternative"]
    [event] = icalendar.Calendar.from_ical(calendar_part(mail).get_content()).walk("VEVENT")
    return {
        "to": str(event["ORGANIZER"]).removeprefix("mailto:"),
        "reply_to": mail["Reply-To"],
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "address": address,
    }


def reply(program, invited, status, ago=timedelta(0), **other):
    written = (clock.now() - ago).astimezone(UTC)
    said = {**invited, "status": status, "written": f"{written:%Y%m%dT%H%M%SZ}", **other}
    calendar64 = base64.encodebytes(OUTLOOK_CALENDAR.format(**said).encode()).decode()
    return PROGRAMS[program].format(**said, calendar64=calendar64).replace("\n", "\r\n").encode()


def answer_of(cast):
    return Attendee.objects.unscoped().get(person=cast.benoit).answer


def refusals():
    return list(AuditEntry.objects.filter(outcome="refused").values_list("event", "reason"))


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_calendar_answers_as_its_owner_would_on_the_page(cast, meeting, invited, program, time_machine):
    time_machine.move_to(clock.now() + timedelta(hours=1))
    assert take_mail(reply(program, invited, "ACCEPTED")) == "taken"
    assert answer_of(cast) == "accepted"
    entry = AuditEntry.objects.filter(event="relationships.meeting.answered", outcome="done").latest("sequence")
    assert entry.by == audit.pseudonym(cast.benoit.pk), "the answer is his"
    time_machine.move_to(clock.now() + timedelta(hours=1))
    assert take_mail(reply(program, invited, "TENTATIVE")) == "taken"
    assert answer_of(cast) == "waiting"
    time_machine.move_to(clock.now() + timedelta(hours=1))
    assert take_mail(reply(program, invited, "DECLINED")) == "taken"
    meeting.refresh_from_db()
    assert meeting.state == "cancelled", "only one would be left"
    assert not Reservation.objects.unscoped().filter(holder=meeting.pk).exists()


def test_the_address_to_answer_to_is_ones_own_and_stays_the_same(cast, meeting, settings):
    mails = sent()
    addresses = {mail["To"]: mail["Reply-To"] for mail in mails if mail["Reply-To"]}
    assert len(set(addresses.values())) == 2
    assert all(each.startswith("answers+") and each.endswith("@chiron.example") for each in addresses.values())
    assert all(len(each) == len("answers+@chiron.example") + 32 for each in addresses.values())
    actions.move_meeting(
        meeting=meeting, starts_at=soon(3), minutes=30, zone=DUBLIN, where=actions.Where(), by=cast.amara
    )
    moved = invitation_to("benoit@example.org")
    assert moved["to"] == moved["reply_to"] == addresses["benoit@example.org"], "calendars take no update from others"
    stored = Attendee.objects.unscoped().filter(person=cast.benoit).values_list("answer_key", flat=True).get()
    assert moved["to"].split("+")[1].split("@")[0].encode() not in stored.value, "it is encrypted at rest"


def test_nobody_answers_for_somebody_else(cast, meeting, invited):
    amaras = Attendee.objects.unscoped().get(person=cast.amara).answer_key
    no_key = {**invited, "to": "answers@chiron.example"}
    guessed = {**invited, "to": f"answers+{'0' * 32}@chiron.example"}
    hers = {**invited, "to": f"answers+{amaras}@chiron.example"}
    for forged in (no_key, guessed, hers):
        assert take_mail(reply("Google", forged, "DECLINED")) == "refused"
    assert answer_of(cast) == "waiting"
    assert refusals() == [("relationships.meeting.answered_by_mail", "NotTheirs")] * 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "farid@elsewhere.example"},
        {"address": ""},
        {"uid": "1f0e3dad-9990-4345-b743-9f8ffabdffc4@localhost"},
        {"uid": "no-uuid@localhost"},
        {"uid": "x"},
        {"status": "DELEGATED"},
        {"sequence": "many"},
    ],
)
def test_what_fits_no_invitation_changes_nothing(cast, meeting, invited, wrong):
    said = {**invited, "status": "DECLINED", **wrong}
    assert take_mail(reply("Outlook", said, said.pop("status"))) == "not for us"
    assert answer_of(cast) == "waiting"


def test_an_answer_to_an_earlier_time_does_not_count(cast, meeting, invited):
    actions.move_meeting(
        meeting=meeting, starts_at=soon(3), minutes=30, zone=DUBLIN, where=actions.Where(), by=cast.amara
    )
    assert take_mail(reply("Apple", invited, "ACCEPTED")) == "refused"
    assert answer_of(cast) == "waiting"
    assert refusals() == [("relationships.meeting.answered_by_mail", "OutOfDate")]
    assert take_mail(reply("Apple", invitation_to("benoit@example.org"), "ACCEPTED")) == "taken"
    assert answer_of(cast) == "accepted"


def test_mails_that_come_late_twice_or_in_the_wrong_order_end_with_the_last_answer(
    cast, meeting, invited, time_machine
):
    time_machine.move_to(clock.now() + timedelta(hours=3))
    first = reply("Google", invited, "ACCEPTED", ago=timedelta(hours=2))
    last = reply("Google", invited, "TENTATIVE", ago=timedelta(hours=1))
    for mail in (last, first, last, first):
        take_mail(mail)
    assert answer_of(cast) == "waiting"
    actions.answer_meeting(meeting=meeting, answer="accepted", by=cast.benoit)
    assert take_mail(last) == "refused", "what was said on the page since counts"
    assert answer_of(cast) == "accepted"


def test_another_time_proposed_in_a_calendar_is_answered_with_where_to_choose_one(cast, meeting, invited):
    counter = reply("Google", invited, "TENTATIVE").replace(b"METHOD:REPLY", b"METHOD:COUNTER")
    assert take_mail(counter) == "taken"
    meeting.refresh_from_db()
    assert (meeting.sequence, answer_of(cast)) == (0, "waiting")
    OutboxMessage.objects.filter(state="waiting").update(due_at=clock.now())
    [mail] = [each for each in sent() if each["To"] == "benoit@example.org"]
    assert mail["Subject"] == "Your meeting was not moved yet"
    assert f"/meetings/{meeting.pk}/move/" in mail.get_body(("plain",)).get_content()


def test_whoever_may_no_longer_see_the_meeting_answers_nothing(cast, meeting, invited):
    from chiron.boundaries.models import Conflict

    Conflict.objects.create(
        institution=cast.hospital, person=cast.benoit, other=cast.amara, kind="assessor", starts_on=clock.today()
    )
    assert take_mail(reply("Google", invited, "ACCEPTED")) == "refused"
    assert answer_of(cast) == "waiting"


def _nested(depth):
    inner = b"Content-Type: text/plain\r\n\r\nx"
    for number in range(depth):
        edge = f"b{number}".encode()
        inner = b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n--%s\r\n%s\r\n--%s--' % (edge, edge, inner, edge)
    return inner


def _with_nul(address):
    """An answer that names somebody in whom PostgreSQL finds a byte that it does not take."""
    return (
        b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
        b"METHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:88f2734b-7466-491e-b5f7-74fbb085546f@localhost\r\nDTSTAMP:20270101T000000Z\r\n"
        b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:" + address + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff" * 5000,
        b"Subject: Out of office\r\n\r\nI am away.",
        _nested(300),
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\nContent-Type: text/plain\r\n\r\ny\r\n" * 5000,
        b"Content-Type: text/calendar\r\n\r\n" + b"BEGIN:VCALENDAR\r\n" * 20_000,
        b"To: " + b"answers+" * 10_000 + b"\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\n",
        _with_nul(b"a\x00b@y.org"),
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\n"
        b"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <a\x00b@localhost>\r\n\r\n--b--\r\n",
        b"Content-Type: text/calendar; charset=utf-7\r\nContent-Transfer-Encoding: uuencode\r\n\r\nbegin 6",
    ],
)
def test_hostile_mail_is_left_where_it_is(db, content):
    assert take_mail(content) == "not for us"
    if b"\0" in content:
        with pytest.raises(TableRefused):
            reading.mail(io.BytesIO(content))


def test_what_is_too_large_is_not_even_looked_at(db, monkeypatch):
    from chiron.scheduling.rules import reading

    monkeypatch.setattr(reading, "mail", lambda file: pytest.fail("read"))
    assert take_mail(b"x" * (reading.LARGEST_MAIL + 1)) == "too large"


RETURNED = """\
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: answers@chiron.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="9B0F.1764/mx.example.org"

--9B0F.1764/mx.example.org
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.org.

--9B0F.1764/mx.example.org
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Tue, 24 Nov 2026 09:00:00 +0000 (UTC)

Final-Recipient: rfc822; benoit@example.org
Original-Recipient: rfc822;benoit@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <benoit@example.org>: user unknown

--9B0F.1764/mx.example.org
Content-Type: text/rfc822-headers

From: Chiron <chiron@example.org>
To: benoit@example.org
Message-ID: {message_id}

--9B0F.1764/mx.example.org--
"""


def test_a_mail_that_comes_back_later_is_noted_as_what_it_is(cast, meeting):
    sent()
    mail = OutboxMessage.objects.filter(recipient_id=cast.benoit.pk, state="sent").first()

    def report(action="failed", status="5.1.1", message_id=mail.message_id):
        text = RETURNED.format(action=action, status=status, message_id=message_id)
        return take_mail(text.replace("\n", "\r\n").encode())

    assert report(action="delayed", status="4.4.1") == "not for us", "a delay is no failure"
    assert report(message_id="<somebody@else.example>") == "not for us"
    assert OutboxMessage.objects.filter(state="bounced").count() == 0
    assert report() == "returned"
    mail.refresh_from_db()
    assert (mail.state, mail.problem) == ("bounced", "550 5.1.1")
    assert report() == "not for us", "twice is once"


@pytest.mark.parametrize(
    ("said", "kept"), [("5.1.1 (bad destination mailbox address)", "550 5.1.1"), ("4.4.7", "4.4.7")]
)
def test_a_report_with_a_comment_or_after_days_of_trying_counts_too(cast, meeting, said, kept):
    sent()
    mail = OutboxMessage.objects.filter(recipient_id=cast.benoit.pk, state="sent").first()
    text = RETURNED.format(action="failed", status=said, message_id=mail.message_id)
    assert take_mail(text.replace("\n", "\r\n").encode()) == "returned"
    mail.refresh_from_db()
    assert (mail.state, mail.problem) == ("bounced", kept)
    assert ("for days" in what_mends_it(mail)) == kept.startswith("4")
    assert ("for days" in why_refused(mail.problem)) == kept.startswith("4")


def test_without_an_address_for_answers_nothing_changes(cast, settings):
    settings.CHIRON_ANSWERS_TO = ""
    pair = begun(cast)
    sent()
    book(cast, pair)
    invited = invitation_to("benoit@example.org")
    assert (invited["reply_to"], "+" in invited["to"]) == (None, False)
    assert set(Attendee.objects.unscoped().values_list("answer_key", flat=True)[0].value or b"") == set()
    assert message_from_bytes(reply("Google", invited, "ACCEPTED"))
    assert take_mail(reply("Google", invited, "ACCEPTED")) == "refused"
    assert outbox.came_back("<nothing@x>", "5.1.1") is False
