"""Conflicts whose first or last day is not today: the claim of the pair follows the register as days pass."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from tests.cast import client_of

from chiron.boundaries import actions, policies, queries, tasks
from chiron.boundaries.models import Conflict
from chiron.boundaries.tests.test_register import claim, register
from chiron.core import schedule, worker
from chiron.core.models import AuditEntry, Schedule
from chiron.people.models import Account

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def days():
    """A clock at noon in Dublin and London alike, which the test moves."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_the_days_begin_and_end_conflicts(days, cast):
    today = NOON.date()
    register(cast, cast.benoit, cast.amara, start=today + DAY, end=today + 2 * DAY)
    tasks.begin_day.call()
    assert claim(cast.amara, cast.benoit) is None
    assert not policies.are_apart(cast.amara, cast.benoit)
    for day, expected in ((1, ("conflict", 1)), (2, ("conflict", 1)), (3, None)):
        days.move_to(NOON + day * DAY)
        assert policies.are_apart(cast.amara, cast.benoit) is (expected is not None), day
        for _ in range(2):  # done twice it changes nothing
            tasks.begin_day.call()
        assert claim(cast.amara, cast.benoit) == expected, day
    assert AuditEntry.objects.filter(event="boundaries.pair.settled", outcome="done").count() == 2


def test_the_task_is_on_the_schedule(days, cast):
    register(cast, cast.benoit, cast.amara, start=NOON.date() + DAY)
    schedule.enqueue_due()
    worker.drain()
    days.move_to(NOON + DAY)
    assert Schedule.objects.filter(name__startswith="boundaries.").exists()
    schedule.enqueue_due()
    worker.drain()
    assert claim(cast.amara, cast.benoit) == ("conflict", 1)


def test_a_day_begins_where_the_institution_is(days, cast):
    cast.hospital.time_zone = "Pacific/Auckland"
    cast.hospital.save()
    register(cast, cast.benoit, cast.amara, start=NOON.date() + DAY)
    days.move_to(NOON.replace(hour=10, minute=30))
    tasks.begin_day.call()
    assert claim(cast.amara, cast.benoit) is None
    days.move_to(NOON.replace(hour=11, minute=30))  # half past midnight in Auckland
    tasks.begin_day.call()
    assert claim(cast.amara, cast.benoit) == ("conflict", 1)


def test_ones_own_zone_moves_no_conflict(days, cast):
    """Benoît lives eleven hours behind Dublin: there it is yesterday still."""
    url, hanne = reverse("boundaries:conflicts"), client_of(cast.hanne)
    both = frozenset({(cast.amara.pk, cast.benoit.pk), (cast.benoit.pk, cast.amara.pk)})
    register(cast, cast.benoit, cast.amara, start=NOON.date() + DAY, end=NOON.date() + DAY)
    for hours, expected in ((0, False), (21, True), (45, False)):  # the two ends of the night, where the hospital is
        days.move_to(NOON + timedelta(hours=hours))
        for zone in ("Pacific/Pago_Pago", "UTC", "Pacific/Kiritimati"):
            with timezone.override(zone):
                assert policies.are_apart(cast.amara, cast.benoit) is expected, (hours, zone)
                assert (cast.amara.pk in policies.apart_ids(cast.benoit)) is expected, (hours, zone)
                assert policies.apart_from(cast.benoit).exists() is expected, (hours, zone)
                assert policies.pairs_apart([cast.amara.pk, cast.benoit.pk]) == (both if expected else frozenset())
                assert queries.counts(cast.hanne, "")["now"] == 1 + expected, (hours, zone)
        Account.objects.filter(people=cast.hanne).update(time_zone="Pacific/Pago_Pago")
        assert ("Benoît" in hanne.get(url).content.decode()) is expected, hours


def test_a_conflict_begins_and_ends_by_the_date_of_its_institution(days, cast):
    """In the evening of Apia it is tomorrow there, and today for whoever keeps the register from Dublin."""
    cast.hospital.time_zone = "Pacific/Apia"
    cast.hospital.save()
    conflict = register(cast, cast.benoit, cast.amara, start=NOON.date() + DAY)
    assert claim(cast.amara, cast.benoit) == ("conflict", 1)
    actions.end_conflict(conflict=conflict, on=NOON.date() + DAY, by=cast.hanne)
    assert claim(cast.amara, cast.benoit) == ("conflict", 1), "the last day still counts"
    days.move_to(NOON + DAY)
    with pytest.raises(actions.OverAlready):
        actions.end_conflict(conflict=conflict, on=NOON.date() + 3 * DAY, by=cast.hanne)


def test_the_dates_decide_also_before_the_claims_are_settled(days, cast):
    conflict = register(cast, cast.benoit, cast.amara, start=NOON.date() + DAY, end=NOON.date() + DAY)
    days.move_to(NOON + DAY)
    with pytest.raises(actions.InConflict):
        actions.claim_pair(cast.amara.pk, cast.benoit.pk, "relationship")
    assert claim(cast.amara, cast.benoit) == ("conflict", 1), "no relationship holds a pair that it was refused"
    days.move_to(NOON + 2 * DAY)
    actions.claim_pair(cast.amara.pk, cast.benoit.pk, "relationship")
    assert claim(cast.amara, cast.benoit) == ("relationship", 1), "the claim of a conflict that is over holds nobody up"
    assert Conflict.objects.unscoped().filter(pk=conflict.pk).exists()


def clashes():
    return AuditEntry.objects.filter(event="boundaries.conflict.clashed", outcome="done")


def test_a_conflict_of_today_takes_a_relationship_over_in_the_same_breath(days, cast):
    actions.claim_pair(cast.amara.pk, cast.benoit.pk, "relationship")
    actions.claim_pair(cast.amara.pk, cast.benoit.pk, "relationship")
    conflict = register(cast, cast.benoit, cast.amara, start=NOON.date())
    assert claim(cast.amara, cast.benoit) == ("conflict", 1)
    assert [each.subjects["conflict"] for each in clashes()] == [str(conflict.pk)]
    assert policies.are_apart(cast.amara, cast.benoit)
    for _ in range(2):
        actions.release_pair(cast.amara.pk, cast.benoit.pk, "relationship")
    assert claim(cast.amara, cast.benoit) == ("conflict", 1), "what the suspended pair gives back is no longer its own"


def test_one_that_begins_within_a_relationship_takes_over_on_its_day_and_is_told_once(days, cast):
    actions.claim_pair(cast.amara.pk, cast.benoit.pk, "relationship")
    register(cast, cast.benoit, cast.amara, start=NOON.date() + DAY)
    tasks.begin_day.call()
    assert claim(cast.amara, cast.benoit) == ("relationship", 1)
    assert not clashes().exists()
    for day in (1, 2):
        days.move_to(NOON + day * DAY)
        for _ in range(2):
            tasks.begin_day.call()
        assert claim(cast.amara, cast.benoit) == ("conflict", 1)
        assert clashes().count() == 1


def test_a_hold_keeps_two_apart_both_ways_until_it_is_lifted(days, cast):
    hold = actions.place_hold(person=cast.amara, other=cast.benoit, by=cast.amara)
    assert actions.place_hold(person=cast.amara, other=cast.benoit, by=cast.amara).pk == hold.pk
    assert policies.are_apart(cast.benoit, cast.amara)
    assert cast.amara.pk in policies.apart_ids(cast.benoit)
    assert (cast.benoit.pk, cast.amara.pk) in policies.pairs_apart([cast.amara.pk, cast.benoit.pk])
    assert actions.claim_pairs([(cast.benoit.pk, cast.amara.pk)]) == {(cast.benoit.pk, cast.amara.pk)}
    with pytest.raises(actions.HeldApart):
        actions.claim_pair(cast.benoit.pk, cast.amara.pk, "relationship")
    assert claim(cast.amara, cast.benoit) is None
    with pytest.raises(actions.Refused):
        actions.lift_hold(hold=hold, by=cast.benoit)
    actions.lift_hold(hold=hold, by=cast.amara)
    assert not policies.are_apart(cast.benoit, cast.amara)
    with pytest.raises(actions.NothingHeld):
        actions.lift_hold(hold=hold, by=cast.amara)


def test_nobody_places_a_hold_for_somebody_else(cast):
    with pytest.raises(actions.Refused):
        actions.place_hold(person=cast.amara, other=cast.benoit, by=cast.chen)
