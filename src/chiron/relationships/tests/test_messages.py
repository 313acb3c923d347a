"""Messages: the limits first, then words that only the members read, told of by a mail without any."""

import sys
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import client_of, enrol, person

from chiron.boundaries import actions as boundaries
from chiron.core import clock, encryption, outbox
from chiron.core.actions import NotAllowed
from chiron.notifications import actions as notifications
from chiron.people import actions as people
from chiron.relationships import actions, policies, queries
from chiron.relationships.actions import ending
from chiron.relationships.models import Correspondent, Message, Relationship

pytestmark = pytest.mark.django_db


def keyed(**data):
    return {"form_key": str(uuid4()), **data}


@pytest.fixture
def pair(cast):
    offer = actions.PairOffer(cast.amara_enrolled, cast.benoit_enrolled)
    [made] = actions.offer_pairs(cohort=cast.cohort, pairs=[offer], run_id=None, by=cast.chen).created
    for member in made.members.all():
        actions.accept(member=member, by=member.person)
    made.refresh_from_db()
    outbox.OutboxMessage.objects.all().delete()
    return made


@pytest.fixture
def ready(cast, pair):
    """Both have read the limits."""
    actions.read_limits(relationship=pair, duty="", by=cast.amara)
    actions.read_limits(relationship=pair, duty="yes", by=cast.benoit)
    return pair


def write(pair, by, text="When shall we meet?"):
    return actions.write_message(relationship=pair, text=text, by=by)


def at(pair):
    return reverse("relationships:messages", args=[pair.pk])


def text_of(client, url):
    return client.get(url).content.decode()


def mails():
    sent: list = []
    while outbox.deliver_one(sent.append):
        pass
    return sent


def test_the_limits_stand_there_before_the_first_word_can_be_typed(cast, pair):
    client = client_of(cast.amara)
    text = text_of(client, at(pair))
    assert "<textarea" not in text
    assert "the law or a post obliges to report" in text
    assert "Benoît has not said yet whether there is a duty to report. Take it that there is." in text
    with pytest.raises(actions.LimitsNotRead):
        write(pair, cast.amara)
    client.post(reverse("relationships:read_limits", args=[pair.pk]), keyed())
    assert "<textarea" in text_of(client, at(pair))


def test_a_mentor_says_whether_the_post_obliges_to_report_and_the_mentee_reads_it(cast, pair):
    client, url = client_of(cast.benoit), reverse("relationships:read_limits", args=[pair.pk])
    assert client.post(url, keyed()).status_code == 422
    with pytest.raises(actions.DutyNotSaid):
        actions.read_limits(relationship=pair, duty="", by=cast.benoit)
    assert client.post(url, keyed(duty="yes")).status_code == 302
    assert "Benoît has to report some things" in text_of(client_of(cast.amara), at(pair))


def test_they_write_to_each_other_and_the_words_are_encrypted(cast, ready):
    client_of(cast.amara).post(at(ready), keyed(text="May I ask you something?"))
    text = text_of(client_of(cast.benoit), at(ready))
    assert "May I ask you something?" in text
    assert "Amara, " in text
    row = Message.objects.unscoped().get()
    assert b"May I" not in bytes(row.__dict__["text"].value)


@pytest.mark.parametrize("who", ["chen", "dina", "efua", "farid", "giulia", "hanne"])
def test_nobody_else_reads_writes_or_learns_that_it_exists(cast, ready, who):
    message, other = write(ready, cast.amara), getattr(cast, who)
    client = client_of(other)
    for name, pk in (("messages", ready.pk), ("read_limits", ready.pk), ("remove_message", message.pk)):
        url = reverse(f"relationships:{name}", args=[pk])
        assert client.get(url).status_code == 404
        assert client.post(url, keyed(text="Hello")).status_code == 404
    assert not policies.visible_messages(other).exists()
    for act in (
        lambda: write(ready, other),
        lambda: actions.read_limits(relationship=ready, duty="no", by=other),
        lambda: actions.read_messages(relationship=ready, upto=clock.now(), by=other),
        lambda: actions.remove_message(message=message, by=other),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_what_is_new_is_marked_until_it_was_opened(cast, ready):
    write(ready, cast.amara)
    assert queries.unread(cast.benoit) == {ready.pk: 1}
    assert queries.unread(cast.amara) == {}
    assert "1 new" in text_of(client_of(cast.benoit), reverse("relationships:correspondences"))
    assert 'id="new"' in text_of(client_of(cast.benoit), at(ready))
    assert queries.unread(cast.benoit) == {}
    assert 'id="new"' not in text_of(client_of(cast.benoit), at(ready))


def test_the_mail_carries_a_link_and_no_word_and_no_name(cast, ready):
    wish(cast.benoit)
    write(ready, cast.amara, "I am afraid of the night shift")
    [mail] = mails()
    assert mail["To"] == cast.benoit.email
    text = mail.as_string()
    assert at(ready) in mail.get_content()
    for secret in ("afraid", "night shift", "Amara", "Okafor"):
        assert secret not in text


def wish(who, **changes):
    said = {"pace": "at_once", "digest_at": time(8), "digest_on": 0, "quiet_from": None, "quiet_until": None}
    notifications.change_preferences(person=who, by=who, **{**said, "turned_off": [], **changes})


def test_who_was_told_and_has_not_looked_gets_no_second_mail(cast, ready, time_machine):
    time_machine.move_to(clock.now())
    wish(cast.benoit)
    write(ready, cast.amara)
    time_machine.shift(timedelta(minutes=1))
    write(ready, cast.amara, "One more thing")
    assert len(mails()) == 1
    time_machine.shift(timedelta(minutes=1))
    client_of(cast.benoit).get(at(ready))
    time_machine.shift(timedelta(minutes=1))
    write(ready, cast.amara, "And another")
    assert len(mails()) == 1


def test_nobody_is_told_of_what_they_have_read_already(cast, ready, time_machine):
    time_machine.move_to(clock.now())
    wish(cast.benoit)
    write(ready, cast.amara)
    time_machine.shift(timedelta(seconds=5))
    client_of(cast.benoit).get(at(ready))
    assert mails() == []


def test_a_message_taken_back_before_anybody_was_told_does_not_silence_the_next(cast, ready, time_machine):
    time_machine.move_to(clock.now())
    wish(cast.benoit)
    actions.remove_message(message=write(ready, cast.amara), by=cast.amara)
    assert mails() == []
    time_machine.shift(timedelta(minutes=5))
    write(ready, cast.amara, "What I meant")
    assert len(mails()) == 1
    time_machine.shift(timedelta(minutes=5))
    write(ready, cast.amara, "And this")
    assert mails() == [], "one waits of which they were told"


def test_whoever_wants_to_be_told_again_is_told_of_the_next(cast, ready, time_machine):
    time_machine.move_to(clock.now())
    wish(cast.benoit, turned_off=["messages"])
    write(ready, cast.amara)
    assert mails() == []
    pair = Relationship.objects.unscoped().filter(pk=ready.pk)
    time_machine.shift(timedelta(days=20))
    assert "unread" in [sign.name for health in queries.health_of(pair) for sign in health.signs], "mailed or not"
    wish(cast.benoit)
    time_machine.shift(timedelta(days=5))
    write(ready, cast.amara, "Again")
    assert len(mails()) == 1


def test_what_comes_while_the_page_is_made_stays_unread_and_is_told(cast, ready, time_machine, monkeypatch):
    time_machine.move_to(clock.now())
    wish(cast.benoit)
    write(ready, cast.amara, "one")
    assert len(mails()) == 1
    views = sys.modules["chiron.relationships.views.messages"]
    made = views.page

    def slow(*args, **more):
        answer = made(*args, **more)
        time_machine.shift(timedelta(seconds=1))
        write(ready, cast.amara, "two")
        time_machine.shift(timedelta(seconds=1))
        return answer

    monkeypatch.setattr(views, "page", slow)
    assert "two" not in text_of(client_of(cast.benoit), at(ready))
    assert queries.unread(cast.benoit) == {ready.pk: 1}


@pytest.mark.parametrize("state", ["ended", "suspended"])
def test_an_ending_or_a_hold_blocks_at_once(cast, ready, state):
    wish(cast.benoit)
    write(ready, cast.amara, "Earlier words")
    ending.move(Relationship.objects.unscoped().get(pk=ready.pk), state, cast.chen)
    with pytest.raises(NotAllowed):
        write(ready, cast.amara)
    answer = client_of(cast.amara).get(at(ready))
    if state == "ended":
        assert "Earlier words" in answer.content.decode()
        assert "<textarea" not in answer.content.decode()
        assert client_of(cast.amara).post(at(ready), keyed(text="Still there?")).status_code == 422
    else:
        assert answer.status_code == 404
        assert not policies.visible_messages(cast.amara).exists()
        assert mails() == []


def test_a_conflict_closes_everything_that_day(cast, ready):
    write(ready, cast.amara)
    ending.move(Relationship.objects.unscoped().get(pk=ready.pk), "suspended", cast.chen)
    boundaries.release_pair(cast.amara.pk, cast.benoit.pk, "relationship")
    boundaries.register_conflict(
        person=cast.benoit, other=cast.amara, kind="assessor", starts_on=clock.today(), ends_on=None, by=cast.system
    )
    Relationship.objects.unscoped().filter(pk=ready.pk).update(state="active")  # whatever the state says
    for who in (cast.amara, cast.benoit):
        assert client_of(who).get(at(ready)).status_code == 404
        with pytest.raises(NotAllowed):
            write(ready, who)


def test_whoever_left_a_circle_reads_it_no_more(cast, ready):
    write(ready, cast.amara)
    ready.members.filter(person=cast.benoit).update(left_at=clock.now())
    assert client_of(cast.benoit).get(at(ready)).status_code == 404
    with pytest.raises(actions.NobodyToReadIt):
        write(ready, cast.amara)


def test_whoever_has_not_said_yes_takes_no_part(cast, ready):
    assert policies.may_take_part(by=cast.amara, relationship=ready)
    ready.members.filter(person=cast.amara).update(answer="asked")
    assert not policies.may_take_part(by=cast.amara, relationship=ready)


def test_a_message_is_taken_back_by_its_writer_and_says_so(cast, ready):
    message = write(ready, cast.amara, "Bed 4, Mr Tanner")
    client_of(cast.amara).post(reverse("relationships:remove_message", args=[message.pk]), keyed())
    text = text_of(client_of(cast.benoit), at(ready))
    assert "Tanner" not in text
    assert "taken back by its writer" in text
    assert queries.unread(cast.benoit) == {}


def test_what_could_name_a_patient_is_asked_about_before_it_is_sent(cast, ready):
    answer = client_of(cast.amara).post(at(ready), keyed(text="MRN 1234567 needs an echo"))
    assert answer.status_code == 422
    assert not Message.objects.unscoped().exists()


@pytest.mark.parametrize(("text", "refusal"), [("  \n ", "NothingWritten"), ("x" * 5001, "TooLongAMessage")])
def test_nothing_and_too_much_are_refused(cast, ready, text, refusal):
    with pytest.raises(getattr(actions, refusal)):
        write(ready, cast.amara, text)


def many(ready, cast, count):
    start = clock.now() - timedelta(days=100)
    Message.objects.bulk_create(
        Message(
            relationship=ready, person=(cast.amara, cast.benoit)[n % 2], text=f"Message {n}.",
            written_at=start + timedelta(minutes=n),
        )
        for n in range(count)
    )  # fmt: skip


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (30, 1), (31, 2), (3000, 100)])
def test_any_number_of_messages_is_read_page_by_page_each_once(cast, ready, count, pages):
    many(ready, cast, count)
    mine, before, seen, turned = queries.relationship_for(cast.amara, ready.pk), "", [], 0
    while True:
        found = queries.conversation(mine, before)
        seen = [each.text for each in found.messages] + seen
        turned += 1
        if not found.earlier:
            break
        before = found.earlier
    assert seen == [f"Message {n}." for n in range(count)]
    assert turned == pages


def test_a_page_costs_the_same_whatever_stands_before_it(cast, ready):
    client, counts = client_of(cast.amara), []
    for more in (3, 30, 300):
        many(ready, cast, more)
        client.get(at(ready))  # marks them as read
        with CaptureQueriesContext(connection) as seen:
            client.get(at(ready))
        counts.append(len(seen))
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_a_page_that_is_no_message_is_not_found(cast, ready):
    assert client_of(cast.amara).get(at(ready) + "?before=nonsense").status_code == 404
    assert client_of(cast.amara).get(at(ready) + f"?before={uuid4()}").status_code == 404


def test_an_erased_writer_leaves_that_something_was_removed(cast, ready):
    write(ready, cast.amara, "My own words")
    people.erase_person(person=cast.amara, by=cast.amara)
    encryption.erase_key(cast.amara.pk)
    text = text_of(client_of(cast.benoit), at(ready))
    assert "My own words" not in text
    assert "removed by its writer" in text


def test_in_a_circle_everybody_is_told_and_reads(cast):
    third = person(cast.hospital, "Ines Ito")
    circle = Relationship.objects.create(
        institution=cast.hospital, cohort=cast.cohort, kind="circle", name="Heron", state="active",
        offered_at=clock.now(), began_at=clock.now(),
    )  # fmt: skip
    for enrolment in (cast.amara_enrolled, cast.benoit_enrolled, enrol(cast.cohort, third, "mentee")):
        circle.members.create(person=enrolment.person, enrolment=enrolment, role="member", answer="accepted")
        wish(enrolment.person)
    actions.read_limits(relationship=circle, duty="", by=cast.amara)
    write(circle, cast.amara)
    assert {mail["To"] for mail in mails()} == {cast.benoit.email, third.email}
    assert Correspondent.objects.unscoped().filter(relationship=circle).count() == 3
