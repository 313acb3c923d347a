"""Every blueprint that comes with Chiron runs: a coordinator starts it in a browser and publishes its first match.

The pages between are checked by journey 1; here only those that differ from blueprint to blueprint.
"""

import re

import pytest

from chiron.config.demo.build import fill
from chiron.core import outbox, worker
from chiron.programmes.models import Cohort
from chiron.programmes.queries import loaded, shipped_blueprints
from chiron.relationships.models import Member, Relationship
from tests import cast as people

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NAMES = [
    "faculty-mosaic",
    "international-graduates",
    "leadership-sponsorship",
    "near-peer-first-years",
    "peer-circles-identity",
    "residency-dyads",
    "speed-mentoring-event",
    "student-longitudinal",
]
MENTEES, MENTORS = 16, 7


def work() -> list:
    """Let the worker do what is due; return the mails that it handed over."""
    sent: list = []
    while worker.drain() or outbox.deliver_one(sent.append):
        pass
    return sent


def test_the_eight_are_those_that_are_shipped():
    assert sorted(each.key for each in shipped_blueprints()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_coordinator_starts_it_and_publishes_a_match(walker, db, name):
    cast = people.assemble()
    page = walker.page
    walker.sign_in(cast.chen.account.email)

    walker.open(f"/programmes/blueprints/shipped/{name}/")
    walker.check()
    page.get_by_role("link", name="Start a programme from it").click()
    assert page.locator(f"input[name=blueprint][value='shipped:{name}']").is_checked()
    page.fill("input[name=name]", "A programme of ours")
    page.fill("input[name=cohort_name]", "First cohort")
    page.fill("input[name=starts_on]", "2026-10-01")
    page.fill("input[name=ends_on]", "2027-09-30")
    page.get_by_role("button", name="Start the programme").click()
    page.wait_for_url(re.compile(r"/programmes/[0-9a-f-]{36}/"))

    cohort = Cohort.objects.unscoped().get(name="First cohort")
    fill(cohort, loaded(cohort.programme.blueprint), mentees=MENTEES, mentors=MENTORS, seed=5)
    walker.open(f"/match/cohorts/{cohort.pk}/")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name=re.compile("Run the match")).first.click()
    page.wait_for_load_state()
    walker.while_away(work)
    page.get_by_role("link", name=re.compile("Publish [0-9]+")).first.click()
    page.wait_for_url(re.compile(r"/publish/"))
    page.get_by_role("button", name=re.compile("Publish [0-9]+")).click()
    page.get_by_text("is being published").first.wait_for()
    walker.while_away(work)
    walker.check()

    published = Relationship.objects.unscoped().filter(cohort=cohort, state="offered")
    matched = Member.objects.unscoped().filter(relationship__in=published, role__in=["mentee", "member"])
    assert matched.values("person").distinct().count() >= MENTEES / 2
