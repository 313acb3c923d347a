"""The library in a browser: a mentee reads a case without its notes, does a module on the phone; her mentor prints;
their coordinator sees who has finished what."""

import re

import pytest

from chiron.core import clock
from chiron.learning import queries
from chiron.learning.models import ModuleProgress
from tests import cast as people

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module", autouse=True)
def shelf():
    """The library, read before anybody opens it, as `chiron setup` does."""
    queries.library()


def test_a_mentee_finds_a_case_and_does_a_module_on_the_phone(walker, db):
    cast = people.assemble()
    page = walker.page
    page.set_viewport_size({"width": 390, "height": 844})
    walker.sign_in(cast.amara.account.email)

    page.get_by_role("link", name="Library").last.click()
    page.fill("input[name=q]", "first death")
    page.get_by_role("button", name="Show").click()
    walker.check()
    page.get_by_role("link", name="The first death, and rounds continue").click()
    page.wait_for_url(re.compile("/library/cases/"))
    assert not page.get_by_text("Who loses").is_visible(), "what everybody does comes after one's own answer"
    page.get_by_text("Go on once you have answered for yourself").click()
    assert page.get_by_text("Who loses").is_visible()
    assert page.get_by_text("Where it goes wrong").count() == 0
    walker.check()

    walker.open("/library/training/mentor-essentials/expectations/")
    for check in ("silence-after-two-meetings", "can-i-tell-you-something"):
        page.locator(f"#{check} input[type=radio]").first.check()
        page.locator(f"#{check}").get_by_role("button", name="Choose, and read the reasons").click()
        page.locator(f"#{check} .reasons").wait_for()
    walker.check()
    page.get_by_role("button", name="I am through with this module").click()
    page.wait_for_url(re.compile("/library/training/mentor-essentials/$"))
    assert page.locator(".people").get_by_text("You finished it").count() == 1
    walker.check()


def test_her_mentor_reads_the_notes_and_takes_the_spanish_sheet_along(walker, db):
    cast = people.assemble()
    page = walker.page
    walker.sign_in(cast.benoit.account.email)
    walker.open("/library/cases/the-first-death/?to_read_in=es")
    page.get_by_text("Para quien lleva la sesión").click()
    assert page.get_by_text("Dónde se tuerce").is_visible()
    walker.check()
    address = page.get_by_role("link", name="To lead it, PDF with the notes").get_attribute("href")
    answer = page.request.get(walker.address + address)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")


def test_her_coordinator_sees_who_has_finished_what(walker, db):
    cast = people.assemble()
    learnt = {"institution": cast.hospital, "person": cast.benoit, "course": "mentor-essentials", "version": 1}
    ModuleProgress.objects.create(**learnt, module="equity", finished_at=clock.now())
    page = walker.page
    walker.sign_in(cast.chen.account.email)
    walker.open("/library/")
    page.get_by_text("Who has finished which training").click()
    page.locator(".menu-panel").get_by_role("link", name=cast.cohort.name).first.click()
    page.wait_for_url(re.compile("/library/cohorts/"))
    row = page.get_by_role("row").filter(has_text=cast.benoit.name)
    assert row.get_by_text("1 of 6 modules").is_visible()
    walker.check()
    walker.open("/library/frameworks/topic/")
    walker.check()
    page.get_by_role("link", name="The first death, and rounds continue").first.click()
    page.wait_for_url(re.compile("/library/cases/the-first-death/"))
