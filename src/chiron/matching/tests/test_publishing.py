"""Publishing in the background and in bulk: asked once, all or nothing, no more statements for many pairs than few."""

from uuid import uuid4

import pytest
from tests.cast import enrol

from chiron.core import worker
from chiron.core.models import OutboxMessage
from chiron.matching import actions, queries
from chiron.matching.models import MatchRun
from chiron.matching.tests.test_actions import another, conflict, run_now
from chiron.programmes.models import EnrolmentTransition
from chiron.relationships.models import Relationship, RelationshipTransition

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(cast):
    return run_now(cast)


def now(run):
    return MatchRun.objects.unscoped().select_related("cohort__programme").get(pk=run.pk)


def test_a_publishing_that_was_asked_is_not_asked_twice(cast, run):
    actions.ask_publication(run=run, by=cast.chen)
    with pytest.raises(actions.BeingPublished, match="just now"):
        actions.ask_publication(run=run, by=cast.chen)
    worker.drain()
    assert now(run).publication == {}
    assert now(run).figures["offered"] == Relationship.objects.unscoped().count() == 1
    with pytest.raises(actions.AlreadyPublished):
        actions.ask_publication(run=run, by=cast.chen)


def test_only_coordinators_ask_for_it_and_only_of_a_finished_run(cast, run):
    with pytest.raises(actions.Refused, match="may not"):
        actions.ask_publication(run=run, by=cast.dina)
    waiting = actions.start_run(cohort=cast.cohort, by=cast.chen)
    with pytest.raises(actions.NotReady):
        actions.ask_publication(run=waiting, by=cast.chen)


def test_a_task_that_runs_twice_offers_once(cast, run):
    actions.ask_publication(run=run, by=cast.chen)
    worker.drain()
    OutboxMessage.objects.all().delete()
    from chiron.core.actions import Event
    from chiron.matching import tasks

    tasks.publish(Event("matching.run.publication_asked", {"run": str(run.pk)}, str(cast.chen.pk)))
    assert not OutboxMessage.objects.exists()


def test_what_refuses_a_publishing_is_told_to_whoever_asked(cast, run):
    actions.ask_publication(run=run, by=cast.chen)
    conflict(cast, cast.benoit, cast.amara)
    worker.drain()
    assert not Relationship.objects.unscoped().exists()
    assert "None of the pairs" in str(queries.why_not_published(now(run)))
    actions.ask_publication(run=run, by=cast.chen)  # and may be asked again


def test_thirty_pairs_take_as_many_statements_as_three(cast, django_assert_max_num_queries):
    def published(pairs):
        for number in range(pairs):
            enrol(cast.cohort, another(cast, f"Mentee {number}-{uuid4()}"), "mentee")
            enrol(cast.cohort, another(cast, f"Mentor {number}-{uuid4()}"), "mentor")
        run = run_now(cast)
        with django_assert_max_num_queries(80) as asked:
            assert actions.publish_run(run=run, by=cast.chen).created >= pairs
        return len(asked)

    assert published(3) == published(30)
    offers = Relationship.objects.unscoped()
    assert RelationshipTransition.objects.filter(relationship__in=offers).count() == offers.count()
    matched = EnrolmentTransition.objects.filter(to_state="matched").values_list("enrolment", flat=True)
    assert len(matched) == len(set(matched)) == cast.cohort.enrolments.filter(state="matched").count()
    assert OutboxMessage.objects.filter(kind="relationships.offer").count() == 2 * offers.count()
