"""Invitations as calendars receive them: each read back by two parsers that share no code with what wrote it."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import icalendar
import pytest
import vobject
from django.urls import reverse
from tests.cast import client_of

from chiron.core import clock, outbox, worker
from chiron.core.models import OutboxMessage
from chiron.relationships import actions
from chiron.relationships.tests.test_meetings import DUBLIN, begun, book, recorded, sent, soon
from chiron.scheduling import actions as scheduling
from chiron.scheduling.rules import writing

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    found = begun(cast)
    sent()
    return found


def calendar_part(mail):
    """The part of a mail that calendars read, taken from its bytes as a mail program would."""
    parsed = message_from_bytes(mail.as_bytes(), policy=policy.default)
    [part] = [each for each in parsed.walk() if each.get_content_type() == "text/calendar"]
    return part


def one_way(text):
    [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    people = event.get("ATTENDEE", [])
    return {
        "method": str(icalendar.Calendar.from_ical(text)["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "starts_at": event["DTSTART"].dt,
        "ends_at": event["DTEND"].dt,
        "title": str(event["SUMMARY"]),
        "place": str(event.get("LOCATION", "")),
        "status": str(event["STATUS"]),
        "organiser": str(event["ORGANIZER"]).lower(),
        "people": sorted(str(each).lower() for each in (people if isinstance(people, list) else [people])),
        "answers": sorted(each.params["PARTSTAT"] for each in (people if isinstance(people, list) else [people])),
    }


def another_way(text):
    parsed = vobject.readOne(text)
    event = parsed.vevent
    people = event.contents.get("attendee", [])
    return {
        "method": parsed.method.value,
        "uid": event.uid.value,
        "sequence": int(event.sequence.value),
        "starts_at": event.dtstart.value,
        "ends_at": event.dtend.value,
        "title": event.summary.value,
        "place": event.location.value if "location" in event.contents else "",
        "status": event.status.value,
        "organiser": event.organizer.value.lower(),
        "people": sorted(each.value.lower() for each in people),
        "answers": sorted(each.params["PARTSTAT"][0] for each in people),
    }


def told(mails):
    """What each person's calendar is told, in the order of the mails; both parsers must agree."""
    found = {}
    for mail in mails:
        if mail.get_content_type() != "multipart/alternative":
            continue
        part = calendar_part(mail)
        text = part.get_content()
        first, second = one_way(text), another_way(text)
        assert first == second
        assert part.get_param("method") == first["method"]
        assert part.get_param("charset") is None or mail.as_string().count("charset") <= 2
        found.setdefault(mail["To"], []).append(first)
    return found


def test_everybody_gets_a_request_that_two_parsers_read_alike(cast, pair):
    meeting = book(cast, pair)
    calendars = told(sent())
    assert sorted(calendars) == ["amara@example.org", "benoit@example.org"]
    [entry] = calendars["amara@example.org"]
    assert entry["method"] == "REQUEST"
    assert entry["uid"] == f"{meeting.pk}@localhost"
    assert (entry["starts_at"], entry["ends_at"]) == (meeting.starts_at, meeting.ends_at)
    assert entry["title"] == "Meeting with Benoît"
    assert entry["place"] == "ward library"
    assert entry["people"] == ["mailto:amara@example.org", "mailto:benoit@example.org"]
    assert entry["answers"] == ["ACCEPTED", "NEEDS-ACTION"]


def test_a_move_is_the_same_event_with_a_higher_sequence(cast, pair):
    meeting = book(cast, pair)
    first = told(sent())["benoit@example.org"][0]
    actions.move_meeting(
        meeting=meeting, starts_at=soon(3), minutes=30, zone=DUBLIN, where=actions.Where(), by=cast.benoit
    )
    [second] = told(sent())["benoit@example.org"]
    assert (second["uid"], second["sequence"]) == (first["uid"], first["sequence"] + 1)
    assert (second["starts_at"], second["method"]) == (soon(3), "REQUEST")


def test_a_cancellation_says_so_and_not_where(cast, pair):
    meeting = book(cast, pair)
    first = told(sent())["amara@example.org"][0]
    actions.cancel_meeting(meeting=meeting, by=cast.benoit)
    mails = sent()
    [entry] = told(mails)["amara@example.org"]
    assert (entry["method"], entry["status"], entry["place"]) == ("CANCEL", "CANCELLED", "")
    assert entry["uid"] == first["uid"]
    assert entry["sequence"] > first["sequence"]
    assert all("library" not in mail.as_string() for mail in mails)


def test_what_a_later_mail_has_overtaken_is_not_sent(cast, pair):
    meeting = book(cast, pair)
    actions.move_meeting(
        meeting=meeting, starts_at=soon(3), minutes=30, zone=DUBLIN, where=actions.Where(), by=cast.amara
    )
    actions.cancel_meeting(meeting=meeting, by=cast.amara)
    assert [each["method"] for each in told(sent())["benoit@example.org"]] == ["CANCEL"]


def test_nothing_that_anybody_wrote_is_in_any_mail(cast, pair):
    meeting = book(cast, pair)
    actions.add_point(relationship=pair, meeting=meeting, text="canary point", minutes=10, by=cast.amara)
    recorded(cast, pair, text="canary note", promise=actions.Promise(cast.benoit, "canary promise"))
    mails = sent()
    assert mails
    assert all("canary" not in mail.as_string() for mail in mails)


def test_whoever_may_no_longer_see_the_meeting_is_not_told_where_it_is(cast, pair):
    book(cast, pair)
    today = clock.today()
    from chiron.boundaries.models import Conflict

    Conflict.objects.create(
        institution=cast.hospital, person=cast.benoit, other=cast.amara, kind="assessor", starts_on=today
    )
    assert told(sent()) == {}


def test_a_mail_that_was_lost_is_sent_again_as_the_same_event(cast, pair):
    book(cast, pair)

    def refuses(mail):
        raise OSError

    worker.drain()
    message = OutboxMessage.objects.filter(kind="relationships.meeting").order_by("due_at").first()
    outbox.deliver_one(refuses)
    OutboxMessage.objects.filter(state="waiting").update(due_at=clock.now())
    mails = sent()
    assert message.message_id in [mail["Message-ID"] for mail in mails]
    assert {entry["sequence"] for each in told(mails).values() for entry in each} == {0}


def test_a_title_cannot_break_out_of_its_line():
    entry = writing.Entry(
        uid="1@x",
        sequence=0,
        title="Meeting with A;B,C\r\nATTENDEE:mailto:evil@example.org",
        starts_at=datetime(2026, 3, 9, 18, tzinfo=UTC),
        ends_at=datetime(2026, 3, 9, 19, tzinfo=UTC),
        written_at=datetime(2026, 3, 1, tzinfo=UTC),
        place="ward\nlibrary; “east” " * 20,
        organiser=("Chiron", "chiron@example.org"),
        attendees=(writing.Attendee('Amara "A" Okafor\r\nX:1', "amara@example.org", "waiting"),),
    )
    text = writing.invitation(entry, "REQUEST")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert one_way(text)["people"] == another_way(text)["people"] == ["mailto:amara@example.org"]


def test_a_feed_holds_what_lies_ahead_and_what_was_held(cast, pair):
    ahead, past = book(cast, pair), recorded(cast, pair, text="canary note")
    gone = book(cast, pair, at=soon(5))
    actions.cancel_meeting(meeting=gone, by=cast.amara)
    key = scheduling.open_feed(person=cast.amara, by=cast.amara)
    answer = client_of(None).get(reverse("relationships:feed", args=[key.token]))
    found = icalendar.Calendar.from_ical(answer.content)
    assert {str(each["UID"]) for each in found.walk("VEVENT")} == {f"{each.pk}@localhost" for each in (ahead, past)}
    assert {each.uid.value for each in vobject.readOne(answer.content.decode()).vevent_list} == {
        f"{each.pk}@localhost" for each in (ahead, past)
    }
    assert b"canary" not in answer.content
    assert b"benoit@example.org" not in answer.content


def test_a_feed_of_somebody_kept_apart_holds_nothing(cast, pair):
    book(cast, pair)
    key = scheduling.open_feed(person=cast.amara, by=cast.amara)
    from chiron.boundaries.models import Conflict

    Conflict.objects.create(
        institution=cast.hospital, person=cast.benoit, other=cast.amara, kind="assessor", starts_on=clock.today()
    )
    answer = client_of(None).get(reverse("relationships:feed", args=[key.token]))
    assert b"BEGIN:VEVENT" not in answer.content


def test_an_entry_of_ours_brought_back_in_a_calendar_does_not_keep_anybody_busy(cast, pair):
    import io

    from chiron.scheduling import queries as times
    from chiron.scheduling.rules import reading

    book(cast, pair, at=soon(3) + timedelta(minutes=15))
    key = scheduling.open_feed(person=cast.amara, by=cast.amara)
    answer = client_of(None).get(reverse("relationships:feed", args=[key.token]))
    assert reading.calendar(io.BytesIO(answer.content), "own.ics", times.window(cast.amara)) == []
