"""A mosaic: several mentors for each mentee, one for each need, chosen, shown, offered and repeated."""

from pathlib import Path

import pytest
from tests.cast import client_of, enrol

from chiron.boundaries import actions as boundaries
from chiron.core import clock, worker
from chiron.matching import actions, queries, rules
from chiron.matching.tests.test_actions import another, run_now
from chiron.matching.tests.test_views import at, content, keyed
from chiron.programmes.models import BlueprintVersion
from chiron.relationships import actions as relationships
from chiron.relationships.models import Member, Relationship

pytestmark = pytest.mark.django_db

BLUEPRINT = Path(__file__).resolve().parents[4] / "blueprints" / "faculty-mosaic.yaml"


@pytest.fixture
def mosaic(cast):
    """The programme as a mosaic: Amara needs three things, Ngozi two, four mentors offer one or two each."""
    version = BlueprintVersion.objects.create(
        institution=cast.hospital, key="faculty-mosaic", version=1, source=BLUEPRINT.read_text(), created_by=cast.chen
    )
    cast.programme.blueprint = version
    cast.programme.save()
    for each in (cast.amara_enrolled, cast.benoit_enrolled, cast.giulia_enrolled):
        each.application.blueprint = version
        each.application.save()
    say(cast.amara_enrolled, needs=["research", "career", "writing"], rank="entry")
    say(cast.benoit_enrolled, offers=["research", "career"], rank="senior")
    say(cast.giulia_enrolled, offers=["writing"], rank="senior")
    cast.ngozi_enrolled = enrol(
        cast.cohort, another(cast, "Ngozi Eze"), "mentee", {"needs": ["career", "teaching"], "rank": "entry"}
    )
    cast.kwame_enrolled = enrol(
        cast.cohort, another(cast, "Kwame Boateng"), "mentor", {"offers": ["career"], "rank": "senior"}
    )
    cast.lena_enrolled = enrol(
        cast.cohort, another(cast, "Lena Weber"), "mentor", {"offers": ["writing"], "rank": "middle"}
    )
    return cast


def say(enrolment, **answers):
    enrolment.application.answers = answers
    enrolment.application.save()


def mentors_of(run, enrolment):
    return {each.need: each.mentor for each in run.proposals.filter(mentee=enrolment).select_related("mentor__person")}


def test_each_need_that_somebody_offers_gets_a_mentor_of_its_own(mosaic):
    run = run_now(mosaic)
    assert (run.state, run.method) == ("done", "mosaic"), "what is meant where a mentee may have several mentors"
    assert mentors_of(run, mosaic.amara_enrolled) == {
        1: mosaic.benoit_enrolled,
        2: mosaic.kwame_enrolled,
        3: mosaic.lena_enrolled,
    }, "nobody twice, and not Giulia, who assesses her"
    assert mentors_of(run, mosaic.ngozi_enrolled) == {1: mosaic.benoit_enrolled}
    assert (run.figures["pairs"], run.figures["matched"], run.figures["mentees"]) == (4, 2, 2)
    assert run.figures["needs"] == [4, 5]
    assert run.proposals.get(mentee=mosaic.ngozi_enrolled).detail["open"] == [[2, "no_candidate"]]


def test_what_a_run_keeps_of_a_need_is_its_place_and_not_the_word(mosaic):
    stored = "".join(f"{each.points}{each.detail}{each.need}" for each in run_now(mosaic).proposals.all())
    assert not any(need in stored for need in ("research", "writing", "teaching"))


def test_locks_forbids_and_a_repetition_hold(mosaic):
    for mentor in (mosaic.lena_enrolled, mosaic.kwame_enrolled):
        actions.set_rule(cohort=mosaic.cohort, mentee=mosaic.ngozi_enrolled, mentor=mentor, kind="lock", by=mosaic.chen)
    actions.set_rule(
        cohort=mosaic.cohort, mentee=mosaic.amara_enrolled, mentor=mosaic.benoit_enrolled, kind="forbid", by=mosaic.chen
    )
    run = run_now(mosaic)
    assert mentors_of(run, mosaic.ngozi_enrolled) == {1: mosaic.kwame_enrolled, 2: mosaic.lena_enrolled}
    assert run.proposals.filter(is_locked=True).count() == 2
    assert mosaic.benoit_enrolled not in mentors_of(run, mosaic.amara_enrolled).values()
    again = queries.pairing_of(run)
    assert rules.repeated(again, method="mosaic", seed=run.seed) == (run.problem_hash, queries.pairs_of(run))
    actions.ask_repetition(run=run, by=mosaic.chen)
    worker.drain()
    run.refresh_from_db()
    assert run.repeat["state"] == "same"


def test_more_locks_than_needs_are_told_with_who_clashes(mosaic):
    say(mosaic.ngozi_enrolled, needs=["career"])
    for mentor in (mosaic.kwame_enrolled, mosaic.lena_enrolled):
        actions.set_rule(cohort=mosaic.cohort, mentee=mosaic.ngozi_enrolled, mentor=mentor, kind="lock", by=mosaic.chen)
    run = run_now(mosaic)
    assert run.state == "failed"
    assert "more mentors than needs were named" in run.problem["en"]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [({"needs": []}, "no_need"), ({"needs": ["grants"]}, "no_offer"), ({"needs": ["writing"]}, "full")],
)
def test_who_has_nobody_is_told_why(mosaic, answers, reason):
    say(mosaic.ngozi_enrolled, **answers)
    say(mosaic.giulia_enrolled, offers=["career"])
    for mentor in (mosaic.lena_enrolled, mosaic.benoit_enrolled):  # Lena's only place is Amara's
        actions.set_rule(cohort=mosaic.cohort, mentee=mosaic.amara_enrolled, mentor=mentor, kind="lock", by=mosaic.chen)
    alone = run_now(mosaic).proposals.get(mentee=mosaic.ngozi_enrolled)
    assert (alone.mentor, alone.reason) == (None, reason)
    assert alone.detail["en"]
    assert alone.detail["es"]


def test_the_workbench_says_what_each_is_for_and_what_is_open(mosaic):
    run = run_now(mosaic)
    client = client_of(mosaic.chen)
    shown = content(client.get(at("workbench", mosaic.cohort)))
    assert "A mentor for each need" in shown
    assert "for Research craft" in shown
    assert "4 of 5" in shown
    assert "Publish 4 pairs" in shown
    pair = run.proposals.get(mentee=mosaic.ngozi_enrolled)
    page = content(client.get(at("proposal", pair)))
    assert "number 1 of 2 that were asked for" in page
    assert "Still open: Teaching, as nobody who could be theirs offers it." in page
    costs = content(client.get(at("without", pair)))
    assert "would leave one more need open" in costs or "total fit" in costs
    csv = content(client.get(at("pairs_csv", run)))
    assert ",For" in csv.splitlines()[0]
    assert "Teaching" not in csv
    assert "Writing and publishing" in csv


def test_whoever_is_kept_apart_from_somebody_is_not_told_their_needs(mosaic):
    run = run_now(mosaic)
    boundaries.register_conflict(
        person=mosaic.chen, other=mosaic.amara, kind="relative", starts_on=clock.today(), ends_on=None, by=mosaic.hanne
    )
    shown = content(client_of(mosaic.chen).get(at("workbench", mosaic.cohort)))
    assert "for Research craft" not in shown
    assert "Research craft" not in content(client_of(mosaic.chen).get(at("pairs_csv", run)))


def test_publishing_offers_every_mentor_and_says_what_for(mosaic):
    run = run_now(mosaic)
    assert queries.preview(run).pairs == 4
    done = actions.publish_run(run=run, by=mosaic.chen)
    assert (done.created, done.left_out) == (4, [])
    amaras = Member.objects.unscoped().filter(enrolment=mosaic.amara_enrolled)
    said = sorted(each.why["en"][0] for each in amaras)
    assert said[0].startswith("**Career and promotion.** This is what your mentor would be for.")
    assert len(said) == 3
    with pytest.raises(actions.AlreadyPublished):
        actions.publish_run(run=run, by=mosaic.chen)
    for relationship in Relationship.objects.unscoped():
        line = queries.line_behind(mosaic.chen, relationship.pk)
        both = {each.enrolment_id for each in relationship.members.all()}
        assert both == {line.mentee_id, line.mentor_id}


def test_somebody_with_fewer_mentors_than_they_may_have_can_be_given_one_by_hand(mosaic):
    actions.publish_run(run=run_now(mosaic), by=mosaic.chen)
    free = queries.free_people(mosaic.chen, mosaic.cohort)
    assert mosaic.ngozi_enrolled in free["mentee"]
    actions.pair_by_hand(
        cohort=mosaic.cohort, mentee=mosaic.ngozi_enrolled, mentor=mosaic.giulia_enrolled, by=mosaic.chen
    )
    assert Member.objects.unscoped().filter(enrolment=mosaic.ngozi_enrolled).count() == 2


def test_a_mosaic_is_not_offered_where_a_mentee_has_one_mentor(cast):
    choice = next(each for each in queries.choices(cast.chen, cast.cohort) if each.name == "mosaic")
    assert "one mentor at a time" in choice.why_not


def test_whoever_loses_every_mentor_of_a_mosaic_is_offered_the_next_ones_together(mosaic):
    actions.pair_by_hand(
        cohort=mosaic.cohort, mentee=mosaic.amara_enrolled, mentor=mosaic.lena_enrolled, by=mosaic.chen
    )
    member = Member.objects.unscoped().get(person=mosaic.amara)
    relationships.decline(member=member, reason="", by=mosaic.amara)
    worker.drain()
    cards = queries.following(mosaic.chen, [mosaic.cohort.pk], 9).cards
    assert {card.line.mentor for card in cards} == {mosaic.benoit_enrolled, mosaic.kwame_enrolled}
    client = client_of(mosaic.chen)
    client.post(at("next_offer", cards[0].line), keyed())
    offered = Member.objects.unscoped().filter(relationship__state="offered", role="mentor")
    assert {each.enrolment for each in offered} == {mosaic.benoit_enrolled, mosaic.kwame_enrolled}
