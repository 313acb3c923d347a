"""What stays of a pair once one of the two is erased: whoever stays reads on, and nobody is called by nothing."""

import pytest
from django.urls import reverse
from tests import plans
from tests.cast import client_of

from chiron.core import encryption
from chiron.people import actions as people
from chiron.relationships import queries
from chiron.relationships.tests.support import begin, offer, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def left_alone(cast):
    """A pair that signed and practised, and in which Benoît then was erased."""
    pair = begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))
    for person in (cast.amara, cast.benoit):
        sign(pair, person)
    plans.practised(cast, pair)
    people.erase_person(person=cast.benoit, by=cast.benoit)
    encryption.erase_key(cast.benoit.pk)
    return pair


def at(name, row, *more):
    return reverse(f"relationships:{name}", args=[row.pk, *more])


def test_the_agreement_is_printed_still(cast, left_alone):
    answer = client_of(cast.amara).get(at("agreement_pdf", left_alone, 1))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")


def test_the_pages_say_that_somebody_is_erased(cast, left_alone):
    mine = queries.relationship_for(cast.amara, left_alone.pk)
    assert mine.others_named == mine.who(cast.benoit.pk) == "somebody erased"
    page = client_of(cast.amara).get(at("relationship", left_alone)).content.decode()
    assert "Only you and somebody erased can read this page." in page
    assert "somebody erased" in client_of(cast.amara).get(at("tutoring", left_alone)).content.decode()
    agreement = client_of(cast.amara).get(at("agreement", left_alone)).content.decode()
    assert "somebody erased" in agreement
    assert "duty to report." not in agreement, "whoever is gone reports nothing"
