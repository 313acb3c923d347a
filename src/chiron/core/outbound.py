"""The one client that fetches from outside. It follows no redirect and reaches no private address, except on hosts
that the administrator lists in `CHIRON_OUTBOUND_HOSTS`.

The name is resolved once, every address it has is judged, and the connection goes to an address that was judged: a name
that changes its mind in between leads nowhere else.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

#: How long one read may wait, how long everything may take, and how much is read.
WAIT, WHOLE, MOST = 10.0, 20.0, 5 * 1024 * 1024
BLOCK = 1 << 16


class Unreachable(Exception):
    """What was asked for was not fetched; ``code`` says why: address, private, redirect, status, large or silent."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Target:
    """An address taken apart."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(url: str) -> Target:
    """Return *url* taken apart; `Unreachable` where it is none that is ever fetched (https; http on listed hosts)."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        raise Unreachable("address") from None
    scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme, parts.scheme)
    allowed = ("https", "http") if host in settings.CHIRON_OUTBOUND_HOSTS else ("https",)
    path = parts.path or "/"
    if scheme not in allowed or not host or parts.username or not (path + parts.query).isascii() or " " in url.strip():
        raise Unreachable("address")
    whole = f"{path}?{parts.query}" if parts.query else path
    return Target(scheme, host, port or (443 if scheme == "https" else 80), whole)


def fetch(url: str, *, accept: str) -> bytes:
    """Return what stands at *url*, at most 5 MB; `Unreachable` says why not."""
    target = target_of(url)
    try:
        return _ask(target, accept)
    except (OSError, http.client.HTTPException):
        raise Unreachable("silent") from None


def _ask(target: Target, accept: str) -> bytes:
    ends = time.monotonic() + WHOLE
    connection = http.client.HTTPConnection(target.host, target.port, timeout=WAIT)
    connection.sock = _connected(target)
    try:
        headers = {"Accept": accept, "User-Agent": "Chiron", "Accept-Encoding": "identity", "Connection": "close"}
        with _cut_after(WHOLE, connection.sock):
            connection.request("GET", target.path, headers=headers)
            with connection.getresponse() as answer:
                _check(answer.status)
                return _content(answer, ends)
    finally:
        connection.close()


def _check(status: int) -> None:
    """Refuse every answer but a plain yes; a server that is too busy or broken is tried again as one that is silent."""
    if 300 <= status < 400:
        raise Unreachable("redirect")
    if status == 429 or status >= 500:
        raise Unreachable("silent")
    if status != 200:
        raise Unreachable("status")


@contextmanager
def _cut_after(seconds: float, connected: socket.socket) -> Iterator[None]:
    """End a connection from outside once *seconds* are over: a server that drips headers is never waited out."""
    cut = threading.Timer(seconds, _cut, [connected])
    cut.daemon = True
    cut.start()
    try:
        yield
    finally:
        cut.cancel()


def _cut(connected: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(connected, socket.SHUT_RDWR)


def _content(answer: http.client.HTTPResponse, ends: float) -> bytes:
    found = bytearray()
    while block := answer.read1(BLOCK):
        found += block
        if len(found) > MOST:
            raise Unreachable("large")
        if time.monotonic() > ends:
            raise Unreachable("silent")
    if time.monotonic() > ends:  # it did not end: it was cut off
        raise Unreachable("silent")
    return bytes(found)


def _connected(target: Target) -> socket.socket:
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [(family, address) for family, _type, _protocol, _name, address in found]
    if target.host not in settings.CHIRON_OUTBOUND_HOSTS and not all(
        is_public(str(address[0])) for _family, address in addresses
    ):
        raise Unreachable("private")
    family, address = addresses[0]
    plain = socket.socket(family, socket.SOCK_STREAM)
    try:
        plain.settimeout(WAIT)
        plain.connect(address)
        if target.scheme == "https":
            return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise
    return plain


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet; one that hides a private address in it is not."""
    found = ipaddress.ip_address(address.split("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if found.is_site_local:
            return False
        if found in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast and not found.is_reserved
