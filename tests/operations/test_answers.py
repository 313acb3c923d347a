"""`chiron answers` and the mailbox that the worker asks: every way in which mail reaches us."""

import io
import mailbox
import sys
from collections import Counter
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.urls import reverse

from chiron.config import answers
from chiron.config.management.commands import answers as command
from chiron.core import outages
from chiron.scheduling.rules import reading
from tests.cast import client_of
from tests.operations.imap import Mailbox

MAILS = [b"Subject: one\r\n\r\nA mail.\r\n", b"Subject: two\r\n\r\nAnother.\r\n"]


@pytest.fixture
def taken(monkeypatch):
    """What was taken in, instead of acting on it: that is tested in the room."""
    found = []

    def take(content):
        found.append(content.replace(b"\r\n", b"\n").strip())
        return "taken"

    monkeypatch.setattr(answers, "take_mail", take)
    monkeypatch.setattr(command, "take_mail", take)
    return found


def expected(mails=MAILS):
    return [mail.replace(b"\r\n", b"\n").strip() for mail in mails]


def piped(monkeypatch, content):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))


def test_a_mail_comes_through_a_pipe(taken, monkeypatch, capsys):
    piped(monkeypatch, MAILS[0])
    call_command("answers")
    assert taken == expected()[:1]
    assert capsys.readouterr().out == "answers: 1 taken\n"


def test_no_more_is_read_from_a_pipe_than_a_mail_may_have(taken, monkeypatch):
    piped(monkeypatch, b"x" * (reading.LARGEST_MAIL * 3))
    call_command("answers")
    assert len(taken[0]) == reading.LARGEST_MAIL + 1


def test_while_the_database_is_away_the_mail_server_keeps_the_mail(monkeypatch):
    def away(content):
        raise OperationalError("no")

    monkeypatch.setattr(command, "take_mail", away)
    piped(monkeypatch, MAILS[0])
    with pytest.raises(SystemExit) as ended:
        call_command("answers")
    assert ended.value.code == 75


def test_a_maildir_is_taken_once(taken, tmp_path, capsys):
    box = mailbox.Maildir(tmp_path / "mails")
    for mail in MAILS:
        box.add(mail)
    call_command("answers", str(tmp_path / "mails"))
    assert sorted(taken) == sorted(expected())
    assert not list((tmp_path / "mails" / "new").iterdir())
    call_command("answers", str(tmp_path / "mails"))
    assert len(taken) == 2
    assert capsys.readouterr().out.endswith("answers: nothing new\n")


def test_an_mbox_and_a_single_mail_are_read(taken, tmp_path):
    box = mailbox.mbox(tmp_path / "box")
    for mail in MAILS:
        box.add(mail)
    box.close()
    call_command("answers", str(tmp_path / "box"))
    (tmp_path / "one.eml").write_bytes(MAILS[0])
    call_command("answers", str(tmp_path / "one.eml"))
    assert taken == [*expected(), expected()[0]]
    with pytest.raises(CommandError, match="there is no"):
        call_command("answers", str(tmp_path / "nothing"))


@pytest.fixture
def box(settings):
    found = Mailbox(*MAILS)
    settings.CHIRON_IMAP_URL = f"imap://answers:open%20sesame@127.0.0.1:{found.port}/INBOX"
    yield found
    found.close()


def test_a_mailbox_is_asked_for_what_is_new(taken, box):
    assert answers.from_imap() == Counter(taken=2)
    assert taken == expected()
    assert box.seen == {1, 2}
    assert answers.from_imap() == Counter()
    box.mails.append(b"Subject: three\r\n\r\nLater.\r\n")
    assert answers.from_imap() == Counter(taken=1)


def test_a_folder_may_have_blanks_and_a_server_may_say_nothing_of_nothing(taken, box, settings):
    settings.CHIRON_IMAP_URL = settings.CHIRON_IMAP_URL.replace("/INBOX", "/INBOX/Answers%20to%20Chiron")
    assert answers.from_imap() == Counter(taken=2)
    assert box.folder == "INBOX/Answers to Chiron"
    box.is_silent = True
    assert answers.from_imap() == Counter()


def test_a_mail_that_could_not_be_taken_stays_new(box, monkeypatch):
    def away(content):
        raise OperationalError("no")

    monkeypatch.setattr(answers, "take_mail", away)
    with pytest.raises(OperationalError):
        answers.from_imap()
    assert box.seen == set()


def test_a_mail_that_is_too_large_is_not_even_fetched(box, monkeypatch, db):
    box.mails = [b"x" * (reading.LARGEST_MAIL + 1)]
    assert answers.from_imap() == Counter({"too large": 1})
    assert (box.fetched, box.seen) == ([], {1})


def test_a_wrong_password_is_an_error_and_no_password_goes_out_in_clear(taken, box, settings):
    import imaplib

    box.password = "another"
    with pytest.raises(imaplib.IMAP4.error):
        answers.from_imap()
    settings.CHIRON_IMAP_URL = "imap://answers:secret@mail.example.org/INBOX"
    with pytest.raises(ImproperlyConfigured, match="imaps://"):
        answers.from_imap()
    assert taken == []


@pytest.mark.django_db
def test_a_mailbox_that_is_away_is_asked_again_and_sets_no_task_aside(taken, box, cast):
    box.password = "another"
    answers.ask_mailbox.call()
    refused = outages.mailbox()
    assert refused.problem == "refused"
    box.close()
    answers.ask_mailbox.call()
    assert outages.mailbox() == outages.Mailbox(refused.since, "ConnectionRefusedError"), "away since it was away first"
    assert taken == []
    said = client_of(cast.hanne).get(reverse("people:queue")).content.decode()
    assert "The mailbox of answers cannot be read" in said
    assert "nothing listens at its address (ConnectionRefusedError)" in said


@pytest.mark.django_db
def test_administrators_see_nothing_of_a_mailbox_that_is_read_again(taken, box, cast):
    outages.note_mailbox("TimeoutError")
    answers.ask_mailbox.call()
    assert outages.mailbox() is None
    assert "The mailbox of answers" not in client_of(cast.hanne).get(reverse("people:queue")).content.decode()
