"""The local mail catcher of `make run`: an SMTP server that keeps what it gets, and a page to read it.

It listens on this machine only, belongs to no installation, and shares nothing with the web product but its looks.
"""

from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.template.loader import render_to_string

from chiron.core import clock


class Keep:
    """Write each mail that arrives to a file of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        name = f"{clock.now():%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}.eml"
        (self.folder / f".{name}").write_bytes(content)
        (self.folder / f".{name}").rename(self.folder / name)
        return "250 Kept"


def caught(folder: Path, limit: int = 500) -> list[tuple[str, EmailMessage]]:
    """Return the newest mails in *folder*, newest first, each with the name of its file."""
    files = sorted(folder.glob("[0-9]*.eml"), reverse=True)[:limit]
    return [(file.name, _read(file)) for file in files]


def _read(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), policy=policy.default)


def _page(folder: Path, address: str) -> str | None:
    name = unquote(urlsplit(address).path).strip("/")
    if not name:
        return render_to_string("house/mails.html", {"site": settings.CHIRON_URL, "mails": caught(folder)})
    file = folder / name
    if file.parent != folder or file.suffix != ".eml" or not file.is_file():
        return None
    mail = _read(file)
    body = mail.get_body(("plain", "html"))
    attached = [(part.get_content_type(), part.get_content()) for part in mail.iter_attachments()]
    text = body.get_content() if body else ""
    return render_to_string(
        "house/mail.html", {"site": settings.CHIRON_URL, "mail": mail, "text": text, "attached": attached}
    )


def serve(folder: Path, smtp_port: int, page_port: int) -> tuple[Controller, ThreadingHTTPServer]:
    """Start the catcher and return its two servers; the caller runs the page and stops both."""
    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(Keep(folder), hostname="127.0.0.1", port=smtp_port)
    controller.start()

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = _page(folder, self.path)
            self.send_response(200 if text else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header(
                "Content-Security-Policy", "default-src 'none'; style-src 'self' http://127.0.0.1:*; font-src *"
            )
            self.end_headers()
            self.wfile.write((text or "No such mail.").encode())

        def log_message(self, *args: Any) -> None:
            """Say nothing: the addresses name people."""

    return controller, ThreadingHTTPServer(("127.0.0.1", page_port), Page)
