"""Goals: set and rated by whose they are, shared while a relationship lives, with a history, and nobody else's."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests import plans
from tests.cast import client_of

from chiron.boundaries.models import Conflict
from chiron.core import clock, encryption, worker
from chiron.core.actions import NotAllowed
from chiron.relationships import actions, policies, queries, rules, tasks
from chiron.relationships.models import Goal, GoalChange, Relationship
from chiron.relationships.tests.support import leave

pytestmark = pytest.mark.django_db

SAID = {"kind": "skill", "title": "Read an echocardiogram alone", "start": "2", "target": "5"}


def keyed(**data):
    return {"form_key": str(uuid4()), **data}


@pytest.fixture
def pair(cast):
    return plans.living(cast)


@pytest.fixture
def goal(cast, pair):
    return plans.goal(cast, pair)


def at(name, *args):
    return reverse(f"plan:{name}", args=[each.pk for each in args])


def content(response):
    return response.content.decode()


def page_of(pair):
    return reverse("relationships:relationship", args=[pair.pk])


def test_a_change_says_what_differs_and_nothing_else():
    before = {"title": "Echo", "now": 2, "target": 5}
    assert rules.differences(before, {**before, "now": 3}) == [rules.Difference("now", 2, 3)]
    assert rules.differences(before, before) == []


@pytest.mark.parametrize(("now", "where"), [(5, "reached"), (6, "reached"), (3, "moved"), (2, "same"), (1, "back")])
def test_where_a_rating_stands_is_a_word(now, where):
    assert rules.progress(2, now, 5) == where


def test_a_tag_that_the_library_no_longer_offers_stays_with_its_goal(cast):
    goal = plans.goal(cast, tags=["ours.courage", "canmeds.scholar"])
    client_of(cast.amara).post(at("goal_change", goal), keyed(**SAID, tags=["canmeds.leader"]))
    goal.refresh_from_db()
    assert goal.tags == ["canmeds.leader", "ours.courage"]


def test_what_was_typed_for_a_goal_that_was_closed_meanwhile_is_not_lost(cast):
    goal = plans.goal(cast)
    actions.close_goal(goal=goal, state="met", by=cast.amara)
    page = content(client_of(cast.amara).post(at("goal_rate", goal), keyed(now="4", evidence="Led it twice")))
    assert "This goal is closed. Open it again to change it." in page
    assert "Led it twice</textarea>" in page


def test_a_goal_is_set_on_the_page_and_shared_with_the_mentor(cast, pair):
    client = client_of(cast.amara)
    form = content(client.get(at("goal_new")))
    assert "Benoît Lefèvre" in form
    assert "Professionalism" in form, "tags of the frameworks"
    response = client.post(
        at("goal_new"),
        keyed(**SAID, shared=[str(pair.pk)], tags=["canmeds.scholar"], review_on="2027-01-31"),
    )
    made = Goal.objects.unscoped().get()
    assert response["Location"] == at("goal", made)
    assert (made.start, made.now, made.target, made.tags) == (2, 2, 5, ["canmeds.scholar"])
    text = content(client_of(cast.benoit).get(page_of(pair)))
    assert "Read an echocardiogram alone" in text
    assert "Started at 2, now 2, aiming for 5." in text


def test_a_goal_that_is_not_shared_is_nobody_elses(cast, pair):
    goal = plans.goal(cast)
    assert client_of(cast.amara).get(at("goal", goal)).status_code == 200
    assert client_of(cast.benoit).get(at("goal", goal)).status_code == 404
    assert "echocardiogram" not in content(client_of(cast.benoit).get(page_of(pair)))


def test_a_target_below_the_start_is_said_beside_the_field(cast):
    response = client_of(cast.amara).post(at("goal_new"), keyed(**{**SAID, "target": "1"}))
    assert response.status_code == 422
    assert "at least where you start" in content(response)
    with pytest.raises(actions.NothingToAimFor):
        plans.goal(cast, start=4, target=3)


def test_a_goal_names_no_patient_unless_its_writer_says_so(cast):
    response = client_of(cast.amara).post(at("goal_new"), keyed(**{**SAID, "title": "Ring Mrs Marchetti"}))
    assert response.status_code == 422
    assert "Could a patient be recognised" in content(response)
    assert not Goal.objects.unscoped().exists()


def test_one_rates_oneself_and_what_was_before_is_kept(cast, goal):
    client = client_of(cast.amara)
    client.post(at("goal_rate", goal), keyed(now="4", evidence="Six alone, two checked."))
    text = content(client.get(at("goal", goal)))
    assert "Started at 2, now 4, aiming for 5." in text
    assert "Now: 4, before 3" in text
    assert "Now: 3, before 2" in text
    assert [change.sequence for change in GoalChange.objects.unscoped().order_by("sequence")] == [1, 2]


def test_nobody_rates_anybody_else(cast, goal):
    with pytest.raises(NotAllowed):
        actions.rate_goal(goal=goal, now=1, evidence="", by=cast.benoit)
    assert client_of(cast.benoit).get(at("goal", goal)).status_code == 200
    for name in ("goal_rate", "goal_change", "goal_close"):
        assert client_of(cast.benoit).post(at(name, goal), keyed(now="1", state="met")).status_code == 404
    goal.refresh_from_db()
    assert (goal.now, goal.state) == (3, "open")


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_is_one_to_five(cast, goal, rating):
    with pytest.raises(actions.RatingUnknown):
        actions.rate_goal(goal=goal, now=rating, evidence="", by=cast.amara)


@pytest.mark.parametrize("who", ["chen", "dina", "efua", "farid", "giulia", "hanne"])
def test_goals_are_for_their_owner_and_the_members_only(cast, goal, who):
    assert client_of(getattr(cast, who)).get(at("goal", goal)).status_code == 404
    assert not policies.visible_goals(getattr(cast, who)).exists()


def test_the_mentor_shows_what_they_are_learning_too(cast, pair, goal):
    plans.goal(cast, pair, by=cast.benoit, kind="leadership", title="Give feedback that changes something")
    text = content(client_of(cast.amara).get(page_of(pair)))
    assert "What Benoît is learning" in text
    assert "Give feedback that changes something" in text
    assert "What you are learning" in content(client_of(cast.benoit).get(page_of(pair)))


def test_the_timeline_tells_what_was_shared_and_how_it_moved_since(cast, pair, goal):
    actions.rate_goal(goal=goal, now=4, evidence="", by=cast.amara)
    actions.close_goal(goal=goal, state="met", by=cast.amara)
    text = content(client_of(cast.benoit).get(page_of(pair)))
    assert "Amara set a goal" in text
    assert "now 4, before 3" in text
    assert "A goal is met" in text
    assert "You set a goal" in content(client_of(cast.amara).get(page_of(pair)))


def test_what_a_goal_was_before_it_was_shared_stays_with_its_owner(cast, pair):
    goal = plans.goal(cast)  # rated once, alone
    actions.change_goal(
        goal=goal, kind="skill", title="Another title", start=2, target=5, tags=[], review_on=None, shared=[pair],
        by=cast.amara,
    )  # fmt: skip
    assert not policies.visible_goal_changes(cast.benoit).filter(sequence=1).exists()
    assert "now 3, before 2" not in content(client_of(cast.benoit).get(page_of(pair)))


def test_a_goal_is_taken_back_from_a_mentor_at_once(cast, pair, goal):
    client_of(cast.amara).post(at("goal_change", goal), keyed(**SAID))
    assert client_of(cast.benoit).get(at("goal", goal)).status_code == 404


def test_a_goal_that_was_let_go_is_nobody_elses_and_can_be_opened_again(cast, pair, goal):
    client = client_of(cast.amara)
    client.post(at("goal_close", goal), keyed(state="let_go"))
    assert client_of(cast.benoit).get(at("goal", goal)).status_code == 404
    assert "Let go." in content(client.get(at("plan")))
    with pytest.raises(actions.GoalClosed):
        actions.rate_goal(goal=goal, now=4, evidence="", by=cast.amara)
    client.post(at("goal_close", goal), keyed(state="open"))
    assert client_of(cast.benoit).get(at("goal", goal)).status_code == 200
    with pytest.raises(actions.StateIsSo):
        actions.close_goal(goal=goal, state="open", by=cast.amara)


def test_when_a_relationship_is_over_the_goal_goes_on_with_its_owner_alone(cast, pair, goal):
    Relationship.objects.unscoped().filter(pk=pair.pk).update(state="ended", ended_at=clock.now())
    assert client_of(cast.benoit).get(at("goal", goal)).status_code == 404
    assert client_of(cast.amara).get(at("goal", goal)).status_code == 200
    assert "echocardiogram" not in content(client_of(cast.benoit).get(page_of(pair)))


def test_a_conflict_closes_the_goal_the_same_moment(cast, pair, goal):
    Conflict.objects.create(
        institution=cast.hospital, person=cast.benoit, other=cast.amara, kind="assessor", starts_on=clock.today()
    )
    assert client_of(cast.benoit).get(at("goal", goal)).status_code == 404
    assert client_of(cast.amara).get(at("goal", goal)).status_code == 200


def test_nobody_shares_with_a_relationship_that_they_are_not_in(cast, pair):
    elsewhere = plans.living(cast, (cast.giulia_enrolled, "mentor"), (cast.benoit_enrolled, "mentee"))
    with pytest.raises(NotAllowed):
        plans.goal(cast, elsewhere)
    client_of(cast.amara).post(at("goal_new"), keyed(**SAID, shared=[str(elsewhere.pk)]))
    assert not Goal.objects.unscoped().exists()


def test_an_erased_owner_leaves_no_words(cast, pair, goal):
    encryption.erase_key(cast.amara.pk)
    text = content(client_of(cast.benoit).get(page_of(pair)))
    assert "removed by its writer" in text
    assert "echocardiogram" not in text


def test_the_page_asks_as_much_for_thirty_goals_as_for_three(cast, pair, django_assert_max_num_queries):
    def count(more):
        for number in range(more):
            plans.goal(cast, pair, title=f"Goal {number}")
        client = client_of(cast.benoit)
        client.get(page_of(pair))
        with django_assert_max_num_queries(32) as asked:
            assert client.get(page_of(pair)).status_code == 200
        return len(asked)

    assert count(3) == count(27)


def test_a_circle_shows_everybodys_goals_by_name(cast):
    circle, _noor = plans.circle(cast)
    plans.goal(cast, circle)
    panel = queries.goals_panel(queries.relationship_for(cast.amara, circle.pk))
    assert [each.who for each in panel.learners] == ["You", "Noor"]
    assert "Noor has not shared a goal yet." in content(client_of(cast.amara).get(page_of(circle)))


def test_whoever_left_a_circle_is_not_named_among_those_who_read(cast):
    circle, noor = plans.circle(cast)
    goal = plans.goal(cast, circle)
    assert noor.name in queries.readers(cast.amara, goal)[0]
    leave(circle, noor)
    assert queries.readers(cast.amara, goal) == [cast.benoit.name]
    assert noor.name not in content(client_of(cast.amara).get(at("goal", goal)))


def test_a_review_date_is_told(cast, pair):
    day = clock.today() + timedelta(days=90)
    goal = plans.goal(cast, pair, review_on=day)
    assert "To be looked at again on" in content(client_of(cast.benoit).get(at("goal", goal)))


def test_one_is_reminded_once_of_the_day_on_which_one_wanted_to_look_again(cast, pair, time_machine):
    time_machine.move_to(clock.now().replace(hour=12))
    goal = plans.goal(cast, pair, review_on=clock.today() + timedelta(days=1))
    tasks.remind_of_goals.func()
    time_machine.shift(timedelta(days=1))
    for _again in range(3):
        tasks.remind_of_goals.func()
    sent: list = []
    worker.drain(sent.append)
    [mail] = [mail for mail in sent if "look at a goal" in mail["Subject"]]
    assert (mail["To"], at("goal", goal) in mail.get_content(), goal.title in mail.get_content()) == (
        cast.amara.email, True, False,
    )  # fmt: skip


def test_nobody_is_reminded_of_a_goal_that_is_met(cast, pair, time_machine):
    time_machine.move_to(clock.now().replace(hour=12))
    goal = plans.goal(cast, pair, review_on=clock.today())
    actions.close_goal(goal=goal, state="met", by=cast.amara)
    tasks.remind_of_goals.func()
    assert not Goal.objects.unscoped().filter(reminded_on__isnull=False).exists()
