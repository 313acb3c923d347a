"""The whole life of a programme in one year, by the clock: from an invitation to a good ending, and all that goes
otherwise on the way. Every mail is read, every calendar file by two parsers that are not ours."""

from datetime import date

import pytest
import time_machine

from tests.journeys.year import autumn, beginning, ending, mails, partings, people
from tests.journeys.year.days import Days
from tests.journeys.year.visits import Street

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def street(chromium, live_server):
    found = Street(chromium, live_server.url)
    yield found
    found.leave()


def test_a_year(street, db, tmp_path):
    with time_machine.travel("2026-09-01T08:30:00Z", tick=False) as frozen:
        town, days = people.settle(), Days(frozen)
        beginning.invited_and_applied(town, street, days)
        beginning.matched(town, street, days)
        beginning.answered(town, street, days)
        autumn.agreed(town, street, days)
        autumn.planned(town, street, days)
        autumn.met(town, street, days)
        partings.two_pairs_meet(town, days)
        partings.faded(town, street, days)
        partings.carried_on(town, street, days)
        partings.ended(town, street, days)
        partings.come_between(town, street, days, tmp_path)
        partings.matched_anew(town, street, days)
        autumn.met_again(town, street, days, date(2026, 12, 15))
        ending.half_way(town, street, days)
        autumn.booked(town, street, days, date(2027, 3, 30))
        ending.on_the_agenda(town, street)
        ending.closed(town, street, days)
        ending.over(town, street, days)
        mails.each_once(days.mails)
        mails.nothing_confidential([mail for _day, mail in days.mails])
