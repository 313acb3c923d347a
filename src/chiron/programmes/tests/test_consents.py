"""Taking back the consent to take part is leaving: every cohort at once, nobody else, and not if it was given again."""

import pytest
from tests.cast import enrol

from chiron.core import worker
from chiron.people import actions as people
from chiron.people.models import Consent
from chiron.programmes.models import Cohort, EnrolmentTransition

pytestmark = pytest.mark.django_db


@pytest.fixture
def consent(cast):
    return people.give_consent(person=cast.amara, purpose="taking-part", by=cast.amara)


def states(cast):
    for each in (cast.amara_enrolled, cast.benoit_enrolled):
        each.refresh_from_db()
    return cast.amara_enrolled.state, cast.benoit_enrolled.state


def test_who_takes_it_back_leaves_every_cohort(cast, consent):
    first = cast.cohort
    second = Cohort.objects.create(
        programme=cast.programme, name="Spring 2027", starts_on=first.starts_on, ends_on=first.ends_on
    )
    also = enrol(second, cast.amara, "mentor")
    people.withdraw_consent(consent=consent, by=cast.amara)
    worker.drain()
    assert states(cast) == ("withdrawn", "applied")
    also.refresh_from_db()
    assert also.state == "withdrawn"
    assert EnrolmentTransition.objects.get(enrolment=also).by_id == cast.amara.pk


def test_given_again_before_the_worker_came_it_changes_nothing(cast, consent):
    people.withdraw_consent(consent=consent, by=cast.amara)
    people.give_consent(person=cast.amara, purpose="taking-part", by=cast.amara)
    worker.drain()
    assert states(cast) == ("applied", "applied")


def test_done_twice_it_changes_nothing_more(cast, consent):
    people.withdraw_consent(consent=consent, by=cast.amara)
    worker.drain()
    people.give_consent(person=cast.amara, purpose="taking-part", by=cast.amara)
    again = Consent.objects.unscoped().get(person=cast.amara, withdrawn_at=None)
    people.withdraw_consent(consent=again, by=cast.amara)
    worker.drain()
    assert EnrolmentTransition.objects.filter(enrolment=cast.amara_enrolled).count() == 1
