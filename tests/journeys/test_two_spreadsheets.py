"""Journey 1: from two spreadsheets to published pairs, in a browser, by the coordinator; then a first day."""

import re

import pytest

from chiron.core import outbox, worker
from chiron.people.models import Person
from chiron.relationships.models import Member, Relationship
from tests import cast as people
from tests.journeys import files

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def work() -> list:
    """Let the worker do what is due; return the mails that it handed over."""
    sent: list = []
    while worker.drain() or outbox.deliver_one(sent.append):
        pass
    return sent


@pytest.mark.parametrize("which", [0, 1], ids=["generated", "real"])
def test_from_two_spreadsheets_to_published_pairs(walker, db, tmp_path, which):
    cast = people.assemble()
    found = files.pairs(tmp_path)
    if which >= len(found):
        which = 0  # the real files do not lie beside this checkout: the generated pair is walked twice
    _name, pair = found[which]
    page = walker.page
    walker.sign_in(cast.chen.account.email)

    walker.open("/programmes/new/")
    page.fill("input[name=name]", "Autumn mentoring")
    page.fill("input[name=cohort_name]", "Autumn")
    page.fill("input[name=starts_on]", "2026-10-01")
    page.fill("input[name=ends_on]", "2027-09-30")
    page.check("input[name=blueprint][value=from-my-spreadsheets]")
    walker.check()
    page.get_by_role("button", name="Start the programme").click()
    page.wait_for_url(re.compile(r"/programmes/[0-9a-f-]{36}/"))

    page.get_by_role("link", name=re.compile("Import")).first.click()
    page.set_input_files("input[name=mentees]", pair["mentees"])
    page.set_input_files("input[name=mentors]", pair["mentors"])
    page.get_by_role("button", name="Read the files").click()
    page.wait_for_url(re.compile(r"/imports/"))
    walker.while_away(work)
    assert page.get_by_text("identity").count(), "the page must say that identity columns are not used"
    walker.check()
    page.locator("form button[type=submit].button-solid").last.click()
    page.wait_for_load_state()
    walker.while_away(work)
    page.get_by_role("link", name="Match").last.click()
    page.wait_for_url(re.compile(r"/match/cohorts/"))
    walker.check()

    page.get_by_role("button", name=re.compile("Run the match")).first.click()
    page.wait_for_load_state()
    walker.while_away(work)
    walker.check()
    page.get_by_role("link", name=re.compile("Publish [0-9]+ pairs")).first.click()
    walker.check()
    page.get_by_role("button", name=re.compile("Publish [0-9]+ pairs")).click()
    page.wait_for_load_state()
    walker.check()
    mails = walker.while_away(work)
    walker.check()
    pairs = Relationship.objects.unscoped().filter(state="offered")
    assert pairs.count() >= 20

    ways_in = [mail["To"] for mail in mails if "/people/invitation/" in mail.get_content()]
    paired = {member.person.email for pair in pairs for member in pair.members.select_related("person")}
    assert paired <= set(ways_in), "whoever has no account yet finds the offer behind their way in"
    text = " ".join(mail.get_content() for mail in mails)
    assert "Non-binary" not in text
    assert "characteristics" not in text


def test_a_mentee_comes_in_by_her_invitation_and_answers_her_offer(walker, db):
    cast = people.assemble()
    new = Person.objects.create(
        institution=cast.hospital, name="Nadia New", email="nadia@example.org", stage="First year"
    )
    enrolment = people.enrol(cast.cohort, new, "mentee")
    from chiron.matching import actions as matching

    matching.pair_by_hand(cohort=cast.cohort, mentee=enrolment, mentor=cast.benoit_enrolled, by=cast.chen)
    mails = [mail for mail in work() if mail["To"] == new.email]
    [link] = [found for mail in mails for found in re.findall(r"/people/invitation/\S+", mail.get_content())]

    page = walker.page
    page.set_viewport_size({"width": 390, "height": 844})
    walker.open(link)
    walker.check()
    page.fill("input[name=password]", "a sentence that nobody knows")
    page.check("input[name=agrees]")
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url(walker.address + "/")
    walker.check()
    page.get_by_role("link", name="Read and answer").click()
    assert page.get_by_text("What stays between you, and what cannot").count() == 1
    walker.check()
    page.get_by_role("button", name="Yes, let us meet").click()
    page.wait_for_load_state()
    assert Member.objects.unscoped().get(person=new).answer == "accepted"
