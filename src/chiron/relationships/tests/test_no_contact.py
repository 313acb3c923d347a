"""No contact: it ends for whoever asked for it in all that the two are in together, and nothing is left half open."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import client_of

from chiron.boundaries.models import PairClaim
from chiron.core import clock, worker
from chiron.relationships import actions
from chiron.relationships.tests.support import begin, circle_of, leave, member_of, offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(cast):
    made = circle_of(cast)
    cast.amara_enrolled.refresh_from_db()
    cast.benoit_enrolled.refresh_from_db()
    return begin(made)


@pytest.fixture
def pair(cast, circle):
    """Amara and Benoît, beside the circle."""
    return begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))


def at(name, row):
    return reverse(f"relationships:{name}", args=[row.pk])


def part(row, person, **said):
    """Leave, and want no contact any more."""
    return leave(row, person, no_contact=True, **said)


def mails_to(person):
    mails = []
    worker.drain(mails.append)
    return [mail for mail in mails if mail["To"] == person.email]


def test_no_contact_after_a_circle_ends_the_pair_that_the_two_are_beside_it(cast, pair, circle):
    meeting = actions.book_meeting(
        relationship=pair, starts_at=clock.now() + timedelta(days=3), minutes=45, zone="Europe/Dublin",
        where=actions.Where(), by=cast.amara,
    )  # fmt: skip
    worker.drain(lambda mail: None)
    part(circle, cast.amara)
    [mail] = [mail for mail in mails_to(cast.benoit) if "your pair has ended" in mail["Subject"]]
    assert "Amara" not in mail.get_content()
    for row in (pair, circle, meeting, cast.amara_enrolled):
        row.refresh_from_db()
    assert (pair.state, circle.state, meeting.state) == ("ended", "active", "cancelled")
    assert cast.amara_enrolled.state == "waiting"
    assert set(cast.benoit_enrolled.places.values_list("relationship", flat=True)) == {circle.pk}
    assert client_of(cast.benoit).get(at("relationship", circle)).status_code == 200


def test_no_contact_after_a_pair_frees_who_asked_from_the_circle_and_the_other_goes_on_in_it(cast, pair, circle):
    part(pair, cast.amara, wants_another=False)
    circle.refresh_from_db()
    cast.amara_enrolled.refresh_from_db()
    assert (circle.state, cast.amara_enrolled.state) == ("active", "closed")
    assert member_of(circle, cast.amara).left_at is not None
    assert member_of(circle, cast.benoit).left_at is None
    assert client_of(cast.benoit).get(at("relationship", circle)).status_code == 200
    both = [cast.amara.pk, cast.benoit.pk]
    assert not PairClaim.objects.filter(low__in=both, high__in=both).exists()


def test_no_contact_takes_back_what_is_proposed_to_the_two(cast, circle):
    proposed = offer(cast, cast.amara_enrolled, cast.benoit_enrolled)
    worker.drain(lambda mail: None)
    part(circle, cast.benoit)
    proposed.refresh_from_db()
    assert proposed.state == "withdrawn"
    assert not cast.benoit_enrolled.places.exists()
    [mail] = mails_to(cast.amara)
    assert "is taken back" in mail.get_content()
    assert "Benoît" not in mail.get_content()


def test_without_that_wish_what_the_two_are_in_beside_goes_on(cast, pair, circle):
    leave(circle, cast.amara)
    pair.refresh_from_db()
    assert pair.state == "active"
