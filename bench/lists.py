"""Lists of 30 and of 3,000: the complete response, in a database of its own. `python bench/lists.py [mentees]`

Prints a line a page: milliseconds at 30 and at the large size (the median of fifteen, taken in turn, so that what else
the machine does weighs on both alike), their ratio and the queries at both. A page shows 50 rows at most, so a list of
30 shows fewer: the ratio to a list of 60, whose page is as long, stands beside it. Then how long publishing the large
run takes from the coordinator's click to the answer, and in the worker. Exit code 0 where each list takes at most 1.5
times as long, under 150 ms and at most 15 queries, the same number at both sizes.
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
SMALL, AS_LONG, TIMES, MILLISECONDS, QUERIES = 30, 60, 1.5, 150, 15
SAMPLES = 15


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


def programme():
    """A programme with a coordinator who can sign in."""
    from django.conf import settings

    from chiron.core import clock
    from chiron.people.models import Account, HelpContact, Institution, Person
    from chiron.programmes.models import BlueprintVersion, Programme, ProgrammeRole

    institution = Institution.objects.create(name="Bench")
    source = (settings.CHIRON_BLUEPRINTS / "residency-dyads.yaml").read_text()
    version = BlueprintVersion.objects.create(institution=institution, key="residency-dyads", version=1, source=source)
    made = Programme.objects.create(institution=institution, blueprint=version, name="Bench", state="open")
    account = Account.objects.create_user("chen@bench.example")
    chen = Person.objects.create(institution=institution, account=account, name="Chen Liu", email=account.email)
    ProgrammeRole.objects.create(programme=made, person=chen, role="coordinator", starts_on=clock.today())
    HelpContact.objects.create(institution=institution, name="Chen Liu", email=account.email, position=1)
    return made, chen, browser_of(chen)


def browser_of(person):
    """A browser in which *person*, who has an account, is signed in."""
    from django.test import Client

    browser = Client()
    browser.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def cohort_of(made, chen, browser, mentees):
    """A cohort of that size, matched and published; seconds of the click on Publish and of the worker (wall, own)."""
    from django.urls import reverse

    from chiron.config.demo.build import fill
    from chiron.core import clock, encryption, idempotency
    from chiron.core.actions import Event
    from chiron.matching import actions, tasks
    from chiron.matching.models import MatchRun
    from chiron.programmes.models import Cohort
    from chiron.programmes.queries import loaded

    today = clock.today()
    cohort = Cohort.objects.create(
        programme=made, name=f"Of {mentees}", starts_on=today, ends_on=today + timedelta(days=365)
    )
    fill(cohort, loaded(made.blueprint), mentees=mentees, mentors=mentees // 2, seed=mentees)
    run = actions.start_run(cohort=cohort, by=chen)
    with encryption.key_session():
        tasks.run_match(run.pk)
    began = time.perf_counter()
    answer = browser.post(reverse("matching:publish", args=[run.pk]), {idempotency.FIELD: idempotency.new_key()})
    assert answer.status_code == 302
    clicked, worked = time.perf_counter(), time.process_time()
    with encryption.key_session():
        tasks.publish(Event("matching.run.publication_asked", {"run": str(run.pk)}, str(chen.pk)))
    seconds = time.perf_counter() - clicked, time.process_time() - worked
    assert cohort.relationships.count() == MatchRun.objects.unscoped().get(pk=run.pk).figures["matched"]
    return cohort, (clicked - began, *seconds)


def measured(browser, urls):
    """Median milliseconds of complete responses of each page, taken in turn (wall, own), and the queries of one."""
    times, own = {url: [] for url in urls}, {url: [] for url in urls}
    for _ in range(SAMPLES + 1):
        for url in urls:
            began, busy = time.perf_counter(), time.process_time()
            answer = browser.get(url)
            times[url].append((time.perf_counter() - began) * 1000)
            own[url].append((time.process_time() - busy) * 1000)
            assert answer.status_code == 200, url
    median = statistics.median
    return [(median(times[url][1:]), median(own[url][1:]), queries_of(browser, url)) for url in urls]


def queries_of(browser, url):
    from django.db import connections, reset_queries

    for connection in connections.all():
        connection.force_debug_cursor = True
    reset_queries()
    browser.get(url)
    queries = sum(len(connection.queries) for connection in connections.all())
    for connection in connections.all():
        connection.force_debug_cursor = False
    return queries


def main(large):
    """Print a line a list; 1 where one misses what is promised."""
    start()
    from django.urls import reverse

    made, chen, browser = programme()
    cohorts = [cohort_of(made, chen, browser, size) for size in (SMALL, AS_LONG, large)]
    missed = 0
    for name in ("programmes:people", "relationships:list", "matching:workbench"):
        urls = [reverse(name, args=[cohort.pk]) for cohort, _seconds in cohorts]
        (few, _own, few_queries), (same, _own, _queries), (many, own, many_queries) = measured(browser, urls)
        fine = many <= TIMES * few and many < MILLISECONDS and few_queries == many_queries <= QUERIES
        missed += not fine
        print(
            f"{name:<20} {few:6.1f} ms at {SMALL}, {many:6.1f} ms ({own:.0f} of them its own) at {large}: "
            f"{many / few:4.2f} times "
            f"({many / same:4.2f} times a page with as many rows), {few_queries} and {many_queries} queries"
            f"{'' if fine else '   MISSED'}",
            flush=True,
        )
    clicked, worked, busy = cohorts[-1][1]
    print(
        f"{'publishing':<20} {1000 * clicked:6.1f} ms from click to answer, {worked:5.2f} s in the worker, "
        f"{busy:5.2f} s of them its own"
    )
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000))
