"""Journey 3, the meeting: my week once, a time in two taps, an agenda, the calendar's mail, and what became of it."""

import re
from datetime import timedelta

import icalendar
import pytest

from chiron.core import clock, outbox, worker
from chiron.matching import actions as matching
from chiron.relationships import actions
from chiron.relationships.models import Meeting, Member
from tests import cast as people

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def work() -> list:
    """Let the worker do what is due; return the mails that it handed over."""
    sent: list = []
    while worker.drain() or outbox.deliver_one(sent.append):
        pass
    return sent


def begun(cast):
    """Amara and Benoît, who have both said yes."""
    matching.pair_by_hand(cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=cast.benoit_enrolled, by=cast.chen)
    for member in Member.objects.unscoped().filter(answer="asked"):
        actions.accept(member=member, by=member.person)
    return Member.objects.unscoped().get(person=cast.amara).relationship


def test_a_meeting_from_the_roster_to_what_became_of_it(walker, db, tmp_path):
    cast = people.assemble()
    pair = begun(cast)
    work()
    night = (clock.now() + timedelta(days=3)).date().isoformat()
    roster = tmp_path / "rota.csv"
    roster.write_text(f"date,shift\n{night},night\n{night},moonlight\n")
    page = walker.page
    page.set_viewport_size({"width": 390, "height": 844})
    walker.sign_in(cast.amara.account.email)

    walker.open("/relationships/calendar/")
    walker.check()
    page.get_by_role("link", name="Say your week").click()
    walker.check()
    page.get_by_role("link", name="Say your hours").click()
    page.get_by_label("After five").check()
    walker.check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile("/time/$"))
    page.get_by_role("link", name="Bring a calendar or a roster").click()
    page.set_input_files("input[name=file]", roster)
    page.get_by_role("button", name="Read it").click()
    assert page.get_by_text("is no shift that we know").count() == 1
    walker.check()
    page.get_by_role("link", name="Leave it so").click()
    walker.check()

    walker.open(f"/relationships/{pair.pk}/")
    page.get_by_role("link", name="Find a time").click()
    walker.check()
    assert page.get_by_text("Not said when they are free: Benoît").count() == 1
    page.get_by_role("button", name="Book").first.click()
    page.wait_for_url(re.compile("/relationships/meetings/"))
    walker.check()
    meeting = Meeting.objects.unscoped().get()
    assert meeting.ends_at.isoformat()[:10] != night or meeting.ends_at.hour <= 20

    page.get_by_label("What to talk about").fill("Two reads a week")
    page.get_by_role("button", name="Add a point").click()
    page.wait_for_load_state()
    assert page.get_by_text("Two reads a week").count() == 1

    mails = [mail for mail in work() if mail.get_content_type() == "multipart/alternative"]
    assert sorted(mail["To"] for mail in mails) == ["amara@example.org", "benoit@example.org"]
    for mail in mails:
        assert "Two reads" not in mail.as_string()
        [event] = icalendar.Calendar.from_ical(mail.get_payload()[1].get_content()).walk("VEVENT")
        assert event["DTSTART"].dt == meeting.starts_at

    walker.open("/")
    assert page.get_by_text("First meeting with Benoît").count() == 1
    walker.check()

    Meeting.objects.unscoped().update(starts_at=clock.now() - timedelta(hours=2))
    walker.open("/relationships/calendar/")
    page.get_by_role("link", name="Say how it was").click()
    page.get_by_label("What you take from it").fill("I forget the valve.")
    page.get_by_label("Undertakes to").fill("read two echoes a week")
    walker.check()
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_load_state()
    walker.open(f"/relationships/{pair.pk}/")
    assert page.get_by_text("I forget the valve.").count() == 1
    assert page.get_by_text("read two echoes a week").count() == 1
    walker.check()
