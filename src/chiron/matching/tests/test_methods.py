"""Every method in words: what it promises, when it is not possible, what was set for it, and today's pairs."""

import itertools

import numpy as np
import pytest
from tests.cast import client_of, enrol

from chiron.boundaries import actions as boundaries
from chiron.core import clock, worker
from chiron.matching import actions, queries, rules
from chiron.matching.models import MatchRun, PairRule, Plan
from chiron.matching.rules import methods
from chiron.matching.rules.solving import _solved
from chiron.matching.tests.test_actions import another, run_now
from chiron.matching.tests.test_views import at, content, keyed
from chiron.programmes import actions as programmes
from chiron.relationships import actions as relationships
from chiron.relationships.models import Member, Relationship
from chiron_engine import Problem

FIT = [[90, 80, 10], [85, 20, 10], [70, 60, 30]]


def posed(fit=FIT, capacity=1, **more):
    return Problem.from_matrix(np.array(fit, dtype=float), capacity=capacity, **more)


def test_whom_people_named_comes_before_every_fit():
    problem = posed()
    ranked = methods.with_ranks(problem, "ranked", {0: [2], 1: [0]}, {2: [0]})
    assert _solved(ranked, "ranked", 0).mentor_of.tolist() == [2, 0, 1]
    assert methods.with_ranks(problem, "welfare", {0: [2]}, {}) is problem


def test_fit_ranks_those_whom_nobody_named():
    ranked = methods.with_ranks(posed([[50, 50, 90]]), "ranked", {}, {})
    assert (ranked.mentee_rank - methods.BEHIND_NAMES).tolist() == [1, 1, 0]
    assert (ranked.mentor_rank - methods.BEHIND_NAMES).tolist() == [0, 0, 0]


def test_most_first_choices_gives_as_many_as_can_be_their_first():
    named = {0: [0], 1: [1], 2: [2]}
    ranked = methods.with_ranks(posed(), "first_choices", named, {})
    assert _solved(ranked, "first_choices", 0).mentor_of.tolist() == [0, 1, 2]


def test_no_stage_is_left_further_behind_than_was_set():
    fit = [[90, 40], [90, 40], [80, 35], [80, 35]]
    problem = posed(fit, [2, 2], group=["first", "first", "second", "second"])
    for gap in (10.0, 30.0, 60.0):
        mentor_of = _solved(problem, "equitable", 0, {"gap": gap}).mentor_of.tolist()
        means = [np.mean([fit[row][mentor_of[row]] for row in rows]) for rows in ((0, 1), (2, 3))]
        assert abs(means[0] - means[1]) <= gap


def test_as_few_of_todays_pairs_change_as_must_or_as_many_as_was_set():
    fit = [[90, 80], [10, 85], [50, 20]]
    problem, current = posed(fit, [2, 1]), [1, 0, 0]
    assert _solved(problem, "least_change", 0, {}, current).mentor_of.tolist() == current
    moved = _solved(problem, "least_change", 0, {"changes": 2}, current)
    assert moved.mentor_of.tolist() == [0, 1, 0]
    assert len(moved.changed_from(current)) == 2


def test_small_stages_are_taken_together_and_never_stand_alone():
    group = {f"a{n}": "first" for n in range(5)} | {f"b{n}": "second" for n in range(5)} | {"c": "third", "d": "fourth"}
    found = rules.large_groups(group, 3)
    assert {found["c"], found["d"]} == {"first"}
    assert rules.large_groups(group, 2)["c"] == ""
    assert set(rules.large_groups({"c": "third"}, 3).values()) == {""}


pytestmark = pytest.mark.django_db


def cohort_of(cast, mentees=3, mentors=3):
    for number in range(mentees):
        enrol(cast.cohort, another(cast, f"Mentee {number}"), "mentee")
    for number in range(mentors):
        enrol(cast.cohort, another(cast, f"Mentor {number}"), "mentor")


@pytest.mark.parametrize("method", list(rules.WAYS))
def test_a_run_by_every_method_is_kept_with_its_options_and_repeats(cast, method):
    cohort_of(cast)
    said = {"stable": {"best_for": "mentor"}, "fair": {"step": 2.0}, "least_change": {"changes": 1}}
    options = said.get(method, {})
    actions.save_plan(cohort=cast.cohort, method=method, weights={}, options=options, by=cast.chen)
    run = run_now(cast)
    assert run.state == "done", run.problem
    assert (run.method, run.options) == (method, options)
    problem_hash, pairs = rules.repeated(queries.pairing_of(run), method=run.method, seed=run.seed)
    assert (problem_hash, pairs) == (run.problem_hash, queries.pairs_of(run))


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("welfare", {"gap": 3}),
        ("stable", {"best_for": "everybody"}),
        ("equitable", {"gap": 0}),
        ("least_change", {"changes": -1}),
        ("least_change", {"changes": 1.5}),
        ("fair", {"step": float("nan")}),
    ],
)
def test_an_option_that_the_method_does_not_take_is_refused(cast, method, options):
    with pytest.raises(actions.WrongOption):
        actions.save_plan(cohort=cast.cohort, method=method, weights={}, options=options, by=cast.chen)


def test_the_page_says_in_words_what_each_method_does_and_why_one_is_not_possible(cast):
    client = client_of(cast.chen)
    text = content(client.get(at("weights", cast.cohort)))
    assert "Nobody left far behind" in text
    assert "nobody in this cohort has a mentor" in text
    assert "fewer than two stages have 11 mentees" in text
    form = client.get(at("weights", cast.cohort)).context["form"]
    given = {field.html_name: field.value() for field in form.of_criteria()}
    refused = client.post(at("weights", cast.cohort), keyed(**given, method="least_change"))
    assert refused.status_code == 422
    saved = client.post(at("weights", cast.cohort), keyed(**given, method="stable", best_for="mentor", gap="7"))
    assert saved.status_code == 302
    plan = Plan.objects.unscoped().get()
    assert (plan.method, plan.options) == ("stable", {"best_for": "mentor"})
    run_now(cast)
    assert "Nobody would rather swap, mentors choose first" in content(client.get(at("workbench", cast.cohort)))


def test_two_runs_of_different_methods_say_so_side_by_side(cast):
    run_now(cast)
    actions.save_plan(cohort=cast.cohort, method="fair", weights={}, by=cast.chen)
    run_now(cast)
    text = content(client_of(cast.chen).get(at("compare", cast.cohort)))
    assert "Run 1: Most total fit." in text
    assert "Run 2: Nobody left far behind." in text


@pytest.mark.parametrize("method", ["fair", "stable", "everybody"])
def test_what_forbidding_a_pair_does_is_found_by_solving_again(cast, method):
    cohort_of(cast)
    actions.save_plan(cohort=cast.cohort, method=method, weights={}, by=cast.chen)
    run = run_now(cast)
    pair = run.proposals.filter(mentor__isnull=False).first()
    client = client_of(cast.chen)
    assert ("See what forbidding" in content(client.get(at("proposal", pair)))) == (method != "everybody")
    said = content(client.get(at("without", pair)))
    assert "Forbidding this pair would" in said
    change, _lowest, others, fewer = rules.without(
        queries.pairing_of(run), method=method, seed=run.seed, mentee=str(pair.mentee_id), mentor=str(pair.mentor_id)
    )
    actions.set_rule(cohort=cast.cohort, mentee=pair.mentee, mentor=pair.mentor, kind="forbid", by=cast.chen)
    again = run_now(cast)
    assert again.figures["total"] - run.figures["total"] == change
    assert run.figures["matched"] - again.figures["matched"] == fewer
    answers = [(queries.pairs_of(run)[each], queries.pairs_of(again)[each]) for each in queries.pairs_of(run)]
    assert sum(before != after for before, after in answers) - 1 == others


def test_what_a_lock_costs_is_said_in_the_breakdown(cast):
    kwame = enrol(cast.cohort, another(cast, "Kwame Boateng"), "mentor")
    free = run_now(cast).figures["total"]
    actions.set_rule(cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=kwame, kind="lock", by=cast.chen)
    run = run_now(cast)
    pair = run.proposals.get(mentor=kwame)
    assert pair.detail["unlock"][0] == free - run.figures["total"]
    assert "The lock costs" in content(client_of(cast.chen).get(at("proposal", pair)))


def published(cast):
    run = run_now(cast)
    actions.publish_run(run=run, by=cast.chen)
    return MatchRun.objects.unscoped().get(pk=run.pk)


def mentors_now():
    rows = Relationship.objects.unscoped().filter(state__in=["offered", "active"])
    return {
        relationship.members.get(role="mentee").enrolment_id: relationship.members.get(role="mentor").enrolment_id
        for relationship in rows
    }


@pytest.mark.parametrize("kind", ["dyad", "near-peer"])
def test_a_rematch_keeps_todays_pairs_says_how_many_move_and_takes_back_only_those(cast, kind):
    cohort_of(cast, mentees=2, mentors=1)
    published(cast)
    Relationship.objects.unscoped().update(kind=kind)  # each blueprint names its own
    before = mentors_now()
    newcomer = enrol(cast.cohort, another(cast, "Grace Achieng"), "mentee")
    actions.save_plan(cohort=cast.cohort, method="least_change", weights={}, by=cast.chen)
    run = run_now(cast)
    assert run.figures["disturbed"] == 0
    assert {pair.mentee_id: pair.mentor_id for pair in run.proposals.exclude(mentee=newcomer)} == before
    [someone] = itertools.islice(before, 1)
    mentee = Member.objects.unscoped().get(enrolment=someone, relationship__state="offered").enrolment
    other = cast.cohort.enrolments.exclude(pk=before[someone]).filter(side="mentor", person__name="Mentor 0").first()
    other = other or cast.benoit_enrolled
    actions.set_rule(cohort=cast.cohort, mentee=mentee, mentor=other, kind="lock", by=cast.chen)
    programmes.change_capacity(enrolment=other, capacity=4, by=cast.chen)
    run = run_now(cast)
    assert run.figures["disturbed"] == 1
    assert queries.preview(run).moved == 1
    kept = dict(list(before.items())[1:])
    actions.publish_run(run=run, by=cast.chen)
    after = mentors_now()
    assert after[mentee.pk] == other.pk
    assert {pk: after[pk] for pk in kept} == kept
    assert Relationship.objects.unscoped().filter(state="withdrawn").count() == 1


def test_whoever_cannot_move_any_more_keeps_their_mentor_and_so_does_who_was_to_take_that_place(cast):
    mentees = cast.amara_enrolled, enrol(cast.cohort, another(cast, "Aaron Early"), "mentee")
    first, second, third = (enrol(cast.cohort, another(cast, name), "mentor") for name in ("Xenia", "Yves", "Zoe"))
    cast.cohort.enrolments.filter(side="mentor").update(capacity=1)
    for mentee, mentor in zip(mentees, (first, third), strict=True):
        actions.pair_by_hand(cohort=cast.cohort, mentee=mentee, mentor=mentor, by=cast.chen)
    newcomer = enrol(cast.cohort, another(cast, "Grace Achieng"), "mentee")
    before = mentors_now()
    actions.save_plan(cohort=cast.cohort, method="least_change", weights={}, by=cast.chen)
    for mentee, mentor in ((mentees[0], second), (mentees[1], first), (newcomer, cast.benoit_enrolled)):
        actions.set_rule(cohort=cast.cohort, mentee=mentee, mentor=mentor, kind="lock", by=cast.chen)
    run = run_now(cast)
    assert queries.preview(run).moved == run.figures["disturbed"] == 2
    second.is_paused = True
    second.save()
    seen = queries.preview(run)
    said = {each.mentee: str(each.why) for each in seen.left_out}
    assert (seen.pairs, seen.moved, set(said)) == (1, 0, {"Amara Okafor", "Aaron Early"})
    done = actions.publish_run(run=run, by=cast.chen)
    assert mentors_now() == before | {newcomer.pk: cast.benoit_enrolled.pk}
    assert {pair.mentee: why for pair, why in done.left_out} == {mentees[0]: "HasPaused", mentees[1]: "NoPlaceLeft"}
    now = MatchRun.objects.unscoped().get(pk=run.pk)
    assert {each.mentee: str(each.why) for each in queries.left_out(now)} == said


def test_what_comes_between_while_least_change_is_published_ends_no_pair_for_nothing(cast, monkeypatch):
    old, new = (enrol(cast.cohort, another(cast, name), "mentor") for name in ("Xenia", "Yves"))
    actions.pair_by_hand(cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=old, by=cast.chen)
    newcomer = enrol(cast.cohort, another(cast, "Grace Achieng"), "mentee")
    actions.save_plan(cohort=cast.cohort, method="least_change", weights={}, by=cast.chen)
    for mentee, mentor in ((cast.amara_enrolled, new), (newcomer, cast.benoit_enrolled)):
        actions.set_rule(cohort=cast.cohort, mentee=mentee, mentor=mentor, kind="lock", by=cast.chen)
    before = mentors_now()
    run = actions.ask_publication(run=run_now(cast), by=cast.chen)
    judge, calls = queries.publishing_now, []
    stale = judge(run)
    boundaries.register_conflict(
        person=new.person, other=cast.amara, kind="assessor", starts_on=clock.today(), ends_on=None, by=cast.hanne
    )
    monkeypatch.setattr(queries, "publishing_now", lambda run: calls.append(run) or (stale, judge(run))[len(calls) > 1])
    worker.drain()
    assert mentors_now() == before | {newcomer.pk: cast.benoit_enrolled.pk}
    assert len(calls) == 2
    assert [str(each.why) for each in queries.left_out(MatchRun.objects.unscoped().get(pk=run.pk))] == [
        str(boundaries.InConflict.message)
    ]


def test_a_mentor_who_leaves_disturbs_nobody_but_their_own(cast):
    cohort_of(cast, mentees=1, mentors=2)
    benoit = cast.benoit_enrolled
    actions.set_rule(cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=benoit, kind="lock", by=cast.chen)
    published(cast)
    before = mentors_now()
    programmes.withdraw_enrolment(enrolment=cast.benoit_enrolled, by=cast.chen)
    worker.drain()
    actions.save_plan(cohort=cast.cohort, method="least_change", weights={}, by=cast.chen)
    run = run_now(cast)
    assert run.figures["disturbed"] == 0
    actions.publish_run(run=run, by=cast.chen)
    stay = {mentee: mentor for mentee, mentor in before.items() if mentor != cast.benoit_enrolled.pk}
    assert {mentee: mentors_now()[mentee] for mentee in stay} == stay
    assert cast.amara_enrolled.pk in mentors_now(), "who lost their mentor has another"


def test_a_lock_is_lifted_once_its_pair_is_over_and_holds_where_it_is_set_anew(cast):
    cohort_of(cast, mentees=1, mentors=2)
    lock = {"mentee": cast.amara_enrolled, "mentor": cast.benoit_enrolled, "kind": "lock", "by": cast.chen}
    actions.set_rule(cohort=cast.cohort, **lock)
    published(cast)
    actions.save_plan(cohort=cast.cohort, method="least_change", weights={}, by=cast.chen)
    run_now(cast)
    assert PairRule.objects.unscoped().exists(), "they are together"
    amara = Member.objects.unscoped().get(person=cast.amara)
    relationships.decline(member=amara, reason="", by=cast.amara)
    hold = boundaries.place_hold(person=cast.amara, other=cast.benoit, by=cast.amara)
    run = run_now(cast)
    assert run.state == "done", "who asked for no contact stands in nobody's way, and nobody learns of it"
    assert not PairRule.objects.unscoped().exists()
    assert run.proposals.get(mentee=cast.amara_enrolled).mentor not in (None, cast.benoit_enrolled)
    boundaries.lift_hold(hold=hold, by=cast.amara)
    actions.set_rule(cohort=cast.cohort, **lock)
    run_now(cast)
    assert PairRule.objects.unscoped().exists()


def test_a_coordinator_finds_people_by_what_they_answered_but_not_by_identity(cast):
    run_now(cast)
    client = client_of(cast.chen)
    answers = cast.amara_enrolled.application.answers
    assert answers == {}
    cast.amara_enrolled.application.answers = {"needs": ["career"]}
    cast.amara_enrolled.application.save()
    run = run_now(cast)
    blueprint = queries.blueprint_of(run)
    question = next(each for each in blueprint.side("mentee") if each.kind in ("single", "multiple", "ranking"))
    option = blueprint.options(question)[0]
    said = option.id if question.kind == "single" else [option.id]
    cast.amara_enrolled.application.answers = {question.id: said}
    cast.amara_enrolled.application.save()
    run = run_now(cast)
    word = max(option.label["en"].split(), key=len)
    found = client.get(at("workbench", cast.cohort), {"q": word, "tab": "all"}).context["people"]
    assert [each.mentee for each in found] == [cast.amara_enrolled]
    assert queries.answering(cast.chen, run, "xx") == set()
    assert queries.answering(cast.chen, run, "nothing-like-it") == set()


def test_places_are_changed_from_the_workbench(cast):
    run_now(cast)
    client = client_of(cast.chen)
    url = at("places", cast.cohort)
    asked = {"mentor": str(cast.benoit_enrolled.pk), "capacity": "4", "back": at("workbench", cast.cohort)}
    assert "Benoît Lefèvre has 4 places now" in content(client.post(url, keyed(**asked), follow=True))
    cast.benoit_enrolled.refresh_from_db()
    assert cast.benoit_enrolled.capacity == 4
    assert "whole number" in content(client.post(url, keyed(**asked | {"capacity": "lots"}), follow=True))
    assert client.post(url, keyed(**asked | {"mentor": str(cast.cohort.pk)})).status_code == 404
