"""A coordinator weighs two methods against each other, changes a place, forms groups and plans an evening of talks."""

import re

import pytest

from chiron.core import worker
from chiron.matching.models import Gathering, MatchRun
from chiron.people.models import Person
from chiron_blueprint import hours
from tests import cast as people

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def crowd(cast):
    """Eight more mentees and three more mentors, free on Monday evening."""
    free = {"free-hours": hours.mask([18, 19, 20])}
    for side, count in (("mentee", 8), ("mentor", 3)):
        for number in range(count):
            name = f"{side.title()} {number}"
            person = Person.objects.create(institution=cast.hospital, name=name, email=f"{side}{number}@example.org")
            people.enrol(cast.cohort, person, side, free, capacity=2)


def test_two_methods_side_by_side_then_groups_and_an_evening(walker, db):
    cast = people.assemble()
    crowd(cast)
    page = walker.page
    walker.sign_in(cast.chen.account.email)
    bench = f"/match/cohorts/{cast.cohort.pk}/"
    walker.open(bench)
    page.get_by_role("button", name="Run the match").click()
    page.wait_for_load_state()
    walker.while_away(worker.drain)

    walker.open(bench)
    page.get_by_role("link", name="Method and weights").click()
    page.wait_for_load_state()
    walker.check()
    page.get_by_label(re.compile("Nobody left far behind")).check()
    page.get_by_role("button", name="Save for the next run").click()
    page.wait_for_url(re.compile(r"/match/cohorts/[0-9a-f-]+/$"))
    page.get_by_role("button", name="Run again").click()
    page.wait_for_load_state()
    walker.while_away(worker.drain)
    assert list(MatchRun.objects.unscoped().order_by("number").values_list("method", flat=True)) == ["welfare", "fair"]

    walker.open(bench)
    page.locator(".pair summary").first.click()
    page.get_by_text(re.compile("See what forbidding")).first.click()
    page.get_by_text(re.compile("Forbidding this pair would")).first.wait_for()
    walker.check()
    page.get_by_role("link", name="Compare the runs").click()
    page.get_by_text("Run 2: Nobody left far behind.").wait_for()
    walker.check()

    walker.open(f"{bench}groups/")
    page.fill("input[name=smallest]", "3")
    page.fill("input[name=size]", "4")
    page.get_by_role("button", name="Form groups").click()
    page.get_by_role("button", name=re.compile("Offer [0-9] groups")).wait_for()
    walker.check()

    walker.open(f"{bench}talks/")
    page.get_by_role("button", name="Work out the rounds").click()
    page.get_by_role("heading", name="By table").wait_for()
    walker.check()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert set(Gathering.objects.unscoped().values_list("kind", flat=True)) == {"groups", "talks"}
