"""What is fetched from outside, and what never is."""

import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chiron.core import outbound

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/calendar.ics")
            self.end_headers()
            return
        self.send_response({"/gone": 404, "/busy": 429, "/broken": 503}.get(self.path, 200))
        self.end_headers()
        self.wfile.write(b"x" * (outbound.MOST + 1) if self.path == "/large" else CALENDAR)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def listed(settings):
    settings.CHIRON_OUTBOUND_HOSTS = ["127.0.0.1"]


def why(url):
    with pytest.raises(outbound.Unreachable) as refused:
        outbound.fetch(url, accept="text/calendar")
    return refused.value.code


def test_a_host_that_the_administrator_lists_is_fetched_from(server, listed):
    assert outbound.fetch(f"{server}/calendar.ics", accept="text/calendar") == CALENDAR


def test_without_being_listed_the_same_host_is_refused(server):
    assert why(f"{server}/calendar.ics") == "address"
    assert why(f"{server}/calendar.ics".replace("http:", "https:")) == "private"


def test_redirects_errors_and_floods_are_refused(server, listed):
    assert why(f"{server}/moved") == "redirect"
    assert why(f"{server}/gone") == "status"
    assert why(f"{server}/busy") == why(f"{server}/broken") == "silent", "no new address would mend that"
    assert why(f"{server}/large") == "large"


def test_a_server_that_says_nothing_does_not_hold_anybody_up(listed, monkeypatch):
    monkeypatch.setattr(outbound, "WAIT", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert why(f"http://127.0.0.1:{silent.getsockname()[1]}/") == "silent"


@pytest.mark.parametrize(
    ("begins", "drips"),
    [(b"HTTP/1.1 200 OK\r\nX: ", b"x"), (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
     (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"A: b\r\n"),
     (b"HTTP/1.1 200 OK\r\n\r\nhalf a calendar", b"")],
)  # fmt: skip
def test_nor_does_one_that_never_comes_to_an_end(listed, monkeypatch, begins, drips):
    monkeypatch.setattr(outbound, "WHOLE", 0.3)
    ended = threading.Event()

    def drip():
        connected, _address = endless.accept()
        with connected, suppress(OSError):
            connected.sendall(begins)
            for _drop in range(200):
                connected.sendall(drips)
                if ended.wait(0.05):
                    break

    with socket.socket() as endless:
        endless.bind(("127.0.0.1", 0))
        endless.listen()
        server = threading.Thread(target=drip, daemon=True)
        server.start()
        began = time.monotonic()
        assert why(f"http://127.0.0.1:{endless.getsockname()[1]}/") == "silent", "what was cut off is no answer"
        took = time.monotonic() - began
        ended.set()
        server.join()
    assert took < 5


@pytest.mark.parametrize(
    "url",
    ["", "file:///etc/passwd", "ftp://example.org/x", "http://example.org/x", "https://", "https://me:pw@example.org/",
     "https://example.org:99999/", "https://exam ple.org/", "javascript:alert(1)", "https://example.org/\r\nHost: x"],
)  # fmt: skip
def test_what_is_no_address_of_the_open_web_is_refused(url):
    assert why(url) == "address"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
     "::1", "fe80::1%eth0", "fd00::1", "fec0::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_addresses_inside_are_not_public(address):
    assert not outbound.is_public(address)


def test_addresses_outside_are():
    assert outbound.is_public("93.184.215.14")
    assert outbound.is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")


def test_one_private_address_of_several_is_enough_to_refuse(monkeypatch):
    both = [(socket.AF_INET, 1, 6, "", ("93.184.215.14", 443)), (socket.AF_INET, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *_args, **_kw: both)
    assert why("https://example.org/feed.ics") == "private"


def test_calendar_programs_own_scheme_means_https():
    assert outbound.target_of("webcal://example.org/a.ics?key=1") == outbound.Target(
        "https", "example.org", 443, "/a.ics?key=1"
    )
