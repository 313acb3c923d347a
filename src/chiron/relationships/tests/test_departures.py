"""Who leaves a group that goes on: what they shared closes behind them, and what waited for them is settled."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from tests import plans
from tests.cast import client_of

from chiron.boundaries import actions as conflicts
from chiron.boundaries.tasks import begin_day
from chiron.core import clock, encryption, worker
from chiron.core.actions import NotAllowed
from chiron.people import actions as people
from chiron.people import queries as trails
from chiron.people.models import Consent, Person
from chiron.programmes import actions as programmes
from chiron.programmes import queries as programme_queries
from chiron.relationships import actions, policies, queries
from chiron.relationships.models import Meeting
from chiron.relationships.tests.support import another, begin, circle_of, leave, member_of, offer
from chiron.scheduling.models import Reservation

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(cast):
    return plans.circle(cast)[0]


# what they shared


@pytest.mark.parametrize("no_contact", [True, False])
def test_those_who_stay_read_no_goal_of_who_left_nor_what_becomes_of_it(cast, circle, no_contact):
    goal, reader = plans.goal(cast, circle), client_of(cast.benoit)
    assert policies.visible_goal_changes(cast.benoit).exists()
    leave(circle, cast.amara, no_contact=no_contact)
    actions.rate_goal(goal=goal, now=4, evidence="Read six without him.", by=cast.amara)
    assert not policies.visible_goals(cast.benoit).exists()
    assert not policies.visible_goal_changes(cast.benoit).exists()
    assert reader.get(reverse("plan:goal", args=[goal.pk])).status_code == 404
    page = reader.get(reverse("relationships:relationship", args=[circle.pk])).content.decode()
    assert goal.title not in page
    assert policies.visible_goals(cast.amara).get() == goal


def test_those_who_stay_read_no_decision_of_who_left(cast, circle):
    decision = plans.decided(cast, circle)
    assert policies.visible_decisions(cast.benoit).get() == decision
    leave(circle, cast.amara, no_contact=True)
    actions.make_decision(decision=decision, choice="Cardiology", why="Nights", revisit_on=None, by=cast.amara)
    assert not policies.visible_decisions(cast.benoit).exists()
    assert policies.visible_decisions(cast.amara).get() == decision


def test_those_who_stay_read_no_plan_of_who_left(cast, circle):
    review = plans.shown(cast, circle)
    leave(circle, cast.amara, no_contact=True)
    assert not policies.visible_plan_reviews(cast.benoit).exists()
    assert policies.visible_plan_reviews(cast.amara).get() == review
    with pytest.raises(NotAllowed):
        actions.view_plan(review=review, by=cast.benoit)


# who comes to stand over them


@pytest.fixture
def offered(cast):
    return circle_of(cast)


@pytest.fixture
def heron(offered):
    return begin(offered)


def assesses(cast, person, other, on):
    days = {"starts_on": on.date(), "ends_on": None}
    return conflicts.register_conflict(person=person, other=other, kind="assessor", by=cast.hanne, **days)


@pytest.mark.parametrize("in_days", [0, 1])
def test_whoever_comes_to_assess_somebody_who_left_reads_no_more_of_them_and_leaves_too(cast, heron, in_days):
    stays = heron.members.get(person__name="Nadia Novak").person
    actions.read_limits(relationship=heron, duty="no", by=cast.amara)
    actions.write_message(relationship=heron, text="I failed twice.", by=cast.amara)
    leave(heron, cast.amara)
    url, first = reverse("relationships:messages", args=[heron.pk]), clock.now() + timedelta(days=in_days)
    assesses(cast, cast.benoit, cast.amara, first)
    assert client_of(cast.benoit).get(url).status_code == (200 if in_days else 404), "before any worker came"
    with time_machine.travel(first, tick=False):
        assert client_of(cast.benoit).get(url).status_code == 404
        begin_day.call()
        worker.drain(lambda mail: None)
    heron.refresh_from_db()
    assert (heron.state, member_of(heron, cast.benoit).left_at is None) == ("active", False)
    assert policies.visible_messages(stays).exists(), "the others go on"


def test_nobody_leaves_a_group_for_somebody_who_never_joined_it(cast, offered):
    actions.decline(member=member_of(offered, cast.amara), reason="", by=cast.amara)
    assesses(cast, cast.benoit, cast.amara, clock.now())
    worker.drain(lambda mail: None)
    assert policies.visible_relationships(cast.benoit).get() == offered
    assert member_of(offered, cast.benoit).left_at is None


def test_whoever_leaves_and_comes_to_assess_takes_nobody_out(cast, heron):
    stays = heron.members.get(person__name="Nadia Novak").person
    leave(heron, cast.benoit)
    assesses(cast, cast.benoit, stays, clock.now())
    worker.drain(lambda mail: None)
    assert policies.visible_relationships(stays).get() == heron
    assert member_of(heron, stays).left_at is None


def test_a_meeting_of_a_group_outlives_whoever_booked_it(cast, heron):
    video = actions.Where("video", "", "https://video.example.org/heron")
    at = {"minutes": 45, "zone": "Europe/Dublin", "where": video}
    meeting = actions.book_meeting(relationship=heron, starts_at=clock.now() + 2 * clock.DAY, by=cast.amara, **at)
    people.erase_person(person=cast.amara, by=cast.amara)
    encryption.erase_key(cast.amara.pk)
    worker.drain(lambda mail: None)
    assert b"removed by" not in queries.feed_of(cast.benoit)
    page = client_of(cast.benoit).get(reverse("relationships:meeting_move", args=[meeting.pk]))
    assert page.context["form"]["link"].value() == ""
    moved = actions.move_meeting(meeting=meeting, starts_at=clock.now() + 3 * clock.DAY, by=cast.benoit, **at)
    assert Meeting.objects.unscoped().get(pk=moved.pk).link == video.link
    with time_machine.travel(clock.now() + 4 * clock.DAY, tick=False):
        actions.settle_meeting(meeting=moved, took_place=True, topics=["career"], by=cast.benoit)
    assert Meeting.objects.unscoped().get(pk=moved.pk).touched == ["career"]


def test_whoever_is_erased_at_one_institution_is_free_at_the_other(cast, heron):
    elsewhere = Person.objects.create(institution=cast.elsewhere, name="Amara Okafor", account=cast.amara.account)
    booked = {"minutes": 45, "zone": "Europe/Dublin", "where": actions.Where()}
    actions.book_meeting(relationship=heron, starts_at=clock.now() + clock.DAY, by=cast.benoit, **booked)
    there = Reservation.objects.unscoped().filter(person=elsewhere)
    assert there.exists()
    people.erase_person(person=cast.amara, by=cast.amara)
    worker.drain(lambda mail: None)
    assert not there.exists()
    assert Reservation.objects.unscoped().filter(person=cast.benoit).exists(), "the others meet"


def test_what_a_meeting_touched_is_kept_although_whoever_booked_it_was_erased(cast, heron):
    booked = {"minutes": 45, "zone": "Europe/Dublin", "where": actions.Where("in_person", "ward library")}
    meeting = actions.book_meeting(relationship=heron, starts_at=clock.now() + clock.DAY, by=cast.amara, **booked)
    people.erase_person(person=cast.amara, by=cast.amara)
    encryption.erase_key(cast.amara.pk)
    worker.drain(lambda mail: None)
    with time_machine.travel(clock.now() + 2 * clock.DAY, tick=False):
        actions.settle_meeting(meeting=meeting, took_place=True, topics=["career"], by=cast.benoit)
    kept = Meeting.objects.unscoped().get(pk=meeting.pk)
    assert (kept.touched, kept.place) == (["career"], "")


def test_whoever_assesses_somebody_who_left_under_another_entry_of_theirs_leaves_once_the_two_are_one(cast):
    group = begin(circle_of(cast))
    gone = group.members.get(person__name="Nadia Novak").person
    leave(group, gone)
    other = Person.objects.create(institution=cast.hospital, name="B. Lefèvre", email="b@example.org")
    assesses(cast, other, gone, clock.now())
    worker.drain(lambda mail: None)
    assert member_of(group, cast.benoit).left_at is None
    people.merge(stays=cast.benoit, goes=other, name=cast.benoit.name, email=cast.benoit.email, by=cast.hanne)
    worker.drain(lambda mail: None)
    assert member_of(group, cast.benoit).left_at is not None


def test_where_two_are_left_it_ends_and_is_no_pause_from_which_one_alone_could_go_on(cast, heron):
    gone = [
        each.person for each in heron.members.exclude(person__in=[cast.amara, cast.benoit]).select_related("person")
    ]
    for person in gone:
        leave(heron, person)
    worker.drain(lambda mail: None)
    assesses(cast, cast.benoit, gone[0], clock.now())
    worker.drain(lambda mail: None)
    heron.refresh_from_db()
    assert heron.state == "ended"


def test_the_trail_names_nobody_who_left_another_relationship_as_they_wished_no_contact(cast):
    cast.benoit_enrolled.capacity = 2
    cast.benoit_enrolled.save()
    group, pair = begin(circle_of(cast)), begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))
    leave(pair, cast.amara, no_contact=True)
    assert member_of(group, cast.amara).left_at is not None
    [entry] = trails.audit_trail(cast.hanne, "relationships.relationship.parted", "", 1)
    assert (entry.is_named, entry.who, entry.whom) == (False, "", [])


def test_without_a_consent_that_the_form_needs_a_pair_ends_and_its_place_is_free(cast):
    asked = programme_queries.blueprint_of(cast.cohort).side("mentee")
    question = next(each.id for each in asked if each.kind == "consent" and each.required)
    programmes.submit_application(
        enrolment=cast.amara_enrolled, answers={question: True}, identity={}, agrees=False, capacity=None, by=cast.amara
    )
    pair = begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))
    people.withdraw_consent(consent=Consent.objects.unscoped().get(person=cast.amara), by=cast.amara)
    worker.drain(lambda mail: None)
    for each in (pair, cast.amara_enrolled, cast.benoit_enrolled):
        each.refresh_from_db()
    assert (cast.amara_enrolled.state, pair.state, pair.places.count()) == ("withdrawn", "ended", 0)
    assert cast.benoit_enrolled.state == "applied"


@pytest.mark.parametrize("has_begun", [True, False])
def test_whoever_is_taken_out_of_a_group_is_told_of_a_group_and_not_of_a_pair_that_is_paused(cast, has_begun):
    group = circle_of(cast)
    if has_begun:
        begin(group)
    assesses(cast, cast.benoit, cast.amara, clock.now())
    mails: list = []
    worker.drain(mails.append)
    [told] = [mail for mail in mails if mail["To"] == cast.benoit.email and "no longer in a group" in mail["Subject"]]
    assert "pair" not in told.get_content()
    assert not [mail for mail in mails if "paused" in mail["Subject"]]


@pytest.mark.parametrize(("again", "state"), [(True, "waiting"), (False, "matched")])
def test_a_mentee_who_loses_their_mentor_waits_for_another_also_while_in_a_circle(cast, again, state):
    pair = begin(offer(cast, cast.amara_enrolled, another(cast, "Nils Norén", "mentor")))
    there = begin(circle_of(cast))
    worker.drain()
    leave(pair, cast.amara, wants_another=again)
    cast.amara_enrolled.refresh_from_db()
    assert cast.amara_enrolled.state == state
    mails = []
    worker.drain(mails.append)
    assert any(mail["To"] == cast.chen.email for mail in mails) == again, "who matches is told"
    leave(there, cast.amara)
    cast.amara_enrolled.refresh_from_db()
    assert cast.amara_enrolled.state == ("waiting" if again else "applied")
