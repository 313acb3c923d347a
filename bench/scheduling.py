"""Common times of eight people over four weeks: the whole search, from the database to the offer.

.venv/bin/python bench/scheduling.py

In a database of its own. Exit code 0 where the median of forty searches takes under 100 ms.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
PLACE = tempfile.TemporaryDirectory(prefix="chiron-bench-")
os.environ.update(CHIRON_VAR=PLACE.name, CHIRON_PLAIN_STATIC="1", DJANGO_SETTINGS_MODULE="chiron.config.settings")
PEOPLE, WEEKS, TIMES, MILLISECONDS = 8, 4, 40, 100
ZONES = ["Europe/Dublin", "Europe/Madrid", "America/New_York", "Europe/Dublin"]


def start():
    """Make the databases."""
    import django

    Path(PLACE.name, "static").mkdir()
    django.setup()
    from django.core.management import call_command

    from chiron.core.encryption import create_ring_file

    create_ring_file(Path(PLACE.name) / "keyring.json")
    for database in ("default", "keys"):
        call_command("migrate", database=database, verbosity=0)


def people():
    """Eight people in three zones, each with a week, forty shifts, some of them nights, and five meetings."""
    from chiron.core import clock
    from chiron.people.models import Account, Institution, Person
    from chiron.scheduling import actions
    from chiron.scheduling.models import BusyTime

    institution = Institution.objects.create(name="Bench", time_zone="Europe/Dublin")
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    for number in range(PEOPLE):
        account = Account.objects.create_user(f"p{number}@bench.example")
        account.time_zone = ZONES[number % len(ZONES)]
        account.save()
        person = Person.objects.create(
            institution=institution, account=account, name=f"Person {number}", email=account.email
        )
        hours = [day * 24 + hour for day in range(7) for hour in range(8, 22)]
        actions.set_week(person=person, hours=hours, parts=["evening"] if number % 2 else [], by=person)
        shifts = []
        for day in range(7 * (WEEKS + 1)):
            at = midnight + timedelta(days=day, hours=20 if (day + number) % 9 == 0 else 8)
            kind = "night" if (day + number) % 9 == 0 else "busy"
            length = timedelta(hours=12 if kind == "night" else 4 + (day + number) % 5)
            shifts.append(BusyTime(person=person, kind=kind, starts_at=at, ends_at=at + length))
        BusyTime.objects.bulk_create(shifts)
        found.append(person)
    return found


def main():
    """Print the median and the slowest of the whole search and of its arithmetic alone."""
    start()
    from django.db import connections, reset_queries

    from chiron.core import clock
    from chiron.people.models import Person
    from chiron.scheduling import queries
    from chiron.scheduling.rules import search, zones

    ids = [person.pk for person in people()]
    rows = Person._base_manager.filter(pk__in=ids).select_related("account", "institution")
    whole, alone, found = [], [], []
    connections["default"].force_debug_cursor = True
    for number in range(TIMES + 1):
        zones.hours_of_week.cache_clear()  # as in a process that has not searched yet
        first = clock.now() + timedelta(minutes=15 * number)
        reset_queries()
        began = time.perf_counter()
        tables = queries.timetables(list(rows.all()), first, first + timedelta(weeks=WEEKS))
        between = time.perf_counter()
        wanted = search.Wanted(60, first, first + timedelta(weeks=WEEKS), first + timedelta(days=3))
        found = search.common_times(tables, wanted)
        ended = time.perf_counter()
        whole.append((ended - began) * 1000)
        alone.append((ended - between) * 1000)
    asked = len(connections["default"].queries)
    median, slowest = statistics.median(whole[1:]), max(whole[1:])
    fine = median < MILLISECONDS and found
    print(
        f"{PEOPLE} people, {WEEKS} weeks: {median:.1f} ms the whole search (slowest {slowest:.1f}), "
        f"{statistics.median(alone[1:]):.1f} ms of it arithmetic, {asked} queries, {len(found)} times found"
        f"{'' if fine else '   MISSED'}"
    )
    return int(not fine)


if __name__ == "__main__":
    sys.exit(main())
