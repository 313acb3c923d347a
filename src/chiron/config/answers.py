"""Where mail to us comes from: a pipe from the mail server, a file or folder of mails, or a mailbox that is asked."""

import imaplib
import mailbox
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django_tasks import task

from chiron.core import outages
from chiron.relationships.tasks import Outcome, leave_large_mail, take_mail
from chiron.scheduling.rules.reading import LARGEST_MAIL

log = structlog.get_logger("chiron.answers")

#: So many mails are read from a mailbox at a time, and so long a server may think.
MOST, SECONDS = 200, 20
HERE = ("127.0.0.1", "::1", "localhost")


def from_file(path: Path) -> Counter[Outcome]:
    """Take every mail of a Maildir's ``new`` (each is moved to ``cur``), of an mbox, or one mail alone."""
    if path.is_dir():
        return _from_maildir(path)
    with path.open("rb") as file:
        is_box = file.read(5) == b"From "
    if not is_box:
        return Counter([take_mail(path.read_bytes())])
    with _closed_after(mailbox.mbox(path, create=False)) as box:
        return Counter(take_mail(box.get_bytes(key)) for key in box.iterkeys())


def _from_maildir(path: Path) -> Counter[Outcome]:
    found: Counter[Outcome] = Counter()
    with _closed_after(mailbox.Maildir(path, create=False)) as box:
        for key in box.keys():  # noqa: SIM118  # a mailbox is no mapping
            mail = box.get_message(key)
            if mail.get_subdir() == "new":
                found[take_mail(box.get_bytes(key))] += 1
                mail.set_subdir("cur")
                mail.add_flag("S")
                box[key] = mail
    return found


@contextmanager
def _closed_after(box: Any) -> Iterator[Any]:
    try:
        yield box
    finally:
        box.close()


def from_imap() -> Counter[Outcome]:
    """Take what is new in the mailbox of ``CHIRON_IMAP_URL``; a mail counts as read once it was taken."""
    found: Counter[Outcome] = Counter()
    with _mailbox() as server:
        new = _said(server.uid("SEARCH", "UNSEEN"))[0] or b""  # some servers do not answer where there is nothing
        for number in new.split()[:MOST]:
            found[_take(server, number.decode())] += 1
    return found


def _take(server: imaplib.IMAP4, number: str) -> Outcome:
    size = _said(server.uid("FETCH", number, "(RFC822.SIZE)"))
    if _size(size[0]) > LARGEST_MAIL:
        outcome = leave_large_mail()
    else:
        answer = _said(server.uid("FETCH", number, "(BODY.PEEK[])"))
        outcome = take_mail(next((each[1] for each in answer if isinstance(each, tuple)), b""))
    server.uid("STORE", number, "+FLAGS.SILENT", "(\\Seen)")
    return outcome


def _size(line: object) -> int:
    said = line if isinstance(line, bytes) else b""
    return int(said.rpartition(b"RFC822.SIZE ")[2].split()[0].strip(b")")) if b"RFC822.SIZE " in said else 0


def _said(answer: tuple[str, list[Any]]) -> list[Any]:
    state, lines = answer
    if state != "OK":
        raise imaplib.IMAP4.error(state)
    return lines


@contextmanager
def _mailbox() -> Iterator[imaplib.IMAP4]:
    url = urlsplit(settings.CHIRON_IMAP_URL)
    server = _connected(url)
    try:
        server.login(unquote(url.username or ""), unquote(url.password or ""))
        _said(server.select(_quoted(unquote(url.path.strip("/")) or "INBOX")))
        yield server
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _quoted(folder: str) -> str:
    """Return the name of a folder as a server reads it, where blanks may be in it."""
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _connected(url: SplitResult) -> imaplib.IMAP4:
    host = url.hostname or ""
    if url.scheme == "imaps":
        return imaplib.IMAP4_SSL(host, url.port or 993, ssl_context=ssl.create_default_context(), timeout=SECONDS)
    if url.scheme != "imap" or host not in HERE:
        raise ImproperlyConfigured("CHIRON_IMAP_URL begins with imaps://; imap:// is for a server on this machine only")
    return imaplib.IMAP4(host, url.port or 143, timeout=SECONDS)


@task()
def ask_mailbox() -> None:
    """Read what calendars answered, where a mailbox is configured (every two minutes); one that is away waits, and
    administrators see it."""
    try:
        from_imap()
    except (OSError, imaplib.IMAP4.error) as error:
        is_refusal = isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort)
        problem = "refused" if is_refusal else type(error).__name__
        log.error("mailbox not read", error=problem)
        outages.note_mailbox(problem)
    else:
        outages.end_mailbox()
