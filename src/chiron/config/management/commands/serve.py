"""`chiron serve`: the web server; with `--all` the worker and the local mail catcher beside it."""

import os
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections
from gunicorn.app.base import BaseApplication

fork = get_context("fork")
#: What binds to every address of the machine.
EVERYWHERE = ("", "0.0.0.0", "[::]")  # noqa: S104


class Command(BaseCommand):
    help = (
        "Serves Chiron. With --all also runs the worker and the local mail catcher, until one command stops them all; "
        "with --demo it first makes what the site needs and loads the demo hospital."
    )
    requires_system_checks: list[str] = []  # asked below, once there is something to check

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port (127.0.0.1:8000)")
        parser.add_argument("--all", action="store_true", help="worker and mail catcher too")
        parser.add_argument("--demo", action="store_true", help="set up and load the demo hospital first, once")
        parser.add_argument("--processes", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["demo"]:
            if not settings.URL_IS_SAID:  # what is said, and what mails link to, is where it is served
                settings.CHIRON_URL = _site(options["bind"])
            call_command("setup")
            call_command("demo")
        self.check()
        connections.close_all()  # whoever serves opens connections of their own
        server = Server(options["bind"], options["processes"])
        if not options["all"]:
            server.run()
            return
        parts = {
            "web": server.run,
            "worker": lambda: call_command("worker"),
            "mail": lambda: call_command("mailcatcher"),
        }
        failed = _together(parts)
        if failed is not None:
            raise CommandError(f"{failed} stopped; see the lines above. Is another Chiron running already?")


def _site(bind: str) -> str:
    """Return where this machine finds what is served at *bind*: every address of it is no address to open."""
    host, _colon, port = bind.rpartition(":")
    return f"http://{'127.0.0.1' if host in EVERYWHERE else host}:{port}"


class Server(BaseApplication):  # type: ignore[misc] # gunicorn is untyped
    """Gunicorn in this process, which has Django loaded already: starting takes one loading, not two."""

    def __init__(self, bind: str, processes: int) -> None:
        self.wanted = {
            "bind": bind,
            "workers": processes,
            "worker_class": "gthread",
            "threads": 4,
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": 20,
            "loglevel": "warning",
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else str(settings.VAR),  # noqa: S108 heartbeats
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.wanted.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from chiron.config.wsgi import application

        return application


def _together(parts: dict[str, Callable[[], object]]) -> str | None:
    """Run *parts* side by side until one ends or a signal comes; return the name of the one that ended by itself."""
    running = [fork.Process(target=_part, args=(part,), name=name) for name, part in parts.items()]
    for each in running:
        each.start()
    told: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, frame: told.append(number))
    ended: list[Any] = []
    while not told and not ended:
        ended = wait([each.sentinel for each in running], timeout=0.2)
    for each in running:
        each.terminate()
    for each in running:
        each.join(timeout=25)
    return None if told else next(each.name for each in running if each.sentinel in ended)


def _part(part: Callable[[], object]) -> None:
    """One of the processes; what it refuses is said in a line, not with a traceback."""
    try:
        part()
    except (CommandError, OSError) as refused:
        sys.exit(f"chiron: {refused}")
    except KeyboardInterrupt:
        sys.exit(0)
