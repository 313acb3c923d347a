"""Row 22 of the scorecard: whatever a mail server does, nothing is lost, nothing goes out twice, pages do not notice.

Real servers on this machine, each in a mood of its own. Time is moved on, so that hours of waiting take none. The one
thing nobody can rule out is a mail that arrives twice because the server died between taking it and saying so: it has
the same Message-ID then, and a kind that must not come twice is held instead.
"""

from collections import Counter
from datetime import timedelta
from email.message import EmailMessage
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chiron.config import mail
from chiron.core import clock, outages, outbox, worker
from chiron.core.models import MailOutage, OutboxMessage
from chiron.people.models import HOUSE_ID
from chiron.people.tests.support import keyed
from tests.amounts import amount
from tests.cast import client_of
from tests.operations.post import DIE, HANG, Post, Silence, certificate_of_nobody, nobody_signs_in

pytestmark = pytest.mark.django_db

MAILS = amount(short=6, full=3000)
START = "2026-11-24T08:00:00Z"


@pytest.fixture
def post(settings):
    found = Post().open()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found.port, 20
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = ""
    found.beside = []
    yield found
    for each in (found, *found.beside):
        each.close()


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(outbox, "KINDS", {})

    @outbox.kind("tests.note", on_doubt="resend")
    def note(message):
        found = EmailMessage()
        found["From"], found["To"], found["Subject"] = "Chiron <chiron@example.org>", message.refs["to"], "Números"
        found.set_content("¿Qué tal?\n.\nThe line above ends no mail.\n")
        return found

    outbox.kind("tests.once", on_doubt="hold")(note)


@pytest.fixture(autouse=True)
def frozen(time_machine):
    time_machine.move_to(START, tick=False)


def queued(number=MAILS, kind="tests.note"):
    outbox.put_many(kind, [(HOUSE_ID, {"to": f"p{n}@example.org"}) for n in range(number)], institution=None)
    return set(OutboxMessage.objects.filter(kind=kind).values_list("message_id", flat=True))


def work(time_machine, hours=6.0, step=timedelta(minutes=5)):
    """Let the worker deliver what it can for some hours."""
    end = clock.now() + timedelta(hours=hours)
    while clock.now() < end:
        worker.drain(mail.deliver)
        time_machine.move_to(clock.now() + step, tick=False)


def states():
    return dict(Counter(OutboxMessage.objects.values_list("state", flat=True)))


def arrived(post):
    return Counter({message: n for (_to, message), n in post.arrived.items()})


def everything_once(post, messages):
    assert states() == {"sent": len(messages)}
    assert arrived(post) == Counter(dict.fromkeys(messages, 1))
    assert outages.current() is None


def away(post, settings):
    post.close()
    return lambda: post.open()


def silent(post, settings):
    post.beside.append(Silence())
    settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = post.beside[-1].port, 0.1

    def back():
        settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = post.port, 20

    return back


def unknown(post, settings):
    settings.EMAIL_HOST = "nowhere.invalid"
    return lambda: setattr(settings, "EMAIL_HOST", "127.0.0.1")


def in_mood(**mood):
    def set_in(post, settings):
        post.mood = mood
        if HANG in mood.values():
            settings.EMAIL_TIMEOUT = 0.1

        def back():
            post.mood, settings.EMAIL_TIMEOUT = {}, 20

        return back

    return set_in


BAD_DAYS = {
    "away": away,
    "silent": silent,
    "unknown": unknown,
    "busy": in_mood(MAIL="421 4.3.2 too busy"),
    "refuses us": in_mood(MAIL="550 5.7.1 not from you"),
    "hangs at once": in_mood(EHLO=HANG),
    "hangs half-way": in_mood(RCPT=HANG),
    "hangs up half-way": in_mood(RCPT=DIE),
    "busy half-way": in_mood(RCPT="421 4.7.0 slow down"),
    "disk full": in_mood(DATA="452 4.3.1 insufficient storage"),
}


@pytest.mark.parametrize("day", BAD_DAYS)
def test_after_a_bad_day_of_the_server_everything_arrives_once(post, settings, time_machine, day):
    back = BAD_DAYS[day](post, settings)
    messages = queued()
    work(time_machine, hours=2)
    assert not post.arrived
    assert states() == {"waiting": MAILS}
    back()
    work(time_machine, hours=30, step=timedelta(minutes=20))
    everything_once(post, messages)


@pytest.mark.parametrize("day", ["away", "silent", "hangs half-way", "hangs up half-way"])
def test_while_the_server_is_away_one_mail_tries_for_all(post, settings, time_machine, day):
    tries = []
    BAD_DAYS[day](post, settings)
    queued()
    end = clock.now() + timedelta(hours=2)
    while clock.now() < end:
        worker.drain(lambda each: (tries.append(clock.now()), mail.deliver(each)))
        time_machine.move_to(clock.now() + timedelta(seconds=30), tick=False)
    assert 8 < len(tries) <= 14, "five soon, then one in a quarter of an hour: never one for each mail"
    waits = [after - before for before, after in pairwise(tries)]
    assert waits == sorted(waits)
    assert waits[0] >= timedelta(seconds=30)


def test_an_outage_uses_up_no_tries_and_ends_with_the_first_mail_that_goes(post, time_machine):
    post.close()
    messages = queued()
    work(time_machine, hours=24 * 14, step=timedelta(hours=6))
    assert states() == {"waiting": MAILS}, "two weeks away, and nothing is given up"
    assert max(OutboxMessage.objects.values_list("attempts", flat=True)) == 0
    post.open()
    work(time_machine, hours=1)
    everything_once(post, messages)


def test_the_outage_outlives_a_restart_and_holds_for_every_worker(post):
    post.close()
    queued()
    worker.drain(mail.deliver)
    outage = outages.current()
    assert (outage.since, outage.tries, outage.problem) == (clock.now(), 1, "ConnectionRefusedError")
    assert outbox.claim_next() is None, "another worker, or this one after a restart"


def test_two_workers_make_one_try(post, time_machine):
    post.close()
    queued()
    worker.drain(mail.deliver)
    time_machine.move_to(clock.now() + timedelta(minutes=1), tick=False)
    first, second = outbox.claim_next(), outbox.claim_next()
    assert first is not None
    assert second is None


def test_tasks_are_done_while_no_mail_goes(post):
    from chiron.core.tasks import run_consequence

    post.close()
    queued()
    run_consequence.enqueue("builtins.str", {"name": "x", "ids": {}, "by": ""})
    worker.drain(mail.deliver)
    assert worker.backlog() == {"SUCCESSFUL": 1}


def test_greylisting_delays_each_mail_and_loses_none(post, time_machine):
    seen = Counter()

    def greylists(to):
        seen[to] += 1
        return "451 4.7.1 greylisted, come back later" if seen[to] <= 2 else None

    post.mood = {"RCPT": greylists}
    messages = queued()
    worker.drain(mail.deliver)
    assert outages.current() is None, "the server answers: nobody else waits"
    work(time_machine, hours=1)
    everything_once(post, messages)
    assert set(seen.values()) == {3}


def test_one_address_that_is_refused_stops_nobody_else(post, time_machine):
    post.mood = {"RCPT": lambda to: "550 5.1.1 <p3@example.org> is unknown" if to == "p3@example.org" else None}
    messages = queued()
    work(time_machine, hours=48, step=timedelta(hours=1))
    [bounced] = OutboxMessage.objects.filter(state="bounced")
    assert (bounced.problem, bounced.attempts) == ("550 5.1.1", 1), "a code, no words; and no second try"
    assert bounced.bounced_at is not None
    assert arrived(post) == Counter(dict.fromkeys(messages - {bounced.message_id}, 1))


@pytest.mark.parametrize(
    ("mood", "state", "problem"),
    [
        ({"DATA": "550 5.1.1 no such user"}, "bounced", "550 5.1.1"),
        ({"DATA": "554 5.6.0 looks like spam"}, "failed", "554 5.6.0"),
        ({"RCPT": "554 5.7.1 relay access denied"}, "failed", "554 5.7.1"),
        ({"RCPT": "550 gone"}, "bounced", "550"),
        ({"MAIL": "552 5.3.4 too large"}, "failed", "552 5.3.4"),
    ],
)
def test_a_refusal_for_good_is_shown_at_once(post, mood, state, problem):
    post.mood = mood
    queued(1)
    worker.drain(mail.deliver)
    [row] = OutboxMessage.objects.all()
    assert (row.state, row.problem, row.attempts) == (state, problem, 1)


@pytest.mark.parametrize("to", ["josé@example.org", f"jose@{'x' * 64}.example.org"])
def test_an_address_that_no_server_takes_is_refused_at_once(post, to):
    outbox.put("tests.note", to=HOUSE_ID, refs={"to": to})
    worker.drain(mail.deliver)
    [row] = OutboxMessage.objects.all()
    assert (row.state, row.problem, row.attempts) == ("bounced", "553 5.1.3", 1)


def test_such_an_address_ends_no_outage(post):
    outages.note("ConnectionRefusedError")
    outages.give_back()
    outbox.put("tests.note", to=HOUSE_ID, refs={"to": "josé@example.org"})
    post.close()
    worker.drain(mail.deliver)
    assert outages.current().tries == 2


def test_a_mail_that_is_never_taken_is_given_up_after_four_days_and_not_thrown_away(post, time_machine):
    post.mood = {"RCPT": "452 4.2.2 mailbox full"}
    queued(1)
    work(time_machine, hours=24 * 4, step=timedelta(minutes=30))
    assert states() == {"waiting": 1}
    work(time_machine, hours=24 * 2, step=timedelta(hours=1))
    assert states() == {"failed": 1}


def test_a_server_that_dies_after_the_mail_may_double_it_with_the_same_message_id(post, time_machine):
    post.mood = {"DATA": DIE}
    once = queued(kind="tests.once")
    time_machine.move_to(clock.now() + timedelta(seconds=1), tick=False)
    messages = queued()
    work(time_machine, hours=2)
    tried, died = sum(post.arrived.values()), once & arrived(post).keys()
    assert tried <= 15, "one mail tries for all: few can come twice"
    post.mood = {}
    work(time_machine, hours=30, step=timedelta(minutes=20))
    came = arrived(post)
    assert messages <= came.keys()
    assert sum(came.values()) - len(came) <= tried
    assert max((came[each] for each in once), default=0) <= 1, "a kind that must not come twice did not"
    assert died == set(OutboxMessage.objects.filter(state="held").values_list("message_id", flat=True))
    assert states() == {"sent": 2 * MAILS - len(died), "held": len(died)}


def test_a_mail_that_was_taken_counts_as_sent_whatever_the_server_says_to_goodbye(post, time_machine, monkeypatch):
    """Otherwise it would go out twice: smtplib's own session raises where QUIT is answered with anything but 221."""
    from aiosmtpd.smtp import SMTP

    async def rude(server, argument):
        await server.push("500 no goodbye")

    monkeypatch.setattr(SMTP, "smtp_QUIT", rude)
    messages = queued(2)
    work(time_machine, hours=1)
    everything_once(post, messages)


def test_the_plain_session_of_smtplib_would_double_it(post, time_machine, monkeypatch):
    """The control: what `config.mail` does not do."""
    import smtplib

    from aiosmtpd.smtp import SMTP

    async def rude(server, argument):
        await server.push("500 no goodbye")

    def plain(each):
        with smtplib.SMTP("127.0.0.1", post.port) as server:
            server.send_message(each)

    monkeypatch.setattr(SMTP, "smtp_QUIT", rude)
    queued(1)
    worker.drain(plain)
    time_machine.move_to(clock.now() + timedelta(minutes=1), tick=False)
    worker.drain(plain)
    assert set(post.arrived.values()) == {2}


def test_no_mail_goes_out_in_clear_where_tls_is_asked_for(post, settings, time_machine):
    settings.EMAIL_USE_TLS = True
    messages = queued(2)
    work(time_machine, hours=1)
    assert (states(), post.in_clear) == ({"waiting": 2}, 0)
    assert outages.current().problem == "SMTPNotSupportedError"
    settings.EMAIL_USE_TLS = False
    work(time_machine, hours=1)
    everything_once(post, messages)


def test_a_certificate_that_nobody_vouches_for_is_refused(post, settings, tmp_path, time_machine):
    strange = Post(tls_context=certificate_of_nobody(tmp_path)).open()
    post.beside.append(strange)
    settings.EMAIL_USE_TLS, settings.EMAIL_PORT = True, strange.port
    queued(2)
    work(time_machine, hours=1)
    assert (states(), sum(strange.arrived.values())) == ({"waiting": 2}, 0)
    assert outages.current().problem == "SSLCertVerificationError"


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_password_that_the_server_refuses_stops_the_mail_and_loses_none(post, settings, time_machine):
    strict = Post(authenticator=nobody_signs_in, auth_require_tls=False, auth_required=True).open()
    post.beside.append(strict)
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD, settings.EMAIL_PORT = "chiron", "wrong", strict.port
    messages = queued(2)
    work(time_machine, hours=1)
    assert (states(), outages.current().problem) == ({"waiting": 2}, "535 5.7.8")
    settings.EMAIL_HOST_USER, settings.EMAIL_PORT = "", post.port
    work(time_machine, hours=1)
    everything_once(post, messages)


def test_a_server_that_answers_a_letter_at_a_time_is_cut_off(post, monkeypatch):
    """Each letter comes in time; only the whole session is too long. The lease would run out under it."""
    import asyncio

    monkeypatch.setattr(mail, "DEADLINE", 0.5)

    async def drips(server, *given):
        while True:
            server.transport.write(b"2")
            await asyncio.sleep(0.1)

    post.handle_RCPT = drips
    queued(1)
    worker.drain(mail.deliver)
    [row] = OutboxMessage.objects.all()
    assert (row.state, row.attempts) == ("waiting", 1)


def test_whoever_lost_the_lease_decides_nothing_but_that_it_is_sent(post, time_machine):
    queued(1)
    late = outbox.claim_next()
    time_machine.move_to(clock.now() + outbox.LEASE * 2, tick=False)
    assert outbox.recover() == 1
    outbox._fail(late, OSError())
    assert states() == {"waiting": 1}
    outbox._settle(late, is_sent=True)
    assert states() == {"sent": 1}, "it need not go out again"


@pytest.mark.parametrize("day", ["away", "silent", "hangs half-way"])
def test_pages_do_not_notice(cast, post, settings, day):
    """They ask the server nothing and the database no more than on a good day."""
    outbox.kind("people.invitation", on_doubt="resend")(lambda message: None)
    client = client_of(cast.hanne)

    def used():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("people:list")).status_code == 200
            client.post(reverse("people:invite", args=[cast.efua.pk]), keyed())
        return len(seen)

    used()
    good = used()
    BAD_DAYS[day](post, settings)
    queued()
    worker.drain(mail.deliver)
    sessions = post.sessions
    assert used() == good
    assert post.sessions == sessions
    assert MailOutage.objects.exists()
