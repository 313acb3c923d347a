"""The shared cache: Django's interface, JSON in rows, nothing that could run."""

import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from chiron.core import clock, idempotency, tasks
from chiron.core.models import IdempotencyKey, Remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock_of_ours(time_machine):
    time_machine.move_to(clock.now(), tick=False)
    return time_machine


def test_what_is_set_is_got_until_its_time_is_over(clock_of_ours):
    cache.set("tries", [1.5, 2.5], 60)
    cache.set("tries", [1.5, 2.5, 3.5], 60)
    assert cache.get("tries") == [1.5, 2.5, 3.5]
    assert cache.touch("tries", 600)
    clock_of_ours.shift(timedelta(seconds=599))
    assert "tries" in cache
    clock_of_ours.shift(timedelta(seconds=2))
    assert cache.get("tries", "none") == "none"
    assert not cache.touch("tries")


def test_only_the_first_adds_and_the_next_once_it_is_gone(clock_of_ours):
    assert cache.add("lock", True, 10)
    assert not cache.add("lock", True, 10)
    clock_of_ours.shift(timedelta(seconds=11))
    assert cache.add("lock", True, 10)
    assert cache.delete("lock")
    assert not cache.delete("lock")
    assert cache.add("lock", True, None)
    clock_of_ours.shift(timedelta(days=5000))
    assert not cache.add("lock", True, None)


def test_it_counts():
    cache.set("count", 1)
    assert cache.incr("count", 2) == 3
    with pytest.raises(ValueError, match="nothing"):
        cache.incr("nothing")
    cache.clear()
    assert cache.get("count") is None


def test_what_json_cannot_say_is_not_kept():
    with pytest.raises(TypeError):
        cache.set("object", object())


def test_what_is_over_is_tidied_away(cast, clock_of_ours):
    cache.set("short", 1, 60)
    cache.set("long", 1, 60 * 60 * 24 * 365)
    key = idempotency.new_key()
    IdempotencyKey.objects.create(person_id=cast.amara.pk, route="/x/", key=key, body_hash="")
    clock_of_ours.shift(timedelta(days=89))
    tasks.tidy.func()
    assert (Remembered.objects.count(), IdempotencyKey.objects.count()) == (1, 1)
    clock_of_ours.shift(timedelta(days=2))
    tasks.tidy.func()
    assert (cache.get("long"), IdempotencyKey.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="a database in memory has one writer")
def test_of_two_who_add_at_once_one_does():
    start, won = threading.Barrier(8), []

    def add():
        start.wait()
        won.append(cache.add("lock", True, 10))
        connection.close()

    together = [threading.Thread(target=add) for _ in range(8)]
    for each in together:
        each.start()
    for each in together:
        each.join()
    assert sorted(won) == [False] * 7 + [True]
