"""An administrator finds somebody who is there twice, compares, chooses the address, merges; an old link leads on."""

import re

import pytest

from chiron.people.models import Person
from tests import cast as people

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_one_person_is_there_twice_and_then_once(walker, db):
    cast = people.assemble()
    twin = Person.objects.create(institution=cast.hospital, name="Okafor, Ámara", email="a.okafor@clinic.example")
    people.enrol(cast.cohort, twin, "mentor", {"specialty": "cardiology"})
    page = walker.page
    signed_in = people.client_of(cast.hanne).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": signed_in, "url": walker.address}])

    walker.open("/people/")
    page.get_by_role("link", name="Possible duplicates").click()
    page.get_by_role("heading", name="Possible duplicates").wait_for()
    walker.check()
    page.get_by_role("link", name="Compare").click()
    page.get_by_role("heading", name="Are these one person?").wait_for()
    walker.check()
    page.get_by_label("a.okafor@clinic.example", exact=True).check()
    page.get_by_role("button", name="Show what would happen").click()
    page.get_by_text("In Autumn 2026 this is one person on both sides").wait_for()
    page.get_by_role("button", name="Make them one").click()
    page.get_by_role("dialog").get_by_role("button", name="Make them one").click()
    page.wait_for_url(re.compile(r"/people/[0-9a-f-]+/$"))
    page.get_by_text("The two are one now").wait_for()
    walker.check()
    assert page.get_by_text("Autumn 2026: mentor").count() == 1
    kept = page.url
    walker.open(f"/people/{twin.pk}/")
    assert page.url == kept
    page.get_by_role("link", name="Change the e-mail address").click()
    page.get_by_label("New e-mail address").wait_for()
    walker.check()
