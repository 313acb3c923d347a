"""What waits only for somebody who leaves a group is settled the moment they do: offer, agreement, closing, message."""

from datetime import timedelta

import pytest

from chiron.boundaries import actions as conflicts
from chiron.core import clock, worker
from chiron.insights import queries as insights
from chiron.programmes import actions as programmes
from chiron.relationships import actions, queries, rules
from chiron.relationships.models import Relationship
from chiron.relationships.tests.support import begin, circle_of, leave, member_of, sign
from chiron.relationships.tests.test_meetings import book
from chiron.relationships.tests.test_rollovers import next_cohort, roll

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(cast):
    return circle_of(cast)


def others(group, person):
    return [each.person for each in group.members.select_related("person") if each.person_id != person.pk]


def look_back(group, person, wish):
    said = {"achieved": "much", "learned": "", "wish": wish, "becomes_mentor": False}
    actions.say_closing(member=member_of(group, person), by=person, **said)


def all_but(group, person):
    """Everybody but one says yes."""
    for each in others(group, person):
        actions.accept(member=member_of(group, each), by=each)


def test_an_offer_begins_where_only_somebody_who_left_the_cohort_had_not_answered(cast, offered):
    all_but(offered, cast.amara)
    programmes.withdraw_enrolment(enrolment=cast.amara_enrolled, by=cast.chen)
    worker.drain(lambda mail: None)
    offered.refresh_from_db()
    assert offered.state == "active"
    assert {each.person_id for each in offered.agreements.get().signatures.all()} == {
        each.pk for each in others(offered, cast.amara)
    }


def test_an_offer_begins_where_only_somebody_in_conflict_had_not_answered(cast, offered):
    all_but(offered, cast.benoit)
    conflicts.register_conflict(
        person=cast.benoit, other=cast.amara, kind="assessor", starts_on=clock.today(), ends_on=None, by=cast.hanne
    )
    worker.drain(lambda mail: None)
    offered.refresh_from_db()
    assert offered.state == "active"
    assert not offered.places.exists()


def test_whoever_left_an_offered_group_is_not_waited_for(cast, offered, time_machine):
    programmes.withdraw_enrolment(enrolment=cast.amara_enrolled, by=cast.chen)
    worker.drain(lambda mail: None)
    time_machine.move_to(clock.now() + timedelta(days=9))
    cast.chen.refresh_from_db()
    found = insights.overview(cast.chen, [cast.cohort])
    assert cast.amara.name not in [each.name for each in found.unanswered]
    assert found.unanswered_number == len(others(offered, cast.amara))


@pytest.mark.parametrize("no_contact", [True, False])
def test_an_agreement_is_in_force_where_only_somebody_who_left_had_not_signed(cast, offered, no_contact):
    group = begin(offered)
    for person in others(group, cast.amara):
        sign(group, person)
    leave(group, cast.amara, no_contact=no_contact)
    assert group.agreements.get().state == "in_force"


def test_an_agreement_waits_for_those_who_stay(cast, offered):
    group = begin(offered)
    sign(group, cast.benoit)
    leave(group, cast.amara)
    assert group.agreements.get().state == "proposed"


def test_a_closing_is_settled_at_once_where_only_somebody_who_left_had_not_looked_back(cast, offered):
    group = begin(offered)
    actions.open_closing(relationship=group, by=cast.benoit)
    for person in others(group, cast.amara):
        said = {"achieved": "We read forty echoes", "learned": "", "wish": "renew", "becomes_mentor": False}
        actions.say_closing(member=member_of(group, person), by=person, **said)
    leave(group, cast.amara)
    group.refresh_from_db()
    assert group.state == "active"


def test_a_message_that_only_somebody_who_left_has_not_opened_is_no_sign(cast, offered, time_machine):
    group = begin(offered)
    actions.read_limits(relationship=group, duty="no", by=cast.benoit)
    actions.write_message(relationship=group, text="Hello", by=cast.benoit)
    for person in others(group, cast.amara):
        actions.read_messages(relationship=group, upto=clock.now(), by=person)
    leave(group, cast.amara)
    time_machine.move_to(clock.now() + timedelta(days=20))
    rows = Relationship.objects.unscoped().filter(pk=group.pk)
    [health] = queries.health_of(rows)
    assert "unread" not in [each.name for each in health.signs]
    [(_pk, severity)] = queries.to_look_at(rows, [cast.cohort])
    assert severity == sum(rules.severity([each]) for each in health.signs)


@pytest.mark.parametrize("how", ["withdrawn", "conflict"])
def test_what_is_over_as_somebody_was_taken_out_calls_its_meetings_off(cast, offered, how):
    group = begin(offered)
    meeting = book(cast, group, by=cast.benoit)
    actions.open_closing(relationship=group, by=cast.benoit)
    gone = cast.amara if how == "withdrawn" else cast.benoit
    for each in others(group, gone):
        look_back(group, each, "rest")
    worker.drain(lambda mail: None)
    if how == "withdrawn":
        programmes.withdraw_enrolment(enrolment=cast.amara_enrolled, by=cast.chen)
    else:
        conflicts.register_conflict(
            person=cast.benoit, other=cast.amara, kind="assessor", starts_on=clock.today(), ends_on=None, by=cast.hanne
        )
    mails: list = []
    worker.drain(mails.append)
    group.refresh_from_db()
    meeting.refresh_from_db()
    assert (group.state, meeting.state) == ("ended", "cancelled")
    if how == "conflict":
        assert any(mail["To"] == cast.benoit.email and "no longer in a group" in mail["Subject"] for mail in mails)


def test_what_is_renewed_as_the_last_one_leaves_goes_on_in_next_years_cohort(cast, offered):
    group = begin(offered)
    roll(cast)
    actions.open_closing(relationship=group, by=cast.benoit)
    for each in others(group, cast.amara):
        look_back(group, each, "renew")
    leave(group, cast.amara)
    worker.drain(lambda mail: None)
    group.refresh_from_db()
    assert (group.state, group.cohort) == ("active", next_cohort())
