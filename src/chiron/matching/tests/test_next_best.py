"""Who loses a mentor or an offer: the next best is found at once, stands for the coordinator, and is offered or not."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from tests.cast import client_of, enrol

from chiron.core import audit, clock, outbox, worker
from chiron.core.actions import Event
from chiron.core.models import AuditEntry, OutboxMessage
from chiron.matching import actions, queries, rules, tasks
from chiron.matching.models import MatchRun, PairRule, Proposal
from chiron.matching.queries import inputs
from chiron.matching.tests.test_actions import another, conflict, run_now
from chiron.matching.tests.test_views import content, keyed
from chiron.people.actions import erase_person
from chiron.programmes import actions as programmes
from chiron.programmes.models import Enrolment
from chiron.relationships import actions as relationships
from chiron.relationships import tasks as relationship_tasks
from chiron.relationships.models import Member, Place, Relationship

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(cast):
    """Amara is offered Benoît; Kwame has a place, too, and so has Giulia, who assesses her."""
    cast.kwame = enrol(cast.cohort, another(cast, "Kwame Boateng"), "mentor")
    actions.set_rule(
        cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=cast.benoit_enrolled, kind="lock", by=cast.chen
    )
    actions.publish_run(run=run_now(cast), by=cast.chen)
    worker.drain()
    return cast


def asked(who):
    return Member.objects.unscoped().get(person=who, relationship__state="offered")


def decline(who):
    relationships.decline(member=asked(who), reason="Laughed at me once", by=who)
    worker.drain()


def lapse(days=15):
    with time_machine.travel(clock.now() + timedelta(days=days), tick=True):
        relationship_tasks.follow.call()
        worker.drain()


def next_runs(cast):
    return list(MatchRun.objects.unscoped().filter(cohort=cast.cohort, is_next=True).order_by("number"))


def cards(cast, who=None):
    return queries.following(who or cast.chen, [cast.cohort.pk], 20).cards


def offers():
    rows = Relationship.objects.unscoped().filter(state="offered").order_by("offered_at")
    return [set(each.members.values_list("person__name", flat=True)) for each in rows]


def test_a_decline_finds_the_next_best_and_tells_nobody(two):
    decline(two.amara)
    [run] = next_runs(two)
    assert (run.state, run.created_by, run.published_at) == ("done", None, None), run.problem
    [card] = cards(two)
    assert (card.line.mentee, card.line.mentor) == (two.amara_enrolled, two.kwame)
    assert card.line.fit is not None
    assert not offers()


def test_so_does_a_lapse_and_a_pair_that_ends_with_another_wanted(two):
    lapse()
    assert [card.line.mentor for card in cards(two)] == [two.kwame]


@pytest.mark.parametrize("wants_another", [True, False])
def test_whoever_ends_a_pair_says_whether_to_look_for_another(two, wants_another):
    for who in (two.amara, two.benoit):
        relationships.accept(member=asked(who), by=who)
    member = Member.objects.unscoped().get(person=two.amara)
    relationships.leave(member=member, no_contact=False, wants_another=wants_another, reason="", by=two.amara)
    worker.drain()
    assert [card.line.mentor for card in cards(two)] == ([two.kwame] if wants_another else [])


def test_a_mentor_who_leaves_the_cohort_is_followed_up(two):
    programmes.withdraw_enrolment(enrolment=two.benoit_enrolled, by=two.benoit)
    worker.drain()
    assert [card.line.mentor for card in cards(two)] == [two.kwame]


def test_one_tap_offers_it_as_any_pair_is_offered(two):
    decline(two.amara)
    line = cards(two)[0].line
    client = client_of(two.chen)
    at = reverse("cockpit")
    page = content(client.get(at))
    assert "Amara Okafor and Kwame Boateng" in page
    answer = client.post(reverse("matching:next_offer", args=[line.pk]), keyed(back=at))
    assert answer.url == at
    assert offers() == [{"Amara Okafor", "Kwame Boateng"}]
    assert Place.objects.unscoped().get().enrolment == two.kwame
    assert "Both get a mail" in content(client.get(at))
    assert cards(two) == []
    assert Relationship.objects.unscoped().get(state="offered").run_id == line.run_id
    worker.drain()
    assert client.get(reverse("matching:proposal", args=[line.pk])).status_code == 200, "it can be explained later"


def test_not_this_one_is_passed_over_for_the_one_after_until_there_is_nobody(two):
    ines = enrol(two.cohort, another(two, "Ines Duarte"), "mentor")
    decline(two.amara)
    first = cards(two)[0].line
    actions.pass_over(cohort=two.cohort, run=first.run, proposal=first, by=two.chen)
    worker.drain()
    [card] = cards(two)
    assert {first.mentor, card.line.mentor} == {two.kwame, ines}
    actions.pass_over(cohort=two.cohort, run=card.line.run, proposal=card.line, by=two.chen)
    worker.drain()
    [card] = cards(two)
    assert card.line.mentor is None
    assert "Taking a forbid back would do it" in card.says
    actions.clear_rule(rule=PairRule.objects.unscoped().get(mentor=two.kwame), by=two.chen)
    tasks.look_again.call()
    worker.drain()
    assert [card.line.mentor for card in cards(two)] == [two.kwame]
    assert len(next_runs(two)) == 1, "those of which nothing was offered are gone"


def test_whom_one_was_offered_in_vain_is_not_found_again_in_any_run(two):
    decline(two.benoit)
    actions.pass_over(cohort=two.cohort, run=next_runs(two)[0], proposal=cards(two)[0].line, by=two.chen)
    worker.drain()
    assert cards(two)[0].line.mentor is None
    run = run_now(two)
    assert [(each.mentor, each.reason) for each in run.proposals.all()] == [(None, "forbidden")]
    actions.clear_rule(rule=PairRule.objects.unscoped().get(kind="forbid"), by=two.chen)
    assert run_now(two).proposals.get().mentor == two.kwame
    actions.set_rule(cohort=two.cohort, mentee=two.amara_enrolled, mentor=two.benoit_enrolled, kind="lock", by=two.chen)
    assert run_now(two).proposals.get().mentor == two.benoit_enrolled, "unless the coordinator says so"


def test_nobody_left_says_what_would_help(two):
    two.kwame.capacity = 1
    other = enrol(two.cohort, another(two, "Grace Achieng"), "mentee")
    actions.pair_by_hand(cohort=two.cohort, mentee=other, mentor=two.kwame, by=two.chen)
    decline(two.amara)
    [card] = cards(two)
    assert (card.line.mentor, card.line.reason) == (None, "full")
    assert "Kwame Boateng" in card.says
    programmes.change_capacity(enrolment=two.kwame, capacity=2, by=two.kwame.person)
    worker.drain()
    assert [card.line.mentor for card in cards(two)] == [two.kwame], "a place came free, so it is looked again"


def test_whom_a_published_run_left_over_may_have_the_place_that_came_free(two):
    left = [enrol(two.cohort, another(two, f"Mentee {at}"), "mentee") for at in range(4)]
    actions.publish_run(run=run_now(two), by=two.chen)  # two of them have Benoît's second place, Kwame's and Giulia's
    worker.drain()
    over = [each for each in left if not Member.objects.unscoped().filter(enrolment=each).exists()]
    assert len(over) == 1
    decline(two.amara)
    found = {card.line.mentee: card.line.mentor for card in cards(two)}
    assert found == {two.amara_enrolled: None, over[0]: two.benoit_enrolled}


def test_it_is_offered_by_itself_only_where_the_cohort_wants_that(two):
    by_itself(two)
    decline(two.benoit)
    assert offers() == [{"Amara Okafor", "Kwame Boateng"}]
    entry = AuditEntry.objects.filter(event="matching.next.offered").get()
    assert (entry.outcome, entry.by) == ("done", audit.pseudonym(two.system.pk))
    assert entry.institution_id == two.hospital.pk
    mails = OutboxMessage.objects.filter(kind="relationships.offer", recipient_id=two.kwame.person_id)
    assert mails.count() == 1
    sent = []
    while outbox.deliver_one(sent.append):
        pass
    letters = {mail["To"]: mail.get_content() for mail in sent if mail["To"] in (two.amara.email, two.benoit.email)}
    assert not any("Kwame" in text or "next" in text.casefold() for text in letters.values())


def by_itself(cast):
    actions.save_plan(cohort=cast.cohort, method="welfare", weights={}, offers_next=True, by=cast.chen)


def test_nobody_who_did_not_answer_is_offered_another_by_itself(two):
    by_itself(two)
    relationships.accept(member=asked(two.benoit), by=two.benoit)
    lapse()  # by Amara's silence
    assert not offers()
    [card] = cards(two)
    assert (card.line.mentor, card.is_silent) == (two.kwame, True)


def test_a_lapse_by_the_other_sides_silence_goes_on_by_itself(two):
    by_itself(two)
    relationships.accept(member=asked(two.amara), by=two.amara)
    lapse()
    assert offers() == [{"Amara Okafor", "Kwame Boateng"}]


def test_a_mentor_who_said_no_is_offered_nobody_else_by_itself(two):
    left_over = enrol(two.cohort, another(two, "Grace Achieng"), "mentee")
    for mentor in (two.kwame, two.giulia_enrolled):
        programmes.pause_enrolment(enrolment=mentor, is_paused=True, by=mentor.person)
    programmes.change_capacity(enrolment=two.benoit_enrolled, capacity=1, by=two.benoit)
    alone = actions.start_run(cohort=two.cohort, by=two.chen)
    assert alone.is_next is False
    worker.drain()
    MatchRun.objects.unscoped().filter(pk=alone.pk).update(published_at=clock.now())
    by_itself(two)
    decline(two.benoit)
    assert not offers()
    assert [(card.line.mentee, card.line.mentor) for card in cards(two)] == [(two.amara_enrolled, None)]
    assert run_now(two).proposals.get(mentee=left_over).mentor == two.benoit_enrolled, "the coordinator may ask anew"


def test_whose_pair_a_coordinator_took_back_is_left_to_them_and_not_found_with_the_same_again(two):
    by_itself(two)
    relationships.withdraw_offer(relationship=Relationship.objects.unscoped().get(), by=two.chen)
    worker.drain()
    assert not offers()
    assert [card.line.mentor for card in cards(two)] == [two.kwame]
    assert run_now(two).proposals.get().mentor is not None
    kinds = {kind for _mentee, _mentor, kind in run_of(two).rules}
    assert "tried" not in kinds, "in a run of their own it may be meant anew"


@pytest.mark.parametrize("what", ["paused", "withdrawn", "conflict", "full", "forbidden"])
def test_what_came_between_since_is_respected(two, what):
    decline(two.amara)
    line = cards(two)[0].line
    if what == "paused":
        programmes.pause_enrolment(enrolment=two.kwame, is_paused=True, by=two.kwame.person)
    elif what == "withdrawn":
        programmes.withdraw_enrolment(enrolment=two.kwame, by=two.kwame.person)
    elif what == "conflict":
        conflict(two, two.kwame.person, two.amara)
    elif what == "full":
        grace = enrol(two.cohort, another(two, "Grace Achieng"), "mentee")
        actions.pair_by_hand(cohort=two.cohort, mentee=grace, mentor=two.kwame, by=two.chen)
    else:
        actions.set_rule(cohort=two.cohort, mentee=two.amara_enrolled, mentor=two.kwame, kind="forbid", by=two.chen)
    before = offers()
    with pytest.raises(actions.Refused):
        actions.offer_next(cohort=two.cohort, run=line.run, proposals=[line], by=two.chen)
    assert offers() == before
    if what in ("conflict", "full"):
        tasks.look_again.call()  # of these nobody tells; it is looked every hour
    worker.drain()
    assert [card.line.mentor for card in cards(two)] == [None]


def test_a_paused_mentor_is_not_suggested_for_a_further_place(two):
    programmes.pause_enrolment(enrolment=two.kwame, is_paused=True, by=two.kwame.person)
    decline(two.amara)
    [card] = cards(two)
    assert card.line.mentor is None
    assert "Kwame" not in card.says


def test_everything_may_happen_twice_and_counts_once(two):
    by_itself(two)
    relationship = Relationship.objects.unscoped().get()
    decline(two.amara)
    event = Event("relationships.offer.declined", {"member": str(relationship.members.first().pk)}, str(two.amara.pk))
    run = next_runs(two)[-1]
    for _time in range(2):
        tasks.follow_up(event)
        tasks.offer_by_itself(Event("matching.run.finished", {"run": str(run.pk)}, str(two.system.pk)))
        tasks.run_match(run.pk)
        tasks.look_again.call()
        worker.drain()
    assert offers() == [{"Amara Okafor", "Kwame Boateng"}]
    assert next_runs(two) == [run]


def test_a_worker_that_died_while_it_looked_looks_again(two):
    relationships.decline(member=asked(two.amara), reason="", by=two.amara)
    [run] = [actions.seek_next(cohort=two.cohort, by=two.system)]
    actions.note_start(run.pk)
    actions.begin_run(run=run, inputs=queries.inputs_for(run), by=two.system)
    worker.drain()
    assert MatchRun.objects.unscoped().get(pk=run.pk).state == "done"
    assert [card.line.mentor for card in cards(two)] == [two.kwame]


@pytest.fixture
def while_read(monkeypatch):
    """Let something happen in the middle of reading who stands in the first run from now on."""
    whole, left = inputs.with_places_left, []

    def read(cohort):
        while left:
            left.pop()()
        return whole(cohort)

    monkeypatch.setattr(inputs, "with_places_left", read)
    return left.append


def test_who_comes_to_wait_while_a_run_is_read_is_found_too(two, while_read):
    by_itself(two)
    quiet, grace = (enrol(two.cohort, another(two, f"{side} G"), side) for side in ("mentor", "mentee"))
    actions.pair_by_hand(cohort=two.cohort, mentee=grace, mentor=quiet, by=two.chen)
    programmes.pause_enrolment(enrolment=two.giulia_enrolled, is_paused=True, by=two.giulia)
    actions.set_rule(cohort=two.cohort, mentee=two.amara_enrolled, mentor=two.kwame, kind="forbid", by=two.chen)
    for who in (two.amara, grace.person):
        relationships.accept(member=asked(who), by=who)
    amaras, graces = (asked(who).relationship for who in (two.amara, grace.person))
    with time_machine.travel(clock.now() + timedelta(days=15), tick=True):
        relationships.expire_offer(relationship=amaras, by=two.system)

        def lapses_too():
            relationships.expire_offer(relationship=graces, by=two.system)
            worker.drain()  # another worker does what follows from it

        while_read(lapses_too)
        worker.drain()
    assert offers() == [{"mentee G", "Kwame Boateng"}]


def test_a_search_that_contradicts_itself_is_begun_again_the_next_day(two, monkeypatch, time_machine):
    def clashes(*_everything, **_more):
        raise rules.Clash({"en": "both wanted and refused", "es": "querida y rechazada"})

    with monkeypatch.context() as contradicted:
        contradicted.setattr(inputs, "settled", clashes)
        decline(two.amara)
        for _hour in range(2):
            tasks.look_again.call()
            worker.drain()
    assert [run.state for run in next_runs(two)] == ["failed"]
    time_machine.move_to(clock.now() + timedelta(days=1, minutes=1))
    tasks.look_again.call()
    worker.drain()
    assert [card.line.mentor for card in cards(two)] == [two.kwame]


def test_a_run_that_another_took_the_place_of_is_left(two, while_read):
    relationships.decline(member=asked(two.amara), reason="", by=two.amara)
    run = actions.seek_next(cohort=two.cohort, by=two.system)
    while_read(MatchRun.objects.unscoped().filter(pk=run.pk).delete)
    tasks.run_match(run.pk)
    assert not next_runs(two)


def test_one_looked_for_later_takes_the_place_of_one_still_under_way(two):
    relationships.decline(member=asked(two.amara), reason="", by=two.amara)
    runs = [actions.seek_next(cohort=two.cohort, by=two.chen) for _time in range(2)]
    states = [MatchRun.objects.unscoped().get(pk=run.pk).state for run in runs]
    assert states == ["cancelled", "queued"]
    assert queries.following(two.chen, [two.cohort.pk], 5).is_sought
    worker.drain()
    assert len(cards(two)) == 1


def test_the_coordinators_own_runs_are_left_alone(two):
    own = run_of(two)
    decline(two.amara)
    assert queries.runs_of(two.chen, two.cohort.pk).shown == own
    actions.seek_next(cohort=two.cohort, by=two.chen)
    actions.start_run(cohort=two.cohort, by=two.chen)  # not refused for the one under way by itself
    worker.drain()
    newest = queries.runs_of(two.chen, two.cohort.pk).shown
    assert not newest.is_next
    assert newest.figures["changed"]["since"] is None


def run_of(cast):
    return MatchRun.objects.unscoped().filter(cohort=cast.cohort, is_next=False).latest("number")


def test_nobody_is_looked_for_in_a_cohort_that_is_over(two):
    two.cohort.ends_on = clock.today()
    two.cohort.save()
    decline(two.amara)
    assert next_runs(two) == []


def test_only_coordinators_offer_pass_over_and_look(two):
    decline(two.amara)
    line = cards(two)[0].line
    for who in (two.amara, two.benoit, two.dina, two.farid, two.giulia, two.hanne):
        assert cards(two, who) == []
        for act, more in (
            (actions.offer_next, {"cohort": two.cohort, "run": line.run, "proposals": [line]}),
            (actions.pass_over, {"cohort": two.cohort, "run": line.run, "proposal": line}),
            (actions.seek_next, {"cohort": two.cohort}),
        ):
            with pytest.raises(actions.Refused, match="may not"):
                act(**more, by=who)


def test_a_coordinator_who_is_kept_apart_from_one_of_the_two_leaves_it_to_a_deputy(two):
    conflict(two, two.chen, two.kwame.person)
    decline(two.amara)
    assert cards(two) == []
    line = Proposal.objects.unscoped().get(run=next_runs(two)[0])
    client = client_of(two.chen)
    assert client.post(reverse("matching:next_offer", args=[line.pk]), keyed()).status_code == 404
    assert not offers()


def test_a_mentor_never_learns_that_somebody_was_asked_before_them(two):
    first = own_page(two.benoit, asked(two.benoit))
    decline(two.benoit)
    line = cards(two)[0].line
    actions.offer_next(cohort=two.cohort, run=line.run, proposals=[line], by=two.chen)
    worker.drain()
    member = asked(two.kwame.person)
    assert member.why == Member.objects.unscoped().get(person=two.benoit).why, "the same reasons, and no others"
    second = own_page(two.amara, asked(two.amara))
    assert "Benoît" not in second
    assert "Kwame" in second
    assert "Amara" in first


def own_page(who, member):
    return content(client_of(who).get(reverse("relationships:relationship", args=[member.relationship_id])))


def test_the_page_of_all_says_what_would_help_and_asks_again_while_it_is_worked_out(two):
    programmes.pause_enrolment(enrolment=two.giulia_enrolled, is_paused=True, by=two.giulia)
    grace = enrol(two.cohort, another(two, "Grace Achieng"), "mentee")
    actions.pair_by_hand(cohort=two.cohort, mentee=grace, mentor=two.kwame, by=two.chen)
    decline(two.amara)
    client, at = client_of(two.chen), reverse("matching:next", args=[two.cohort.pk])
    text = content(client.get(at))
    assert "Amara Okafor: nobody to offer at present" in text
    assert "One more place with Kwame Boateng would match 1 of 1." in text
    assert "load delay" not in text
    assert f'name="back" value="{at}"' in text, "asked again, one stays on this page"
    assert client.post(at, keyed(back=at))["Location"] == at
    assert 'hx-trigger="load delay:2s"' in content(client.get(at))
    worker.drain()
    assert "Amara Okafor: nobody to offer at present" in content(client.get(reverse("cockpit")))


def test_today_says_for_how_many_the_next_best_stands_ready(two):
    decline(two.amara)
    text = content(client_of(two.chen).get(reverse("today")))
    assert "For 1 of them the next best stands ready." in text
    assert reverse("matching:next", args=[two.cohort.pk]) in text


def test_a_run_for_those_who_lost_a_mentor_is_offered_pair_by_pair_only(two):
    decline(two.amara)
    [run] = next_runs(two)
    with pytest.raises(actions.NotReady):
        actions.ask_publication(run=run, by=two.chen)
    with pytest.raises(actions.NotReady):
        actions.offer_next(cohort=two.cohort, run=run_of(two), proposals=list(run.proposals.all()), by=two.chen)
    with pytest.raises(actions.NoLongerNext):
        actions.pass_over(cohort=two.cohort, run=run_of(two), proposal=run.proposals.get(), by=two.chen)
    record = content(client_of(two.chen).get(reverse("matching:record", args=[run.pk])))
    assert "1 offered in vain before" in record


def test_who_is_erased_stands_on_no_card_and_is_offered_nobody(two, settings, tmp_path):
    decline(two.amara)
    line = cards(two)[0].line
    erase_person(person=two.amara, by=two.amara)
    assert cards(two) == []
    with pytest.raises(actions.Refused):
        actions.offer_next(cohort=two.cohort, run=line.run, proposals=[line], by=two.chen)
    worker.drain()
    assert not offers()
    assert not MatchRun.objects.unscoped().get(pk=line.run_id).is_repeatable


def test_a_mentor_who_is_erased_is_followed_up_by_the_one_after(two, settings, tmp_path):
    ines = enrol(two.cohort, another(two, "Ines Duarte"), "mentor")
    decline(two.amara)
    line = cards(two)[0].line
    assert line.mentor is not None
    after = {two.kwame, ines} - {line.mentor}
    erase_person(person=line.mentor.person, by=line.mentor.person)
    assert cards(two) == []
    worker.drain()
    tasks.look_again.call()
    worker.drain()
    assert {card.line.mentor for card in cards(two)} == after


def test_the_last_free_place_goes_to_one_of_two(two):
    """Two lapse at once and want the one place that is left: one has it, the other is told so."""
    by_itself(two)
    grace = enrol(two.cohort, another(two, "Grace Achieng"), "mentee")
    actions.pair_by_hand(cohort=two.cohort, mentee=grace, mentor=two.benoit_enrolled, by=two.chen)
    programmes.withdraw_enrolment(enrolment=two.giulia_enrolled, by=two.giulia)
    for who in (two.amara, grace.person):
        relationships.accept(member=asked(who), by=who)
    lapse()
    [pair] = offers()
    assert "Kwame Boateng" in pair
    assert Place.objects.unscoped().filter(enrolment=two.kwame).count() == 1
    assert [(card.line.mentor, card.line.reason) for card in cards(two)] == [(None, "full")]
    assert Enrolment.objects.unscoped().filter(state="waiting", side="mentee").count() == 1
