"""`chiron serve`: the web server; with `--all` the worker and the local mail catcher beside it."""

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError


class Command(BaseCommand):
    help = (
        "Serves Chiron. With --all also runs the worker and the local mail catcher, until one command stops them all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port (127.0.0.1:8000)")
        parser.add_argument("--all", action="store_true", help="worker and mail catcher too")
        parser.add_argument("--processes", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        gunicorn = [
            sys.executable, "-m", "gunicorn", "chiron.config.wsgi:application", "--bind", options["bind"],
            "--workers", str(options["processes"]), "--worker-class", "gthread", "--threads", "4", "--preload",
            "--timeout", "60", "--graceful-timeout", "20", "--log-level", "warning", "--worker-tmp-dir", _memory(),
        ]  # fmt: skip
        if not options["all"]:
            os.execv(gunicorn[0], gunicorn)  # noqa: S606 the server takes this process over
        commands = [gunicorn, _chiron("worker"), _chiron("mailcatcher")]
        failed = _together(commands)
        if failed is not None:
            raise CommandError(f"{' '.join(failed)} stopped; see the lines above. Is another Chiron running already?")


def _memory() -> str:
    return "/dev/shm" if os.path.isdir("/dev/shm") else str(settings.VAR)  # noqa: S108 gunicorn's heartbeat files


def _chiron(command: str) -> list[str]:
    return [sys.executable, "-m", "chiron", command]


def _together(commands: list[list[str]]) -> list[str] | None:
    """Run *commands* side by side until one ends or a signal comes; return the one that ended by itself."""
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    running = [subprocess.Popen(command) for command in commands]  # noqa: S603 our own commands
    try:
        while not stopping:
            for child in running:
                if child.poll() is not None and not stopping:
                    return list(child.args)  # type: ignore[arg-type]
            time.sleep(0.2)
    finally:
        for child in running:
            child.terminate()
        for child in running:
            child.wait(timeout=25)
    return None
