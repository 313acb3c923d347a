"""What a coordinator does on the pages beside the workbench: swap, pair by hand, records, files."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import client_of, enrol

from chiron.boundaries import actions as boundaries
from chiron.core import clock, worker
from chiron.matching import actions, queries
from chiron.matching.models import MatchRun, PairRule
from chiron.matching.queries.words import REASONS
from chiron.people.models import Person
from chiron.relationships.models import Member, Relationship

pytestmark = pytest.mark.django_db


def keyed(**data):
    return {"form_key": str(uuid4()), **data}


def another(cast, name, **fields):
    email = f"{name.lower().replace(' ', '.')}@example.org"
    return Person.objects.create(institution=cast.hospital, name=name, email=email, **fields)


def run_now(cast):
    run = actions.start_run(cohort=cast.cohort, by=cast.chen)
    worker.drain()
    return MatchRun.objects.unscoped().get(pk=run.pk)


def at(name, row):
    return reverse(f"matching:{name}", args=[row.pk])


def content(response):
    return (response.getvalue() if response.streaming else response.content).decode(errors="replace")


@pytest.fixture
def run(cast):
    cast.ines = enrol(cast.cohort, another(cast, "Ines Duarte"), "mentor")
    cast.tomas = enrol(cast.cohort, another(cast, "Tomás Rivera"), "mentee")
    return run_now(cast)


def conflict(cast, one, other):
    boundaries.register_conflict(
        person=one, other=other, kind="relative", starts_on=clock.today(), ends_on=None, by=cast.hanne
    )


def test_a_breakdown_ends_with_the_next_best_and_what_forbidding_does(cast, run):
    pair = run.proposals.get(mentee=cast.amara_enrolled)
    text = content(client_of(cast.chen).get(at("proposal", pair)))
    assert "Next best for Amara" in text
    assert "Forbidding this pair would" in text
    assert all(words in text for words in ("Lock this pair", "Swap mentor", "Forbid"))


def test_a_swap_shows_everybody_by_fit_and_says_who_is_barred(cast, run):
    pair = run.proposals.get(mentee=cast.amara_enrolled)
    response = client_of(cast.chen).get(at("swap", pair))
    shown = {each.row.person.name: each for each in response.context["candidates"]}
    assert set(shown) == {"Benoît Lefèvre", "Giulia Conti", "Ines Duarte"}
    assert "Cannot" in shown["Giulia Conti"].barred
    assert shown[pair.mentor.person.name].fit == pair.fit
    assert "Cannot be brought together at present" in content(response)
    found = client_of(cast.chen).get(at("swap", pair), {"q": "ines"})
    assert [each.row.person.name for each in found.context["candidates"]] == ["Ines Duarte"]


def test_a_swap_locks_the_one_chosen_for_the_next_run(cast, run):
    pair = run.proposals.get(mentee=cast.amara_enrolled)
    other = cast.ines if pair.mentor == cast.benoit_enrolled else cast.benoit_enrolled
    client = client_of(cast.chen)
    response = client.post(at("swap", pair), keyed(mentor=str(other.pk)), follow=True)
    assert f"Amara Okafor and {other.person.name} are locked together" in content(response)
    assert run_now(cast).proposals.get(mentee=cast.amara_enrolled).mentor == other


def test_a_swap_to_an_assessor_or_a_stranger_is_refused(cast, run):
    pair = run.proposals.get(mentee=cast.amara_enrolled)
    for mentor in (cast.giulia_enrolled.pk, uuid4(), "nonsense", ""):
        response = client_of(cast.chen).post(at("swap", pair), keyed(mentor=str(mentor)))
        assert response.status_code == 422
        assert "Choose one of the mentors below" in content(response)
    assert not PairRule.objects.unscoped().exists()


def test_a_coordinator_in_conflict_swaps_nothing_of_that_person(cast, run):
    conflict(cast, cast.chen, cast.amara)
    pair = run.proposals.get(mentee=cast.amara_enrolled)
    response = client_of(cast.chen).get(at("swap", pair))
    assert response.context["candidates"] == []
    assert "A deputy can look" in content(response)


def test_a_pair_by_hand_is_looked_at_before_it_is_offered(cast, run):
    client, url = client_of(cast.chen), at("pair", cast.cohort)
    both = {"mentee": str(cast.tomas.pk), "mentor": str(cast.benoit_enrolled.pk)}
    response = client.get(url, both)
    two = response.context["two"]
    assert two.is_possible
    assert round(sum(row["points"] for row in two.rows) * 100) == two.fit
    assert "Offer the pair" in content(response)
    assert not Relationship.objects.unscoped().exists()
    client.post(url, keyed(**both))
    assert Relationship.objects.unscoped().get().state == "offered"


def test_a_pair_by_hand_with_an_assessor_cannot_even_be_offered(cast, run):
    both = {"mentee": str(cast.amara_enrolled.pk), "mentor": str(cast.giulia_enrolled.pk)}
    text = content(client_of(cast.chen).get(at("pair", cast.cohort), both))
    assert "These two cannot be brought together at present." in text
    assert "Offer the pair" not in text


def test_a_pair_by_hand_warns_of_what_was_forbidden(cast, run):
    benoit = cast.benoit_enrolled
    actions.set_rule(cohort=cast.cohort, mentee=cast.tomas, mentor=benoit, kind="forbid", by=cast.chen)
    both = {"mentee": str(cast.tomas.pk), "mentor": str(benoit.pk)}
    assert "This pair is forbidden in runs" in content(client_of(cast.chen).get(at("pair", cast.cohort), both))


def test_the_record_says_what_a_run_was_made_of_and_repeats_it(cast, run):
    client = client_of(cast.chen)
    text = content(client.get(at("record", run)))
    assert run.problem_hash in text
    assert str(run.seed) in text
    assert "2 mentees, 3 mentors" in text
    assert "1 kept apart" in text
    assert "It is being repeated" in content(client.post(at("repeat", run), keyed(), follow=True))
    worker.drain()
    assert "Repeated: the same problem, the same pairs." in content(client.get(at("record", run)))


def test_a_page_to_hand_on_has_every_pair_and_fetches_nothing(cast, run):
    response = client_of(cast.chen).get(at("pairs_html", run))
    assert response["Content-Disposition"].startswith("attachment")
    text = content(response)
    assert all(name in text for name in ("Amara Okafor", "Tomás Rivera"))
    assert run.problem_hash[:12] in text
    assert "Nobody has been told anything" in text
    assert not any(word in text for word in ("<script", "http://", "https://", "⟨"))
    actions.publish_run(run=run, by=cast.chen)
    assert "Run 1, published on" in content(client_of(cast.chen).get(at("pairs_html", run)))


def test_the_page_is_dated_by_the_readers_day(cast, run):
    run.published_at = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    with timezone.override("Asia/Tokyo"):
        assert "published on 2026-03-05" in queries.pairs_page(cast.chen, run)
    with timezone.override("America/Lima"):
        assert "published on 2026-03-04" in queries.pairs_page(cast.chen, run)


def told_of_two_apart(cast):
    """Everything that a coordinator reads of two who are kept apart: by hand, a lock, a run, its record, a swap."""
    amara, benoit = cast.amara_enrolled, cast.benoit_enrolled
    with pytest.raises(actions.LockBreaksConflict) as lock:
        actions.set_rule(cohort=cast.cohort, mentee=amara, mentor=benoit, kind="lock", by=cast.chen)
    with pytest.raises(boundaries.InConflict) as pair:
        actions.pair_by_hand(cohort=cast.cohort, mentee=amara, mentor=benoit, by=cast.chen)
    run = run_now(cast)
    alone = run.proposals.get(mentee=amara)
    barred = next(each.barred for each in queries.candidates(cast.chen, alone, "") if each.row.enrolment == benoit)
    seen = queries.two_together(cast.chen, cast.cohort, amara, benoit)
    words = [lock.value, pair.value, *seen.warnings, *alone.detail.values(), REASONS[alone.reason], barred]
    return [str(each) for each in words] + [content(client_of(cast.chen).get(at("workbench", cast.cohort)))]


def test_a_coordinator_cannot_tell_a_wish_for_no_contact_from_a_conflict(cast):
    hold = boundaries.place_hold(person=cast.amara, other=cast.benoit, by=cast.amara)
    *of_hold, page_of_hold = told_of_two_apart(cast)
    boundaries.lift_hold(hold=hold, by=cast.amara)
    conflict(cast, cast.benoit, cast.amara)
    *of_conflict, page_of_conflict = told_of_two_apart(cast)
    assert of_hold == of_conflict
    for text in (*of_hold, page_of_hold, page_of_conflict):
        assert not any(word in text for word in ("assess", "manages", "treat", "onflict of interest", "no contact"))


def test_files_keep_a_coordinators_own_conflicts_from_them(cast, run):
    conflict(cast, cast.chen, cast.amara)
    client = client_of(cast.chen)
    [line] = [each for each in content(client.get(at("pairs_csv", run))).splitlines() if "Amara" in each]
    assert "Left to a deputy" in line
    assert "Left to a deputy" in content(client.get(at("pairs_html", run)))


@pytest.mark.parametrize("name", ["pairs_csv", "pairs_xlsx", "pairs_html"])
def test_a_run_that_failed_has_no_file(cast, name):
    run = actions.start_run(cohort=cast.cohort, by=cast.chen)
    actions.cancel_run(run=run, by=cast.chen)
    assert client_of(cast.chen).get(at(name, run)).status_code == 404


def test_places_that_would_help_are_named_with_a_way_to_ask(cast):
    for number in range(4):
        enrol(cast.cohort, another(cast, f"Mentee {number}"), "mentee")
    run_now(cast)
    text = content(client_of(cast.chen).get(at("workbench", cast.cohort)))
    assert "There are 3 places for 5 mentees." in text
    assert "would match 2 of 2" in text
    assert reverse("programmes:enrolment", args=[cast.benoit_enrolled.pk]) in text or "Giulia" in text


def test_who_leaves_the_cohort_after_publishing_frees_the_place_and_only_the_other_is_told(cast):
    from chiron.core import outbox
    from chiron.programmes.actions import withdraw_enrolment

    run = run_now(cast)  # Amara and Benoît alone: he is left with nobody
    actions.publish_run(run=run, by=cast.chen)
    worker.drain(lambda mail: None)
    relationship = Relationship.objects.unscoped().get(members__person=cast.amara)
    mentor = relationship.members.get(role="mentor")
    withdraw_enrolment(enrolment=cast.amara_enrolled, by=cast.amara)
    worker.drain()
    relationship.refresh_from_db()
    assert relationship.state == "withdrawn"
    assert not relationship.places.exists()
    mentor.enrolment.refresh_from_db()
    cast.amara_enrolled.refresh_from_db()
    assert (mentor.enrolment.state, cast.amara_enrolled.state) == ("applied", "withdrawn")
    sent = []
    while outbox.deliver_one(sent.append):
        pass
    assert [mail["To"] for mail in sent] == [mentor.person.email]
    assert "says nothing about you" in sent[0].get_content()


def test_an_offer_is_not_accepted_once_the_other_has_left(cast, run):
    from chiron.programmes.actions import withdraw_enrolment
    from chiron.relationships import actions as relationships

    actions.publish_run(run=run, by=cast.chen)
    member = Member.objects.unscoped().get(relationship__members__person=cast.amara, role="mentor")
    withdraw_enrolment(enrolment=cast.amara_enrolled, by=cast.amara)
    with pytest.raises(relationships.NoLongerOpen):
        relationships.accept(member=member, by=member.person)


def test_who_cannot_sign_in_yet_is_invited_once(cast, run):
    actions.publish_run(run=run, by=cast.chen)
    worker.drain()
    invited = [each.person.name for each in Member.objects.unscoped() if each.person.invitations.exists()]
    assert set(invited) >= {"Tomás Rivera"}
    assert "Amara Okafor" not in invited
    run_again = [each.person.invitations.count() for each in Member.objects.unscoped()]
    late = enrol(cast.cohort, another(cast, "Late Comer"), "mentee")
    second = run_now(cast)
    assert second.proposals.get(mentee=late).mentor is not None
    actions.publish_run(run=second, by=cast.chen)
    worker.drain()
    assert max([*run_again, *(each.person.invitations.count() for each in Member.objects.unscoped())]) == 1


def test_a_published_pair_leads_to_its_reasons(cast, run):
    actions.publish_run(run=run, by=cast.chen)
    pair = Relationship.objects.unscoped().get(members__person=cast.amara)
    listed = content(client_of(cast.chen).get(reverse("relationships:list", args=[cast.cohort.pk])))
    assert at("explained", pair) in listed
    response = client_of(cast.chen).get(at("explained", pair), follow=True)
    assert response.context["pair"].mentee == cast.amara_enrolled
    assert response.context["rows"]
    conflict(cast, cast.chen, cast.tomas.person)
    other = Relationship.objects.unscoped().get(members__person=cast.tomas.person)
    assert client_of(cast.chen).get(at("explained", other)).status_code == 404


def test_a_run_after_publishing_is_for_those_who_were_left_and_compared_with_nothing(cast, run):
    actions.publish_run(run=run, by=cast.chen)
    enrol(cast.cohort, another(cast, "Late Comer"), "mentee")
    run_now(cast)
    response = client_of(cast.chen).get(at("workbench", cast.cohort))
    assert response.context["before"] is None
    assert "The pairs of run 1 are kept" in content(response)


def test_there_is_nobody_to_match_once_everybody_has_somebody(cast, run):
    actions.publish_run(run=run, by=cast.chen)
    with pytest.raises(actions.NobodyToMatch):
        actions.start_run(cohort=cast.cohort, by=cast.chen)
    text = content(client_of(cast.chen).post(at("run", cast.cohort), keyed(), follow=True))
    assert "who have applied and are still free" in text
