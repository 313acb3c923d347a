"""My mentoring: what a mentor gives, what comes next, and a pause for which no reason is asked."""

from uuid import uuid4

import pytest
from django.urls import reverse
from tests.cast import client_of, enrol, person

from chiron.core.actions import NotAllowed
from chiron.insights import queries
from chiron.programmes import actions as programmes
from chiron.programmes import queries as programme_queries
from chiron.programmes.models import Enrolment
from chiron.relationships import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    offer = actions.PairOffer(cast.amara_enrolled, cast.benoit_enrolled)
    [made] = actions.offer_pairs(cohort=cast.cohort, pairs=[offer], run_id=None, by=cast.chen).created
    for member in made.members.all():
        actions.accept(member=member, by=member.person)
    return made


def page(who):
    return client_of(who).get(reverse("mentoring"))


def test_each_mentee_stands_with_what_comes_next(cast, pair):
    actions.read_limits(relationship=pair, duty="", by=cast.amara)
    actions.write_message(relationship=pair, text="When?", by=cast.amara)
    [guided] = queries.mentoring(cast.benoit).guided
    assert guided.names == "Amara Okafor"
    texts = [step.text for step in guided.steps]
    assert texts[0] == "Read 1 new message"
    assert "Find a time to meet" in texts
    text = page(cast.benoit).content.decode()
    assert "Read 1 new message" in text
    assert "You have given 0 of the 3 hours" in text


def test_an_agreement_is_to_be_signed_by_whom_it_waits_for(cast, pair):
    def texts():
        return [step.text for guided in queries.mentoring(cast.benoit).guided for step in guided.steps]

    assert "Sign the agreement" in texts()
    actions.sign_agreement(agreement=pair.agreements.get(), learning="To listen", by=cast.benoit)
    assert "Sign the agreement" not in texts()


def test_places_and_a_pause_without_a_reason(cast, pair):
    client, url = client_of(cast.benoit), reverse("pause", args=[cast.benoit_enrolled.pk])
    assert "1 of 2 places taken" in page(cast.benoit).content.decode()
    client.post(url, {"form_key": str(uuid4()), "paused": "1"})
    assert "You are offered nobody new." in page(cast.benoit).content.decode()
    client.post(url, {"form_key": str(uuid4()), "paused": "0"})
    assert not Enrolment.objects.unscoped().get(pk=cast.benoit_enrolled.pk).is_paused


def test_a_paused_mentor_keeps_whom_they_have_and_is_offered_nobody_else(cast, pair):
    def places(enrolment):
        return {each.enrolment_id: each.capacity for each in programme_queries.matching_inputs(cast.cohort)}.get(
            enrolment.pk
        )

    free = enrol(cast.cohort, person(cast.hospital, "Ines Ito"), "mentor", capacity=3)
    assert (places(cast.benoit_enrolled), places(free)) == (2, 3)
    programmes.pause_enrolment(enrolment=cast.benoit_enrolled, is_paused=True, by=cast.benoit)
    programmes.pause_enrolment(enrolment=free, is_paused=True, by=free.person)
    assert (places(cast.benoit_enrolled), places(free)) == (1, None)


def test_a_mentor_pauses_for_themselves_and_nobody_else_but_the_coordinator(cast):
    for other in (cast.amara, cast.giulia, cast.farid, cast.dina):
        with pytest.raises(NotAllowed):
            programmes.pause_enrolment(enrolment=cast.benoit_enrolled, is_paused=True, by=other)
        url = reverse("pause", args=[cast.benoit_enrolled.pk])
        assert client_of(other).post(url, {"form_key": str(uuid4()), "paused": "1"}).status_code == 404
    with pytest.raises(programmes.NoCapacity):
        programmes.pause_enrolment(enrolment=cast.amara_enrolled, is_paused=True, by=cast.amara)


@pytest.mark.parametrize("who", ["amara", "chen", "dina", "farid", "hanne"])
def test_whoever_is_no_mentor_has_no_such_page(cast, pair, who):
    assert page(getattr(cast, who)).status_code == 404
