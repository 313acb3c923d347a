"""Mail leaves once, is tried again when a server is down, and is held or repeated when a worker dies."""

from datetime import timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from uuid import uuid4

import pytest

from chiron.core import clock, outages, outbox, tasks
from chiron.core.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.setattr(outbox, "KINDS", {})

    @outbox.kind("tests.note", on_doubt="resend")
    def note(message):
        mail = EmailMessage()
        mail["Subject"] = message.refs.get("n", "")
        return mail

    @outbox.kind("tests.once", on_doubt="hold")
    def once(message):
        return note(message)

    @outbox.kind("tests.revoked", on_doubt="resend")
    def revoked(message):
        return None


def put(kind="tests.note", **fields):
    return outbox.put(kind, to=uuid4(), **fields)


def test_a_message_is_delivered_once_with_its_own_message_id(kinds):
    row, sent = put(refs={"n": "hello"}), []
    assert outbox.deliver_one(sent.append)
    assert not outbox.deliver_one(sent.append)
    assert [(mail["Subject"], mail["Message-ID"]) for mail in sent] == [("hello", row.message_id)]
    assert parsedate_to_datetime(sent[0]["Date"]).date() == clock.now().date(), "a mail without a date looks like junk"
    row.refresh_from_db()
    assert row.state == "sent"


def test_what_somebody_waits_for_at_a_screen_goes_ahead_of_a_backlog(kinds):
    @outbox.kind("tests.code", on_doubt="resend", is_urgent=True)
    def code(message):
        mail = EmailMessage()
        mail["Subject"] = "code"
        return mail

    for number in range(3):
        put(refs={"n": str(number)})
    put("tests.code")
    sent = []
    while outbox.deliver_one(sent.append):
        pass
    assert [mail["Subject"] for mail in sent] == ["code", "0", "1", "2"]


def test_a_message_that_may_no_longer_go_is_dropped(kinds):
    row = put("tests.revoked")
    outbox.deliver_one(lambda mail: pytest.fail("must not be sent"))
    row.refresh_from_db()
    assert row.state == "dropped"


def test_a_server_that_is_down_is_tried_again_later_and_given_up_in_the_end(kinds, time_machine):
    row = put()

    def down(mail):
        raise ConnectionRefusedError("host 10.0.0.1, user amara")

    for attempt in range(len(outbox.BACK_OFF) + 1):
        assert outbox.deliver_one(down), attempt
        row.refresh_from_db()
        assert row.problem == "ConnectionRefusedError"
        if row.state == "waiting":
            assert not outbox.deliver_one(down)
            time_machine.move_to(row.due_at + timedelta(seconds=1))
    assert row.state == "failed"


@pytest.mark.parametrize(("kind", "state"), [("tests.note", "waiting"), ("tests.once", "held")])
def test_a_worker_that_dies_while_sending_leaves_no_message_behind(kinds, time_machine, kind, state):
    row = put(kind)
    assert outbox.claim_next() == row
    assert outbox.recover() == 0
    time_machine.move_to(clock.now() + outbox.LEASE + timedelta(seconds=1))
    assert outbox.recover() == 1
    row.refresh_from_db()
    assert row.state == state


def test_the_secret_of_a_message_is_gone_once_it_is_sent(kinds):
    row = put(secret="code 123456")
    outbox.deliver_one(lambda mail: None)
    assert OutboxMessage.objects.get(pk=row.pk).secret is None


def assert_goes_after_an_outage(time_machine):
    """What waits behind a first message goes in the next turn, as soon as the server may be tried again."""
    put(refs={"n": "behind it"})
    outages.note("ConnectionRefusedError")
    time_machine.move_to(clock.now() + outages.PAUSES[0] + timedelta(seconds=1))
    sent = []
    assert [outbox.deliver_one(sent.append) for _turn in range(2)] == [True, True]
    assert [mail["Subject"] for mail in sent] == ["behind it"]


@pytest.mark.parametrize("kind", ["tests.revoked", "tests.quiet"])
def test_after_an_outage_what_need_not_go_holds_up_nothing_behind_it(kinds, time_machine, kind):
    @outbox.kind("tests.quiet", on_doubt="resend")
    def quiet(message):
        raise outbox.Later(clock.now() + timedelta(hours=8))

    put(kind)
    assert_goes_after_an_outage(time_machine)
    assert outages.current() is None


def test_nor_does_what_cannot_be_written(kinds, time_machine):
    outbox.kind("tests.broken", on_doubt="resend")(lambda message: 1 / 0)
    put("tests.broken")
    assert_goes_after_an_outage(time_machine)


def test_a_message_for_later_waits(kinds):
    put(due_at=clock.now() + timedelta(hours=1))
    assert not outbox.deliver_one(lambda mail: pytest.fail("too early"))


@pytest.mark.parametrize("state", ["held", "failed", "bounced"])
def test_a_code_that_never_went_is_let_go_a_day_later_with_what_was_secret_in_it(kinds, time_machine, state):
    outbox.kind("tests.code", on_doubt="resend", is_urgent=True)(lambda message: None)
    code, other = put("tests.code", secret="123456"), put(secret="a link")
    OutboxMessage.objects.update(state=state)
    time_machine.move_to(clock.now() + timedelta(hours=23))
    tasks.tidy.func()
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {state}, "seen by whoever watches"
    time_machine.move_to(clock.now() + timedelta(hours=2))
    tasks.tidy.func()
    code.refresh_from_db()
    other.refresh_from_db()
    assert (code.state, code.secret) == ("dropped", None)
    assert (other.state, other.secret) == (state, "a link"), "somebody decides about it"
