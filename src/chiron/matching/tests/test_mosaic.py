"""A mosaic: several mentors for each mentee, one for each need, chosen, shown, offered and repeated."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from tests.cast import client_of, enrol, let_have_several

from chiron.boundaries import actions as boundaries
from chiron.core import clock, worker
from chiron.matching import actions, queries, rules, tasks
from chiron.matching.models import MatchRun, Plan
from chiron.matching.queries import open_needs
from chiron.matching.tests.test_actions import another, run_now
from chiron.matching.tests.test_views import at, content, keyed
from chiron.people.queries import system
from chiron.programmes.models import BlueprintVersion
from chiron.relationships import actions as relationships
from chiron.relationships.models import Member, Relationship
from chiron.relationships.policies import announcements

pytestmark = pytest.mark.django_db

BLUEPRINT = Path(__file__).resolve().parents[4] / "blueprints" / "faculty-mosaic.yaml"


@pytest.fixture
def mosaic(cast):
    """The programme as a mosaic: Amara needs three things, Ngozi two, four mentors offer one or two each."""
    version = let_have_several(cast)
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


def test_each_of_several_mentors_is_somebodys_once(mosaic):
    by_hand = {"cohort": mosaic.cohort, "mentee": mosaic.amara_enrolled, "by": mosaic.chen}
    actions.pair_by_hand(mentor=mosaic.benoit_enrolled, **by_hand)
    with pytest.raises(relationships.AreTogether):
        actions.pair_by_hand(mentor=mosaic.benoit_enrolled, **by_hand)
    pair = Relationship.objects.unscoped().get(members__enrolment=mosaic.amara_enrolled)
    relationships.suspend(relationship=pair, by=system())
    pair.refresh_from_db()
    actions.pair_by_hand(mentor=mosaic.benoit_enrolled, **by_hand)
    with pytest.raises(relationships.AreTogether):
        relationships.resume(relationship=pair, by=mosaic.chen)


def test_the_preview_leaves_out_who_is_together_meanwhile(mosaic):
    run = run_now(mosaic)
    actions.pair_by_hand(
        cohort=mosaic.cohort, mentee=mosaic.amara_enrolled, mentor=mosaic.benoit_enrolled, by=mosaic.chen
    )
    [(who, why)] = [(each.mentor, each.why) for each in queries.preview(run).left_out if each.mentee == "Amara Okafor"]
    assert (who, why) == ("Benoît Lefèvre", "The two are together in this cohort already.")


def test_a_mosaic_is_not_offered_where_a_mentee_has_one_mentor(cast):
    choice = next(each for each in queries.choices(cast.chen, cast.cohort) if each.name == "mosaic")
    assert "one mentor at a time" in choice.why_not


def test_the_least_change_is_not_offered_where_a_mentee_has_several_mentors_and_ends_none_of_them(mosaic):
    actions.publish_run(run=run_now(mosaic), by=mosaic.chen)
    choice = next(each for each in queries.choices(mosaic.chen, mosaic.cohort) if each.name == "least_change")
    assert "may have several mentors" in choice.why_not
    with pytest.raises(actions.OneMentorOnly, match="several mentors"):
        actions.save_plan(cohort=mosaic.cohort, method="least_change", weights={}, by=mosaic.chen)
    Plan.objects.create(cohort=mosaic.cohort, method="least_change")  # by an older blueprint
    with pytest.raises(actions.OneMentorOnly):
        actions.start_run(cohort=mosaic.cohort, by=mosaic.chen)
    run = MatchRun.objects.unscoped().get()
    run.method = "least_change"
    run.save()
    for publish in (actions.ask_publication, actions.publish_run):
        with pytest.raises(actions.OneMentorOnly):
            publish(run=run, by=mosaic.chen)


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


@pytest.fixture
def published(mosaic):
    """Amara is offered Benoît for research, Kwame for her career and Lena for writing; Sven offers career, too."""
    actions.publish_run(run=run_now(mosaic), by=mosaic.chen)
    sven = {"offers": ["career"], "rank": "senior"}
    mosaic.sven_enrolled = enrol(mosaic.cohort, another(mosaic, "Sven Berg"), "mentor", sven)
    worker.drain()
    return mosaic


def lose(cast, mentor, mails=None, **said):
    pair = Relationship.objects.unscoped().filter(members__enrolment=cast.amara_enrolled)
    member = pair.get(members__enrolment=mentor, state__in=["offered", "active"]).members.get(role="mentee")
    if member.relationship.state == "offered":
        relationships.decline(member=member, reason="", by=cast.amara)
    else:
        relationships.leave(member=member, no_contact=False, reason="", by=cast.amara, **said)
    worker.drain(mails.append if mails is not None else lambda mail: None)


def found(cast):
    """Who is found for Amara as the next best, by what for, and why nobody where that is so."""
    shown = queries.following(cast.chen, [cast.cohort.pk], 9).cards
    amaras = [each for each in shown if each.line.mentee == cast.amara_enrolled]
    labels = queries.needs_shown(cast.chen, amaras[0].line.run, [each.line for each in amaras]) if amaras else {}
    return {labels.get(str(each.line.pk), each.says): each.line.mentor for each in amaras}


def state_of(enrolment):
    enrolment.refresh_from_db()
    return enrolment.state


def test_whoever_loses_one_of_several_is_found_another_for_that_need_alone(published):
    lose(published, published.kwame_enrolled)
    assert state_of(published.amara_enrolled) == "waiting"
    assert found(published) == {"Career and promotion": published.sven_enrolled}, "neither Benoît, whom she has"
    line = queries.following(published.chen, [published.cohort.pk], 9).cards[0].line
    facts = " ".join(fact["text"] for fact in queries.record_of(line.run))
    assert "1 offered in vain before" in facts
    assert "2 together already" in facts
    client_of(published.chen).post(at("next_offer", line), keyed())
    assert state_of(published.amara_enrolled) == "matched"
    amaras = Member.objects.unscoped().filter(enrolment=published.amara_enrolled, relationship__state="offered")
    assert amaras.count() == 3
    worker.drain()
    assert not found(published)


def test_those_who_match_are_told_and_see_who_waits_for_one_of_several(published, time_machine):
    time_machine.move_to(clock.now().replace(hour=12))
    mails = []
    lose(published, published.kwame_enrolled, mails=mails)
    [told] = [mail["Subject"] for mail in mails if mail["To"] == published.chen.email]
    assert told == "Internal Medicine Residency: somebody waits for a mentor"
    client = client_of(published.chen)
    assert "1 mentee waits for a match" in content(client.get("/"))
    assert "1 mentee waits for a match." in content(client.get(reverse("overview")))
    everybody_without = announcements.audience(published.chen, published.cohort, "waiting")
    assert published.amara_enrolled not in everybody_without


def begin(cast, *mentors):
    """Both sides say yes to these pairs of Amara."""
    pairs = Relationship.objects.unscoped().filter(members__enrolment=cast.amara_enrolled)
    for pair in pairs.filter(pk__in=Member.objects.unscoped().filter(enrolment__in=mentors).values("relationship")):
        for member in pair.members.all():
            relationships.accept(member=member, by=member.person)


def test_whoever_wants_one_fewer_keeps_those_who_stay(published):
    begin(published, published.benoit_enrolled, published.kwame_enrolled)
    lose(published, published.benoit_enrolled, wants_another=False)
    assert state_of(published.amara_enrolled) == "matched"
    assert not found(published)
    ida = another(published, "Ida Holm")
    enrol(published.cohort, ida, "mentor", {"offers": ["research"], "rank": "senior"})
    lose(published, published.kwame_enrolled, wants_another=True)
    assert found(published) == {"Career and promotion": published.sven_enrolled}, "and nobody for research any more"


def test_whoever_wants_nobody_any_more_waits_no_longer(published):
    begin(published, published.benoit_enrolled, published.kwame_enrolled, published.lena_enrolled)
    lose(published, published.kwame_enrolled, wants_another=True)
    lose(published, published.benoit_enrolled, wants_another=False)
    assert state_of(published.amara_enrolled) == "waiting"
    lose(published, published.lena_enrolled, wants_another=False)
    assert state_of(published.amara_enrolled) == "closed"
    assert not found(published)


def test_those_who_match_are_told_of_every_loss(published, time_machine):
    time_machine.move_to(clock.now().replace(hour=12))
    mails = []
    lose(published, published.kwame_enrolled, mails=mails)
    lose(published, published.benoit_enrolled, mails=mails)
    told = [mail["Subject"] for mail in mails if mail["To"] == published.chen.email]
    assert told == ["Internal Medicine Residency: somebody waits for a mentor"] * 2


def test_a_blueprint_that_gives_fewer_mentors_than_somebody_has_lets_nobody_wait(published):
    lose(published, published.kwame_enrolled)
    assert found(published)
    source = BLUEPRINT.read_text()
    usual = "        at_least: 2\n        at_most: 4\n"
    assert usual in source
    for most in (2, 1):
        fewer = source.replace(usual, f"        at_least: 1\n        at_most: {most}\n")
        published.programme.blueprint = BlueprintVersion.objects.create(
            institution=published.hospital,
            key="faculty-mosaic",
            version=9 - most,
            source=fewer,
            created_by=published.chen,
        )
        published.programme.save()
        before = MatchRun.objects.unscoped().count()
        for _hour in range(3):
            tasks.look_again.call()
            worker.drain()
        assert MatchRun.objects.unscoped().count() == before


def test_a_pair_that_was_paused_and_goes_on_leaves_the_other_need_open(published):
    begin(published, published.benoit_enrolled)
    lose(published, published.kwame_enrolled)
    theirs = Member.objects.unscoped().filter(enrolment=published.amara_enrolled).values("relationship")
    pair = Relationship.objects.unscoped().get(pk__in=theirs, members__enrolment=published.benoit_enrolled)
    relationships.suspend(relationship=pair, by=system())
    pair.refresh_from_db()
    relationships.resume(relationship=pair, by=published.chen)
    assert state_of(published.amara_enrolled) == "waiting"
    worker.drain()
    assert found(published) == {"Career and promotion": published.sven_enrolled}


def test_next_year_goes_on_where_this_one_was(published):
    """Benoît, found for research, offers career, too; Amara lost Kwame (career), and renews with the two others."""
    begin(published, published.benoit_enrolled, published.lena_enrolled)
    lose(published, published.kwame_enrolled)
    stay = {published.benoit_enrolled: published.benoit, published.lena_enrolled: published.lena_enrolled.person}
    theirs = Member.objects.unscoped().filter(enrolment=published.amara_enrolled).values("relationship")
    for enrolled, mentor in stay.items():
        pair = Relationship.objects.unscoped().get(pk__in=theirs, members__enrolment=enrolled)
        relationships.open_closing(relationship=pair, by=mentor)
        for who in (published.amara, mentor):
            relationships.say_closing(
                member=pair.members.get(person=who), achieved="", learned="", wish="renew", becomes_mentor=False, by=who
            )
    later = {"starts_on": timedelta(days=365), "ends_on": timedelta(days=365), "archive_on": timedelta(days=30)}
    days = {name: getattr(published.cohort, name.replace("archive", "ends")) + span for name, span in later.items()}
    renewed = Relationship.objects.unscoped().filter(state="active")
    made = relationships.roll_over(
        cohort=published.cohort, name="Next", **days, version=None, again=[], roles=None,
        seen=[each.pk for each in renewed], by=published.chen,
    ).made  # fmt: skip
    next_year = made.enrolments.get(person=published.amara)
    assert (state_of(published.amara_enrolled), next_year.state) == ("closed", "waiting")
    sven = enrol(made, published.sven_enrolled.person, "mentor", {"offers": ["career"], "rank": "senior"})
    next_year.application.answers = {"needs": ["career", "research", "writing"], "rank": "entry"}
    next_year.application.save()
    tasks.look_again.call()
    worker.drain()
    cards = queries.following(published.chen, [made.pk], 9).cards
    assert [(card.line.mentee, card.line.mentor) for card in cards] == [(next_year, sven)], "for career alone"


def test_locks_on_more_than_is_still_needed_stop_nobody(published):
    zoe = enrol(published.cohort, another(published, "Zoe Adler"), "mentor", {"offers": ["career"], "rank": "senior"})
    for mentor in (published.sven_enrolled, zoe):
        actions.set_rule(
            cohort=published.cohort, mentee=published.amara_enrolled, mentor=mentor, kind="lock", by=published.chen
        )
    lose(published, published.kwame_enrolled)
    assert list(found(published)) == ["Career and promotion"]
    assert not queries.next_is_due(published.cohort)


def test_another_loss_while_somebody_waits_is_seen(published):
    lose(published, published.kwame_enrolled)
    lose(published, published.benoit_enrolled)
    assert found(published) == {"Career and promotion": published.sven_enrolled}
    line = queries.following(published.chen, [published.cohort.pk], 9).cards[0].line
    assert line.detail["open"] == [[1, "no_candidate"]]
    client_of(published.chen).post(at("next_offer", line), keyed())
    worker.drain()
    assert state_of(published.amara_enrolled) == "waiting", "for research still, where somebody may come"
    assert list(found(published).values()) == [None]
    ida = another(published, "Ida Holm")
    ida = enrol(published.cohort, ida, "mentor", {"offers": ["research"], "rank": "senior"})
    tasks.look_again.call()
    worker.drain()
    assert found(published) == {"Research craft": ida}
    actions.pair_by_hand(cohort=published.cohort, mentee=published.amara_enrolled, mentor=ida, by=published.chen)
    assert state_of(published.amara_enrolled) == "matched"


def test_a_place_that_comes_free_for_an_open_need_is_seen(published):
    lose(published, published.kwame_enrolled)
    lose(published, published.benoit_enrolled)
    run = MatchRun.objects.unscoped().filter(is_next=True).latest("number")
    assert not queries.next_is_due(published.cohort)
    enrol(published.cohort, another(published, "Ida Holm"), "mentor", {"offers": ["research"], "rank": "senior"})
    assert queries.next_is_due(published.cohort)
    tasks.look_again.call()
    worker.drain()
    assert MatchRun.objects.unscoped().filter(is_next=True).latest("number").number > run.number
    assert sorted(found(published)) == ["Career and promotion", "Research craft"]


def test_whoever_is_offered_some_of_those_found_waits_for_the_others(published):
    ida = another(published, "Ida Holm")
    ida = enrol(published.cohort, ida, "mentor", {"offers": ["research"], "rank": "senior"})
    lose(published, published.kwame_enrolled)
    lose(published, published.benoit_enrolled)
    assert found(published) == {"Career and promotion": published.sven_enrolled, "Research craft": ida}
    run = MatchRun.objects.unscoped().filter(is_next=True).latest("number")
    ida.is_paused = True  # between the look and the tap
    ida.save()
    actions.offer_next(cohort=published.cohort, run=run, proposals=list(run.proposals.all()), by=published.chen)
    assert state_of(published.amara_enrolled) == "waiting"
    worker.drain()
    shown = found(published)
    assert list(shown.values()) == [None]
    assert "are with Amara Okafor, were offered before or" in next(iter(shown))
    ida.is_paused = False
    ida.save()
    tasks.look_again.call()
    worker.drain()
    assert found(published) == {"Research craft": ida}


def test_whoever_waits_for_two_and_is_given_one_by_hand_waits_for_the_other(published):
    ida = another(published, "Ida Holm")
    ida = enrol(published.cohort, ida, "mentor", {"offers": ["research"], "rank": "senior"})
    lose(published, published.kwame_enrolled)
    lose(published, published.benoit_enrolled)
    by_hand = {"cohort": published.cohort, "mentee": published.amara_enrolled, "by": published.chen}
    actions.pair_by_hand(mentor=ida, **by_hand)
    assert state_of(published.amara_enrolled) == "waiting"
    worker.drain()
    assert found(published) == {"Career and promotion": published.sven_enrolled}
    actions.pair_by_hand(mentor=published.sven_enrolled, **by_hand)
    assert state_of(published.amara_enrolled) == "matched"


def test_whoever_is_given_somebody_else_by_hand_waits_no_longer(published):
    zoe = another(published, "Zoe Adler")
    zoe = enrol(published.cohort, zoe, "mentor", {"offers": ["teaching"], "rank": "senior"})
    lose(published, published.kwame_enrolled)
    assert found(published) == {"Career and promotion": published.sven_enrolled}
    actions.pair_by_hand(cohort=published.cohort, mentee=published.amara_enrolled, mentor=zoe, by=published.chen)
    assert state_of(published.amara_enrolled) == "matched"


def test_a_lock_on_somebody_who_stays_is_no_clash(published):
    for mentor in (published.benoit_enrolled, published.lena_enrolled):
        actions.set_rule(
            cohort=published.cohort, mentee=published.amara_enrolled, mentor=mentor, kind="lock", by=published.chen
        )
    lose(published, published.kwame_enrolled)
    assert found(published) == {"Career and promotion": published.sven_enrolled}
    run = MatchRun.objects.unscoped().filter(is_next=True).latest("number")
    assert not queries.next_is_due(published.cohort)
    assert rules.repeated(queries.pairing_of(run), method="mosaic", seed=run.seed)[1] == queries.pairs_of(run)


@pytest.mark.parametrize(
    ("mentors", "left"),
    [
        ({"b": "research"}, ["career", "writing"]),
        ({"b": "career"}, ["research", "writing"]),
        ({"b": ""}, ["career", "writing"]),  # by hand: the first that they offer
        ({"b": "research", "k": ""}, ["writing"]),
        ({"k": "", "b": ""}, ["writing"]),
        ({"b": "grants"}, ["research", "career", "writing"]),  # no longer asked for
        ({"g": ""}, ["research", "career", "writing"]),  # offers nothing of it
    ],
)
def test_what_is_still_open_is_what_no_mentor_is_for(mentors, left):
    offers = {"b": ["research", "career"], "k": ["career"], "g": []}
    assert open_needs.still_open(["research", "career", "writing"], mentors, offers) == left
