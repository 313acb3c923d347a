"""Check-ins: asked once on their day, answered apart; told is only that both carry on, or that a talk is wished."""

import re
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import client_of, enrol, person

from chiron.core import clock, outbox
from chiron.core.actions import NotAllowed
from chiron.core.models import OutboxMessage
from chiron.notifications import actions as notifications
from chiron.programmes import queries as programmes
from chiron.relationships import actions, policies, queries, rules, tasks
from chiron.relationships.actions import ending
from chiron.relationships.models import CheckIn, CheckInAnswer, Rating, Relationship
from chiron.relationships.rules import check_ins

pytestmark = pytest.mark.django_db


def keyed(**data):
    return {"form_key": str(uuid4()), **data}


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
    OutboxMessage.objects.all().delete()
    return Relationship.objects.unscoped().get(pk=made.pk)


def asked(pair, question=rules.FIT):
    return CheckIn.objects.unscoped().get(relationship=pair, question=question, number=1)


@pytest.fixture
def fit(pair, time_machine):
    time_machine.shift(timedelta(days=42))
    tasks.ask_how_it_goes.call()
    return asked(pair)


@pytest.fixture
def review(pair, time_machine):
    time_machine.shift(timedelta(days=182))
    tasks.ask_how_it_goes.call()
    return asked(pair, rules.MID_POINT)


@pytest.mark.parametrize(("lasts", "on"), [(150, 75), (100, None)])
def test_who_began_late_is_asked_half_way_through_the_time_they_have(pair, time_machine, lasts, on):
    Relationship.objects.unscoped().filter(pk=pair.pk).update(ends_on=clock.today() + timedelta(days=lasts))
    days = []
    for day in range(1, lasts + 40):
        time_machine.shift(timedelta(days=1))
        tasks.ask_how_it_goes.call()
        if not days and CheckIn.objects.unscoped().filter(relationship=pair, question=rules.MID_POINT).exists():
            days.append(day)
    assert days == ([] if on is None else [on])


def answer(check_in, by, choice, **more):
    return actions.answer_check_in(check_in=check_in, choice=choice, by=by, **more)


def page(who, pair):
    return client_of(who).get(reverse("relationships:relationship", args=[pair.pk])).content.decode()


def mails():
    sent: list = []
    while outbox.deliver_one(sent.append):
        pass
    return sent


def test_a_question_is_put_on_its_day_and_once(cast, pair, time_machine):
    time_machine.shift(timedelta(days=41))
    tasks.ask_how_it_goes.call()
    assert not CheckIn.objects.unscoped().filter(question=rules.FIT).exists()
    time_machine.shift(timedelta(days=1))
    for _worker in range(3):
        tasks.ask_how_it_goes.call()
    assert CheckIn.objects.unscoped().filter(question=rules.FIT).count() == 1
    told = [mail for mail in mails() if "/check-ins/" in mail.get_content()]
    assert sorted(mail["To"] for mail in told if str(asked(pair).pk) in mail.get_content()) == sorted(
        [cast.amara.email, cast.benoit.email]
    )


def test_a_question_of_the_first_day_is_put_once_too(cast, pair, time_machine):
    for _day in range(2):
        [waits] = queries.not_asked(Relationship.objects.unscoped(), "first") or [None]
        if waits:
            actions.open_check_ins(relationships=[waits], question="first", roles=("mentee",), by=cast.system)
        time_machine.shift(timedelta(days=1))
    assert CheckIn.objects.unscoped().filter(question="first").count() == 1


def test_a_question_whose_day_is_long_past_is_not_put(cast, pair, time_machine):
    time_machine.shift(timedelta(days=100))
    tasks.ask_how_it_goes.call()
    assert not CheckIn.objects.unscoped().filter(question=rules.FIT).exists()


def test_what_was_renewed_is_asked_anew_and_its_line_counts_from_there(cast, pair, review, time_machine):
    actions.open_closing(relationship=pair, by=cast.amara)
    for member in pair.members.select_related("person"):
        actions.say_closing(
            member=member, achieved="Much", learned="", wish="renew", becomes_mentor=False, by=member.person
        )
    [line] = [step for step in queries.shown(queries.relationship_for(cast.amara, pair.pk)).steps if "Mid" in step.name]
    assert line.detail == f"{(clock.today() + timedelta(days=182)):%-d %B}"
    for days in (181, 1, 1):
        tasks.ask_how_it_goes.call()
        time_machine.shift(timedelta(days=days))
    tasks.ask_how_it_goes.call()
    asked = CheckIn.objects.unscoped().filter(relationship=pair, question=rules.MID_POINT).order_by("number")
    assert [each.number for each in asked] == [1, 2]
    assert asked[1].pk in {each.pk for each in queries.open_check_ins(cast.benoit)}


def test_only_the_side_that_a_question_is_for_is_asked(cast, pair, time_machine):
    time_machine.shift(timedelta(days=120))
    tasks.ask_how_it_goes.call()
    row = asked(pair, "needs-shift")
    assert row.pk in {each.pk for each in queries.open_check_ins(cast.amara)}
    assert row.pk not in {each.pk for each in queries.open_check_ins(cast.benoit)}
    url = reverse("relationships:check_in", args=[row.pk])
    assert client_of(cast.amara).get(url).status_code == 200
    assert client_of(cast.benoit).get(url).status_code == 404
    with pytest.raises(actions.NotAsked):
        answer(row, cast.benoit, "same")


def test_both_carry_on_is_said_only_once_both_said_so(cast, pair, fit):
    answer(fit, cast.amara, "good")
    for who in (cast.amara, cast.benoit):
        assert "carry on" not in page(who, pair)
    answer(fit, cast.benoit, "good")
    for who in (cast.amara, cast.benoit):
        assert "both carry on" in page(who, pair)


def test_an_answer_that_wants_something_leads_to_where_its_writer_does_it(cast, pair, fit):
    url = reverse("relationships:check_in", args=[fit.pk])
    for choice, name in (("good", "relationship"), ("adjust", "relationship"), ("someone-else", "leave")):
        answered = client_of(cast.amara).post(url, keyed(choice=choice))
        assert answered["Location"] == reverse(f"relationships:{name}", args=[pair.pk])
    assert not queries.wishes_for_talk(cast.chen).exists(), "who leaves by themselves needs no talk"


def test_a_rematch_through_the_coordination_is_heard_by_the_coordinator_and_by_nobody_else(cast, pair, review):
    url = reverse("relationships:check_in", args=[review.pk])
    answered = client_of(cast.amara).post(url, keyed(choice="rematch"), follow=True).content.decode()
    assert "learns that you wish a talk" in answered
    assert [each.person for each in queries.wishes_for_talk(cast.chen)] == [cast.amara]
    assert [mail["To"] for mail in mails() if "wishes a talk" in mail["Subject"]] == [cast.chen.email]


def test_the_agenda_of_the_next_meeting_has_what_is_to_change_and_nothing_answered_in_private(cast, pair, review):
    at, where = clock.now() - timedelta(days=90), actions.Where()
    actions.record_meeting(relationship=pair, starts_at=at, minutes=45, zone="UTC", where=where, by=cast.amara)
    ahead = actions.book_meeting(
        relationship=pair, starts_at=clock.now() + timedelta(days=2), minutes=45, zone="UTC", where=where, by=cast.amara
    )

    def agenda(who):
        return [each.text for each in queries.packet(queries.relationship_for(who, pair.pk), ahead).agenda]

    assert "Half-way: how shall it go on?" in agenda(cast.benoit)
    answer(review, cast.amara, "continue")
    assert "Half-way: how shall it go on?" in agenda(cast.benoit), "that she answered is hers"
    answer(review, cast.amara, "adjust", change="Meet after nights, not before")
    assert "Amara would change: Meet after nights, not before" in agenda(cast.benoit)
    assert "You would change: Meet after nights, not before" in agenda(cast.amara)
    assert not {each for each in agenda(cast.benoit) if each.startswith(("Does it fit", "Have you met"))}


def test_every_question_that_a_blueprint_leads_on_from_is_one_that_it_asks():
    questions = [each for one in programmes.shipped_blueprints() for each in one.blueprint.check_ins]
    asked = {(each.id, choice.id) for each in questions for choice in each.choices}
    for key in check_ins.LEADS_TO:
        assert key in asked or key in {choice for _question, choice in asked}, key


@pytest.mark.parametrize("choice", ["adjust", "someone-else"])
def test_otherwise_nobody_learns_what_was_answered_nor_that_it_was(cast, pair, fit, choice):
    before = {who: page(getattr(cast, who), pair) for who in ("benoit",)}
    answer(fit, cast.amara, choice)
    outbox.OutboxMessage.objects.filter(kind="notifications.notices").delete()
    assert strip(page(cast.benoit, pair)) == strip(before["benoit"])
    answer(fit, cast.benoit, "good")
    for who in (cast.amara, cast.benoit):
        assert "carry on" not in page(who, pair)
    assert list(queries.wishes_for_talk(cast.chen)) == []
    assert mails() == []


def strip(text):
    return re.sub(r'value="[^"]+"|nonce="[^"]+"', "", text)


def test_the_coordinator_learns_that_a_talk_is_wished_and_nothing_else(cast, pair, fit):
    OutboxMessage.objects.all().delete()
    client = client_of(cast.amara)
    url = reverse("relationships:check_in", args=[fit.pk])
    assert client.post(url, keyed(choice="someone-else", wishes_talk="on")).status_code == 302
    [wish] = queries.wishes_for_talk(cast.chen)
    assert wish.person == cast.amara
    [mail] = mails()
    assert mail["To"] == cast.chen.email
    for secret in ("Amara", "someone-else", "someone else"):
        assert secret not in mail.get_content()
    answer(fit, cast.amara, "someone-else", wishes_talk=True)
    assert mails() == [], "a wish is told once"


def test_a_choice_that_asks_for_help_is_a_wish(cast, pair, time_machine):
    time_machine.shift(timedelta(days=30))
    tasks.ask_how_it_goes.call()
    answer(asked(pair, "first-met"), cast.benoit, "help")
    assert [each.person for each in queries.wishes_for_talk(cast.chen)] == [cast.benoit]


def test_the_coordinator_notes_that_they_talked(cast, pair, fit):
    wish = answer(fit, cast.amara, "adjust", wishes_talk=True)
    url = reverse("relationships:note_talk", args=[wish.pk])
    for who in (cast.amara, cast.dina, cast.giulia, cast.farid, cast.hanne):
        assert client_of(who).post(url, keyed()).status_code == 404
        with pytest.raises(NotAllowed):
            actions.note_talk(answer=wish, by=who)
    assert client_of(cast.chen).post(url, keyed()).status_code == 302
    assert list(queries.wishes_for_talk(cast.chen)) == []


def test_a_changed_mind_takes_it_back(cast, pair, fit):
    answer(fit, cast.amara, "good")
    answer(fit, cast.benoit, "good")
    answer(fit, cast.benoit, "adjust")
    assert "carry on" not in page(cast.amara, pair)


def test_what_should_change_is_read_by_the_others_where_the_writer_wanted_it(cast, pair, review):
    client = client_of(cast.amara)
    url = reverse("relationships:check_in", args=[review.pk])
    client.post(url, keyed(choice="adjust", change="More echocardiograms, fewer forms."))
    text = page(cast.benoit, pair)
    assert "What should change from here" in text
    assert "More echocardiograms, fewer forms." in text


def test_an_answer_is_encrypted(cast, pair, fit):
    answer(fit, cast.amara, "someone-else")
    row = CheckInAnswer.objects.unscoped().get()
    assert b"someone" not in bytes(row.__dict__["said"].value)


@pytest.mark.parametrize("who", ["chen", "dina", "efua", "farid", "giulia", "hanne"])
def test_nobody_else_meets_a_question_or_an_answer(cast, pair, fit, who):
    answer(fit, cast.amara, "good")
    other = getattr(cast, who)
    url = reverse("relationships:check_in", args=[fit.pk])
    assert client_of(other).get(url).status_code == 404
    assert client_of(other).post(url, keyed(choice="good")).status_code == 404
    assert not policies.visible_answers(other).exists()
    with pytest.raises(NotAllowed):
        answer(fit, other, "good")


def test_after_the_end_nothing_is_asked_or_answered(cast, pair, fit):
    ending.move(pair, "ended", cast.chen)
    assert queries.open_check_ins(cast.amara) == []
    with pytest.raises(NotAllowed):
        answer(fit, cast.amara, "good")


def test_a_question_closes_after_thirty_days(cast, pair, fit, time_machine):
    time_machine.shift(timedelta(days=31))
    with pytest.raises(actions.NotAsked):
        answer(fit, cast.amara, "good")
    text = client_of(cast.amara).get(reverse("relationships:check_in", args=[fit.pk])).content.decode()
    assert "This question is closed" in text


def test_an_answer_that_is_no_choice_is_refused(cast, pair, fit):
    with pytest.raises(actions.NoSuchChoice):
        answer(fit, cast.amara, "whatever")
    url = reverse("relationships:check_in", args=[fit.pk])
    assert client_of(cast.amara).post(url, keyed(choice="")).status_code == 422


@pytest.mark.parametrize(
    ("rated", "score"),
    [([(1, 5), (1, 1)], 3.0), ([(5, 5), (1, 1)], 26 / 6), ([(3, 4)], 4.0), ([], None)],
)
def test_satisfaction_weighs_what_matters(rated, score):
    assert rules.weighted(rated) == score


def rate(pair, by, *areas):
    return actions.rate(relationship=pair, areas=areas, by=by)


def test_a_mentee_names_what_matters_and_only_she_reads_it(cast, pair):
    client, url = client_of(cast.amara), reverse("relationships:satisfaction", args=[pair.pk])
    said = keyed(
        area_1="Reading echocardiograms", weight_1="5", score_1="4", area_2="Nights", weight_2="1", score_2="1"
    )
    assert client.post(url, said).status_code == 302
    text = client.get(url).content.decode()
    assert "3.5" in text
    assert 'value="Reading echocardiograms"' in text, "next time the areas are there already"
    assert url in page(cast.amara, pair)
    assert url not in page(cast.benoit, pair)
    for other in (cast.benoit, cast.chen, cast.dina, cast.giulia, cast.farid):
        assert client_of(other).get(url).status_code == 404
        assert not policies.visible_ratings(other).exists()
    assert b"echo" not in bytes(Rating.objects.unscoped().get().__dict__["said"].value)


def test_an_area_without_a_number_is_said_beside_the_field(cast, pair):
    url = reverse("relationships:satisfaction", args=[pair.pk])
    answer = client_of(cast.amara).post(url, keyed(area_1="Nights", weight_1="3"))
    assert answer.status_code == 422
    assert "Choose a number from 1 to 5." in answer.content.decode()
    assert client_of(cast.amara).post(url, keyed()).status_code == 422


def test_a_drop_offers_to_ask_both_again_without_saying_who_wanted_it(cast, pair, fit, time_machine):
    answer(fit, cast.amara, "good")
    answer(fit, cast.benoit, "good")
    rate(pair, cast.amara, ("Skill", 5, 5))
    time_machine.shift(timedelta(days=60))
    rate(pair, cast.amara, ("Skill", 5, 3))
    url = reverse("relationships:satisfaction", args=[pair.pk])
    assert "Ask us both" in client_of(cast.amara).get(url).content.decode()
    client_of(cast.amara).post(reverse("relationships:ask_again", args=[pair.pk]), keyed())
    [again] = queries.open_check_ins(cast.benoit)
    assert (again.question, again.number) == (rules.FIT, 2)
    with pytest.raises(actions.AskedAlready):
        actions.ask_again(relationship=pair, by=cast.amara)
    with pytest.raises(NotAllowed):
        actions.ask_again(relationship=pair, by=cast.benoit)


def test_the_line_shows_each_day(cast, pair):
    mine = queries.relationship_for(cast.amara, pair.pk)
    steps = {step.name: step for step in queries.shown(mine).steps}
    began = pair.began_at.date()
    assert steps["Fit check"].detail == f"{(began + timedelta(days=42)):%-d %B}"
    assert steps["Mid-point review"].detail == f"{(began + timedelta(days=182)):%-d %B}"


def test_asking_costs_a_mail_for_each_person_and_nothing_else_that_grows(cast, pair, time_machine):
    costs = []
    for count in (3, 30):
        for n in range(count):
            row = Relationship.objects.create(
                institution=cast.hospital, cohort=cast.cohort, kind="dyad", state="active", offered_at=clock.now(),
                began_at=clock.now(),
            )  # fmt: skip
            who = person(cast.hospital, f"Person{count}of{n}")
            enrolled = enrol(cast.cohort, who, "mentee")
            row.members.create(person=who, enrolment=enrolled, role="mentee", answer="accepted")
        time_machine.shift(timedelta(days=42))
        with CaptureQueriesContext(connection) as seen:
            tasks.ask_how_it_goes.call()
        costs.append(len([each for each in seen if "core_outboxmessage" not in each["sql"]]))
    assert costs[0] == costs[1]
    assert CheckIn.objects.unscoped().filter(question=rules.FIT).count() == 34
