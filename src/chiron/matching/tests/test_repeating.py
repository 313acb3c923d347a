"""A run explained and repeated long after: whatever has changed since, and no longer once somebody was erased."""

import pytest
from tests.cast import BLUEPRINT, client_of, enrol

from chiron.boundaries import actions as boundaries
from chiron.core import clock, worker
from chiron.matching import actions, queries, rules, tasks
from chiron.matching.models import MatchRun, Proposal
from chiron.people.actions import erase_person
from chiron.people.models import Person
from chiron.programmes.models import BlueprintVersion

pytestmark = pytest.mark.django_db


def another(cast, name, **fields):
    email = f"{name.lower().replace(' ', '.')}@example.org"
    return Person.objects.create(institution=cast.hospital, name=name, email=email, **fields)


def run_now(cast):
    run = actions.start_run(cohort=cast.cohort, by=cast.chen)
    worker.drain()
    return MatchRun.objects.unscoped().get(pk=run.pk)


def repeated(run, by):
    actions.ask_repetition(run=run, by=by)
    worker.drain()
    run.refresh_from_db()
    return run.repeat["state"]


def answer(enrolment, **answers):
    enrolment.application.answers = answers
    enrolment.application.save()


def conflict(cast, one, other):
    boundaries.register_conflict(
        person=one, other=other, kind="relative", starts_on=clock.today(), ends_on=None, by=cast.hanne
    )


@pytest.fixture
def wishes(cast):
    """A cohort in which people name whom they wish for and whom they refuse."""
    source = BLUEPRINT.with_name("faculty-mosaic.yaml").read_text()
    version = BlueprintVersion.objects.create(institution=cast.hospital, key="faculty-mosaic", version=1, source=source)
    cast.programme.blueprint = version
    cast.programme.save()
    cast.ines = enrol(cast.cohort, another(cast, "Ines Duarte"), "mentor")
    cast.tomas = enrol(cast.cohort, another(cast, "Tomás Rivera"), "mentee")
    cast.grace = enrol(cast.cohort, another(cast, "Grace Achieng"), "mentee")
    answer(cast.amara_enrolled, wished=["Ines Duarte", "Nobody At All"])
    answer(cast.tomas, wished=["benoit@example.org"])
    answer(cast.grace, **{"not-with": ["Giulia Conti"]})
    actions.save_plan(cohort=cast.cohort, method="welfare", weights={}, by=cast.chen)
    return cast


def points_of(run, by):
    """The fit of every pair, added up from what its breakdown shows."""
    found = {}
    for proposal in run.proposals.filter(mentor__isnull=False).select_related("mentee__person", "mentor__person"):
        seats = queries.seats(run, queries.mentioned(run, proposal))
        rows = queries.breakdown(by, proposal, seats)
        found[proposal.pk] = (proposal.fit, rows if not rows else round(sum(row["points"] for row in rows) * 100))
    return found


def test_wishes_for_others_count_in_a_breakdown_as_they_did_in_the_run(wishes):
    run = run_now(wishes)
    assert run.proposals.get(mentee=wishes.amara_enrolled).mentor == wishes.ines
    assert run.proposals.get(mentee=wishes.tomas).mentor == wishes.benoit_enrolled
    found = points_of(run, wishes.chen)
    assert len(found) >= 2
    assert all(fit == shown for fit, shown in found.values()), found


def change_everything(cast):
    """A year in the life of a cohort."""
    answer(cast.amara_enrolled, wished=["Benoît Lefèvre"])
    cast.benoit.name, cast.benoit.email = "Benoît Lefèvre-Martin", "elsewhere@example.org"
    cast.benoit.save()
    cast.benoit_enrolled.capacity = 5
    cast.benoit_enrolled.save()
    conflict(cast, cast.ines.person, cast.tomas.person)
    enrol(cast.cohort, another(cast, "Late Comer"), "mentee")
    criteria = [each.id for each in queries.pairing_of(MatchRun.objects.unscoped().first()).blueprint.criteria]
    actions.save_plan(cohort=cast.cohort, method="fair", weights={criteria[0]: 99.0}, by=cast.chen)
    source = BLUEPRINT.with_name("faculty-mosaic.yaml").read_text().replace("weight: 8\n", "weight: 80\n")
    cast.programme.blueprint = BlueprintVersion.objects.create(
        institution=cast.hospital, key="faculty-mosaic", version=2, source=source
    )
    cast.programme.save()


def test_a_run_repeats_a_year_later_whatever_has_changed(wishes):
    run = run_now(wishes)
    before = points_of(run, wishes.chen)
    actions.publish_run(run=run, by=wishes.chen)
    change_everything(wishes)
    assert repeated(run, wishes.chen) == "same"
    run = MatchRun.objects.unscoped().get(pk=run.pk)
    assert points_of(run, wishes.chen) == before
    assert run_now(wishes).problem_hash != run.problem_hash, "nothing changed: the test proves nothing"


def test_a_changed_record_does_not_pass_for_the_same(wishes):
    run = run_now(wishes)
    kept = run.inputs.get(enrolment=wishes.amara_enrolled)
    kept.answers = {**kept.answers, "wished": [str(wishes.benoit_enrolled.pk)]}
    kept.save()
    assert repeated(run, wishes.chen) == "differs"


def test_pairs_that_differ_do_not_pass_for_the_same(wishes):
    run = run_now(wishes)
    Proposal.objects.unscoped().filter(run=run, mentee=wishes.tomas).update(mentor=None, fit=None)
    assert repeated(run, wishes.chen) == "differs"


def test_after_an_erasure_a_run_says_that_it_cannot_be_repeated(wishes):
    run = run_now(wishes)
    erase_person(person=wishes.tomas.person, by=wishes.tomas.person)
    with pytest.raises(actions.NotRepeatable):
        actions.ask_repetition(run=run, by=wishes.chen)
    worker.drain()
    run.refresh_from_db()
    assert not run.is_repeatable
    found = points_of(run, wishes.chen)
    gone = run.proposals.get(mentee=wishes.tomas)
    assert found.pop(gone.pk)[1] == []
    assert found
    assert all(fit == shown for fit, shown in found.values())
    client = client_of(wishes.chen)
    assert (
        "No longer: somebody in it has had their answers erased"
        in client.get(f"/match/runs/{run.pk}/").content.decode()
    )
    assert "no longer kept" in client.get(f"/match/proposals/{gone.pk}/").content.decode()
    lines = client.get(f"/match/runs/{run.pk}/pairs.csv").getvalue().decode().splitlines()
    assert sum("no longer kept" in line for line in lines) == 1
    assert "Tomás" not in "".join(lines)


def test_an_erasure_between_asking_and_repeating_is_noticed(wishes):
    run = run_now(wishes)
    actions.ask_repetition(run=run, by=wishes.chen)
    erase_person(person=wishes.tomas.person, by=wishes.tomas.person)
    worker.drain()
    run.refresh_from_db()
    assert (run.is_repeatable, run.repeat) == (False, {})


def test_a_conflict_registered_while_the_engine_works_is_in_no_result(cast, monkeypatch):
    solve, tried = rules.match, []

    def meanwhile(pairing, **kwargs):
        outcome = solve(pairing, **kwargs)
        if not tried:
            conflict(cast, cast.benoit, cast.amara)
        tried.append([(line.mentee, line.mentor) for line in outcome.found])
        return outcome

    monkeypatch.setattr(tasks.rules, "match", meanwhile)
    run = run_now(cast)
    assert len(tried) == 2
    assert tried[0] == [(str(cast.amara_enrolled.pk), str(cast.benoit_enrolled.pk))]
    assert run.state == "done"
    alone = run.proposals.get()
    assert (alone.mentor, alone.reason) == (None, "kept_apart")
    assert "None of the 2 candidates can be brought together" in alone.detail["en"]


def test_somebody_who_wishes_for_and_refuses_the_same_person_is_named(wishes):
    answer(wishes.grace, **{"wished": ["Ines Duarte"], "not-with": ["Ines Duarte"]})
    run = run_now(wishes)
    assert run.state == "failed"
    assert rules.token(wishes.grace.pk) in run.problem["en"]
    assert "both wishes for and refuses" in run.problem["en"]
    text = client_of(wishes.chen).get(f"/match/cohorts/{wishes.cohort.pk}/").content.decode()
    assert "Grace Achieng both wishes for and refuses the same person" in text


def test_somebody_who_refuses_themselves_is_named(wishes):
    answer(wishes.grace, **{"not-with": ["Grace Achieng"]})
    run = run_now(wishes)
    assert run.state == "failed"
    assert "both sides of a refusal" in run.problem["en"]


def test_a_lock_against_a_refusal_is_told_with_both_names(wishes):
    giulia = wishes.giulia_enrolled
    actions.set_rule(cohort=wishes.cohort, mentee=wishes.grace, mentor=giulia, kind="lock", by=wishes.chen)
    run = run_now(wishes)
    assert run.state == "failed"
    assert "asked not to be matched" in run.problem["en"]
    assert rules.token(wishes.grace.pk) in run.problem["en"]
    assert rules.token(giulia.pk) in run.problem["en"]


def test_a_lock_that_a_later_conflict_breaks_is_told_with_both_names(cast):
    benoit = cast.benoit_enrolled
    actions.set_rule(cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=benoit, kind="lock", by=cast.chen)
    conflict(cast, cast.benoit, cast.amara)
    run = run_now(cast)
    assert run.state == "failed"
    assert "cannot be brought together" in run.problem["en"]


def test_reasons_tell_a_conflict_from_a_forbid(cast):
    run = run_now(cast)
    actions.set_rule(
        cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=cast.benoit_enrolled, kind="forbid", by=cast.chen
    )
    run = run_now(cast)
    assert run.proposals.get().reason == "forbidden"
    assert "forbid" in run.proposals.get().detail["en"]


def test_the_same_cohort_run_twice_gives_the_same_pairs(wishes):
    first, second = run_now(wishes), run_now(wishes)
    assert (first.seed, first.problem_hash) == (second.seed, second.problem_hash)
    assert queries.pairs_of(first) == queries.pairs_of(second)
