"""The tutoring record: formative, read by whose practice it is and by who wrote, and by nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests import plans
from tests.cast import client_of

from chiron.boundaries.models import Conflict
from chiron.core import clock
from chiron.core.actions import NotAllowed
from chiron.people import queries as people
from chiron.relationships import actions, policies
from chiron.relationships.models import Relationship, TutoringEntry
from chiron.relationships.tests.support import leave

pytestmark = pytest.mark.django_db

SAID = {
    "skill": "Echo, four chambers", "keep": "Found the wall motion", "change": "Say the valves aloud",
    "next_step": "Two reads before Friday",
}  # fmt: skip


def keyed(**data):
    return {"form_key": str(uuid4()), **data}


@pytest.fixture
def pair(cast):
    return plans.living(cast)


def record(cast, pair, *, learner=None, by=None, **said):
    words = {**SAID, "goal": None, "on": clock.today(), "is_observed": True, **said}
    return actions.record_tutoring(relationship=pair, learner=learner or cast.amara, by=by or cast.benoit, **words)


def at(name, row):
    return reverse(f"relationships:{name}", args=[row.pk])


def content(response):
    return response.content.decode()


def test_a_mentor_records_practice_in_a_minute_and_both_read_it(cast, pair):
    goal = plans.goal(cast, pair)
    client = client_of(cast.benoit)
    form = content(client.get(at("tutoring_new", pair)))
    assert f'value="{cast.amara.pk}"' in form
    assert "Read an echocardiogram alone (Amara)" in form
    response = client.post(
        at("tutoring_new", pair),
        keyed(**SAID, learner=str(cast.amara.pk), goal=str(goal.pk), seen="seen", on=str(clock.today())),
    )
    assert response["Location"] == at("tutoring", pair)
    made = TutoringEntry.objects.unscoped().get()
    assert (made.goal, made.is_observed, made.person) == (goal, True, cast.benoit)
    for who in (cast.amara, cast.benoit):
        text = content(client_of(who).get(at("tutoring", pair)))
        assert "Say the valves aloud" in text
        assert "Practice: Echo, four chambers" in content(client_of(who).get(at("relationship", pair)))


def test_something_to_learn_from_has_to_be_said(cast, pair):
    sent = keyed(learner=str(cast.amara.pk), skill="Echo", seen="told", on=str(clock.today()))
    response = client_of(cast.benoit).post(at("tutoring_new", pair), sent)
    assert response.status_code == 422
    assert "what to keep, what to change" in content(response)
    with pytest.raises(actions.NothingSaid):
        record(cast, pair, keep="", change=" ", next_step="")


def test_what_is_still_to_come_is_not_recorded(cast, pair):
    with pytest.raises(actions.StillToCome):
        record(cast, pair, on=clock.today() + timedelta(days=1))


def test_a_learner_who_is_not_in_it_is_refused(cast, pair):
    with pytest.raises(actions.NotInIt):
        record(cast, pair, learner=cast.chen)


def test_a_goal_that_is_not_shared_here_is_refused(cast, pair):
    with pytest.raises(actions.AnothersGoal):
        record(cast, pair, goal=plans.goal(cast))


def test_the_writer_corrects_and_both_see_that_it_was_corrected(cast, pair):
    entry = record(cast, pair)
    client = client_of(cast.benoit)
    client.post(at("tutoring_correct", entry), keyed(**{**SAID, "keep": "The rhythm"}, seen="told", on=str(entry.on)))
    text = content(client_of(cast.amara).get(at("tutoring", pair)))
    assert "The rhythm" in text
    assert "Corrected by its writer." in text
    assert "told, not seen" in text
    with pytest.raises(NotAllowed):
        actions.correct_tutoring(entry=entry, on=entry.on, is_observed=True, **SAID, by=cast.amara)
    assert client_of(cast.amara).get(at("tutoring_correct", entry)).status_code == 404


@pytest.mark.parametrize("who", ["chen", "dina", "efua", "farid", "giulia", "hanne"])
def test_nobody_else_reads_or_writes_any_of_it(cast, pair, who):
    entry, person = record(cast, pair), getattr(cast, who)
    client = client_of(person)
    assert client.get(at("tutoring", pair)).status_code == 404
    assert client.get(at("tutoring_new", pair)).status_code == 404
    assert client.get(at("tutoring_correct", entry)).status_code == 404
    assert not policies.visible_tutoring(person).exists()
    exported = str(people.exported(person))
    assert "valves" not in exported
    assert str(entry.pk) not in exported


def test_peers_of_a_circle_do_not_read_each_others_record(cast):
    circle, noor = plans.circle(cast)
    record(cast, circle)
    assert policies.visible_tutoring(cast.amara).exists()
    assert not policies.visible_tutoring(noor).exists()


def test_nothing_about_somebody_who_left_is_written_any_more(cast):
    circle, _noor = plans.circle(cast)
    entry, tutor = record(cast, circle), client_of(cast.benoit)
    assert at("tutoring_correct", entry) in content(tutor.get(at("tutoring", circle)))
    leave(circle, cast.amara, no_contact=True)
    page = content(tutor.get(at("tutoring", circle)))
    assert "valves" in page
    assert at("tutoring_correct", entry) not in page
    sent = keyed(**{**SAID, "keep": "I found you"}, seen="seen", on=str(clock.today()))
    assert tutor.post(at("tutoring_correct", entry), sent).status_code == 404
    assert policies.visible_tutoring(cast.amara).get().keep == SAID["keep"]


def test_a_tutor_who_becomes_an_assessor_loses_it_that_day_and_the_learner_keeps_it(cast, pair):
    record(cast, pair)
    Conflict.objects.create(
        institution=cast.hospital, person=cast.benoit, other=cast.amara, kind="assessor", starts_on=clock.today()
    )
    assert not policies.visible_tutoring(cast.benoit).exists()
    assert client_of(cast.benoit).get(at("tutoring", pair)).status_code == 404
    assert "relationships.TutoringEntry" not in people.exported(cast.benoit)
    assert policies.visible_tutoring(cast.amara).exists()


def test_whoever_wrote_it_takes_it_along_also_where_the_learner_wants_no_contact(cast, pair):
    entry = record(cast, pair)
    leave(pair, cast.amara, no_contact=True)
    assert str(entry.pk) in str(people.exported(cast.benoit))
    assert str(entry.pk) in str(people.exported(cast.amara))


def test_once_it_is_over_it_is_read_and_no_longer_written(cast, pair):
    entry = record(cast, pair)
    Relationship.objects.unscoped().filter(pk=pair.pk).update(state="ended", ended_at=clock.now())
    assert "valves" in content(client_of(cast.amara).get(at("tutoring", pair)))
    assert client_of(cast.benoit).get(at("tutoring_new", pair)).status_code == 404
    assert client_of(cast.benoit).get(at("tutoring_correct", entry)).status_code == 404


def test_an_entry_names_no_patient_unless_its_writer_says_so(cast, pair):
    sent = keyed(
        **{**SAID, "keep": "Mrs Marchetti’s echo"}, learner=str(cast.amara.pk), seen="seen", on=str(clock.today())
    )
    assert "Could a patient be recognised" in content(client_of(cast.benoit).post(at("tutoring_new", pair), sent))
    assert not TutoringEntry.objects.unscoped().exists()
