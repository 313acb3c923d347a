"""The pages of meetings, as their members, others and the signed-out meet them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import client_of

from chiron.core import clock
from chiron.relationships import actions
from chiron.relationships.models import Meeting, MeetingNote
from chiron.relationships.tests.test_meetings import begun, book, recorded, soon
from chiron.relationships.tests.test_views import content, keyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    return begun(cast)


def to(name, row=None):
    return reverse(f"relationships:{name}", args=[row.pk] if row else [])


def test_another_time_is_not_the_one_that_stands(cast, pair):
    browser = client_of(cast.amara)
    [first, *_rest] = re.findall(r'name="time" value="([^"]+)"', content(browser.get(to("meeting_find", pair))))
    browser.post(to("meeting_find", pair), keyed(time=first, minutes=45, form="in_person", place="", link=""))
    moving = content(browser.get(to("meeting_move", Meeting.objects.unscoped().get())))
    others = re.findall(r'name="time" value="([^"]+)"', moving)
    assert len(others) > 1
    assert first not in others


def test_a_meeting_is_booked_in_two_taps(cast, pair):
    browser = client_of(cast.amara)
    page = content(browser.get(to("relationship", pair)))
    assert to("meeting_find", pair) in page
    times = content(browser.get(to("meeting_find", pair)))
    [first, *_rest] = re.findall(r'name="time" value="([^"]+)"', times)
    answer = browser.post(to("meeting_find", pair), keyed(time=first, minutes=45, form="in_person", place="", link=""))
    meeting = Meeting.objects.unscoped().get()
    assert answer.url == to("meeting", meeting)
    assert meeting.starts_at.isoformat() == first
    assert "First meeting" in content(browser.get(to("meeting", meeting)))
    assert "Next meeting: the first meeting" in content(browser.get(to("relationship", pair)))


def test_a_double_click_is_one_meeting(cast, pair):
    body = keyed(time=soon().isoformat(), minutes=45, form="in_person")
    browser = client_of(cast.amara)
    for _time in range(2):
        browser.post(to("meeting_find", pair), body)
    assert Meeting.objects.unscoped().count() == 1


def test_a_time_that_somebody_took_meanwhile_is_said_on_the_page(cast, pair):
    book(cast, pair)
    answer = client_of(cast.benoit).post(
        to("meeting_find", pair), keyed(time=soon().isoformat(), minutes=45, form="in_person")
    )
    assert answer.status_code == 422
    assert "This time has just been taken" in content(answer)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Choose a time of the list"),
        ({"time": "soonish"}, "could not be read"),
        ({"time": "2026-01-01T10:00:00+00:00"}, "lies ahead"),
        ({"on": "2027-03-28", "at": "01:30"}, "Clocks are put forward"),
        ({"on": "tomorrow", "at": "10:00"}, "date"),
        ({"time": "2027-01-11T10:00:00+00:00", "form": "video", "link": "javascript:alert(1)"}, "URL"),
    ],
)
def test_what_a_booking_gets_wrong_is_said(cast, pair, said, words):
    answer = client_of(cast.amara).post(to("meeting_find", pair), keyed(**{"minutes": 45, "form": "in_person", **said}))
    assert answer.status_code == 422
    assert words in content(answer)
    assert not Meeting.objects.unscoped().exists()


def test_another_time_says_for_whom_it_is_outside_their_hours(cast, pair):
    from chiron.scheduling import actions as scheduling

    scheduling.set_week(person=cast.benoit, hours=[0], parts=[], by=cast.benoit)
    on = (clock.now() + timedelta(days=6)).date().isoformat()
    answer = client_of(cast.amara).post(
        to("meeting_find", pair), keyed(on=on, at="12:00", minutes=30, form="phone"), follow=True
    )
    assert "outside the hours of: Benoît" in content(answer)


def test_a_meeting_is_moved_answered_and_cancelled_by_page(cast, pair):
    meeting = book(cast, pair)
    benoit = client_of(cast.benoit)
    assert "Does this time suit you?" in content(benoit.get(to("meeting", meeting)))
    benoit.post(to("meeting_answer", meeting), keyed(answer="accepted"))
    assert "Does this time suit you?" not in content(benoit.get(to("meeting", meeting)))
    benoit.post(to("meeting_move", meeting), keyed(time=soon(4).isoformat(), minutes=30, form="in_person"))
    amara = client_of(cast.amara)
    assert "Does this time suit you?" in content(amara.get(to("meeting", meeting)))
    amara.post(to("meeting_cancel", meeting), keyed())
    assert "This meeting was cancelled" in content(amara.get(to("meeting", meeting)))


def test_points_go_on_and_off_the_agenda(cast, pair):
    meeting, browser = book(cast, pair), client_of(cast.amara)
    assert browser.post(to("meeting_point", meeting), keyed(text="", minutes=10)).status_code == 422
    browser.post(to("meeting_point", meeting), keyed(text="Dr Sow’s clinic", minutes=10))
    assert "Dr Sow’s clinic" in content(client_of(cast.benoit).get(to("meeting", meeting)))
    browser.post(to("point_remove", meeting.points.get()), keyed())
    browser.post(to("meeting_drop", meeting), keyed(key="prompt:first-road"))
    page = content(browser.get(to("meeting", meeting)))
    assert "Dr Sow’s clinic" not in page
    assert "How did each of us come here?" not in page


def test_what_became_of_a_meeting_is_kept_and_read_by_both(cast, pair):
    meeting = recorded(cast, pair)
    said = keyed(
        text="I forget the valve.", topics=["skill"], who=str(cast.benoit.pk), promise="writes to Dr Sow", due_on=""
    )
    assert client_of(cast.amara).post(to("meeting_after", meeting), said).status_code == 302
    page = content(client_of(cast.benoit).get(to("relationship", pair)))
    for words in ("I forget the valve.", "Clinical skill", "writes to Dr Sow"):
        assert words in page
    one = meeting.commitments.get()
    client_of(cast.benoit).post(to("commitment_tick", one), keyed(done="1"))
    assert "Done " in content(client_of(cast.amara).get(to("meeting", meeting)))


def test_a_point_for_a_meeting_that_was_called_off_meanwhile_waits_for_the_next(cast, pair):
    meeting = book(cast, pair)
    actions.cancel_meeting(meeting=meeting, by=cast.benoit)
    client_of(cast.amara).post(to("meeting_point", meeting), keyed(text="The letter", minutes=10))
    following = book(cast, pair)
    assert [each.text for each in following.points.all()] == ["The letter"]


@pytest.mark.parametrize("on", ["0001-01-01", "0026-03-01", "9999-12-31"])
def test_a_year_that_is_a_slip_of_the_pen_is_said_and_breaks_no_page(cast, pair, on):
    said = {"on": on, "at": "00:10", "minutes": 45, "form": "in_person", "place": "", "link": "", "text": ""}
    for route in ("meeting_record", "meeting_find"):
        answer = client_of(cast.amara).post(to(route, pair), keyed(**said, time="other", promise="", due_on=""))
        assert answer.status_code == 422
    assert not Meeting.objects.unscoped().exists()


def test_two_who_write_at_once_keep_what_each_said_it_was_about(cast, pair):
    meeting, amara, benoit = recorded(cast, pair), client_of(cast.amara), client_of(cast.benoit)
    stood = {"who": str(cast.benoit.pk), "were": ""}
    benoit.post(to("meeting_after", meeting), keyed(**stood, topics=["skill"]))
    amara.post(to("meeting_after", meeting), keyed(**stood, text="I forget the valve.", topics=["career"]))
    assert Meeting.objects.unscoped().get(pk=meeting.pk).touched == ["career", "skill"]
    assert 'name="were" value="' in content(amara.get(to("meeting", meeting)))
    amara.post(to("meeting_after", meeting), keyed(who="", were="career,skill", topics=["skill"]))
    assert Meeting.objects.unscoped().get(pk=meeting.pk).touched == ["skill"]


def test_a_meeting_that_was_not_booked_is_recorded(cast, pair):
    browser = client_of(cast.amara)
    assert "Record a meeting" in content(browser.get(to("meeting_record", pair)))
    said = {"minutes": 30, "form": "phone", "text": "A short call.", "who": str(cast.amara.pk)}
    ahead = (clock.now() + timedelta(days=2)).date().isoformat()
    refused = browser.post(to("meeting_record", pair), keyed(on=ahead, at="10:00", **said))
    assert "This time lies ahead" in content(refused)
    on = (clock.now() - timedelta(days=2)).date().isoformat()
    assert browser.post(to("meeting_record", pair), keyed(on=on, at="10:00", **said)).status_code == 302
    assert MeetingNote.objects.unscoped().get().text == "A short call."


def test_a_meeting_that_did_not_take_place_leads_to_new_times(cast, pair, time_machine):
    meeting = book(cast, pair)
    time_machine.move_to(meeting.starts_at + timedelta(hours=2))
    browser = client_of(cast.amara)
    assert "Did you meet?" in content(browser.get(to("calendar")))
    answer = browser.post(to("meeting_missed", meeting), keyed())
    assert answer.url == to("meeting_find", pair)
    assert "Did you meet?" not in content(browser.get(to("calendar")))


def test_the_calendar_shows_what_is_ahead_and_what_was(cast, pair):
    book(cast, pair)
    recorded(cast, pair)
    page = content(client_of(cast.amara).get(to("calendar")))
    assert page.count("Meeting with Benoît") == 2


@pytest.mark.parametrize("name", ["chen", "farid", "giulia", "hanne"])
def test_others_find_no_meeting(cast, pair, name):
    meeting, browser = recorded(cast, pair, text="between us"), client_of(getattr(cast, name))
    for route in ("meeting", "meeting_move", "meeting_after", "meeting_cancel", "meeting_answer"):
        assert browser.get(to(route, meeting)).status_code == 404
        assert browser.post(to(route, meeting), keyed()).status_code == 404
    for route in ("meeting_find", "meeting_record"):
        assert browser.get(to(route, pair)).status_code == 404
    assert "Benoît" not in content(browser.get(to("calendar")))


def test_signed_out_one_is_asked_to_sign_in(cast, pair):
    assert client_of(None).get(to("calendar")).status_code == 302


def test_a_meeting_of_an_ended_relationship_can_be_read_and_no_longer_changed(cast, pair):
    from chiron.relationships.actions import ending

    meeting = recorded(cast, pair, text="What we said.")
    ending.move(pair, "ended", cast.system)
    browser = client_of(cast.amara)
    page = content(browser.get(to("meeting", meeting)))
    assert "What we said." in page
    assert "What became of it" not in page
    assert browser.post(to("meeting_after", meeting), keyed(text="more")).status_code == 404


def queries_of(cast, url):
    browser = client_of(cast.amara)
    browser.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(url).status_code == 200
    return len(asked)


def test_pages_ask_the_same_number_of_queries_for_three_and_thirty_meetings(cast, pair):
    urls = [to("relationship", pair), to("calendar")]
    book(cast, pair)
    for days in range(2, 5):
        recorded(cast, pair, days=days, text="a note", promise=actions.Promise(cast.amara, "reads"))
    few = [queries_of(cast, url) for url in urls]
    for days in range(5, 32):
        recorded(cast, pair, days=days, text="a note", promise=actions.Promise(cast.amara, "reads"))
    assert [queries_of(cast, url) for url in urls] == few


def test_no_suggestion_has_a_name_that_a_database_does_not_take(cast, pair):
    meeting = book(cast, pair)
    answer = client_of(cast.amara).post(to("meeting_drop", meeting), keyed(key="a\0b"))
    assert answer.status_code == 302
    assert not meeting.points.filter(minutes=0).exists()
