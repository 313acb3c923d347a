"""Administrators who merge the same two at once, and somebody who writes at that moment: one entry, nothing lost."""

from itertools import cycle

import pytest

from tests.amounts import amount
from tests.operations.test_races import PROCESSES, prepared, race

ROUNDS = amount(short=8, full=500)


@pytest.fixture(autouse=True)
def _forks(populated):
    """Whoever forks needs the installation that is copied."""


def _hanne():
    from chiron.people.models import Person

    return Person._base_manager.get(name="Hanne Vik")


def entries():
    """Two entries of one person a round, the second with something written under its own key; and a head start."""
    from chiron.core import encryption
    from chiron.people.models import Person

    hospital, found = _hanne().institution, []
    with encryption.key_session():
        for number, wait in zip(range(ROUNDS), cycle([0, 0.005, 0.02, 0.05]), strict=False):
            pair = [
                Person.objects.create(institution=hospital, name=f"Twin {number}", email=f"{side}{number}@twin.example")
                for side in "ab"
            ]
            pair[1].about = "Written as the other one."
            pair[1].save()
            found.append([str(pair[0].pk), str(pair[1].pk), wait])
    return found


def merge(stays, goes):
    """Merge one of the two into the other."""

    def attempt(pair):
        from chiron.core import encryption
        from chiron.people import actions
        from chiron.people.models import Person

        with encryption.key_session():
            one, other = (Person._base_manager.get(pk=pair[each]) for each in (stays, goes))
            actions.merge(stays=one, goes=other, name=one.name, email=one.email, by=_hanne())

    return attempt


def write(pair):
    """Something written as the one who goes, by a request that had begun before and is committed whenever it is."""
    import time

    from django.db import transaction

    from chiron.core import clock
    from chiron.notifications.models import Notice
    from chiron.people.models import Person

    hospital = _hanne().institution_id
    time.sleep(pair[2])
    with transaction.atomic():
        goes = Person._base_manager.get(pk=pair[1])
        Notice.objects.create(institution_id=hospital, person=goes, kind="a", refs={}, created_at=clock.now())
        time.sleep(0.005)


def end():
    """How many twins are left, how many of them say what was written as the other, and what was left behind."""
    from chiron.core import encryption, merging, worker
    from chiron.notifications.models import Notice
    from chiron.people.models import Person

    worker.drain()
    with encryption.key_session():
        twins = Person._base_manager.filter(name__startswith="Twin ", erased_at__isnull=True)
        gone = Person._base_manager.filter(institution=_hanne().institution, erased_at__isnull=False)
        return {
            "twins": twins.count(),
            "whole": sum(each.about == "Written as the other one." for each in twins),
            "left": [name for each in gone for name in merging.left_behind(Person, each.pk, person=Person)],
            "notices": Notice._base_manager.filter(kind="a", person__in=twins).count(),
        }


def one_merges(site):
    """Half of them the one way round, half of them the other: no two of them wait for each other for ever."""
    outcomes = race(site, [merge(0, 1), merge(1, 0)] * (PROCESSES // 2), prepared(site, entries))
    assert {tuple(each) for each in outcomes} == {("MergedAlready",) * (PROCESSES - 1) + ("won",)}
    assert prepared(site, end) == {"twins": ROUNDS, "whole": ROUNDS, "left": [], "notices": 0}


def nothing_is_lost(site):
    outcomes = race(site, [merge(0, 1), write], prepared(site, entries))
    assert {tuple(each) for each in outcomes} == {("won", "won")}
    assert prepared(site, end) == {"twins": ROUNDS, "whole": ROUNDS, "left": [], "notices": ROUNDS}


def test_one_of_four_merges_the_same_two(site):
    one_merges(site)


def test_one_of_four_merges_the_same_two_on_postgresql(postgres_site):
    one_merges(postgres_site)


def test_what_is_written_at_that_moment_follows(site):
    nothing_is_lost(site)


def test_what_is_written_at_that_moment_follows_on_postgresql(postgres_site):
    nothing_is_lost(postgres_site)
