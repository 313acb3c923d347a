"""The offer as its members meet it, and the coordinator's list."""

from uuid import uuid4

import pytest
from django.urls import reverse
from tests.cast import client_of, enrol

from chiron.boundaries import actions as boundaries
from chiron.boundaries.models import Conflict
from chiron.core import clock
from chiron.people.models import HelpContact, Person
from chiron.programmes import actions as programmes
from chiron.relationships import actions
from chiron.relationships.models import Member, Relationship

pytestmark = pytest.mark.django_db

WHY = {"en": ["Both named **cardiology**."], "es": ["Ambas personas nombraron **cardiología**."]}


def keyed(**data):
    return {"form_key": str(uuid4()), **data}


def offer(cast, mentee, mentor):
    pair = actions.PairOffer(mentee, mentor, WHY, WHY)
    offered = actions.offer_pairs(cohort=cast.cohort, pairs=[pair], run_id=None, by=cast.chen)
    assert not offered.left_out
    return offered.created[0]


@pytest.fixture
def offered(cast):
    return offer(cast, cast.amara_enrolled, cast.benoit_enrolled)


def test_nobody_is_offered_anybody_while_nobody_can_be_asked_for_help(cast):
    HelpContact.objects.all().delete()
    with pytest.raises(programmes.NoHelp, match="asked for help"):
        offer(cast, cast.amara_enrolled, cast.benoit_enrolled)
    assert not Relationship.objects.unscoped().exists()


def at(name, row):
    return reverse(f"relationships:{name}", args=[row.pk])


def content(response):
    return response.content.decode()


def test_a_member_reads_why_and_who_and_the_limits_before_anything_can_be_typed(cast, offered):
    text = content(client_of(cast.amara).get(at("relationship", offered)))
    assert "You and Benoît Lefèvre" in text
    assert "he/him" in text
    assert "Consultant cardiologist" in text
    assert "<strong>cardiology</strong>" in text
    assert "Neither of you assesses, manages or treats the other" in text
    assert text.index("obliges a teacher or physician to report") < text.index("<textarea")


def test_the_reasons_are_in_the_readers_language(cast, offered):
    cast.amara.account.language = "es"
    cast.amara.account.save()
    assert "cardiología" in content(client_of(cast.amara).get(at("relationship", offered)))


def test_the_signed_out_are_led_to_sign_in(cast, offered):
    client = client_of(None)
    addresses = [at(name, offered) for name in ("relationship", "accept", "decline", "withdraw")]
    for url in (*addresses, at("list", cast.cohort)):
        for response in (client.get(url), client.post(url, keyed())):
            assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("who", ["chen", "dina", "efua", "farid", "giulia", "hanne"])
def test_nobody_but_the_members_reads_or_answers(cast, offered, who):
    client = client_of(getattr(cast, who))
    for name in ("relationship", "accept", "decline"):
        assert client.get(at(name, offered)).status_code == 404
        assert client.post(at(name, offered), keyed(reason="no_time")).status_code == 404
    offered.refresh_from_db()
    assert offered.state == "offered"


@pytest.mark.parametrize("who", ["amara", "benoit", "dina", "efua", "farid", "giulia", "hanne"])
def test_only_coordinators_list_and_withdraw(cast, offered, who):
    client = client_of(getattr(cast, who))
    for url in (at("list", cast.cohort), at("withdraw", offered)):
        assert client.get(url).status_code == 404
        assert client.post(url, keyed()).status_code == 404
    offered.refresh_from_db()
    assert offered.state == "offered"


def test_both_accept_on_the_page(cast, offered):
    assert "You said yes" in content(client_of(cast.amara).post(at("accept", offered), keyed(), follow=True))
    offered.refresh_from_db()
    assert offered.state == "offered"
    text = content(client_of(cast.benoit).post(at("accept", offered), keyed(), follow=True))
    offered.refresh_from_db()
    assert offered.state == "active"
    assert "You have both said yes" in text
    assert cast.amara.email in text


def test_the_other_ones_address_is_not_shown_before_both_said_yes(cast, offered):
    assert cast.benoit.email not in content(client_of(cast.amara).get(at("relationship", offered)))


def test_a_mentee_declines_with_a_reason_that_nobody_else_reads(cast, offered):
    response = client_of(cast.amara).post(at("decline", offered), keyed(reason="He laughed at me"))
    assert response["Location"] == reverse("today")
    assert Member.objects.unscoped().get(person=cast.amara).reason == "He laughed at me"
    for who, url in ((cast.benoit, at("relationship", offered)), (cast.chen, at("list", cast.cohort))):
        response = client_of(who).get(url)
        assert response.status_code == 200
        assert "laughed" not in content(response)


def test_a_mentee_may_decline_without_a_word(cast, offered):
    client_of(cast.amara).post(at("decline", offered), keyed(reason=""))
    offered.refresh_from_db()
    assert offered.state == "declined"


def test_a_mentor_chooses_from_a_list(cast, offered):
    client = client_of(cast.benoit)
    assert "<textarea" not in content(client.get(at("relationship", offered)))
    assert client.post(at("decline", offered), keyed(reason="She is weak")).status_code == 422
    assert client.post(at("decline", offered), keyed()).status_code == 422
    offered.refresh_from_db()
    assert offered.state == "offered"
    client.post(at("decline", offered), keyed(reason="no_time"))
    offered.refresh_from_db()
    assert offered.state == "declined"


def test_an_answer_is_given_once(cast, offered):
    client = client_of(cast.amara)
    client.post(at("accept", offered), keyed())
    assert "answered already" in content(client.post(at("accept", offered), keyed(), follow=True))
    assert "answered already" in content(client.post(at("decline", offered), keyed(reason=""), follow=True))


def test_a_conflict_that_comes_between_closes_the_page_the_same_moment(cast, offered):
    Conflict.objects.create(  # as one that was registered earlier and starts today
        institution=cast.hospital, person=cast.benoit, other=cast.amara, kind="assessor", starts_on=clock.today()
    )
    for who in (cast.amara, cast.benoit):
        assert client_of(who).get(at("relationship", offered)).status_code == 404
        assert client_of(who).post(at("accept", offered), keyed()).status_code == 404


def test_the_coordinator_sees_facts_never_words(cast, offered):
    text = content(client_of(cast.chen).get(at("list", cast.cohort)))
    assert "Amara Okafor" in text
    assert "Benoît Lefèvre" in text
    assert "cardiology" not in text.replace("cardiologist", "")
    assert "Amara Okafor" not in content(client_of(cast.chen).get(at("list", cast.cohort), {"state": "active"}))


def test_the_coordinator_withdraws(cast, offered):
    response = client_of(cast.chen).post(at("withdraw", offered), keyed(), follow=True)
    assert "without a reason" in content(response)
    offered.refresh_from_db()
    assert offered.state == "withdrawn"
    assert client_of(cast.amara).get(at("relationship", offered)).status_code == 404
    again = client_of(cast.chen).post(at("withdraw", offered), keyed(), follow=True)
    assert "no longer together" in content(again)


def test_a_coordinator_in_conflict_leaves_the_row_to_a_deputy(cast, offered):
    boundaries.register_conflict(
        person=cast.chen, other=cast.amara, kind="relative", starts_on=clock.today(), ends_on=None, by=cast.hanne
    )
    client = client_of(cast.chen)
    assert "Amara Okafor" not in content(client.get(at("list", cast.cohort)))
    assert client.post(at("withdraw", offered), keyed()).status_code == 404


def another(cast, name):
    return Person.objects.create(institution=cast.hospital, name=name, email=f"{uuid4()}@example.org")


def test_the_list_is_paged_and_its_queries_do_not_grow(cast, django_assert_max_num_queries):
    def count(more):
        for number in range(more):
            mentee = enrol(cast.cohort, another(cast, f"Mentee {number}"), "mentee")
            offer(cast, mentee, enrol(cast.cohort, another(cast, f"Mentor {number}"), "mentor"))
        client = client_of(cast.chen)
        client.get(at("list", cast.cohort))
        with django_assert_max_num_queries(15) as asked:
            response = client.get(at("list", cast.cohort))
        assert len(response.context["relationships"]) == min(50, Relationship.objects.unscoped().count())
        return len(asked)

    assert count(3) == count(27)
    count(25)


def test_the_list_is_searched_and_in_order(cast, offered):
    pairs = [
        actions.PairOffer(
            enrol(cast.cohort, another(cast, name), "mentee"), enrol(cast.cohort, another(cast, f"To {name}"), "mentor")
        )
        for name in ("Bilal Vogel", "Mei Lund", "Nia Odhiambo", "Zainab Sato")
    ]
    actions.offer_pairs(cohort=cast.cohort, pairs=pairs, run_id=None, by=cast.chen)
    client = client_of(cast.chen)
    found = client.get(at("list", cast.cohort), {"q": "to mei"}).context["relationships"]
    assert [each.mentee for each in found] == ["Mei Lund"]
    assert "No relationship answers to that" in content(client.get(at("list", cast.cohort), {"q": "nobody"}))
    every = client.get(at("list", cast.cohort)).context["relationships"]
    assert [each.mentee for each in every] == ["Bilal Vogel", "Mei Lund", "Nia Odhiambo", "Zainab Sato", "Amara Okafor"]
    assert [member.role for member in every[0].members.all()] == ["mentee", "mentor"]
