"""How relationships do: known from dates, said in a sentence; a silence is told once, to the people, then onwards."""

import random
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import enrol, person

from chiron.core import clock, outbox, schedule
from chiron.core.actions import NotAllowed
from chiron.notifications import actions as notifications
from chiron.relationships import actions, policies, queries, rules, tasks
from chiron.relationships.actions import ending
from chiron.relationships.models import Agreement, Correspondent, Meeting, Nudge, Relationship
from chiron.relationships.queries import health as health_queries

TODAY = date(2026, 6, 30)
RHYTHM = rules.Rhythm(first_within=30, silence=60)


def ago(days):
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("dates", "sentence", "state"),
    [
        (rules.Dates(ago(29)), "", "well"),
        (rules.Dates(ago(30)), "no first meeting in 30 days", "fading"),
        (rules.Dates(ago(200), last_met=ago(59)), "", "well"),
        (rules.Dates(ago(200), last_met=ago(61)), "no meeting for 61 days", "fading"),
        (rules.Dates(ago(200), last_met=ago(61), next_meets=ago(-3)), "", "well"),
        (rules.Dates(ago(20), last_met=ago(90)), "", "well"),  # they knew each other before: no silence of theirs yet
        (rules.Dates(ago(20), is_signed=False), "agreement unsigned", "watch"),
        (rules.Dates(ago(47), is_signed=False), "no first meeting in 47 days, agreement unsigned", "fading"),
        (rules.Dates(ago(20), unread_since=ago(15)), "a message unread for 15 days", "watch"),
        (rules.Dates(ago(20), is_signed=False, unread_since=ago(15)),
         "agreement unsigned, a message unread for 15 days", "fading"),
        (rules.Dates(ago(400), ends=ago(1), last_met=ago(5)), "1 day past its end", "watch"),
    ],
)  # fmt: skip
def test_each_state_explains_itself(dates, sentence, state):
    found = rules.signs(dates, RHYTHM, TODAY)
    assert queries.in_words(found) == sentence
    assert rules.state(rules.severity(found)) == state


@pytest.mark.django_db
@pytest.mark.parametrize("rhythm", [rules.Rhythm(30, 60), rules.Rhythm(60, 30), rules.Rhythm(60, 60)])
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
def test_the_database_sees_the_same_signs_as_the_rules(cast, time_machine, monkeypatch, zone, rhythm):
    monkeypatch.setattr(health_queries, "_rhythm", lambda cohort: rhythm)
    here = ZoneInfo(zone)
    next_april = datetime(clock.today().year + 1, 4, 20, 0, 30, tzinfo=here)  # in some zones the clocks have changed
    time_machine.move_to(next_april)
    luck = random.Random(zone)
    edges = [days + shift for days in (1, 14, 30, 60, 90) for shift in (-1, -0.03, -0.01, 0, 0.01, 0.03, 1)]

    def some(most=1000.0):
        return clock.now() - timedelta(days=luck.choice([edge for edge in edges if edge <= most]))

    for number in range(150):
        began = some()
        row = Relationship.objects.create(
            institution=cast.hospital, cohort=cast.cohort, kind="dyad", state=luck.choice(["active", "closing"]),
            offered_at=began, began_at=began, ends_on=luck.choice([None, some().date()]),
        )  # fmt: skip
        for at in luck.choices(["held", "booked", "cancelled", "ahead"], k=luck.randint(0, 3)):
            starts = clock.now() + timedelta(days=3) if at == "ahead" else some(90)
            Meeting.objects.create(
                relationship=row, created_by=cast.chen, state="booked" if at == "ahead" else at, starts_at=starts,
                minutes=45, zone="UTC", wall=f"{starts:%Y-%m-%dT%H:%M}", written_at=began,
            )  # fmt: skip
        if number % 3:
            Agreement.objects.create(
                relationship=row, number=1, state="in_force", made_at=began, in_force_at=began, points={}
            )
        told = some()
        read = luck.choice([None, told - timedelta(minutes=1), told])
        Correspondent.objects.create(relationship=row, person=cast.benoit, told_at=told, read_to=read)
    rows = policies.coordinated_relationships(cast.chen)
    health = {each.pk: each for each in queries.health_of(rows, here)}
    expected = {pk: rules.severity(each.signs) for pk, each in health.items() if each.signs}
    found = [(UUID(pk), severity) for pk, severity in queries.to_look_at(rows, [cast.cohort], here)]
    assert dict(found) == expected
    assert {1, 2, 5, 6} <= set(expected.values())
    assert len(expected) < len(health)
    last = {pk: health[pk].dates.last_met or health[pk].dates.began for pk in expected}
    assert found == sorted(found, key=lambda each: (-each[1], last[each[0]]))


def pairs(cast, count, days=40):
    began = clock.now() - timedelta(days=days)
    for n in range(count):
        row = Relationship.objects.create(
            institution=cast.hospital, cohort=cast.cohort, kind="dyad", state="active", offered_at=began, began_at=began
        )
        for side in ("mentee", "mentor"):
            who = person(cast.hospital, f"{side}{count}x{n} Of")
            row.members.create(person=who, enrolment=enrol(cast.cohort, who, side), role=side, answer="accepted")


@pytest.mark.django_db
def test_many_are_known_in_as_many_queries_as_few(cast):
    costs = []
    for count in (3, 30):
        pairs(cast, count)
        queries.health_of(policies.coordinated_relationships(cast.chen))  # the blueprint is read once a process
        with CaptureQueriesContext(connection) as seen:
            found = queries.health_of(policies.coordinated_relationships(cast.chen))
        costs.append(len(seen))
    assert len(found) == 33
    assert {each.state for each in found} == {"fading"}
    assert costs[0] == costs[1] <= 9


@pytest.fixture
def pair(cast, time_machine):
    time_machine.move_to(clock.now().replace(hour=12))
    offer = actions.PairOffer(cast.amara_enrolled, cast.benoit_enrolled)
    [made] = actions.offer_pairs(cohort=cast.cohort, pairs=[offer], run_id=None, by=cast.chen).created
    for member in made.members.all():
        actions.accept(member=member, by=member.person)
    for who in (cast.amara, cast.benoit, cast.chen):
        notifications.change_preferences(
            person=who, pace="at_once", digest_at=time(8), digest_on=0, quiet_from=None, quiet_until=None,
            turned_off=[], by=who,
        )  # fmt: skip
    outbox.OutboxMessage.objects.all().delete()
    return Relationship.objects.unscoped().get(pk=made.pk)


def mails():
    sent: list = []
    while outbox.deliver_one(sent.append):
        pass
    return sent


@pytest.mark.django_db
def test_a_silence_is_told_to_its_people_once_with_the_reason(cast, pair, time_machine):
    time_machine.shift(timedelta(days=29))
    tasks.break_the_silence.call()
    assert mails() == []
    time_machine.shift(timedelta(days=1))
    for _day in range(5):
        tasks.break_the_silence.call()
        time_machine.shift(timedelta(days=1))
    told = mails()
    assert sorted(mail["To"] for mail in told) == sorted([cast.amara.email, cast.benoit.email])
    text = told[0].get_content()
    assert "no first meeting in" in text
    assert "quiet for longer than your programme hopes" in text
    assert reverse("notifications:preferences") in text
    assert "Amara" not in told[1].get_content().replace("Dear Amara", "")
    assert Nudge.objects.unscoped().count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "hour"), [("Australia/Sydney", 8), ("America/Los_Angeles", 22)])
def test_a_silence_is_told_on_the_day_of_the_institution_wherever_it_lies(cast, pair, time_machine, zone, hour):
    cast.hospital.time_zone = zone
    cast.hospital.save()
    began = timezone.localtime(pair.began_at, ZoneInfo(zone)).date()
    time_machine.move_to(datetime.combine(began + timedelta(days=30), time(hour), ZoneInfo(zone)))
    tasks.break_the_silence.call()
    assert sorted(mail["To"] for mail in mails()) == sorted([cast.amara.email, cast.benoit.email])


@pytest.mark.django_db
def test_the_coordinator_hears_two_weeks_later_and_once(cast, pair, time_machine):
    time_machine.shift(timedelta(days=30))
    tasks.break_the_silence.call()
    mails()
    time_machine.shift(timedelta(days=13))
    tasks.break_the_silence.call()
    assert mails() == []
    time_machine.shift(timedelta(days=1))
    for _day in range(3):
        tasks.break_the_silence.call()
        time_machine.shift(timedelta(days=1))
    [mail] = mails()
    assert mail["To"] == cast.chen.email
    assert "1 pair has not met for long" in mail.get_content()
    assert "Amara" not in mail.get_content()
    assert "Benoît" not in mail.get_content()


@pytest.mark.django_db
def test_nobody_is_reminded_of_what_has_ended_meanwhile(cast, pair, time_machine):
    time_machine.shift(timedelta(days=30))
    tasks.break_the_silence.call()
    ending.move(Relationship.objects.unscoped().get(pk=pair.pk), "ended", cast.chen)
    assert mails() == []
    tasks.break_the_silence.call()
    assert Nudge.objects.unscoped().count() == 1


@pytest.mark.django_db
def test_a_message_that_nobody_opens_shows(cast, pair, time_machine):
    actions.read_limits(relationship=pair, duty="", by=cast.amara)
    actions.write_message(relationship=pair, text="Are you there?", by=cast.amara)
    time_machine.shift(timedelta(days=20))
    [found] = queries.health_of(policies.coordinated_relationships(cast.chen))
    assert "a message unread for 20 days" in found.sentence
    Correspondent.objects.unscoped().filter(person=cast.benoit).update(read_to=clock.now())
    [found] = queries.health_of(policies.coordinated_relationships(cast.chen))
    assert "unread" not in found.sentence


@pytest.mark.django_db
def test_only_the_system_reminds(cast, pair):
    for who in (cast.chen, cast.amara, cast.hanne):
        with pytest.raises(NotAllowed):
            actions.nudge_people(relationships=[pair], silences={pair.pk: ("no_meeting", clock.today())}, by=who)
        with pytest.raises(NotAllowed):
            actions.tell_coordinators(programme=cast.programme, nudges=[], by=who)


def test_it_is_on_the_schedule():
    assert {"relationships.silence_broken", "relationships.how_it_goes_asked"} <= set(schedule.RECURRING)
