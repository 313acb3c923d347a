"""Handing a composed mail to the SMTP server of the settings, and saying what went wrong where something did."""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP

from django.conf import settings

from chiron.core import outbox

#: A session that takes longer is cut: the lease of a message (`outbox.LEASE`) must not run out while it is handed over.
DEADLINE = 45.0
STATUS = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")


def deliver(mail: EmailMessage) -> None:
    """Hand *mail* over in one SMTP session; whatever is not a clear yes raises one of `outbox.Undelivered`."""
    with _session() as server:
        recipient = _recipient(mail)
        is_eight_bit = server.has_extn("8bitmime")
        data = mail.as_bytes(policy=SMTP if is_eight_bit else SMTP.clone(cte_type="7bit"))
        try:
            sender = settings.CHIRON_ANSWERS_TO or _address(mail, "From")  # where what comes back comes back to
            _sender_taken(*server.mail(sender, ["body=8bitmime"] if is_eight_bit else []))
            _recipient_taken(*server.rcpt(recipient))
        except (OSError, smtplib.SMTPException) as error:
            raise outbox.Broken(_name(error)) from error
        _mail_taken(*_answer_to(server, data))


@contextmanager
def _session() -> Iterator[smtplib.SMTP]:
    """A session with the server, signed in, that ends by itself; once a mail is taken nothing can go wrong any more."""
    server = _client()
    cut = threading.Timer(DEADLINE, _cut, [server])
    cut.daemon = True
    cut.start()
    try:
        _signed_in(server)
        yield server
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
    finally:
        cut.cancel()
        server.close()


def _client() -> smtplib.SMTP:
    name, timeout = settings.CHIRON_MAIL_DOMAIN, settings.EMAIL_TIMEOUT  # asking DNS for our name could hang
    if settings.EMAIL_USE_SSL:
        return smtplib.SMTP_SSL(local_hostname=name, timeout=timeout, context=ssl.create_default_context())
    return smtplib.SMTP(local_hostname=name, timeout=timeout)


def _signed_in(server: smtplib.SMTP) -> None:
    try:
        server._host = settings.EMAIL_HOST  # type: ignore[attr-defined]  # whose certificate it must be
        code, said = server.connect(settings.EMAIL_HOST, settings.EMAIL_PORT)
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)
        server.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            server.starttls(context=ssl.create_default_context())
            server.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except (OSError, smtplib.SMTPException) as error:
        raise outbox.Unavailable(_name(error)) from error


def _cut(server: smtplib.SMTP) -> None:
    """End a session from outside: whoever waits for an answer is told that none comes."""
    if (open_socket := server.sock) is not None:
        with suppress(OSError):
            socket.socket.shutdown(open_socket, socket.SHUT_RDWR)


def _answer_to(server: smtplib.SMTP, data: bytes) -> tuple[int, bytes]:
    try:
        return server.data(data)
    except smtplib.SMTPResponseException as answer:
        return answer.smtp_code, _bytes(answer.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        raise outbox.InDoubt(_name(error)) from error


def _sender_taken(code: int, said: bytes) -> None:
    """A refusal of the sender holds for every mail, but for one that is too large."""
    if code != 250:
        raise (outbox.Rejected if code == 552 else outbox.Unavailable)(_problem(code, said))


def _recipient_taken(code: int, said: bytes) -> None:
    """A refusal here is about the address, but for one of policy (x.7.x): that is about us."""
    if code in (250, 251):
        return
    _not_for_now(code, said)
    raise (outbox.Rejected if b".7." in _status(said) else outbox.Bounced)(_problem(code, said))


def _mail_taken(code: int, said: bytes) -> None:
    """The answer to the whole mail; some servers say only now that there is no such address."""
    if code == 250:
        return
    _not_for_now(code, said)
    is_address = _status(said)[:4] in (b"5.1.", b"5.2.")
    raise (outbox.Bounced if is_address else outbox.Rejected)(_problem(code, said))


def _not_for_now(code: int, said: bytes) -> None:
    if code == 421:  # it closes the session: perhaps for all, perhaps because of this mail
        raise outbox.Broken(_problem(code, said))
    if not 500 <= code < 600:
        raise outbox.Undelivered(_problem(code, said))


def _recipient(mail: EmailMessage) -> str:
    """Whom a mail is for; an address that no server takes, say with an accent before the @, is refused here (5.1.3)."""
    try:
        address = _address(mail, "To")
        address.encode("ascii")
    except UnicodeError:
        raise outbox.Bounced("553 5.1.3") from None
    return address


def _address(mail: EmailMessage, header: str) -> str:
    found = mail[header].addresses[0]
    return f"{found.username}@{found.domain.encode('idna').decode()}"


def _problem(code: int, said: bytes) -> str:
    return f"{code} {_status(said).decode()}".strip()


def _status(said: bytes) -> bytes:
    """The status code (RFC 3463) in a server's answer; the words around it may name people and are dropped."""
    found = STATUS.search(said)
    return found.group() if found else b""


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


def _name(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _problem(error.smtp_code, _bytes(error.smtp_error))
    return type(error).__name__
