"""`chiron serve`: one command that answers, and stops whole."""

import os
import signal
import socket
import time
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from chiron.config.management.commands import serve


@pytest.fixture
def site(site):
    (site.var / "static").mkdir()
    return site


def free_port():
    with socket.socket() as lent:
        lent.bind(("127.0.0.1", 0))
        return lent.getsockname()[1]


def answer(address, seconds=30):
    """The status of the first answer; a server that is still starting is asked again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            return urlopen(address).status
        except HTTPError as refused:
            return refused.code
        except (URLError, ConnectionError):
            time.sleep(0.05)
    return None


def test_it_answers_and_stops_when_told(site):
    address = f"http://127.0.0.1:{free_port()}/help/"
    serving = site.start("serve", "--bind", address.split("/")[2], "--processes", "1")
    answered = answer(address)
    os.kill(serving.pid, signal.SIGTERM)
    code, out, err = serving.end()
    assert (answered, code, "Traceback" in out + err) == (200, 0, False), out + err
    assert answer(address, seconds=0.1) is None


def test_a_port_that_is_taken_is_said(site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = site.run("serve", "--bind", f"127.0.0.1:{taken.getsockname()[1]}", fails=True)
    assert "Address already in use" in said or "Connection in use" in said


@pytest.mark.parametrize(
    ("bind", "site"),
    [("127.0.0.1:8104", "http://127.0.0.1:8104"), ("0.0.0.0:8104", "http://127.0.0.1:8104"),
     (":8104", "http://127.0.0.1:8104"), ("localhost:8104", "http://localhost:8104")],
)  # fmt: skip
def test_a_demo_names_the_address_at_which_it_is_served(monkeypatch, settings, bind, site):
    settings.CHIRON_URL, settings.URL_IS_SAID = "http://127.0.0.1:8000", False
    told = {}
    monkeypatch.setattr(serve, "call_command", lambda name: told.update({name: settings.CHIRON_URL}))
    monkeypatch.setattr(serve.Command, "check", lambda self: None)
    monkeypatch.setattr(serve.connections, "close_all", lambda: None)
    monkeypatch.setattr(serve.Server, "run", lambda self: None)
    serve.Command().handle(bind=bind, all=False, demo=True, processes=1)
    assert told == dict.fromkeys(("setup", "demo"), site)


def test_when_one_part_ends_all_end_and_it_is_named(tmp_path):
    def stays():
        signal.signal(signal.SIGTERM, lambda *_: (tmp_path / "told").touch() or exit(0))
        (tmp_path / "runs").touch()
        time.sleep(60)

    def ends():
        while not (tmp_path / "runs").exists():
            time.sleep(0.01)
        raise OSError("the port is taken")

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        assert serve._together({"web": stays, "mail": ends}) == "mail"
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert (tmp_path / "told").exists()


def test_with_the_demo_it_sets_up_first_and_keeps_what_is_there(site):
    (site.var / "keyring.json").unlink()
    said = site.run("serve", "--demo", fails=True)
    assert "setup: databases are up to date" in said
    assert "the demo goes into an empty one only" in said
