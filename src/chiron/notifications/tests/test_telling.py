"""People are told as they want to be: at once outside quiet hours, in a digest, or not at all; each thing once."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import get_language
from tests.cast import client_of

from chiron.core import outbox, schedule
from chiron.core.actions import NotAllowed
from chiron.core.models import OutboxMessage
from chiron.notifications import actions, queries, tasks
from chiron.notifications.models import Notice, Preference
from chiron.people import actions as people

pytestmark = pytest.mark.django_db

NOON, NIGHT = "2026-06-01T12:00:00+01:00", "2026-06-01T23:00:00+01:00"  # a Monday in Dublin


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(queries, "KINDS", dict(queries.KINDS))

    @queries.notice("tests.written", topic="messages")
    def written(person, refs):
        return queries.Line("A message for you", f"Read it in {get_language()}.", f"/there/{refs['n']}/")

    @queries.notice("tests.closed", topic="programme")
    def closed(person, refs):
        return None


def wishes(person, **changes):
    said = {
        "pace": "at_once", "digest_at": time(8), "digest_on": 0, "quiet_from": time(21), "quiet_until": time(7),
        "turned_off": [],
    }  # fmt: skip
    return actions.change_preferences(person=person, by=person, **{**said, **changes})


def tell(person, n=1, kind="tests.written"):
    actions.tell(kind, to=person.pk, institution=person.institution_id, n=n)


def mails():
    sent: list = []
    while outbox.deliver_one(sent.append):
        pass
    return sent


def test_by_day_it_comes_at_once_with_a_link_and_says_why_and_how_to_turn_it_off(cast, time_machine):
    time_machine.move_to(NOON)
    tell(cast.amara)
    [mail] = mails()
    text = mail.get_content()
    assert (mail["Subject"], mail["To"]) == ("A message for you", cast.amara.email)
    assert "/there/1/" in text
    assert "because somebody you work with wrote to you" in text
    assert reverse("notifications:preferences") in text
    assert reverse("notifications:preferences") in mail["List-Unsubscribe"]


def test_what_comes_up_together_is_one_mail_and_what_comes_later_another(cast, time_machine):
    time_machine.move_to(NOON)
    for n in (1, 2, 2):
        tell(cast.amara, n)
    tell(cast.benoit)
    assert sorted((mail["To"], mail["Subject"]) for mail in mails()) == [
        (cast.amara.email, "2 things in Chiron"),
        (cast.benoit.email, "A message for you"),
    ]
    tell(cast.amara, 3)
    [later] = mails()
    assert "/there/1/" not in later.get_content()


def test_without_quiet_hours_any_more_what_waits_for_their_end_comes_at_once(cast, time_machine):
    time_machine.move_to(NIGHT)
    tell(cast.amara)
    assert mails() == []
    wishes(cast.amara, quiet_from=None, quiet_until=None)
    tell(cast.amara, 2)
    assert [mail["Subject"] for mail in mails()] == ["2 things in Chiron"]


def test_a_reminder_of_the_day_that_waits_for_a_digest_does_not_wait_for_one_of_the_week(cast, time_machine):
    time_machine.move_to(NOON)

    @queries.notice("tests.today", topic="meetings", is_of_the_day=True)
    def today(person, refs):
        return queries.Line("Tomorrow at ten", "Be there.", "/there/")

    wishes(cast.amara, pace="daily")
    tell(cast.amara, kind="tests.today")
    tell(cast.amara)
    assert mails() == []
    wishes(cast.amara, pace="weekly")
    assert [mail["Subject"] for mail in mails()] == ["Tomorrow at ten"], "the rest waits for the week's"


def test_nothing_is_added_to_a_mail_that_was_tried_once(cast, time_machine):
    """A second copy of a mail has the number of the first: what only it held might never be shown."""
    time_machine.move_to(NOON)
    tell(cast.amara, 1)

    def refuse(mail):
        raise ConnectionError

    assert outbox.deliver_one(refuse)
    tell(cast.amara, 2)
    assert OutboxMessage.objects.filter(kind=actions.MAIL).count() == 2


def test_a_night_is_told_in_one_mail(cast, time_machine):
    time_machine.move_to(NIGHT)
    for n in range(3):
        tell(cast.amara, n)
    time_machine.move_to("2026-06-02T07:00:01+01:00")
    [mail] = mails()
    assert mail["Subject"] == "3 things in Chiron"


def test_at_night_it_waits_until_the_quiet_hours_are_over(cast, time_machine):
    time_machine.move_to(NIGHT)
    tell(cast.amara)
    assert mails() == []
    time_machine.move_to("2026-06-02T07:00:01+01:00")
    assert len(mails()) == 1


def test_the_quiet_hours_are_those_of_the_readers_own_zone(cast, time_machine):
    people.change_account(account=cast.amara.account, language="", time_zone="Pacific/Auckland", by=cast.amara)
    time_machine.move_to(NOON)  # 23:00 in Auckland
    tell(cast.amara)
    tell(cast.benoit)
    assert [mail["To"] for mail in mails()] == [cast.benoit.email]


def test_a_mail_that_was_late_does_not_come_in_the_night_and_spends_no_attempt(cast, time_machine):
    time_machine.move_to(NOON)
    tell(cast.amara)
    time_machine.move_to(NIGHT)  # the worker was away the whole afternoon
    assert mails() == []
    row = OutboxMessage.objects.get()
    assert (row.state, row.attempts) == ("waiting", 0)
    time_machine.move_to("2026-06-02T07:00:01+01:00")
    assert len(mails()) == 1


def test_what_somebody_waits_for_comes_also_at_night(cast, time_machine):
    time_machine.move_to(NIGHT)
    actions.queue_account_mail(email=cast.amara.email, subject="Your code", text="123456")
    assert [mail["Subject"] for mail in mails()] == ["Your code"]


def test_a_daily_digest_puts_everything_into_one_mail_once(cast, time_machine):
    time_machine.move_to(NOON)
    wishes(cast.amara, pace="daily")
    for n in range(3):
        tell(cast.amara, n)
    tasks.make_digests.call()
    assert mails() == []
    time_machine.move_to("2026-06-02T08:00:01+01:00")
    for _worker in range(3):  # however often the task runs
        tasks.make_digests.call()
    [mail] = mails()
    assert mail["Subject"] == "3 things in Chiron"
    assert [f"/there/{n}/" in mail.get_content() for n in range(3)] == [True] * 3
    assert mail.get_content().count("because somebody you work with wrote to you") == 1


def test_a_weekly_digest_comes_on_its_day(cast, time_machine):
    time_machine.move_to(NOON)
    wishes(cast.amara, pace="weekly", digest_on=4)
    tell(cast.amara)
    time_machine.move_to("2026-06-04T12:00:00+01:00")
    tasks.make_digests.call()
    assert mails() == []
    time_machine.move_to("2026-06-05T08:00:01+01:00")
    tasks.make_digests.call()
    assert len(mails()) == 1


def test_who_chooses_mail_at_once_gets_what_waited_for_a_digest(cast, time_machine):
    time_machine.move_to(NOON)
    wishes(cast.amara, pace="weekly")
    tell(cast.amara)
    wishes(cast.amara, pace="at_once")
    tasks.make_digests.call()
    assert len(mails()) == 1


def test_who_chooses_one_mail_a_week_gets_in_it_what_waited_for_the_end_of_their_quiet_hours(cast, time_machine):
    time_machine.move_to(datetime(2027, 1, 12, 22, 30, tzinfo=UTC))  # a Tuesday
    tell(cast.benoit)
    wishes(cast.benoit, pace="weekly")
    time_machine.move_to(datetime(2027, 1, 13, 7, 10, tzinfo=UTC))
    tasks.make_digests.func()
    assert mails() == []
    time_machine.move_to(datetime(2027, 1, 18, 8, 10, tzinfo=UTC))
    tasks.make_digests.func()
    assert len(mails()) == 1


def test_a_worker_that_dies_while_sending_a_digest_loses_and_doubles_nothing(cast, time_machine):
    time_machine.move_to(NOON)
    wishes(cast.amara, pace="daily")
    tell(cast.amara)
    time_machine.move_to("2026-06-02T08:00:01+01:00")
    tasks.make_digests.call()
    row = outbox.claim_next()  # and the worker is gone
    tell(cast.amara, 2)
    time_machine.move_to("2026-06-02T08:05:00+01:00")
    assert outbox.recover() == 1
    [mail] = mails()
    assert mail["Message-ID"] == row.message_id
    assert "/there/1/" in mail.get_content()
    assert "/there/2/" not in mail.get_content(), "what came up later waits for the next one"


def test_digests_are_on_the_schedule(cast, time_machine):
    assert "notifications.digests_made" in schedule.RECURRING
    assert schedule.RECURRING["notifications.digests_made"].every <= timedelta(minutes=15)


def test_what_is_turned_off_is_not_told_also_where_it_was_queued_before(cast, time_machine):
    time_machine.move_to(NIGHT)
    tell(cast.amara, 1)
    wishes(cast.amara, turned_off=["messages"])
    tell(cast.amara, 2)
    assert Notice.objects.unscoped().count() == 1
    time_machine.move_to("2026-06-02T12:00:00+01:00")
    assert mails() == []


def test_what_may_no_longer_be_told_goes_to_nobody(cast, time_machine):
    time_machine.move_to(NOON)
    tell(cast.amara, kind="tests.closed")
    assert mails() == []
    assert OutboxMessage.objects.get().state == "dropped"


def test_the_mail_speaks_the_readers_language(cast, time_machine):
    time_machine.move_to(NOON)
    people.change_account(account=cast.amara.account, language="es", time_zone="", by=cast.amara)
    tell(cast.amara)
    assert "Read it in es." in mails()[0].get_content()


def test_an_erased_person_is_told_nothing(cast, time_machine):
    time_machine.move_to(NOON)
    tell(cast.amara, 1)
    people.erase_person(person=cast.amara, by=cast.amara)
    tell(cast.amara, 2)
    assert mails() == []


def test_many_are_told_in_as_many_reads_as_few(cast, django_assert_max_num_queries):
    everybody = [cast.amara, cast.benoit, cast.chen, cast.dina, cast.efua]
    with django_assert_max_num_queries(4 + len(everybody)):  # three reads, a mail each, all notices at once
        actions.tell_all(
            "tests.written", institution=cast.hospital.pk, recipients=[(each.pk, {"n": 1}) for each in everybody]
        )
    assert Notice.objects.unscoped().count() == 5


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"quiet_until": None}, actions.HalfOfTheQuiet),
        ({"quiet_until": time(21)}, actions.NeverLoud),
        ({"pace": "daily", "digest_at": time(3)}, actions.DigestInTheQuiet),
    ],
)
def test_hours_that_make_no_sense_are_refused(cast, changes, refusal):
    with pytest.raises(refusal):
        wishes(cast.amara, **changes)
    assert not Preference.objects.unscoped().exists()


def test_nobody_else_says_how_somebody_is_told(cast):
    for other in (cast.benoit, cast.chen, cast.hanne, cast.farid):
        with pytest.raises(NotAllowed):
            actions.change_preferences(
                person=cast.amara, pace="daily", digest_at=time(8), digest_on=0, quiet_from=None, quiet_until=None,
                turned_off=[], by=other,
            )  # fmt: skip
        with pytest.raises(NotAllowed):
            actions.make_digest(person=cast.amara, by=other)


def test_what_was_told_long_ago_is_forgotten(cast, time_machine):
    time_machine.move_to(NOON)
    tell(cast.amara)
    wishes(cast.benoit, pace="weekly")
    tell(cast.benoit)
    time_machine.shift(timedelta(days=91))
    tasks.forget_notices.call()
    assert [each.person_id for each in Notice.objects.unscoped()] == [cast.benoit.pk], "what waits is kept"


def test_the_page_shows_what_holds_and_keeps_what_is_chosen(cast, time_machine):
    time_machine.move_to(NOON)
    client, url = client_of(cast.amara), reverse("notifications:preferences")
    text = client.get(url).content.decode()
    assert 'value="21:00"' in text
    assert "Europe/Dublin" in text
    said = {
        "form_key": "7d1c9a0e-0000-4000-8000-000000000001", "pace": "weekly", "digest_at": "18:00", "digest_on": "6",
        "quiet_from": "", "quiet_until": "", "topics": ["messages", "meetings"],
    }  # fmt: skip
    assert client.post(url, said).status_code == 302
    kept = Preference.objects.unscoped().get(person=cast.amara)
    assert (kept.pace, kept.digest_at, kept.digest_on, kept.quiet_from) == ("weekly", time(18), 6, None)
    assert set(kept.turned_off) == {"questions", "nudges", "programme", "coordination"}
    tell(cast.amara)
    assert "1 thing waits for your next mail, on Sunday 7 June at 18:00" in client.get(url).content.decode()


def test_half_of_the_quiet_hours_is_said_on_the_page_and_what_was_typed_is_kept(cast):
    said = {
        "form_key": "7d1c9a0e-0000-4000-8000-000000000002", "pace": "daily", "digest_at": "08:00", "digest_on": "0",
        "quiet_from": "22:15", "quiet_until": "", "topics": ["messages"],
    }  # fmt: skip
    answer = client_of(cast.amara).post(reverse("notifications:preferences"), said)
    assert answer.status_code == 422
    assert "Quiet hours have a beginning and an end" in answer.content.decode()
    assert 'value="22:15"' in answer.content.decode()
