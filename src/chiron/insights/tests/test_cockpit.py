"""The coordinator's cockpit: what needs them, how pairs do, who waits and who is full; the same cost at any size."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import client_of, enrol, person

from chiron.boundaries import actions as boundaries
from chiron.core import clock
from chiron.insights import queries
from chiron.programmes import actions as programmes
from chiron.programmes.models import Enrolment
from chiron.relationships import actions
from chiron.relationships.models import CheckIn, Relationship

pytestmark = pytest.mark.django_db


def pairs(cast, count, days=47):
    began = clock.now() - timedelta(days=days)
    for n in range(count):
        row = Relationship.objects.create(
            institution=cast.hospital, cohort=cast.cohort, kind="dyad", state="active", offered_at=began, began_at=began
        )
        for side in ("mentee", "mentor"):
            who = person(cast.hospital, f"{side.title()}{count}x{n} Of")
            enrolled = enrol(cast.cohort, who, side)
            Enrolment.objects.unscoped().filter(pk=enrolled.pk).update(state="matched")
            row.members.create(person=who, enrolment=enrolled, role=side, answer="accepted")
            if side == "mentor":
                row.places.create(enrolment=enrolled, number=1)


def page(who, name="cockpit", **headers):
    return client_of(who).get(reverse(name), headers=headers)


def beside(who):
    """What the cockpit loads beside it."""
    return page(who, "overview", hx_request="true").content.decode()


def found(cast):
    return queries.cockpit(cast.chen, queries.coordinates(cast.chen), 1)


def overview(cast):
    return queries.overview(cast.chen, queries.coordinates(cast.chen))


def test_a_pair_that_fades_stands_first_and_says_why(cast):
    pairs(cast, 1)
    text = page(cast.chen).content.decode()
    assert "1 pair is fading" in text
    assert "1 pair is fading" in page(cast.chen, "today").content.decode(), "nobody finds it by looking elsewhere"
    assert "no first meeting in 47 days" in text
    assert "Mentee1x0 Of" in text
    assert found(cast).needs[0].title == "1 pair is fading"


def test_a_pair_that_fades_leads_to_it_and_to_both_people(cast):
    pairs(cast, 2)
    for url in re.findall(r'href="([^"]+[?]q=[^"]+)"', page(cast.chen).content.decode()):
        text = client_of(cast.chen).get(unescape(url)).content.decode()
        one, other = (f"{side}2x{'1' if '2x1' in url else '0'} Of" for side in ("Mentee", "Mentor"))
        people = dict(re.findall(r'<a href="(/programmes/enrolments/[^"]+)">([^<]+)</a>', text))
        assert sorted(people.values()) == [one, other]
        for enrolment in people:
            assert 'href="mailto:' in client_of(cast.chen).get(enrolment).content.decode(), "how to write to them"


def test_a_pair_that_does_well_is_not_in_the_list(cast):
    pairs(cast, 1, days=5)
    answer = found(cast)
    assert (answer.counts["well"], list(answer.pairs)) == (1, [])
    assert "Every pair meets as the programme hopes" in page(cast.chen).content.decode()


def test_who_waits_for_a_match_stands_with_how_long_and_late_ones_are_marked(cast):
    Enrolment.objects.unscoped().filter(pk=cast.amara_enrolled.pk).update(applied_at=clock.now() - timedelta(days=31))
    [waiting] = overview(cast).waiting
    assert (waiting.name, waiting.days, waiting.is_late) == ("Amara Okafor", 31, True)
    assert "31 days" in beside(cast.chen)


def test_whoever_was_with_somebody_waits_since_that_ended(cast):
    long_ago = clock.now() - timedelta(days=90)
    Enrolment.objects.unscoped().filter(pk=cast.amara_enrolled.pk).update(applied_at=long_ago)
    offer = actions.PairOffer(cast.amara_enrolled, cast.benoit_enrolled)
    [made] = actions.offer_pairs(cohort=cast.cohort, pairs=[offer], run_id=None, by=cast.chen).created
    assert overview(cast).funnel[2].number == 1
    actions.decline(member=made.members.get(person=cast.amara), reason="", by=cast.amara)
    [waiting] = overview(cast).waiting
    assert (waiting.days, waiting.is_late) == (0, False)
    assert overview(cast).funnel[2].number == 1, "she was matched once"


def test_who_does_not_answer_an_offer_is_named_after_a_week(cast):
    offer = actions.PairOffer(cast.amara_enrolled, cast.benoit_enrolled)
    [made] = actions.offer_pairs(cohort=cast.cohort, pairs=[offer], run_id=None, by=cast.chen).created
    actions.accept(member=made.members.get(person=cast.amara), by=cast.amara)
    assert overview(cast).unanswered == []
    Relationship.objects.unscoped().filter(pk=made.pk).update(offered_at=clock.now() - timedelta(days=9))
    assert [(each.name, each.days) for each in overview(cast).unanswered] == [("Benoît Lefèvre", 9)]


def test_who_has_no_place_left_is_named(cast):
    pairs(cast, 1)
    answer = overview(cast)
    assert [(each.name, each.taken, each.places) for each in answer.full] == [("Mentor1x0 Of", 1, 1)]
    assert answer.full_of == (1, 3)


def test_each_stage_of_the_funnel_is_part_of_the_one_above(cast):
    pairs(cast, 2)
    numbers = [stage.number for stage in overview(cast).funnel]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[:2] == [3, 3]


def far(cast):
    """How many of the mentees were matched, began, signed and met."""
    return [stage.number for stage in overview(cast).funnel[2:]]


def test_whoever_left_before_they_signed_or_met_counts_for_neither(cast):
    pairs(cast, 2)
    for row in Relationship.objects.unscoped().order_by("pk")[:1]:
        mentee = row.members.get(role="mentee")
        actions.leave(member=mentee, no_contact=False, wants_another=True, reason="", by=mentee.person)
    assert far(cast) == [2, 2, 0, 0]
    for row in Relationship.objects.unscoped().all():
        row.agreements.create(number=1, state="in_force", made_at=clock.now(), in_force_at=clock.now(), points={})
    assert far(cast) == [2, 2, 2, 0]


def test_the_funnel_counts_people_however_many_are_with_them(cast):
    pairs(cast, 1)
    enrol(cast.cohort, person(cast.hospital, "Nadia Novak"), "mentee")
    mentees = list(cast.cohort.enrolments.filter(side="mentee"))
    group = actions.GroupOffer("Heron", mentees, leader=cast.benoit_enrolled)
    [circle] = actions.offer_groups(cohort=cast.cohort, kind="circle", groups=[group], by=cast.chen).created
    for member in circle.members.select_related("person"):
        actions.accept(member=member, by=member.person)
    numbers = [stage.number for stage in overview(cast).funnel]
    assert numbers[1] == cast.cohort.enrolments.filter(side="mentee").count()
    assert far(cast) == [len(mentees), len(mentees), 0, 0]
    programmes.withdraw_enrolment(enrolment=mentees[0], by=cast.chen)
    assert far(cast)[0] == len(mentees) - 1, "who has left the cohort is in none of the stages"


def test_a_wish_for_a_talk_leads_everything(cast):
    pairs(cast, 1)
    [row] = Relationship.objects.unscoped().all()
    mentee = row.members.get(role="mentee").person
    asked = CheckIn.objects.create(relationship=row, question="fit", opened_on=clock.today())
    wish = actions.answer_check_in(check_in=asked, choice="someone-else", wishes_talk=True, by=mentee)
    client = client_of(cast.chen)
    today = client.get(reverse("today")).content.decode()
    assert "1 person wishes a talk with you" in today
    text = client.get(reverse("cockpit")).content.decode()
    assert mentee.name in text[text.index('id="talks"') :]
    assert "someone" not in text
    client.post(reverse("relationships:note_talk", args=[wish.pk]), {"form_key": str(uuid4())})
    assert 'id="talks"' not in client.get(reverse("cockpit")).content.decode()


def test_who_would_like_to_mentor_next_is_named_until_they_do(cast):
    pairs(cast, 1)
    [row] = Relationship.objects.unscoped().all()
    mentee = row.members.get(role="mentee")
    actions.open_closing(relationship=row, by=mentee.person)
    said = {"achieved": "canary", "learned": "canary", "wish": "rest", "becomes_mentor": True}
    actions.say_closing(member=mentee, by=mentee.person, **said)
    text = beside(cast.chen)
    assert mentee.person.email in text[text.index('id="to-become"') :]
    assert "canary" not in text
    enrol(cast.cohort, mentee.person, "mentor")
    assert 'id="to-become"' not in beside(cast.chen)


@pytest.mark.parametrize("who", ["amara", "benoit", "dina", "efua", "farid", "giulia", "hanne"])
def test_nobody_but_coordinators_opens_it(cast, who):
    pairs(cast, 1)
    assert {page(getattr(cast, who), name).status_code for name in ("cockpit", "overview")} == {404}


def test_the_overview_is_a_part_beside_the_cockpit_and_a_page_of_its_own_without_script(cast):
    loads = f'hx-get="{reverse("overview")}" hx-trigger="load" hx-target="this" hx-swap="innerHTML"'
    assert loads in page(cast.chen).content.decode()
    alone = page(cast.chen, "overview").content.decode()
    part = beside(cast.chen)
    assert ["<html" in each for each in (alone, part)] == [True, False]
    assert ["How far they came" in each for each in (alone, part)] == [True, True]


def test_a_coordinator_meets_nothing_of_somebody_they_are_kept_apart_from(cast):
    pairs(cast, 1)
    mentee = Relationship.objects.unscoped().get().members.get(role="mentee").person
    boundaries.register_conflict(
        person=cast.chen, other=mentee, kind="relative", starts_on=clock.today(), ends_on=None, by=cast.system
    )
    assert found(cast).living == 0
    assert mentee.name not in page(cast.chen).content.decode() + beside(cast.chen)


@pytest.mark.parametrize("name", ["cockpit", "today"])
@pytest.mark.parametrize("how", ["ends", "is taken back", "goes, but a hold stays"])
def test_the_coordinator_reads_when_what_paused_a_pair_is_over(cast, name, how):
    pairs(cast, 1)
    [row] = Relationship.objects.unscoped().all()
    mentee, mentor = (row.members.get(role=role).person for role in ("mentee", "mentor"))
    today = clock.today()
    conflict = boundaries.register_conflict(
        person=mentor, other=mentee, kind="relative", starts_on=today, ends_on=today, by=cast.hanne
    )
    actions.suspend(relationship=row, by=cast.system)
    said, client = "1 paused pair can go on", client_of(cast.chen)
    assert said not in client.get(reverse(name)).content.decode()
    if how == "ends":
        with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
            assert said in client.get(reverse(name)).content.decode()
        return
    boundaries.withdraw_conflict(conflict=conflict, by=cast.hanne)
    if how != "is taken back":
        boundaries.place_hold(person=mentee, other=mentor, by=mentee)
    text = client.get(reverse(name)).content.decode()
    assert (said in text) is (how == "is taken back")
    assert (reverse("relationships:list", args=[cast.cohort.pk]) + "?state=suspended" in text) is (said in text)


@pytest.mark.parametrize("name", ["cockpit", "overview"])
def test_three_pairs_cost_as_many_queries_as_thirty(cast, name):
    costs, client = [], client_of(cast.chen)
    for count in (3, 30):
        pairs(cast, count)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(name))
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_the_list_is_turned_page_by_page(cast):
    pairs(cast, 25)
    cohorts = queries.coordinates(cast.chen)
    first, second = (queries.cockpit(cast.chen, cohorts, n).pairs for n in (1, 2))
    assert (len(list(first)), len(list(second))) == (20, 5)
    assert not {each.health.pk for each in first} & {each.health.pk for each in second}
