"""A whole installation in a folder, and what tests do to it from outside: `python -m tests.operations.site WHAT`.

Each step is a process of its own, as on a real server, so that it can be killed and so that nothing is remembered.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: What Amara wrote and is called; none of it may be found once she is erased.
SECRETS = {
    "about": "canary-about-7141",
    "answers": "canary-answers-5522",
    "identity": "canary-identity-9013",
}
PLAIN = {"name": "Amara Canary-Okafor", "email": "amara.canary@example.org", "called": "Canarina"}


class Site:
    """An installation whose files lie in *var*; ``environment`` says which databases it uses."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.var = var
        unset = ("DATABASE_URL", "CHIRON_KEYS_DATABASE_URL")
        inherited = {name: value for name, value in os.environ.items() if name not in unset}
        self.environment = {
            **inherited, "CHIRON_VAR": str(var), "CHIRON_PLAIN_STATIC": "1", "CHIRON_SECRET_KEY": "tests only",
            "DJANGO_SETTINGS_MODULE": "chiron.config.settings", "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            **environment,
        }  # fmt: skip

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a management command, or with `site` first a step of this file."""
        head = ["-m", "tests.operations.site"] if command[0] == "site" else [str(ROOT / "manage.py")]
        arguments = command[1:] if command[0] == "site" else command
        return subprocess.Popen(
            [sys.executable, *head, *arguments], env=self.environment, cwd=ROOT, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *command: str, fails: bool = False) -> str:
        """Run a command to its end and return what it said; a code other than 0 fails the test, unless expected."""
        process = self.start(*command)
        out, err = process.communicate(timeout=120)
        assert (process.returncode != 0) == fails, f"{command} ended with {process.returncode}\n{out}\n{err}"
        return out + err

    def ask(self, what: str) -> dict[str, object]:
        """Run a step of this file that answers with JSON."""
        answer = self.run("site", what)
        return dict(json.loads(answer.strip().splitlines()[-1]))

    def kill(self, process: subprocess.Popen[str]) -> None:
        """Kill -9, as a power cut would."""
        process.send_signal(signal.SIGKILL)
        process.communicate()


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
    EmailAddress.objects.create(user=amara.account, email=PLAIN["email"], verified=True, primary=True)
    application = people.amara_enrolled.application
    application.answers, application.identity = {"why": SECRETS["answers"]}, {"who": SECRETS["identity"]}
    application.save()
    people.benoit.about = "stays readable"
    people.benoit.save()


def erase() -> None:
    """Erase Amara as the product does."""
    from chiron.config import erasures
    from chiron.core import encryption
    from chiron.people.models import Person

    encryption.erase_key(Person._base_manager.get(name=PLAIN["name"]).pk)
    erasures.replay()


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


def main(what: str) -> None:
    import django

    django.setup()
    answer = globals()[what]()
    if answer is not None:
        say(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
