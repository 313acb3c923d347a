"""A real SMTP server that can be in any mood: it greylists, refuses, hangs, hangs up, or is not there at all."""

import asyncio
import socket
import ssl
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

HANG, DIE = "hang", "die"


class Post:
    """The server: what has arrived by address and Message-ID, how many sessions there were, and its mood.

    ``mood`` says how it answers at a stage (EHLO, MAIL, RCPT, DATA for the whole mail): with a line, `HANG`, `DIE`, or
    a function of the recipient that returns one of these or None.
    """

    def __init__(self, **options: Any) -> None:
        self.mood: dict[str, Any] = {}
        self.arrived: Counter[tuple[str, str]] = Counter()
        self.sessions = 0
        self.in_clear = 0
        self.options = options
        self.controller: Controller | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def open(self) -> "Post":
        """Begin to listen; a server that was closed comes back at the same port."""
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, **self.options)
        self.controller.start()
        return self

    def close(self) -> None:
        """Go away: whoever connects is refused."""
        if self.controller is not None:
            self.controller.stop(no_assert=True)
            self.controller = None

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        answer = await self._in_mood("EHLO", server, "")
        return [answer] if answer else responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.in_clear += session.ssl is None
        envelope.mail_from = address
        return await self._in_mood("MAIL", server, "") or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._in_mood("RCPT", server, address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        [to] = envelope.rcpt_tos
        answer = await self._in_mood("DATA", server, to)
        if answer is None or answer == "":
            mail = message_from_bytes(bytes(envelope.content or b""))
            self.arrived[(to, mail["Message-ID"])] += 1
        return answer if answer is not None else "250 OK"

    async def _in_mood(self, stage: str, server: SMTP, to: str) -> str | None:
        mood = self.mood.get(stage)
        answer = mood(to) if callable(mood) else mood
        if answer == HANG:
            await asyncio.sleep(3600)
        if answer == DIE:
            server.transport.abort()
            return ""
        return answer


def nobody_signs_in(*given: Any) -> AuthResult:
    """An authenticator that knows nobody."""
    return AuthResult(success=False, handled=False)


def certificate_of_nobody(folder: Path) -> ssl.SSLContext:
    """A server's TLS context with a certificate that nobody vouches for."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=3650))
        .not_valid_after(now + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, *plain))
    (folder / "certificate.pem").write_bytes(made.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


class Silence:
    """A port at which connections are taken and nothing is ever said."""

    def __init__(self) -> None:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(1000)
        self.port = self.socket.getsockname()[1]

    def close(self) -> None:
        """Stop listening."""
        self.socket.close()
