"""Who leaves a group that goes on: what they shared closes behind them, and what waited for them is settled."""

import pytest
from django.urls import reverse
from tests import plans
from tests.cast import client_of

from chiron.core.actions import NotAllowed
from chiron.relationships import actions, policies
from chiron.relationships.tests.support import member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(cast):
    return plans.circle(cast)[0]


def leave(row, person, **said):
    said = {"no_contact": False, "wants_another": True, "reason": "", **said}
    return actions.leave(member=member_of(row, person), by=person, **said)


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
