"""A whole installation in a folder, and what tests do to it from outside.

Each step is a process of its own, as on a real server: it can be killed, and nothing is remembered but what is on the
disk. The processes are forked from the test run, which has everything loaded, and read their settings anew.
"""

import contextvars
import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from asgiref.local import Local
from django.core.management import CommandError, call_command

#: What keeps tests without a database from using one; a step is no test. Set by conftest.
blocker: Any = None
inherited: list[Any] = []

#: What Amara wrote and is called; none of it may be found once she is erased.
SECRETS = {
    "about": "canary-about-7141",
    "answers": "canary-answers-5522",
    "identity": "canary-identity-9013",
}
PLAIN = {"name": "Amara Canary-Okafor", "email": "amara.canary@example.org", "called": "Canarina"}


class Process:
    """A running step: its pipes, its end."""

    def __init__(self, step: Callable[[], int]) -> None:
        pipes = [os.pipe() for _ in range(3)]
        self.pid = os.fork()
        if self.pid == 0:
            _become(pipes, step)
        (there, self._in), (self._out, said), (self._err, failed) = pipes
        for end in (there, said, failed):
            os.close(end)
        self.stdin = os.fdopen(self._in, "w")
        self.stdout, self.stderr = os.fdopen(self._out), os.fdopen(self._err)

    def end(self, line: str = "") -> tuple[int, str, str]:
        """Send a last line, wait for the end; return the exit code and what was said."""
        if line:
            self.stdin.write(line)
        self.stdin.close()
        out, err = self.stdout.read(), self.stderr.read()
        self.stdout.close()
        self.stderr.close()
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), out, err

    def kill(self) -> str:
        """Kill -9, as a power cut would; return what had been said and was not read yet."""
        os.kill(self.pid, signal.SIGKILL)
        said = self.stdout.read()
        self.stdin.close()
        self.stdout.close()
        self.stderr.close()
        os.waitpid(self.pid, 0)
        return said


def _become(pipes: list[tuple[int, int]], step: Callable[[], int]) -> None:
    """In the forked process: take the pipes for standard input, output and error, do the step, end."""
    code = 1
    try:
        for number, end in enumerate((pipes[0][0], pipes[1][1], pipes[2][1])):
            os.dup2(end, number)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w", buffering=1), open(2, "w", buffering=1)  # noqa: SIM115
        for pair in pipes:
            for end in pair:
                os.close(end)
        code = contextvars.Context().run(step)
    except CommandError as refused:
        sys.stderr.write(f"{refused}\n")
    except SystemExit as ended:
        sys.stderr.write(f"{ended.code}\n")
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


class Site:
    """An installation whose files lie in *var*; ``environment`` says which databases it uses."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.var = var
        self.environment = {"CHIRON_VAR": str(var), "CHIRON_PLAIN_STATIC": "1", "CHIRON_SECRET_KEY": "tests only"}
        self.environment |= environment

    def start(self, *command: str) -> Process:
        """Start a management command, or with `site` first a step of this file."""
        return Process(lambda: self._do(command))

    def run(self, *command: str, fails: bool = False) -> str:
        """Run a command to its end and return what it said; a code other than 0 fails the test, unless expected."""
        code, out, err = self.start(*command).end()
        assert (code != 0) == fails, f"{command} ended with {code}\n{out}\n{err}"
        return out + err

    def ask(self, what: str) -> dict[str, object]:
        """Run a step of this file that answers with JSON."""
        return dict(json.loads(self.run("site", what).strip().splitlines()[-1]))

    def _do(self, command: tuple[str, ...]) -> int:
        self._move_in()
        if command[0] == "site":
            answer = globals()[command[1]]()
            if answer is not None:
                say(json.dumps(answer))
        else:
            call_command(*command)
        return 0

    def _move_in(self) -> None:
        """Forget the test run's settings and connections; read this installation's."""
        from django.conf import Settings, settings
        from django.db import connections

        from chiron.config import settings as module

        if blocker is not None:
            blocker.unblock()

        for name in [name for name in os.environ if name.startswith("CHIRON_") or name.endswith("DATABASE_URL")]:
            del os.environ[name]
        os.environ |= self.environment
        importlib.reload(module)
        settings._wrapped = Settings("chiron.config.settings")
        connections.__dict__.pop("settings", None)
        connections._settings = None
        inherited.append(connections._connections)  # never closed here: they are the test run's
        connections._connections = Local(connections.thread_critical)


def say(text: str) -> None:
    """One line to the test that started this step."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def populate() -> None:
    """The cast, Amara with a canary in everything that she can write."""
    from allauth.account.models import EmailAddress

    from tests import cast

    people = cast.assemble()
    amara = people.amara
    for name, value in PLAIN.items():
        setattr(amara, name, value)
    amara.about = SECRETS["about"]
    amara.save()
    amara.account.email = PLAIN["email"]
    amara.account.save()
    EmailAddress.objects.filter(user=amara.account).update(email=PLAIN["email"])
    application = people.amara_enrolled.application
    application.answers, application.identity = {"why": SECRETS["answers"]}, {"who": SECRETS["identity"]}
    application.save()
    people.benoit.about = "stays readable"
    people.benoit.save()


def erase() -> None:
    """Erase Amara as the product does."""
    from chiron.core import worker
    from chiron.people import actions
    from chiron.people.models import Person

    amara = Person._base_manager.get(name=PLAIN["name"])
    actions.erase_person(person=amara, by=amara)
    worker.drain()


def readable() -> dict[str, object]:
    """Read every field of every row of ours as a program with all rights would; count the canaries, and who else."""
    from django.apps import apps

    from chiron.core import encryption, privacy

    words = []
    with encryption.key_session():
        for model in [*privacy.our_models(), apps.get_model("account", "EmailAddress")]:
            for row in model._base_manager.all():
                words += [f"{model.__name__}.{f.name}={getattr(row, f.attname)}" for f in model._meta.concrete_fields]
    canaries = [*SECRETS.values(), *PLAIN.values()]
    return {
        "canaries": sorted({word.split("=")[0] for word in words for each in canaries if each.lower() in word.lower()}),
        "others": sum("stays readable" in word for word in words),
        "audit": sum(word.startswith("AuditEntry.sequence=") for word in words),
    }


def write_forever() -> None:
    """Append to the audit chain, one transaction after the other, until killed."""
    from django.db import transaction

    from chiron.core import audit

    say("writing")
    while True:
        with transaction.atomic():
            audit.write(event="tests.entry.written", outcome="done", by=None, institution=None, subjects={})


def read_across_a_rotation() -> None:
    """Read Benoît's text, wait for a line, read it again: as a web process does that runs on through a rotation."""
    from chiron.core import encryption
    from chiron.people.models import Person

    for turn in ("read 1", ""):
        with encryption.key_session():
            about = Person._base_manager.get(name__startswith="Beno").about
        assert about == "stays readable", about
        if turn:
            say(turn)
            sys.stdin.readline()


def many_keys() -> None:
    """Three thousand owners with a data key each."""
    from uuid import uuid4

    from chiron.core import encryption

    encryption.ensure_keys([uuid4() for _ in range(3000)])


def serve() -> None:
    """Load what the web server serves."""
    import chiron.config.wsgi  # noqa: F401
