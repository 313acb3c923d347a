"""Lists of 30 and of 3,000: the complete response, in a database of its own. `python bench/lists.py [mentees]`

Prints a line a page: milliseconds at both sizes (the median of nine), their ratio and the queries at both. Exit code 0
where each takes at most 1.5 times as long, under 150 ms and at most 15 queries, the same number at both sizes.
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
SMALL, TIMES, MILLISECONDS, QUERIES = 30, 1.5, 150, 15


def start():
    """Make the databases and return the coordinator's browser."""
    import django

    Path(PLACE.name, "static").mkdir()
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from chiron.core.encryption import create_ring_file

    settings.ALLOWED_HOSTS = ["testserver"]
    create_ring_file(Path(PLACE.name) / "keyring.json")
    for database in ("default", "keys"):
        call_command("migrate", database=database, verbosity=0)
    call_command("createcachetable", verbosity=0)


def programme():
    """A programme with a coordinator who can sign in."""
    from django.conf import settings
    from django.test import Client

    from chiron.core import clock
    from chiron.people.models import Account, Institution, Person
    from chiron.programmes.models import BlueprintVersion, Programme, ProgrammeRole

    institution = Institution.objects.create(name="Bench")
    source = (settings.CHIRON_BLUEPRINTS / "residency-dyads.yaml").read_text()
    version = BlueprintVersion.objects.create(institution=institution, key="residency-dyads", version=1, source=source)
    made = Programme.objects.create(institution=institution, blueprint=version, name="Bench", state="open")
    account = Account.objects.create_user("chen@bench.example")
    chen = Person.objects.create(institution=institution, account=account, name="Chen Liu", email=account.email)
    ProgrammeRole.objects.create(programme=made, person=chen, role="coordinator", starts_on=clock.today())
    browser = Client()
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return made, chen, browser


def cohort_of(made, chen, mentees):
    """A cohort of that size, matched and published, and a second run of it to look at."""
    from chiron.config.demo.build import fill
    from chiron.core import clock, worker
    from chiron.matching import actions
    from chiron.matching.models import MatchRun
    from chiron.programmes.models import Cohort
    from chiron.programmes.queries import loaded

    today = clock.today()
    cohort = Cohort.objects.create(
        programme=made, name=f"Of {mentees}", starts_on=today, ends_on=today + timedelta(days=365)
    )
    fill(cohort, loaded(made.blueprint), mentees=mentees, mentors=mentees // 2, seed=mentees)
    run = actions.start_run(cohort=cohort, by=chen)
    worker.drain()
    actions.publish_run(run=MatchRun.objects.unscoped().get(pk=run.pk), by=chen)
    return cohort


def measured(browser, url):
    """Median milliseconds of nine complete responses, and the queries of one."""
    from django.db import connections, reset_queries

    times = []
    for _ in range(10):
        began = time.perf_counter()
        answer = browser.get(url)
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, url
    for connection in connections.all():
        connection.force_debug_cursor = True
    reset_queries()
    browser.get(url)
    queries = sum(len(connection.queries) for connection in connections.all())
    for connection in connections.all():
        connection.force_debug_cursor = False
    return statistics.median(times[1:]), queries


def main(large):
    """Print a line a list; 1 where one misses what is promised."""
    start()
    from django.urls import reverse

    made, chen, browser = programme()
    cohorts = [cohort_of(made, chen, size) for size in (SMALL, large)]
    missed = 0
    for name in ("programmes:people", "relationships:list", "matching:workbench"):
        (few, few_queries), (many, many_queries) = [
            measured(browser, reverse(name, args=[cohort.pk])) for cohort in cohorts
        ]
        fine = many <= TIMES * few and many < MILLISECONDS and few_queries == many_queries <= QUERIES
        missed += not fine
        print(
            f"{name:<20} {few:6.1f} ms at {SMALL}, {many:6.1f} ms at {large}: {many / few:4.2f} times, "
            f"{few_queries} and {many_queries} queries{'' if fine else '   MISSED'}",
            flush=True,
        )
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000))
