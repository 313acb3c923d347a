"""From a run to published pairs."""

import pytest
from tests.cast import enrol

from chiron.boundaries import actions as boundaries
from chiron.core import clock, outbox, worker
from chiron.core.models import OutboxMessage
from chiron.matching import actions, queries, rules, tasks
from chiron.matching.models import MatchRun, PairRule
from chiron.people.models import Person
from chiron.relationships import actions as relationships
from chiron.relationships.models import Member, Place, Relationship

pytestmark = pytest.mark.django_db


def another(cast, name):
    return Person.objects.create(
        institution=cast.hospital, name=name, email=f"{name.lower().replace(' ', '.')}@example.org"
    )


def conflict(cast, one, other):
    boundaries.register_conflict(
        person=one, other=other, kind="relative", starts_on=clock.today(), ends_on=None, by=cast.hanne
    )


@pytest.fixture
def run(cast):
    return run_now(cast)


def run_now(cast):
    run = actions.start_run(cohort=cast.cohort, by=cast.chen)
    worker.drain()
    return MatchRun.objects.unscoped().get(pk=run.pk)


def test_a_run_pairs_amara_with_benoit_and_never_with_her_assessor(cast, run):
    assert run.state == "done", run.problem
    proposal = run.proposals.get()
    assert proposal.mentor == cast.benoit_enrolled
    assert sum(proposal.points.values()) == proposal.fit
    assert run.figures["matched"] == 1


def test_what_a_run_stores_names_nobody_and_holds_no_answer(cast, run):
    stored = f"{run.figures}{run.rules}" + "".join(f"{each.points}{each.detail}" for each in run.proposals.all())
    assert not any(person.name in stored for person in cast.everybody().values())


def test_a_person_on_both_sides_is_never_paired_with_themselves(cast):
    enrol(cast.cohort, cast.benoit, "mentee")
    run = run_now(cast)
    pairs = {(p.mentee.person_id, p.mentor.person_id if p.mentor else None) for p in run.proposals.all()}
    assert (cast.benoit.pk, cast.benoit.pk) not in pairs
    assert len(pairs) == 2


def test_locks_and_forbids_hold(cast):
    kwame = enrol(cast.cohort, another(cast, "Kwame Boateng"), "mentor")
    actions.set_rule(cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=kwame, kind="lock", by=cast.chen)
    run = run_now(cast)
    assert run.proposals.get().mentor == kwame
    assert run.proposals.get().is_locked
    actions.set_rule(cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=kwame, kind="forbid", by=cast.chen)
    assert PairRule.objects.unscoped().count() == 1
    assert run_now(cast).proposals.get().mentor == cast.benoit_enrolled


def test_a_lock_that_breaks_a_conflict_is_refused(cast):
    with pytest.raises(actions.LockBreaksConflict, match="cannot be brought together"):
        actions.set_rule(
            cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=cast.giulia_enrolled, kind="lock", by=cast.chen
        )


def test_more_locks_than_places_are_told_with_who_clashes(cast):
    for number in range(3):
        mentee = enrol(cast.cohort, another(cast, f"Mentee {number}"), "mentee")
        actions.set_rule(cohort=cast.cohort, mentee=mentee, mentor=cast.benoit_enrolled, kind="lock", by=cast.chen)
    run = run_now(cast)
    assert run.state == "failed"
    assert rules.token(cast.benoit_enrolled.pk) in run.problem["en"]
    assert "3 mentees are locked" in run.problem["en"]


def test_who_has_nobody_is_told_why(cast):
    for number in range(4):
        enrol(cast.cohort, another(cast, f"Mentee {number}"), "mentee")
    run = run_now(cast)
    alone = run.proposals.filter(mentor__isnull=True)
    assert run.figures["matched"] + alone.count() == 5
    assert alone.count() == 2
    assert all(each.reason and each.detail["en"] and each.detail["es"] for each in alone)


def test_the_same_run_again_from_what_was_kept_gives_the_same(cast, run):
    cast.amara_enrolled.application.answers = {"changed": 1}
    cast.amara_enrolled.application.save()
    again = rules.match(queries.pairing_of(run), method=run.method, seed=run.seed)
    assert again.problem_hash == run.problem_hash
    assert [(line.mentee, line.mentor, line.fit) for line in again.found] == [
        (str(each.mentee_id), str(each.mentor_id), each.fit) for each in run.proposals.all()
    ]


def test_a_run_whose_worker_died_starts_anew(cast):
    run = actions.start_run(cohort=cast.cohort, by=cast.chen)
    actions.note_start(run.pk)
    actions.begin_run(run=run, inputs=queries.inputs_of(cast.cohort), by=cast.system)
    worker.drain()
    assert MatchRun.objects.unscoped().get(pk=run.pk).state == "done"


def test_a_cancelled_run_stays_cancelled(cast):
    run = actions.start_run(cohort=cast.cohort, by=cast.chen)
    actions.cancel_run(run=run, by=cast.chen)
    worker.drain()
    assert MatchRun.objects.unscoped().get(pk=run.pk).state == "cancelled"
    with pytest.raises(actions.NotRunning):
        actions.cancel_run(run=run, by=cast.chen)


def test_a_cancelled_run_whose_rules_clash_stays_cancelled(cast, monkeypatch):
    run = actions.start_run(cohort=cast.cohort, by=cast.chen)

    def clash(pairing, **kwargs):
        actions.cancel_run(run=run, by=cast.chen)
        raise rules.Clash({"en": "They clash.", "es": "Chocan."})

    monkeypatch.setattr(tasks.rules, "match", clash)
    tasks.run_match(run.pk)
    assert MatchRun.objects.unscoped().get(pk=run.pk).state == "cancelled"
    with pytest.raises(actions.NotRunning):
        actions.fail_run(run=run, problem={"en": "They clash.", "es": "Chocan."}, by=cast.system)


def test_only_coordinators_match(cast):
    for who in (cast.amara, cast.dina, cast.farid, cast.giulia, cast.hanne):
        with pytest.raises(actions.Refused):
            actions.start_run(cohort=cast.cohort, by=who)


def test_weights_are_checked(cast):
    with pytest.raises(actions.UnknownWeight):
        actions.save_plan(cohort=cast.cohort, method="welfare", weights={"nothing": 3}, by=cast.chen)
    with pytest.raises(actions.UnknownMethod):
        actions.save_plan(cohort=cast.cohort, method="magic", weights={}, by=cast.chen)


def test_publishing_offers_the_pairs_and_tells_both(cast, run):
    published = actions.publish_run(run=run, by=cast.chen)
    assert (published.created, published.left_out) == (1, [])
    relationship = Relationship.objects.unscoped().get()
    assert relationship.state == "offered"
    assert Place.objects.unscoped().get().number == 1
    sent = []
    while outbox.deliver_one(sent.append):
        pass
    assert {mail["To"] for mail in sent} == {cast.amara.email, cast.benoit.email}
    text = sent[0].get_content()
    assert str(relationship.pk) in text
    assert cast.amara.name not in text.replace("Dear Amara", "")


def test_publishing_twice_tells_nobody_twice(cast, run):
    actions.publish_run(run=run, by=cast.chen)
    with pytest.raises(actions.AlreadyPublished):
        actions.publish_run(run=run, by=cast.chen)
    assert OutboxMessage.objects.count() == 2


def test_a_pair_that_became_conflicted_is_left_out_and_named(cast):
    ines = enrol(cast.cohort, another(cast, "Ines Duarte"), "mentor")
    tomas = enrol(cast.cohort, another(cast, "Tomás Rivera"), "mentee")
    for mentee, mentor in ((cast.amara_enrolled, cast.benoit_enrolled), (tomas, ines)):
        actions.set_rule(cohort=cast.cohort, mentee=mentee, mentor=mentor, kind="lock", by=cast.chen)
    run = run_now(cast)
    conflict(cast, cast.benoit, cast.amara)
    published = actions.publish_run(run=run, by=cast.chen)
    assert published.created == 1
    [(pair, why)] = published.left_out
    assert (pair.mentee.person, pair.mentor.person, why) == (cast.amara, cast.benoit, "InConflict")
    run.refresh_from_db()
    [left_out] = queries.left_out(run)
    assert (left_out.mentee, left_out.mentor) == ("Amara Okafor", "Benoît Lefèvre")
    assert "cannot be brought together" in str(left_out.why)
    told = set(OutboxMessage.objects.filter(kind="relationships.offer").values_list("recipient_id", flat=True))
    assert told == {tomas.person_id, ines.person_id}


def test_what_was_left_out_is_offered_once_it_can_be_and_nobody_is_told_twice(cast):
    grace = enrol(cast.cohort, another(cast, "Grace Achieng"), "mentee")
    for mentee in (cast.amara_enrolled, grace):
        actions.set_rule(cohort=cast.cohort, mentee=mentee, mentor=cast.benoit_enrolled, kind="lock", by=cast.chen)
    run = run_now(cast)
    cast.benoit_enrolled.capacity = 1
    cast.benoit_enrolled.save()
    assert actions.publish_run(run=run, by=cast.chen).created == 1
    with pytest.raises(actions.AlreadyPublished):
        actions.publish_run(run=run, by=cast.chen)
    cast.benoit_enrolled.capacity = 2
    cast.benoit_enrolled.save()
    assert actions.publish_run(run=run, by=cast.chen).created == 1
    assert OutboxMessage.objects.filter(kind="relationships.offer").count() == 4
    assert sorted(Place.objects.unscoped().values_list("number", flat=True)) == [1, 2]


def test_a_run_none_of_whose_pairs_can_be_is_not_published(cast, run):
    conflict(cast, cast.benoit, cast.amara)
    with pytest.raises(actions.NothingToPublish):
        actions.publish_run(run=run, by=cast.chen)
    run.refresh_from_db()
    assert run.published_at is None
    assert not OutboxMessage.objects.exists()


def test_latecomers_are_matched_without_touching_what_was_published(cast, run):
    actions.publish_run(run=run, by=cast.chen)
    late = enrol(cast.cohort, another(cast, "Late Comer"), "mentee")
    second = run_now(cast)
    assert [each.mentee for each in second.proposals.all()] == [late]
    assert second.proposals.get().mentor_id in {cast.benoit_enrolled.pk, cast.giulia_enrolled.pk}
    actions.publish_run(run=second, by=cast.chen)
    assert Relationship.objects.unscoped().filter(state="offered").count() == 2


def test_a_pair_by_hand_and_its_refusals(cast):
    actions.pair_by_hand(cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=cast.benoit_enrolled, by=cast.chen)
    for mentor, reason in ((cast.benoit_enrolled, "are together"), (cast.giulia_enrolled, "already has")):
        with pytest.raises(actions.Refused, match=reason):
            actions.pair_by_hand(cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=mentor, by=cast.chen)


def test_a_pair_by_hand_with_an_assessor_is_refused(cast):
    with pytest.raises(actions.Refused, match="cannot be brought together"):
        actions.pair_by_hand(cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=cast.giulia_enrolled, by=cast.chen)


def test_both_accept_and_the_relationship_begins(cast, run):
    actions.publish_run(run=run, by=cast.chen)
    for who in (cast.amara, cast.benoit):
        relationships.accept(member=Member.objects.unscoped().get(person=who), by=who)
    assert Relationship.objects.unscoped().get().state == "active"
    assert OutboxMessage.objects.filter(kind="relationships.begun").count() == 2
    with pytest.raises(relationships.AlreadyAnswered):
        relationships.accept(member=Member.objects.unscoped().get(person=cast.amara), by=cast.amara)


def test_a_no_frees_the_place_and_keeps_its_reason_to_itself(cast, run):
    actions.publish_run(run=run, by=cast.chen)
    member = Member.objects.unscoped().get(person=cast.amara)
    relationships.decline(member=member, reason="He taught me once and laughed", by=cast.amara)
    assert Relationship.objects.unscoped().get().state == "declined"
    assert not Place.objects.unscoped().exists()
    cast.amara_enrolled.refresh_from_db()
    assert cast.amara_enrolled.state == "waiting"
    sent = []
    while outbox.deliver_one(sent.append):
        pass
    assert {mail["To"] for mail in sent} == {cast.benoit.email, cast.chen.email}  # who is without a mentor is hers
    assert not any("laughed" in mail.get_content() for mail in sent)
    actions.pair_by_hand(cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=cast.benoit_enrolled, by=cast.chen)


def test_a_published_pair_can_be_taken_back(cast, run):
    actions.publish_run(run=run, by=cast.chen)
    relationship = Relationship.objects.unscoped().get()
    relationships.withdraw_offer(relationship=relationship, by=cast.chen)
    assert not Place.objects.unscoped().exists()
    with pytest.raises(relationships.AlreadyOver):
        relationships.withdraw_offer(relationship=relationship, by=cast.chen)
    with pytest.raises(relationships.NoLongerOpen):
        relationships.accept(member=Member.objects.unscoped().get(person=cast.amara), by=cast.amara)
