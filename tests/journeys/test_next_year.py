"""A coordinator writes to a cohort and makes next year's from it; both are seen before anything happens."""

import pytest

from chiron.core import worker
from chiron.programmes.models import Cohort
from chiron.relationships.models import Announcement
from tests.cast import assemble

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_chen_writes_to_everybody_and_makes_next_years(walker, db):
    cast = assemble()
    page = walker.page
    walker.sign_in("chen@example.org")
    walker.open(f"/announcements/cohorts/{cast.cohort.pk}/write/")
    page.fill("[name=title_en]", "A new room")
    page.fill("[name=text_en]", "Dear {name}, we meet in the orchard.")
    walker.check()
    page.click("text=See it before it goes")
    page.wait_for_selector("text=Dear (their name), we meet in the orchard.")
    walker.check()
    page.click("text=Everybody by name")
    assert page.is_visible("text=Amara Okafor")
    assert not Announcement.objects.unscoped().filter(state="sent").exists()
    page.click("button:has-text('Send now')")
    page.click("dialog[open] button:has-text('Send now'), dialog[open] button[value=now], dialog[open] .button-solid")
    page.wait_for_selector("text=It goes out within a minute.")
    worker.drain(lambda mail: None)
    walker.open(f"/relationships/cohorts/{cast.cohort.pk}/next/")
    walker.check()
    assert page.input_value("[name=cohort_name]") == "Autumn 2027"
    page.click("text=Show what would be made")
    page.wait_for_selector("text=This is what would be made. Nothing has been yet.")
    walker.check()
    assert Cohort.objects.unscoped().count() == 1
    page.click("button:has-text('Make Autumn 2027')")
    page.wait_for_selector("text=No invitation has gone out yet.")
    walker.check()
    assert Cohort.objects.unscoped().get(name="Autumn 2027").enrolments.count() == 3
