"""Today offers those who work with somebody a case to talk about."""

import pytest
from tests.cast import client_of

from chiron.core import worker
from chiron.learning import queries as learning
from chiron.matching import actions as matching
from chiron.relationships import actions as relationships
from chiron.relationships.models import Member

pytestmark = pytest.mark.django_db
HEADING = "To talk about next time"


def test_a_case_stands_on_today_once_somebody_said_yes(cast):
    assert HEADING not in client_of(cast.amara).get("/").content.decode()
    matching.pair_by_hand(cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=cast.benoit_enrolled, by=cast.chen)
    worker.drain()
    member = Member.objects.unscoped().get(person=cast.amara)
    relationships.accept(member=member, by=cast.amara)
    text = client_of(cast.amara).get("/").content.decode()
    assert HEADING in text
    assert "/library/cases/" in text


def test_the_case_changes_every_week_and_is_one_for_two_people(cast):
    cases = [learning.case_to_talk_about(week) for week in range(1, 54)]
    assert len({case.key for case in cases}) == len(
        [c for c in learning.library().of("cases") if "dyad" in c.content["formats"]]
    )
    assert all("dyad" in case.content["formats"] for case in cases)
    assert cases[0].key != cases[1].key


def test_a_site_without_cases_has_none_on_today(cast, settings, tmp_path):
    settings.CHIRON_LIBRARY = tmp_path
    assert learning.case_to_talk_about(1) is None
