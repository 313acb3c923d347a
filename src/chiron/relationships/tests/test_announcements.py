"""Writing to many: looked at before it goes, told once and as each wishes, taken back, leaking nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import client_of

from chiron.boundaries import actions as boundaries
from chiron.core import clock, worker
from chiron.core.actions import NotAllowed
from chiron.notifications import actions as notifications
from chiron.programmes.models import ProgrammeRole
from chiron.relationships import actions, policies
from chiron.relationships.models import Announcement, Receipt
from chiron.relationships.tasks import send_announcements
from chiron.relationships.tests.support import another, begin, keyed, offer

pytestmark = pytest.mark.django_db

WORDS = {
    "en": {"title": "A new room", "text": "Dear {name}, {cohort} meets in the orchard."},
    "es": {"title": "Otra sala", "text": "{name}: {cohort} se reúne en el huerto."},
}


def write(cast, **other):
    wanted = {
        "audience": "everybody", "words": WORDS, "expires_on": clock.today() + timedelta(days=14), "by": cast.chen,
        **other,
    }  # fmt: skip
    return actions.write_announcement(cohort=cast.cohort, **wanted)


def send(cast, at=None, **other):
    found = actions.schedule_announcement(announcement=write(cast, **other), at=at, by=cast.chen)
    worker.drain(lambda mail: None)
    found.refresh_from_db()
    return found


def receivers(announcement):
    return set(announcement.receipts.values_list("person__name", flat=True))


def today(person):
    return client_of(person).get(reverse("today")).content.decode()


def at(name, row):
    return reverse(f"announcements:{name}", args=[row.pk])


def form(**other):
    said = {f"{part}_{language}": text for language, each in WORDS.items() for part, text in each.items()}
    end = clock.today() + timedelta(days=14)
    return keyed(**{"audience": "everybody", "expires_on": end.isoformat(), **said, **other})


def test_it_is_seen_as_it_will_be_read_before_anybody_is_told(cast):
    client = client_of(cast.chen)
    answer = client.post(reverse("announcements:write", args=[cast.cohort.pk]), form(), follow=True)
    page = answer.content.decode()
    assert "Dear (their name), Autumn 2026 meets in the orchard." in page
    assert "Autumn 2026 se reúne en el huerto." in page
    assert "Internal Medicine Residency has news for you" in page  # the mail
    assert "You get this because you take part in the programme." in page
    assert "Recibes esto porque participas en el programa." in page
    for name in ("Amara Okafor", "Benoît Lefèvre", "Giulia Conti"):
        assert name in page
    assert not Receipt.objects.unscoped().exists()
    assert "A new room" not in today(cast.amara)


def test_the_mail_says_that_it_is_there_and_none_of_its_words(cast):
    mails = []
    with time_machine.travel(clock.now().replace(hour=12)):
        found = actions.schedule_announcement(announcement=write(cast), at=None, by=cast.chen)
        worker.drain(mails.append)
    assert sorted(mail["To"] for mail in mails) == ["amara@example.org", "benoit@example.org", "giulia@example.org"]
    for mail in mails:
        text = f"{mail['Subject']}\n{mail.get_content()}"
        assert at("read", found) in text
        assert "orchard" not in text
        assert "new room" not in text


def test_everybody_reads_it_in_their_language_until_they_are_done_with_it(cast):
    found = send(cast)
    assert found.state == "sent"
    assert "Dear Amara, Autumn 2026 meets in the orchard." in today(cast.amara)
    cast.amara.account.language = "es"
    cast.amara.account.save()
    assert "Amara: Autumn 2026 se reúne en el huerto." in today(cast.amara)
    receipt = found.receipts.get(person=cast.amara)
    assert client_of(cast.benoit).post(at("dismiss", receipt), keyed()).status_code == 404
    client_of(cast.amara).post(at("dismiss", receipt), keyed())
    assert "huerto" not in today(cast.amara)
    assert client_of(cast.amara).get(at("read", found)).status_code == 200
    assert "orchard" in today(cast.benoit)


def test_after_its_last_day_it_is_over(cast):
    found = send(cast)
    with time_machine.travel(clock.now() + timedelta(days=15)):
        assert "orchard" not in today(cast.benoit)
        assert client_of(cast.benoit).get(at("read", found)).status_code == 404


@pytest.mark.parametrize(
    ("audience", "names"),
    [
        ("everybody", {"Amara Okafor", "Benoît Lefèvre", "Giulia Conti", "Noor", "Ivo"}),
        ("mentees", {"Amara Okafor", "Noor", "Ivo"}),
        ("mentors", {"Benoît Lefèvre", "Giulia Conti"}),
        ("invited", {"Ivo"}),
        ("waiting", {"Noor"}),
        ("not_met", {"Amara Okafor", "Benoît Lefèvre"}),
    ],
)
def test_to_whom(cast, audience, names):
    begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))
    another(cast, "Noor")
    ivo = another(cast, "Ivo")
    type(ivo).objects.unscoped().filter(pk=ivo.pk).update(state="invited")
    assert receivers(send(cast, audience=audience)) == names


def test_whoever_has_met_is_not_among_those_who_have_not(cast):
    pair = begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))
    actions.record_meeting(
        relationship=pair, starts_at=clock.now() - timedelta(days=1), minutes=30, zone="Europe/Dublin",
        where=actions.Where("in_person", "Ward", ""), by=cast.amara,
    )  # fmt: skip
    with pytest.raises(actions.NobodyToTell):
        actions.schedule_announcement(announcement=write(cast, audience="not_met"), at=None, by=cast.chen)


def test_mail_turned_off_leaves_today_and_the_writer_sees_by_which_way(cast):
    notifications.change_preferences(
        person=cast.amara, pace="at_once", digest_at=clock.now().time(), digest_on=0, quiet_from=None,
        quiet_until=None, turned_off=["programme"], by=cast.amara,
    )  # fmt: skip
    found = send(cast)
    assert found.receipts.get(person=cast.amara).way == "today"
    assert "orchard" in today(cast.amara)
    page = client_of(cast.chen).get(at("announcement", found)).content.decode()
    assert "1 on Today alone" in page


def test_somebody_without_an_account_finds_it_once_they_have_signed_in(cast):
    noor = another(cast, "Noor")
    assert send(cast).receipts.get(person=noor.person).way == "later"


def test_it_goes_out_at_its_time_and_not_before(cast):
    found = send(cast, at=clock.now() + timedelta(days=2))
    assert (found.state, found.receipts.count()) == ("scheduled", 0)
    with time_machine.travel(clock.now() + timedelta(days=2, minutes=5)):
        send_announcements.func()
        send_announcements.func()
    found.refresh_from_db()
    assert (found.state, found.receipts.count()) == ("sent", 3)


def test_until_it_has_gone_out_it_can_be_changed_or_taken_back(cast):
    client, found = client_of(cast.chen), send(cast, at=clock.now() + timedelta(days=2))
    client.post(at("rewrite", found), form(title_en="Another room"))
    found.refresh_from_db()
    assert (found.state, found.words["en"]["title"]) == ("draft", "Another room")
    client.post(at("revoke", found), keyed())
    found.refresh_from_db()
    assert found.state == "revoked"
    with pytest.raises(actions.OutAlready):
        actions.schedule_announcement(announcement=found, at=None, by=cast.chen)


def test_taken_back_later_it_leaves_today_and_waiting_mail_is_dropped(cast):
    mails = []
    with time_machine.travel(clock.now().replace(hour=23)):  # quiet hours: the mail waits
        found = actions.schedule_announcement(announcement=write(cast), at=None, by=cast.chen)
        worker.drain(mails.append)
        found.refresh_from_db()
        assert (found.state, mails) == ("sent", [])
        actions.revoke_announcement(announcement=found, by=cast.chen)
        assert "orchard" not in today(cast.amara)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        worker.drain(mails.append)
    assert mails == []


def test_a_writer_who_may_no_longer_sends_nothing(cast):
    found = send(cast, at=clock.now() + timedelta(days=2))
    ProgrammeRole.objects.unscoped().filter(person=cast.chen).update(ends_on=clock.today())
    with time_machine.travel(clock.now() + timedelta(days=3)):
        send_announcements.func()
    found.refresh_from_db()
    assert (found.state, found.receipts.count()) == ("revoked", 0)


def test_three_a_day_are_enough(cast):
    for _number in range(3):
        send(cast)
    with pytest.raises(actions.TooMany):
        actions.schedule_announcement(announcement=write(cast), at=None, by=cast.chen)
    actions.schedule_announcement(announcement=write(cast), at=clock.now() + timedelta(days=2), by=cast.chen)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"en": {"title": "", "text": "x"}}, actions.NothingToSay),
        ({"en": {"title": " ", "text": " "}}, actions.NothingToSay),
        ({"en": {"title": "x", "text": "Your mentor is {mentor}"}}, actions.CannotBeFilledIn),
        ({"en": {"title": "x", "text": "{name.account.password}"}}, actions.CannotBeFilledIn),
    ],
)
def test_what_cannot_be_said(cast, words, refusal):
    with pytest.raises(refusal):
        write(cast, words=words)


def test_what_somebody_writes_is_text_and_never_markup(cast):
    words = {"en": {"title": "<b>x</b>", "text": "<script>alert(1)</script> https://example.org"}}
    send(cast, words=words)
    page = today(cast.amara)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page
    assert 'href="https://example.org"' in page


def test_whoever_asked_for_no_contact_is_left_alone_and_the_writer_does_not_learn_of_it(cast):
    before = write(cast)
    shown = client_of(cast.chen).get(at("announcement", before)).content.decode()
    boundaries.place_hold(person=cast.amara, other=cast.chen, by=cast.amara)
    again = client_of(cast.chen).get(at("announcement", before)).content.decode()
    assert _said(shown) == _said(again)
    found = send(cast)
    assert "Amara Okafor" in receivers(found)
    assert "orchard" not in today(cast.amara)
    assert client_of(cast.amara).get(at("read", found)).status_code == 404
    told = client_of(cast.chen).get(at("announcement", found)).content.decode()
    assert _said(told).count("by mail and on Today") == _said(shown).count("by mail and on Today")


def _said(page):
    """The receivers as the page names them."""
    return page.split('<aside class="column')[1].split("Everybody by name")[1].split("</ul>")[0]


def test_a_conflict_does_not_show_in_who_is_written_to(cast):
    pair = begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))
    names = sorted(each.person.name for each in policies.audience(cast.chen, cast.cohort, "everybody"))
    actions.suspend(relationship=pair, by=cast.system)
    assert sorted(each.person.name for each in policies.audience(cast.chen, cast.cohort, "everybody")) == names


def test_nobody_else_writes_to_a_cohort_or_reads_what_was_not_for_them(cast):
    found = send(cast, audience="mentors")
    for person in (cast.amara, cast.dina, cast.farid, cast.hanne):
        client = client_of(person)
        assert client.get(at("announcement", found)).status_code == 404
        assert client.get(at("read", found)).status_code == 404
        assert client.post(at("revoke", found), keyed()).status_code == 404
        with pytest.raises(NotAllowed):
            write(cast, by=person)


def test_a_look_and_a_delivery_cost_the_same_for_thirty(cast):
    def queries():
        found = write(cast)
        with CaptureQueriesContext(connection) as seen:
            client_of(cast.chen).get(at("announcement", found))
        actions.schedule_announcement(announcement=found, at=None, by=cast.chen)
        with CaptureQueriesContext(connection) as told:
            actions.deliver_announcement(announcement=found, by=cast.system)
        worker.drain(lambda mail: None)
        return len(seen), len(told)

    with time_machine.travel(clock.now().replace(hour=12)):  # outside quiet hours: no mail waits from before
        few = queries()
        for number in range(30):
            another(cast, f"Person {number}")
        many = queries()
    assert few == many
    assert Announcement.objects.unscoped().filter(state="sent").count() == 2
