"""Meetings: booked, moved, answered, cancelled, written about; by members and by nobody else."""

from datetime import time, timedelta
from uuid import uuid4

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import client_of, enrol, person

from chiron.core import clock, encryption, outbox, worker
from chiron.core.models import OutboxMessage
from chiron.notifications import actions as notifications
from chiron.people import actions as people
from chiron.people.models import Invitation, Person
from chiron.relationships import actions, policies, queries, tasks
from chiron.relationships.actions import ending
from chiron.relationships.models import AgendaPoint, Attendee, Meeting
from chiron.relationships.queries import meetings
from chiron.relationships.tests.test_views import offer
from chiron.scheduling import actions as scheduling
from chiron.scheduling.models import Reservation
from chiron.scheduling.rules import zones

pytestmark = pytest.mark.django_db
DUBLIN = "Europe/Dublin"
LIBRARY = actions.Where("in_person", "ward library")


def begun(cast, mentee=None, mentor=None):
    """A relationship that both have accepted."""
    found = offer(cast, mentee or cast.amara_enrolled, mentor or cast.benoit_enrolled)
    for member in found.members.all():
        actions.accept(member=member, by=member.person)
    found.refresh_from_db()
    assert found.state == "active"
    return found


@pytest.fixture
def pair(cast):
    return begun(cast)


def soon(days=2, hour=18):
    return (clock.now() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def book(cast, pair, at=None, by=None, minutes=45):
    return actions.book_meeting(
        relationship=pair, starts_at=at or soon(), minutes=minutes, zone=DUBLIN, where=LIBRARY, by=by or cast.amara
    )


def recorded(cast, pair, days=10, **said):
    at = clock.now() - timedelta(days=days)
    return actions.record_meeting(
        relationship=pair, starts_at=at, minutes=45, zone=DUBLIN, where=LIBRARY, by=cast.amara, **said
    )


def sent():
    mails = []
    while worker.drain() or outbox.deliver_one(mails.append):
        pass
    return mails


def _calendar_mails(mails):
    return [mail for mail in mails if mail.get_content_type() == "multipart/alternative"]


def mine(cast, pair, who=None):
    return queries.relationship_for(who or cast.amara, pair.pk)


def test_a_meeting_keeps_the_instant_the_zone_and_the_wall_time(cast, pair):
    meeting = book(cast, pair)
    assert meeting.wall == zones.wall(meeting.starts_at, DUBLIN).isoformat(timespec="minutes")
    assert meeting.zone == DUBLIN
    assert {each.person_id: each.answer for each in meeting.attendees.all()} == {
        cast.amara.pk: "accepted",
        cast.benoit.pk: "waiting",
    }
    assert Reservation.objects.unscoped().filter(holder=meeting.pk).count() == 6


def test_nobody_is_booked_twice_at_the_same_time_in_any_relationship(cast, pair):
    nadia = enrol(cast.cohort, person(cast.hospital, "Nadia New"), "mentee")
    other = begun(cast, mentee=nadia)
    book(cast, pair)
    with pytest.raises(actions.Taken):
        book(cast, other, at=soon() + timedelta(minutes=30), by=nadia.person)
    assert Meeting.objects.unscoped().count() == 1
    book(cast, other, at=soon() + timedelta(minutes=45), by=nadia.person)


def test_a_time_that_is_over_or_far_away_is_not_booked(cast, pair):
    for at in (clock.now() - timedelta(minutes=1), clock.now() + timedelta(days=401)):
        with pytest.raises(actions.Refused):
            book(cast, pair, at=at)


@pytest.mark.parametrize("name", ["chen", "dina", "efua", "farid", "giulia", "hanne"])
def test_nobody_else_books_changes_or_reads_a_meeting(cast, pair, name):
    who, meeting = getattr(cast, name), book(cast, pair)
    with pytest.raises(actions.Refused):
        book(cast, pair, at=soon(5), by=who)
    for act in (actions.cancel_meeting, lambda **given: actions.write_note(text="x", **given)):
        with pytest.raises(actions.Refused):
            act(meeting=meeting, by=who)
    assert not policies.visible_meetings(who).exists()


def test_moving_gives_the_old_time_back_and_asks_the_other_again(cast, pair):
    meeting = book(cast, pair)
    actions.answer_meeting(meeting=meeting, answer="accepted", by=cast.benoit)
    moved = actions.move_meeting(
        meeting=meeting, starts_at=soon(3), minutes=30, zone=DUBLIN, where=LIBRARY, by=cast.benoit
    )
    assert moved.sequence == 1
    assert moved.attendees.get(person=cast.amara).answer == "waiting"
    assert Reservation.objects.unscoped().filter(holder=meeting.pk).count() == 4
    book(cast, pair, at=soon())


def test_a_move_to_a_taken_time_changes_nothing(cast, pair):
    first, second = book(cast, pair), book(cast, pair, at=soon(3))
    with pytest.raises(actions.Taken):
        actions.move_meeting(
            meeting=second, starts_at=first.starts_at, minutes=45, zone=DUBLIN, where=LIBRARY, by=cast.amara
        )
    second.refresh_from_db()
    assert (second.starts_at, second.sequence) == (soon(3), 0)
    assert Reservation.objects.unscoped().filter(holder=second.pk).count() == 6


def test_an_answer_of_no_between_two_cancels_and_frees_both(cast, pair):
    meeting = book(cast, pair)
    actions.answer_meeting(meeting=meeting, answer="declined", by=cast.benoit)
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    assert not Reservation.objects.unscoped().exists()


def test_only_who_is_invited_answers(cast, pair):
    meeting = book(cast, pair)
    with pytest.raises(actions.Refused):
        actions.answer_meeting(meeting=meeting, answer="accepted", by=cast.chen)


def test_what_is_cancelled_or_over_can_no_longer_be_changed(cast, pair):
    meeting = book(cast, pair)
    actions.cancel_meeting(meeting=meeting, by=cast.amara)
    for act in (
        lambda: actions.cancel_meeting(meeting=meeting, by=cast.amara),
        lambda: actions.answer_meeting(meeting=meeting, answer="accepted", by=cast.benoit),
        lambda: actions.settle_meeting(meeting=meeting, took_place=True, by=cast.amara),
    ):
        with pytest.raises(actions.NotBooked):
            act()


@pytest.mark.parametrize("became", ["cancelled", "missed"])
def test_points_of_a_meeting_that_was_not_wait_for_the_next(cast, pair, time_machine, became):
    meeting = book(cast, pair)
    actions.add_point(relationship=pair, meeting=meeting, text="Dr Sow’s clinic", minutes=10, by=cast.amara)
    if became == "missed":
        time_machine.move_to(meeting.starts_at + timedelta(hours=2))
        actions.settle_meeting(meeting=meeting, took_place=False, by=cast.amara)
    else:
        actions.cancel_meeting(meeting=meeting, by=cast.amara)
    assert [each.text for each in queries.waiting_points(mine(cast, pair))] == ["Dr Sow’s clinic"]
    following = book(cast, pair, at=soon(4))
    assert [each.text for each in following.points.all()] == ["Dr Sow’s clinic"]


def test_the_first_agenda_is_the_programmes_own_questions(cast, pair):
    meeting = book(cast, pair)
    agenda = queries.agenda_of(mine(cast, pair), meeting)
    assert agenda[0].text.startswith("How did each of us come here?")
    assert sum(each.minutes for each in agenda) <= 45


def test_later_agendas_begin_with_what_was_promised_and_end_with_what_was_never_touched(cast, pair):
    application = cast.amara_enrolled.application
    application.answers = {"needs": ["network", "skill"]}
    application.save()
    for days in (40, 20):
        recorded(cast, pair, days=days, topics=["skill"])
    actions.make_commitment(relationship=pair, person=cast.benoit, text="introduces you to Dr Sow", by=cast.amara)
    meeting = book(cast, pair)
    texts = [each.text for each in queries.agenda_of(mine(cast, pair), meeting)]
    assert texts[0] == "Benoît: introduces you to Dr Sow"
    assert "Not talked about yet: Introductions to people" in texts


def test_a_suggestion_taken_off_stays_off_and_one_may_say_it_twice(cast, pair):
    meeting = book(cast, pair)
    first = queries.agenda_of(mine(cast, pair), meeting)[0]
    for _time in range(2):
        actions.drop_suggestion(meeting=meeting, key=first.key, by=cast.benoit)
    assert first.key not in [each.key for each in queries.agenda_of(mine(cast, pair), meeting)]
    assert AgendaPoint.objects.unscoped().count() == 1


def test_notes_are_read_by_both_and_each_changes_only_their_own(cast, pair):
    meeting = recorded(cast, pair, text="I look at the ventricle and forget the valve.")
    actions.write_note(meeting=meeting, text="Next time she reads first.", by=cast.benoit)
    actions.write_note(meeting=meeting, text="I finish on the valves.", by=cast.amara)
    for who in (cast.amara, cast.benoit):
        [entry] = [each for each in meetings.meeting_entries(mine(cast, pair, who)) if each.icon == "users"]
        assert {note.text for note in entry.notes} == {"I finish on the valves.", "Next time she reads first."}
        assert entry.title == "First meeting"


def test_notes_and_places_are_encrypted_where_they_lie(cast, pair):
    meeting = recorded(cast, pair, text="between us")
    stored = Meeting.objects.unscoped().filter(pk=meeting.pk).values("place")[0]["place"].value
    assert b"library" not in stored
    assert not encryption.unseal.__doc__ or b"between us" not in stored


def test_a_meeting_ahead_is_not_recorded_and_one_behind_is_not_booked(cast, pair):
    with pytest.raises(actions.StillAhead):
        recorded(cast, pair, days=-1)
    meeting = book(cast, pair)
    with pytest.raises(actions.StillAhead):
        actions.settle_meeting(meeting=meeting, took_place=True, by=cast.amara)


def test_meetings_are_counted_from_the_first_however_many_are_shown(cast, pair, monkeypatch):
    for days in (40, 30, 20, 10):
        recorded(cast, pair, days=days)
    monkeypatch.setattr(meetings, "MOST_SHOWN", 2)
    found = meetings.meetings_of(mine(cast, pair))
    assert len(found.every) == 2
    assert [found.number(each) for each in pair.meetings.order_by("starts_at")] == [1, 2, 3, 4]


def test_promises_are_for_members_and_ticked_by_either(cast, pair):
    with pytest.raises(actions.Refused):
        actions.make_commitment(relationship=pair, person=cast.chen, text="x", by=cast.amara)
    one = actions.make_commitment(relationship=pair, person=cast.benoit, text="writes to Dr Sow", by=cast.amara)
    done = actions.tick_commitment(commitment=one, is_done=True, by=cast.amara)
    assert done.done_at is not None
    assert actions.tick_commitment(commitment=one, is_done=False, by=cast.benoit).done_at is None


def test_a_relationship_that_ends_takes_its_meetings_with_it(cast, pair):
    meeting = book(cast, pair)
    sent()
    ending.move(pair, "suspended", cast.system)
    assert actions.call_off_meetings(relationship=pair, by=cast.system) == 1
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    assert [mail["Subject"].startswith("Cancelled") for mail in sent()] == [True, True]
    assert not Reservation.objects.unscoped().exists()


def test_whatever_ended_a_relationship_its_meetings_are_called_off(cast, pair):
    meeting = book(cast, pair)
    ending.move(pair, "ended", cast.system)
    tasks.remind_of_meetings.func()
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"


def test_a_pair_that_is_taken_back_calls_its_meetings_off(cast, pair):
    meeting = book(cast, pair)
    actions.withdraw_offer(relationship=pair, by=cast.chen)
    sent()
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"


def test_everybody_is_reminded_once_and_not_of_what_was_moved(cast, pair, time_machine):
    meeting = book(cast, pair)
    sent()
    time_machine.move_to(meeting.starts_at - timedelta(hours=28))
    for _time in range(2):
        tasks.remind_of_meetings.func()
    found = [mail for mail in sent() if "Your meeting" in mail["Subject"]]
    assert sorted(mail["To"] for mail in found) == ["amara@example.org", "benoit@example.org"]
    assert Attendee.objects.unscoped().filter(reminded_at__isnull=True).count() == 0


def test_a_reminder_waits_for_the_end_of_quiet_hours_and_is_dropped_once_overtaken(cast, pair, time_machine):
    at = soon(3, hour=18)
    meeting = book(cast, pair, at=at)
    sent()
    time_machine.move_to(at - timedelta(hours=19))  # 23:00
    tasks.remind_of_meetings.func()
    assert [mail for mail in sent() if "Your meeting" in mail["Subject"]] == []
    waiting = OutboxMessage.objects.filter(kind="notifications.notices", state="waiting")
    assert waiting.exists()
    actions.cancel_meeting(meeting=meeting, by=cast.amara)
    time_machine.move_to(at - timedelta(hours=9))
    assert [mail for mail in sent() if "Your meeting" in mail["Subject"]] == []


def test_a_reminder_that_waits_outlives_another_place(cast, pair, time_machine):
    at = soon(3, hour=18)
    meeting = book(cast, pair, at=at)
    sent()
    time_machine.move_to(at - timedelta(hours=19))  # 23:00
    tasks.remind_of_meetings.func()
    where = actions.Where("in_person", "room 2")
    actions.move_meeting(meeting=meeting, starts_at=at, minutes=45, zone=DUBLIN, where=where, by=cast.amara)
    time_machine.move_to(at - timedelta(hours=9))
    tasks.remind_of_meetings.func()
    assert len([mail for mail in sent() if "Your meeting" in mail["Subject"]]) == 2


def test_who_reads_their_mail_once_a_week_is_reminded_the_day_before(cast, pair, time_machine):
    meeting = book(cast, pair)
    sent()
    weekly = {"pace": "weekly", "digest_at": time(8), "digest_on": 0, "quiet_from": None, "quiet_until": None}
    notifications.change_preferences(person=cast.benoit, turned_off=[], by=cast.benoit, **weekly)
    time_machine.move_to(meeting.starts_at - timedelta(hours=28))
    tasks.remind_of_meetings.func()
    assert "benoit@example.org" in [mail["To"] for mail in sent()]


def test_whoever_is_known_at_two_institutions_is_in_one_place_at_a_time(cast, pair):
    other = Person.objects.create(institution=cast.elsewhere, account=cast.amara.account, name="A", email="a@b.example")
    meeting = book(cast, pair)
    with pytest.raises(scheduling.Taken):
        scheduling.reserve([other.pk], meeting.starts_at, 45, uuid4())
    actions.answer_meeting(meeting=meeting, answer="declined", by=cast.amara)
    scheduling.reserve([other.pk], meeting.starts_at, 45, uuid4())


def test_the_address_at_which_one_signs_in_stands_in_ones_own_calendar_only(cast, pair):
    cast.benoit.account.email = "private@home.example"
    cast.benoit.account.save()
    book(cast, pair)
    found = {mail["To"]: "".join(part.as_string() for part in mail.walk()) for mail in sent()}
    told = {to: "private@home" in text.replace("\n ", "") for to, text in found.items()}
    assert told == {"amara@example.org": False, "private@home.example": True}


def test_whoever_comes_in_at_one_more_institution_brings_their_bookings_along(cast, pair):
    meeting = book(cast, pair)
    other = Person.objects.create(institution=cast.elsewhere, name="A", email=cast.amara.email)
    invitation = Invitation.objects.create(person=other, token_hash="x", created_at=clock.now(), expires_at=soon(9))
    people.accept_invitation(invitation=invitation, password="", language="en", by=cast.system)
    other.refresh_from_db()
    assert other.account == cast.amara.account
    worker.drain(lambda mail: None)
    with pytest.raises(scheduling.Taken):
        scheduling.reserve([other.pk], meeting.starts_at, 45, uuid4())
    actions.cancel_meeting(meeting=meeting, by=cast.amara)
    scheduling.reserve([other.pk], meeting.starts_at, 45, uuid4())


def test_whoever_comes_in_and_is_erased_at_once_leaves_no_task_behind(cast):
    other = Person.objects.create(institution=cast.elsewhere, name="A", email="a@example.org")
    invitation = Invitation.objects.create(person=other, token_hash="x", created_at=clock.now(), expires_at=soon(9))
    people.accept_invitation(invitation=invitation, password="", language="en", by=cast.system)
    other.refresh_from_db()
    people.erase_person(person=other, by=other)
    worker.drain()
    assert not worker.backlog().get("READY")


@pytest.mark.parametrize("name", ["A\x07B", "Zoë\tQ", 'Robert "Bob" O’Neil; MD, PhD: x'])
def test_a_name_or_place_from_a_word_processor_breaks_no_calendar(cast, pair, name):
    cast.benoit.name = name
    cast.benoit.save()
    where = actions.Where("in_person", "Ward 5\x0bRoom 2")
    actions.book_meeting(relationship=pair, starts_at=soon(), minutes=45, zone=DUBLIN, where=where, by=cast.amara)
    for mail in _calendar_mails(sent()):
        [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        [event] = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
        assert (len(event["ATTENDEE"]), str(event["LOCATION"])) == (2, "Ward 5 Room 2")


@pytest.mark.parametrize(("on", "zone"), [("0001-01-01", "Asia/Kolkata"), ("9999-12-31", "America/New_York")])
def test_a_day_at_the_ends_of_the_calendar_is_refused(cast, pair, on, zone):
    cast.amara.account.time_zone = zone
    cast.amara.account.save()
    said = {"time": "other", "on": on, "at": "23:00", "minutes": "45", "form": "in_person", "form_key": str(uuid4())}
    found = client_of(cast.amara).post(reverse("relationships:meeting_find", args=[pair.pk]), said)
    assert found.status_code == 422


def test_the_feed_speaks_the_language_of_its_owner(cast, pair):
    cast.amara.account.language = "es"
    cast.amara.account.save()
    book(cast, pair)
    token = scheduling.open_feed(person=cast.amara, by=cast.amara).token
    assert "Reunión" in Client().get(reverse("relationships:feed", args=[token])).content.decode()


def test_a_zone_that_changes_its_rules_keeps_the_wall_time(cast, pair):
    """As if the country had moved its clocks back an hour after the booking."""
    meeting = book(cast, pair)
    later = meeting.starts_at + timedelta(hours=1)
    meeting.wall = zones.wall(later, DUBLIN).isoformat(timespec="minutes")
    meeting.save()
    tasks.keep_wall_times.func()
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.sequence) == (later, 1)
    quarters = Reservation.objects.unscoped().filter(holder=meeting.pk).values_list("quarter", flat=True)
    assert set(quarters) == set(zones.quarters(later, 45))
    assert len(_calendar_mails(sent())) == 2  # the first invitations were overtaken before they went


def test_times_offered_leave_out_nights_and_what_is_booked(cast, pair):
    night = soon(4, hour=20)
    scheduling.add_absence(
        person=cast.amara, kind="night", starts_at=night, ends_at=night + timedelta(hours=12), by=cast.amara
    )
    times = queries.times_for(mine(cast, pair), minutes=45, most=200)
    assert times.slots
    rested = night + timedelta(hours=23)
    assert all(slot.ends_at <= night or slot.starts_at >= rested for slot in times.slots)
    assert times.unknown == ["You", "Benoît"] or set(times.unknown) == {"Amara", "Benoît"}


def test_hours_of_an_application_count_until_somebody_says_their_week(cast, pair):
    evening = sum(1 << (day * 24 + 18) for day in range(7))
    for enrolment in (cast.amara_enrolled, cast.benoit_enrolled):
        application = enrolment.application
        application.answers = {"free-hours": evening}
        application.save()
    times = queries.times_for(mine(cast, pair), minutes=45)
    assert times.unknown == []
    assert {zones.wall(slot.starts_at, DUBLIN).hour for slot in times.slots} == {18}
    scheduling.set_week(person=cast.benoit, hours=range(168), parts=[], by=cast.benoit)
    scheduling.set_week(person=cast.amara, hours=[33], parts=[], by=cast.amara)
    assert {
        zones.wall(slot.starts_at, DUBLIN).hour for slot in queries.times_for(mine(cast, pair), minutes=45).slots
    } == {9}
