"""A worker that was down for days acts once for what was due, not once for each time that it missed."""

from collections import Counter
from datetime import timedelta

import pytest

from chiron.core import clock, schedule, worker
from chiron.core.models import OutboxMessage, Schedule
from chiron.notifications.models import Notice
from chiron.relationships import actions
from chiron.relationships.models import CheckIn
from chiron.relationships.tests.test_meetings import begun, book, sent, soon
from chiron.relationships.tests.test_views import offer

pytestmark = pytest.mark.django_db
DAYS = 3


def turn(time_machine, minutes=1):
    """What the worker does in a while: it queues what is due, does it, and is asked again a little later."""
    for _ in range(3):
        schedule.enqueue_due()
        worker.drain()
        time_machine.move_to(clock.now() + timedelta(minutes=minutes))


def notices():
    return Counter(Notice.objects.unscoped().values_list("kind", "person__name"))


def test_each_schedule_is_made_up_for_once(time_machine):
    schedule.enqueue_due()
    assert Schedule.objects.count() == len(schedule.RECURRING)
    schedule.enqueue_due()
    worker.drain()
    worker_was_idle = clock.now()
    time_machine.move_to(worker_was_idle + timedelta(days=DAYS))
    assert schedule.enqueue_due() == len(schedule.RECURRING), "three days of every half an hour are one run"
    assert schedule.enqueue_due() == 0


def test_a_meeting_is_reminded_of_once_and_one_that_is_over_not_at_all(cast, time_machine):
    pair = begun(cast)
    book(cast, pair, at=soon(days=2))
    ahead = book(cast, pair, at=soon(days=4, hour=9))
    sent()
    turn(time_machine)
    time_machine.move_to(clock.now() + timedelta(days=DAYS))
    turn(time_machine, minutes=40)
    told = Notice.objects.unscoped().filter(kind="relationships.meeting_reminder")
    assert Counter(told.values_list("person__name", flat=True)) == {"Amara Okafor": 1, "Benoît Lefèvre": 1}
    assert {each.refs["attendee"] for each in told} == {str(each.pk) for each in ahead.attendees.all()}


def test_an_offer_is_reminded_of_once_whatever_was_missed(cast, time_machine):
    offer(cast, cast.amara_enrolled, cast.benoit_enrolled)
    sent()
    time_machine.move_to(clock.now() + timedelta(days=11))
    turn(time_machine, minutes=70)
    reminded = {who: number for (kind, who), number in notices().items() if kind == "relationships.reminder"}
    assert reminded == {"Amara Okafor": 1, "Benoît Lefèvre": 1}


def test_questions_and_silence_are_told_once(cast, time_machine):
    begun(cast)
    sent()
    turn(time_machine)
    time_machine.move_to(clock.now() + timedelta(days=45))
    turn(time_machine, minutes=60 * 25)
    asked = Counter(CheckIn.objects.unscoped().values_list("question", flat=True))
    assert set(asked.values()) <= {1}
    told = Notice.objects.unscoped().filter(kind=actions.SILENCE)
    assert Counter(told.values_list("person__name", flat=True)) == {"Amara Okafor": 1, "Benoît Lefèvre": 1}


def test_digests_missed_are_one_mail(cast, time_machine):
    from chiron.notifications import actions as notifications
    from chiron.notifications import queries

    wishes = queries.preference_of(cast.amara).wishes
    notifications.change_preferences(
        person=cast.amara, pace="daily", digest_at=wishes.digest_at, digest_on=0, quiet_from=wishes.quiet_from,
        quiet_until=wishes.quiet_until, turned_off=[], by=cast.amara,
    )  # fmt: skip
    pair = begun(cast)
    sent()
    before = OutboxMessage.objects.filter(kind=notifications.MAIL, recipient_id=cast.amara.pk).count()
    meeting = book(cast, pair, at=soon(days=6))
    actions.answer_meeting(meeting=meeting, answer="accepted", by=cast.benoit)
    time_machine.move_to(clock.now() + timedelta(days=DAYS))
    turn(time_machine, minutes=20)
    after = OutboxMessage.objects.filter(kind=notifications.MAIL, recipient_id=cast.amara.pk).count()
    assert after == before + 1
