"""Whoever cannot be reached by mail is named to their coordinator, with the reason, until something reaches them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import client_of

from chiron.core import clock, outbox
from chiron.core.models import OutboxMessage
from chiron.programmes import queries

pytestmark = pytest.mark.django_db


def mail_to(person, state="bounced", ago=timedelta(hours=1), problem="550 5.1.1"):
    row = outbox.put("programmes.apply", to=person.pk, institution=person.institution_id)
    at = clock.now() - ago
    said = {"bounced": {"bounced_at": at, "problem": problem}, "sent": {"sent_at": at}}[state]
    OutboxMessage.objects.filter(pk=row.pk).update(state=state, **said)


def unreachable(cast):
    return [(each.enrolment.person.name, each.problem) for each in queries.unreachable(cast.chen)]


def test_a_coordinator_is_told_who_cannot_be_reached_and_why(cast):
    mail_to(cast.amara, problem="552 5.2.2")
    mail_to(cast.farid)
    assert unreachable(cast) == [("Amara Okafor", "552 5.2.2")]
    page = client_of(cast.chen).get(reverse("programmes:enrolment", args=[cast.amara_enrolled.pk])).content.decode()
    assert "Mail to them came back" in page
    assert "the mailbox is full (552 5.2.2)" in page
    other = client_of(cast.chen).get(reverse("programmes:enrolment", args=[cast.benoit_enrolled.pk])).content.decode()
    assert "came back" not in other


def test_today_and_the_cockpit_say_so(cast):
    mail_to(cast.amara)
    client = client_of(cast.chen)
    for name in ("today", "cockpit"):
        text = client.get(reverse(name)).content.decode()
        assert "Mail to Amara Okafor came back" in text, name
    mail_to(cast.benoit)
    assert "Mail to 2 people came back" in client.get(reverse("today")).content.decode()
    text = client.get(reverse("cockpit")).content.decode()
    assert "there is no such address (550 5.1.1)" in text[text.index('id="unreachable"') :]


def test_it_is_over_once_a_later_mail_reaches_them(cast):
    mail_to(cast.amara)
    mail_to(cast.amara, "sent", ago=timedelta(hours=2))
    assert unreachable(cast) == [("Amara Okafor", "550 5.1.1")], "what arrived before says nothing"
    mail_to(cast.amara, "sent", ago=timedelta(minutes=5))
    assert unreachable(cast) == []


@pytest.mark.parametrize("who", ["amara", "benoit", "dina", "efua", "farid", "giulia", "hanne"])
def test_nobody_else_is_told(cast, who):
    mail_to(cast.amara)
    assert queries.unreachable(getattr(cast, who)) == []
    assert "came back" not in client_of(getattr(cast, who)).get(reverse("today")).content.decode()


def test_whoever_left_is_not_named(cast):
    from chiron.programmes import actions

    mail_to(cast.amara)
    actions.withdraw_enrolment(enrolment=cast.amara_enrolled, by=cast.chen)
    assert unreachable(cast) == []
