"""A group is offered, left, listed and written about as a group, not as a pair."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.cast import client_of

from chiron.core import clock, worker
from chiron.relationships import actions, queries
from chiron.relationships.models import CheckIn
from chiron.relationships.tests.support import begin, circle_of, leave, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(cast):
    return circle_of(cast)


def page(who, name, row):
    return client_of(who).get(reverse(f"relationships:{name}", args=[row.pk])).content.decode()


def test_the_offer_of_a_group_speaks_of_a_group_and_says_who_is_to_lead_it(cast, circle):
    for who, leads in ((cast.amara, False), (cast.benoit, True)):
        read = page(who, "relationship", circle)
        assert "this pair" not in read and "two of you" not in read  # noqa: PT018
        assert ("You are asked to be its facilitator" in read) is leads
        today = client_of(who).get(reverse("today")).content.decode()
        assert "You are invited to a circle" in today
        assert "two of you" not in today
    actions.accept(member=member_of(circle, cast.amara), by=cast.amara)
    assert "Other answers are still open" in page(cast.amara, "relationship", circle)


def mails():
    found: list = []
    worker.drain(found.append)
    return found


def test_a_group_that_begins_or_ends_is_told_as_a_group(cast, circle):
    mails()
    begin(circle)
    told = mails()
    assert {mail["Subject"].split(": ")[1] for mail in told} == {"your group begins"}
    assert not [mail for mail in told if "both" in mail.get_content()]
    for person in [each.person for each in circle.members.exclude(person=cast.benoit)][:3]:
        leave(circle, person)
    [told] = [mail for mail in mails() if mail["To"] == cast.benoit.email]
    assert "your group has ended" in told["Subject"]
    assert "pair" not in told.get_content()


def test_whoever_leaves_a_group_that_goes_on_reads_that_it_goes_on(cast, circle):
    begin(circle)
    read = page(cast.amara, "leave", circle)
    assert "Leave Heron" in read
    assert "who ended it" not in read
    assert "It ends" not in read and "for both" not in read  # noqa: PT018
    url = reverse("relationships:leave", args=[circle.pk])
    said = client_of(cast.amara).post(url, {"form_key": str(uuid4())}, follow=True).content.decode()
    assert "You have left" in said
    assert "It has ended" not in said


def test_the_list_of_a_cohort_names_nobody_who_declined_or_left_a_group(cast, circle):
    actions.decline(member=member_of(circle, cast.amara), reason="", by=cast.amara)
    client, url = client_of(cast.chen), reverse("relationships:list", args=[cast.cohort.pk])
    read = client.get(url).content.decode()
    assert cast.amara.name not in read
    assert "Take this group back?" in read
    assert "this pair" not in read
    assert not client.get(url, {"q": cast.amara.name}).context["relationships"]


def test_no_rematch_is_spoken_of_where_the_question_offers_none(cast, circle, monkeypatch):
    begin(circle)
    review = CheckIn.objects.create(relationship=circle, question="mid-point", opened_on=clock.today())
    assert "rematch" in page(cast.amara, "check_in", review).casefold(), "this blueprint offers one"
    asked = queries.question_of(review)
    rest = [each for each in asked.choices if each.id != "rematch"]
    without = (
        asked.model_copy(update={"choices": rest}) if hasattr(asked, "model_copy") else replace(asked, choices=rest)
    )
    monkeypatch.setattr("chiron.relationships.queries.check_ins.question_of", lambda _check_in: without)
    assert "rematch" not in page(cast.amara, "check_in", review).casefold()
