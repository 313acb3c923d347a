"""Logs say what went wrong and where, and nothing that anybody wrote: neither an error's words nor an address."""

import json
import logging

import pytest
from django.test import RequestFactory
from gunicorn import config as gunicorn_config
from gunicorn import glogging

from chiron.config import logs


@pytest.fixture
def said(capfd):
    """What the process has written to its log, one JSON object a line; logging is put back afterwards."""
    names = (None, "django.request", "gunicorn.error")
    before = {n: (logging.getLogger(n).handlers[:], logging.getLogger(n).filters[:]) for n in names}

    def read():
        return [json.loads(line) for line in capfd.readouterr().err.splitlines()]

    yield read
    for name, (handlers, filters) in before.items():
        logging.getLogger(name).handlers[:], logging.getLogger(name).filters[:] = handlers, filters


def configure():
    import logging.config

    logging.config.dictConfig(logs.LOGGING)


def test_an_error_that_the_web_server_catches_is_logged_without_its_words(said):
    server = glogging.Logger(gunicorn_config.Config())
    configure()  # as the application does when it is loaded
    try:
        raise ValueError("canary: what somebody wrote")
    except ValueError:
        server.exception("Error handling request %s", "/people/invitations/canary-token/")
    (line,) = said()
    assert line["event"] == "Error handling request %s"
    assert line["error"] == "ValueError"
    assert line["at"].startswith("tests.operations.test_logs:")
    assert "canary" not in json.dumps(line)


def test_the_control_gunicorn_by_itself_would_have_told_everything(said, capfd):
    own = logging.getLogger("gunicorn.error")
    own.handlers.clear()
    own.filters.clear()
    server = glogging.Logger(gunicorn_config.Config())
    try:
        raise ValueError("canary: what somebody wrote")
    except ValueError:
        server.exception("Error handling request %s", "/people/invitations/canary-token/")
    assert capfd.readouterr().err.count("canary") == 3  # the address, the line of code, the error's words


def test_a_refused_request_is_logged_by_the_name_of_its_route(said):
    from django.urls import resolve
    from django.utils.log import log_response

    configure()
    request = RequestFactory().get("/accounts/password/reset/key/1-canary/")
    request.resolver_match = resolve(request.path)
    response = type("Response", (), {"status_code": 500})()
    log_response("%s: %s", "Internal Server Error", request.path, response=response, request=request)
    (line,) = said()
    assert line["event"] == "Internal Server Error account_reset_password_from_key"
    assert "canary" not in json.dumps(line)
