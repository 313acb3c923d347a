"""The ui room is tested by itself: its own addresses, only the security policy as middleware, files as written."""

import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler


@pytest.fixture(autouse=True)
def alone(settings):
    settings.ROOT_URLCONF = "chiron.ui.tests.urls"
    settings.MIDDLEWARE = ["csp.middleware.CSPMiddleware", "django.middleware.locale.LocaleMiddleware"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.DEBUG = True
    templates = [{**engine, "OPTIONS": {**engine["OPTIONS"]}} for engine in settings.TEMPLATES]
    templates[0]["OPTIONS"]["context_processors"] = ["django.template.context_processors.request"]
    settings.TEMPLATES = templates


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture
def address(alone):
    """Where the gallery is served for a browser."""
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
