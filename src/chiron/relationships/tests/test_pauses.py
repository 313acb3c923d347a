"""A conflict of interest comes between: access ends at the next request, the pair is paused and can go on later."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from tests import plans
from tests.cast import client_of, let_have_several

from chiron.boundaries import actions as boundaries
from chiron.boundaries import tasks as days
from chiron.boundaries.models import PairClaim
from chiron.boundaries.rules import Entry
from chiron.core import clock, schedule, worker
from chiron.core.models import AuditEntry
from chiron.notifications import actions as notifications
from chiron.notifications import rules as notification_rules
from chiron.notifications.models import Notice
from chiron.relationships import actions, rules, tasks
from chiron.relationships.models import Member
from chiron.relationships.tests.support import another, begin, circle_of, keyed, leave, offer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def begun(cast):
    return begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))


def at(name, row):
    return reverse(f"relationships:{name}", args=[row.pk])


def clash(cast, start=None, end=None):
    return boundaries.register_conflict(
        person=cast.benoit,
        other=cast.amara,
        kind="assessor",
        starts_on=start or clock.today(),
        ends_on=end,
        by=cast.hanne,
    )


def claim_of(one, other):
    low, high = sorted((one.pk, other.pk))
    return PairClaim.objects.get(low=low, high=high).holder


def mails():
    found = []
    worker.drain(found.append)
    return found


def test_access_ends_at_the_very_next_request_before_any_worker_came(cast, begun):
    assert client_of(cast.benoit).get(at("relationship", begun)).status_code == 200
    clash(cast)
    for person in (cast.amara, cast.benoit):
        for name in ("relationship", "agreement", "closing", "leave"):
            assert client_of(person).get(at(name, begun)).status_code == 404, name
    assert claim_of(cast.amara, cast.benoit) == "conflict"


def test_both_are_told_in_neutral_words_and_the_mentee_waits_for_somebody_else(cast, begun):
    mails()
    clash(cast)
    told = mails()
    assert {mail["To"] for mail in told} == {cast.amara.email, cast.benoit.email, cast.chen.email}
    for mail in told:
        assert ("nobody did anything wrong" in mail.get_content()) == (mail["To"] != cast.chen.email)
        assert "assess" not in mail.get_content()
        assert str(begun.pk) not in mail.get_content(), "a page that is closed is not linked"
    begun.refresh_from_db()
    cast.amara_enrolled.refresh_from_db()
    assert (begun.state, cast.amara_enrolled.state) == ("suspended", "waiting")
    assert not cast.benoit_enrolled.places.exists()


def test_an_import_of_a_rotation_plan_does_the_same(cast, begun):
    done = boundaries.import_plan(
        institution=cast.hospital,
        entries=[Entry(2, cast.benoit.email, cast.amara.email, "assessor", clock.today(), None)],
        by=cast.hanne,
    )
    mails()
    begun.refresh_from_db()
    assert (done.added, done.left_out, begun.state) == (1, [], "suspended")


def test_one_that_begins_later_pauses_the_pair_on_its_day(cast, begun):
    clash(cast, clock.today() + 3 * DAY)
    mails()
    begun.refresh_from_db()
    assert begun.state == "active"
    with time_machine.travel(clock.now() + 3 * DAY, tick=False):
        days.begin_day.call()
        mails()
    begun.refresh_from_db()
    assert begun.state == "suspended"


def test_the_coordinator_lets_it_go_on_once_nothing_speaks_against_it(cast, begun):
    clash(cast, end=clock.today())
    mails()
    text = client_of(cast.chen).get(at("list", cast.cohort)).content.decode()
    assert "suspended" in text
    with pytest.raises(actions.StillApart):
        actions.resume(relationship=begun, by=cast.chen)
    with time_machine.travel(clock.now() + DAY, tick=False):
        days.begin_day.call()
        for person in (cast.amara, cast.benoit, cast.giulia, cast.farid):
            with pytest.raises(actions.Refused):
                actions.resume(relationship=begun, by=person)
        assert client_of(cast.amara).get(at("agreement", begun)).status_code == 404
        answer = client_of(cast.chen).post(at("resume", begun), keyed(), follow=True)
        assert "goes on" in answer.content.decode()
        assert {mail["To"] for mail in mails()} >= {cast.amara.email, cast.benoit.email}
        assert client_of(cast.amara).get(at("relationship", begun)).status_code == 200
    begun.refresh_from_db()
    assert begun.state == "active"
    assert claim_of(cast.amara, cast.benoit) == "relationship"


def test_it_does_not_go_on_where_the_mentee_has_somebody_or_the_mentor_no_place(cast, begun):
    conflict = clash(cast)
    mails()
    boundaries.withdraw_conflict(conflict=conflict, by=cast.hanne)
    other = offer(cast, cast.amara_enrolled, another(cast, "Nils Norén", "mentor"))
    with pytest.raises(actions.HasSomebody):
        actions.resume(relationship=begun, by=cast.chen)
    actions.withdraw_offer(relationship=other, by=cast.chen)
    for name in ("Nadia", "Omar"):
        offer(cast, another(cast, name), cast.benoit_enrolled)
    with pytest.raises(actions.NoPlaceLeft):
        actions.resume(relationship=begun, by=cast.chen)


def test_a_conflict_taken_back_before_the_worker_came_leaves_no_pair_without_its_claim(cast, begun):
    boundaries.withdraw_conflict(conflict=clash(cast), by=cast.hanne)
    mails()
    begun.refresh_from_db()
    assert begun.state == "suspended"
    actions.resume(relationship=begun, by=cast.chen)
    begun.refresh_from_db()
    assert begun.state == "active"


def over_again(cast, begun):
    """A pair that was paused, and between which nothing stands any more."""
    boundaries.withdraw_conflict(conflict=clash(cast), by=cast.hanne)
    mails()
    begun.refresh_from_db()
    return begun


@pytest.mark.parametrize(("again", "stays"), [("on", "waiting"), ("", "closed")])
def test_whoever_is_in_a_paused_pair_ends_it_in_two_taps(cast, begun, again, stays):
    over_again(cast, begun)
    amara = client_of(cast.amara)
    assert at("leave", begun) in amara.get(at("relationship", begun)).content.decode()
    amara.post(at("leave", begun), keyed(wants_another=again))
    begun.refresh_from_db()
    cast.amara_enrolled.refresh_from_db()
    assert (begun.state, cast.amara_enrolled.state) == ("ended", stays)
    assert [mail["To"] for mail in mails()] == [cast.benoit.email]
    with pytest.raises(actions.NotPaused):
        actions.resume(relationship=begun, by=cast.chen)


def test_leaving_what_is_paused_takes_nothing_from_whoever_has_somebody_else_by_now(cast, begun):
    over_again(cast, begun)
    found = begin(offer(cast, cast.amara_enrolled, another(cast, "Nils Norén", "mentor")))
    amara = client_of(cast.amara)
    amara.post(at("leave", begun), keyed())
    found.refresh_from_db()
    cast.amara_enrolled.refresh_from_db()
    assert (found.state, found.places.count(), cast.amara_enrolled.state) == ("active", 1, "matched")


@pytest.mark.parametrize(("again", "stays"), [("on", "waiting"), ("", "matched")])
def test_of_several_mentors_one_that_is_paused_is_followed_up_only_as_the_mentee_wishes(cast, again, stays):
    let_have_several(cast)
    begun = begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))
    begin(offer(cast, cast.amara_enrolled, another(cast, "Nils Norén", "mentor")))
    over_again(cast, begun)
    client_of(cast.amara).post(at("leave", begun), keyed(wants_another=again))
    cast.amara_enrolled.refresh_from_db()
    assert cast.amara_enrolled.state == stays
    wanted = Member.objects.unscoped().filter(person=cast.amara, successor="wanted")
    assert wanted.count() == (stays == "waiting")


def test_whoever_wants_no_contact_is_not_brought_back_to_what_was_paused(cast, begun):
    over_again(cast, begun)
    leave(begin(circle_of(cast)), cast.amara, no_contact=True)
    begun.refresh_from_db()
    assert begun.state == "ended"


def test_what_was_paused_before_it_began_can_be_left_too(cast):
    pair = offer(cast, cast.amara_enrolled, cast.benoit_enrolled)
    actions.accept(member=pair.members.get(person=cast.benoit), by=cast.benoit)
    over_again(cast, pair)
    assert at("leave", pair) not in client_of(cast.amara).get(at("relationship", pair)).content.decode(), "not said yes"
    client_of(cast.benoit).post(at("leave", pair), keyed())
    pair.refresh_from_db()
    assert pair.state == "withdrawn"
    assert set(pair.members.values_list("answer", flat=True)) == {"accepted", "lapsed"}


def test_an_offer_that_is_paused_can_be_answered_later(cast):
    pair = offer(cast, cast.amara_enrolled, cast.benoit_enrolled)
    conflict = clash(cast)
    mails()
    boundaries.withdraw_conflict(conflict=conflict, by=cast.hanne)
    actions.resume(relationship=pair, by=cast.chen)
    assert begin(pair).state == "active"


# ------------------------------------------------------------------ offers that wait


def test_whoever_does_not_answer_is_reminded_twice_once_each_and_then_the_offer_lapses(cast):
    pair = offer(cast, cast.amara_enrolled, cast.benoit_enrolled)
    actions.accept(member=pair.members.get(person=cast.benoit), by=cast.benoit)
    mails()
    start, told = clock.now(), []
    for day in range(1, 16):
        with time_machine.travel(start + day * DAY, tick=False):
            for _ in range(3):  # each hour, and after a worker that came back
                tasks.follow.call()
            told += [(day, mail["To"]) for mail in mails()]
    reminded = [day for day, to in told if to == cast.amara.email]
    assert [day for day, to in told if to == cast.benoit.email] == [14], "whoever has answered is not reminded"
    assert len(reminded) == 3, "two reminders, and that it will not be"
    assert reminded[-1] == 14
    assert Notice.objects.unscoped().filter(kind="relationships.reminder", person=cast.amara).count() == 2
    pair.refresh_from_db()
    cast.amara_enrolled.refresh_from_db()
    assert (pair.state, cast.amara_enrolled.state) == ("expired", "waiting")
    assert Member.objects.unscoped().get(relationship=pair, person=cast.amara).answer == "lapsed"


def test_an_offer_that_lapses_at_night_is_told_in_the_morning(cast):
    with time_machine.travel(datetime(2027, 1, 12, 22, 30, tzinfo=UTC), tick=False) as at:
        offer(cast, cast.amara_enrolled, cast.benoit_enrolled)
        mails()
        at.shift(rules.following.LAPSES_AFTER)
        tasks.follow.call()
        assert mails() == []
        at.shift(timedelta(hours=9))
        assert {mail["To"] for mail in mails()} >= {cast.amara.email, cast.benoit.email}


def test_reminders_of_an_offer_cannot_be_turned_off(cast):
    with time_machine.travel(datetime(2027, 1, 12, 12, tzinfo=UTC), tick=False) as at:
        wishes = {"pace": "at_once", "digest_at": time(8), "digest_on": 0, "quiet_from": None, "quiet_until": None}
        notifications.change_preferences(
            person=cast.benoit, turned_off=notification_rules.TOPICS, by=cast.benoit, **wishes
        )
        offer(cast, cast.amara_enrolled, cast.benoit_enrolled)
        mails()
        at.shift(4 * DAY)
        tasks.follow.call()
        [mail] = [mail for mail in mails() if mail["To"] == cast.benoit.email]
        assert "a proposal waits for your answer" in mail.get_content()


def test_whoever_does_not_answer_is_told_where_a_group_begins_without_them(cast):
    with time_machine.travel(datetime(2027, 1, 12, 12, tzinfo=UTC), tick=False) as at:
        third = another(cast, "Third One")
        group = actions.GroupOffer("Circle", [cast.amara_enrolled, third, cast.benoit_enrolled], None, {})
        [circle] = actions.offer_groups(cohort=cast.cohort, kind="circle", groups=[group], by=cast.chen).created
        for each in circle.members.exclude(person=third.person):
            actions.accept(member=each, by=each.person)
        mails()
        at.shift(rules.following.LAPSES_AFTER)
        tasks.follow.call()
        circle.refresh_from_db()
        assert circle.state == "active"
        assert "no longer open" in next(mail["Subject"] for mail in mails() if mail["To"] == third.person.email)


def test_a_late_answer_is_told_that_the_offer_is_over(cast):
    pair = offer(cast, cast.amara_enrolled, cast.benoit_enrolled)
    with time_machine.travel(clock.now() + rules.following.LAPSES_AFTER, tick=False):
        tasks.follow.call()
        for act in (actions.accept, actions.decline):
            more = {"reason": ""} if act is actions.decline else {}
            with pytest.raises(actions.NoLongerOpen):
                act(member=pair.members.get(person=cast.amara), by=cast.amara, **more)


def test_nothing_lapses_before_its_time(cast):
    pair = offer(cast, cast.amara_enrolled, cast.benoit_enrolled)
    with pytest.raises(actions.NoLongerOpen):
        actions.expire_offer(relationship=pair, by=cast.system)
    with pytest.raises(actions.Refused):
        actions.expire_offer(relationship=pair, by=cast.chen)
    tasks.follow.call()
    pair.refresh_from_db()
    assert pair.state == "offered"
    assert not AuditEntry.objects.filter(event="relationships.offer.reminded", outcome="done").exists()


def test_following_is_on_the_schedule(cast):
    schedule.enqueue_due()
    assert "relationships.lives_followed" in schedule.RECURRING


def test_what_was_shared_with_nobody_during_a_pause_is_read_by_nobody_after_it(cast, begun):
    goal = plans.goal(cast, begun)
    conflict = clash(cast)
    mails()
    said = keyed(kind="personal", title="Leave this hospital", start="1", target="3")
    client_of(cast.amara).post(reverse("plan:goal_change", args=[goal.pk]), said)
    assert (
        "Only you can read this goal."
        in client_of(cast.amara).get(reverse("plan:goal", args=[goal.pk])).content.decode()
    )
    boundaries.withdraw_conflict(conflict=conflict, by=cast.hanne)
    begun.refresh_from_db()
    actions.resume(relationship=begun, by=cast.chen)
    assert client_of(cast.benoit).get(reverse("plan:goal", args=[goal.pk])).status_code == 404
