"""What the pages that people open first ask the database: the same at any number of relationships."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import client_of, enrol, person

from chiron.relationships.tests.test_meetings import begun, book, soon
from chiron.scheduling import actions as scheduling

pytestmark = pytest.mark.django_db


def cost(client, url):
    client.get(url)
    with CaptureQueriesContext(connections["default"]) as seen, CaptureQueriesContext(connections["keys"]) as keys:
        assert client.get(url).status_code == 200
    return len(seen) + len(keys)


def mentees(cast, first, last):
    """Pairs of Benoît with mentees of their own, each with a meeting that is booked."""
    for n in range(first, last):
        mentor = enrol_again(cast, n)
        pair = begun(cast, enrol(cast.cohort, person(cast.hospital, f"Mentee{n} Of"), "mentee"), mentor)
        book(cast, pair, at=soon(days=2 + n), by=cast.benoit)


def enrol_again(cast, n):
    """Benoît's place in the cohort, with room for one more."""
    cast.benoit_enrolled.capacity = n + 1
    cast.benoit_enrolled.save(update_fields=["capacity"])
    return cast.benoit_enrolled


def test_today_of_a_mentor_costs_as_much_with_six_mentees_as_with_two(cast):
    scheduling.set_week(person=cast.benoit, hours=list(range(168)), parts=[], by=cast.benoit)
    client = client_of(cast.benoit)
    mentees(cast, 0, 2)
    few = cost(client, reverse("today"))
    mentees(cast, 2, 6)
    assert cost(client, reverse("today")) == few <= 46


def test_the_page_of_a_pair_reads_what_several_panels_show_once(cast):
    pair = begun(cast)
    book(cast, pair)
    client = client_of(cast.amara)
    assert cost(client, reverse("relationships:relationship", args=[pair.pk])) <= 38
