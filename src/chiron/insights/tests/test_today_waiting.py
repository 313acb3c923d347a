"""Whoever waits for somebody reads so on their first page; coordinators are told of mentees, not of spare mentors."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from tests.cast import client_of

from chiron.core import clock, worker
from chiron.insights.queries import today as needs
from chiron.matching import actions as matching
from chiron.programmes import queries as programmes
from chiron.relationships import actions
from chiron.relationships.models import Member

pytestmark = pytest.mark.django_db
LOOKS = "Your coordinator looks for somebody who fits."


def today(who):
    return client_of(who).get(reverse("today")).content.decode()


def offered(cast):
    matching.pair_by_hand(cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=cast.benoit_enrolled, by=cast.chen)
    return Member.objects.unscoped().get(person=cast.amara)


def test_a_mentee_reads_that_somebody_is_looked_for_until_somebody_is_found(cast):
    assert LOOKS in today(cast.amara)
    amara = offered(cast)
    assert LOOKS not in today(cast.amara)
    actions.decline(member=amara, reason="", by=cast.amara)
    assert LOOKS in today(cast.amara)
    assert "You are offered somebody as soon as it fits." in today(cast.benoit)


def test_a_pair_that_begins_is_led_to_its_agreement_and_its_first_meeting(cast):
    relationship = offered(cast).relationship
    for member in relationship.members.select_related("person"):
        actions.accept(member=member, by=member.person)
    text = today(cast.amara)
    assert "Your agreement with Benoît waits for you" in text
    assert f"Together since {date_format(timezone.localdate(), 'DATE_FORMAT')}." in text
    assert "Meet Benoît for the first time" in text
    agreement = relationship.agreements.get()
    actions.sign_agreement(agreement=agreement, learning="To listen", by=cast.amara)
    actions.book_meeting(
        relationship=relationship, starts_at=clock.now() + timedelta(days=2), minutes=45, zone="UTC",
        where=actions.Where(), by=cast.amara,
    )  # fmt: skip
    text = today(cast.amara)
    assert "waits for you" not in text
    assert "for the first time" not in text
    assert "Your agreement with Amara waits for you" in today(cast.benoit)
    assert "waits for you" not in today(cast.giulia) + today(cast.farid)


def test_a_closing_stands_there_until_one_has_looked_back_and_nobody_is_asked_to_sign_any_more(cast):
    relationship = offered(cast).relationship
    for member in relationship.members.select_related("person"):
        actions.accept(member=member, by=member.person)
    actions.open_closing(relationship=relationship, by=cast.benoit)
    text = today(cast.amara)
    assert "Look back on your time with Benoît" in text
    assert "Your agreement with" not in text
    said = {"achieved": "x", "learned": "", "wish": "rest", "becomes_mentor": False}
    url = reverse("relationships:closing", args=[relationship.pk])
    answered = client_of(cast.amara).post(url, {"form_key": str(uuid4()), **said}, follow=True).content.decode()
    assert "once everybody has answered it is settled" in answered
    assert "Look back on your time" not in today(cast.amara)
    answered = client_of(cast.benoit).post(url, {"form_key": str(uuid4()), **said}, follow=True).content.decode()
    assert "Everybody has looked back" in answered
    assert "Was not signed by all" in answered
    assert "Waits for you" not in answered


def test_spare_mentors_are_no_task_of_the_coordinator(cast):
    actions.accept(member=offered(cast), by=cast.amara)
    progress = programmes.cohort_progress(cast.chen, [cast.cohort])
    assert progress[0].number("applied") == 1, "Giulia has nobody"
    assert needs.coordinating(progress) == []


def test_a_cohort_that_is_over_asks_for_nobody(cast):
    cast.cohort.enrolments.update(state="closed")
    assert "Bring people into" in needs.coordinating(programmes.cohort_progress(cast.chen, [cast.cohort]))[0].title
    cast.cohort.ends_on = clock.today() - timedelta(days=1)
    assert needs.coordinating(programmes.cohort_progress(cast.chen, [cast.cohort])) == []


def test_the_coordinator_hears_that_mentees_are_without_a_mentor(cast, time_machine):
    time_machine.move_to(clock.now().replace(hour=12))  # nobody sleeps
    amara = offered(cast)
    worker.drain(lambda mail: None)
    actions.decline(member=amara, reason="canary", by=cast.amara)
    mails = []
    worker.drain(mails.append)
    [told] = [mail for mail in mails if mail["To"] == cast.chen.email]
    assert told["Subject"] == f"{cast.programme.name}: somebody waits for a mentor"
    assert reverse("matching:workbench", args=[cast.cohort.pk]) in told.get_content()
    for word in ("Amara", "Benoît", "canary"):
        assert word not in told.as_string()


def test_a_coordinator_who_takes_a_pair_back_knows_already(cast, time_machine):
    time_machine.move_to(clock.now().replace(hour=12))
    amara = offered(cast)
    worker.drain(lambda mail: None)
    actions.withdraw_offer(relationship=amara.relationship, by=cast.chen)
    mails = []
    worker.drain(mails.append)
    assert cast.chen.email not in {mail["To"] for mail in mails}
