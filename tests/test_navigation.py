"""The navigation: the parts of a cohort for whoever coordinates it, the institution for whoever keeps it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from chiron.core import clock
from chiron.programmes.models import Cohort
from chiron.relationships.models import Member, Relationship
from chiron.relationships.tests.support import begin, offer
from tests.cast import client_of

pytestmark = pytest.mark.django_db
ENTRY = re.compile(r'<li[^>]*><a href="([^"]+)"( aria-current="page")?>([^<]+)</a></li>')


def entries(client, url):
    """The main navigation of the page at *url*: its words, and which is current."""
    head = client.get(url).content.decode().split('class="site-nav"')[1].split("</nav>")[0]
    found = ENTRY.findall(head)
    return {words: link for link, _current, words in found}, [words for _link, current, words in found if current]


@pytest.fixture
def later(cast):
    """A second, newer cohort of the programme."""
    return Cohort.objects.create(
        programme=cast.programme,
        name="Later",
        starts_on=cast.cohort.starts_on + timedelta(days=200),
        ends_on=cast.cohort.ends_on + timedelta(days=200),
    )


def test_a_coordinator_has_people_match_and_relationships_of_a_cohort_at_hand(cast):
    client = client_of(cast.chen)
    shown, current = entries(client, "/")
    parts = ["Today", "Cockpit", "People", "Match", "Relationships", "Programmes", "Library", "My data"]
    assert list(shown) == parts
    assert current == ["Today"]
    for words, name in (("People", "programmes:people"), ("Match", "matching:workbench")):
        assert shown[words] == reverse(name, args=[cast.cohort.pk])
        assert entries(client, shown[words])[1] == [words]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("programmes:upload", "People"),
        ("programmes:person_add", "People"),
        ("matching:weights", "Match"),
        ("relationships:list", "Relationships"),
    ],
)
def test_pages_of_a_part_stand_under_it(cast, name, words):
    assert entries(client_of(cast.chen), reverse(name, args=[cast.cohort.pk]))[1] == [words]
    enrolment = reverse("programmes:enrolment", args=[cast.amara_enrolled.pk])
    assert entries(client_of(cast.chen), enrolment)[1] == ["People"]


def test_it_speaks_of_the_cohort_that_was_looked_at_last_and_of_the_newest_before_that(cast, later):
    client, people = client_of(cast.chen), "programmes:people"
    assert entries(client, "/")[0]["People"] == reverse(people, args=[later.pk])
    older = reverse(people, args=[cast.cohort.pk])
    assert entries(client, older)[0]["People"] == older
    assert entries(client, "/")[0]["People"] == older, "it is kept for the next page"
    newer = reverse(people, args=[later.pk])
    client.get(newer)
    assert entries(client, "/")[0]["People"] == newer


def test_others_are_offered_no_cohort(cast):
    for who in (cast.amara, cast.benoit, cast.dina, cast.giulia, cast.hanne):
        assert not {"Match", "Relationships"} & set(entries(client_of(who), "/")[0]), who.name


def test_a_mentee_is_one_tap_from_their_mentor_on_every_page(cast):
    assert "My mentors" not in entries(client_of(cast.amara), "/")[0]
    pair = begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))
    home = reverse("relationships:relationship", args=[pair.pk])
    shown, _current = entries(client_of(cast.amara), reverse("people:data"))
    assert list(shown)[:2] == ["Today", "My mentors"]
    assert shown["My mentors"] == home
    assert entries(client_of(cast.amara), home)[1] == ["My mentors"]
    assert "My mentors" not in entries(client_of(cast.benoit), "/")[0]
    assert entries(client_of(cast.benoit), home)[1] == ["My mentoring"]


def test_with_several_mentors_it_leads_to_all_of_them(cast):
    for place in (cast.benoit_enrolled, cast.giulia_enrolled):
        pair = Relationship.objects.create(
            institution=cast.hospital, cohort=cast.cohort, kind="dyad", state="active", offered_at=clock.now(),
            began_at=clock.now(),
        )  # fmt: skip
        for enrolment, role in ((cast.amara_enrolled, "mentee"), (place, "mentor")):
            Member.objects.create(
                relationship=pair, person=enrolment.person, enrolment=enrolment, role=role, answer="accepted"
            )
    assert entries(client_of(cast.amara), "/")[0]["My mentors"] == reverse("relationships:chapters")


def test_an_administrator_keeps_the_institution_under_one_entry(cast):
    client = client_of(cast.hanne)
    for name in ("people:institution", "people:list", "people:roles", "people:audit", "people:queue"):
        assert entries(client, reverse(name))[1] == ["Institution"], name
        assert "Conflicts of interest" in client.get(reverse(name)).content.decode(), "the tabs lead on"
    for page in (reverse("people:duplicates"), reverse("people:address", args=[cast.amara.pk])):
        assert entries(client, page)[1] == ["Institution"]
    assert entries(client, reverse("people:profile"))[1] == []
    assert entries(client, reverse("people:data"))[1] == ["My data"]


def test_everybody_finds_the_programmes_that_they_take_part_in(cast):
    assert reverse("programmes:list") in client_of(cast.amara).get("/").content.decode()
    page = client_of(cast.amara).get(reverse("programmes:programme", args=[cast.programme.pk])).content.decode()
    assert reverse("programmes:apply", args=[cast.amara_enrolled.pk]) in page
