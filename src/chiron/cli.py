"""The `chiron` command: what needs no server works alone; the server's commands load Django."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

HELP = """\
chiron - mentorship programmes, from two spreadsheets to published pairs

Usage
  chiron match MENTEES MENTORS [options]   pair the people of two spreadsheets, with reasons
  chiron explain MENTEES MENTORS [WHO]     why these two, why not those, why nobody, what would change it
  chiron verify MENTEES MENTORS PAIRS      check pairs from any tool against the files they were made of
  chiron blueprint check FILE              say whether a programme's blueprint is right, and if not, where
  chiron library list|show|export|check    read the cases, trainings, sessions and prompts, or take them along
  chiron COMMAND --help                    say what a command does and takes
{server}
Match two spreadsheets
  chiron match mentees.csv mentors.xlsx --output pairs.html

  Both files may be CSV (any delimiter, any usual encoding) or Excel, with or without headings. Chiron guesses
  what the columns mean and says so. To change the criteria, save the guess, edit it and use it:

  chiron match mentees.csv mentors.csv --write-blueprint ours.yaml
  chiron match mentees.csv mentors.csv --blueprint ours.yaml --rejects rejects.csv

  chiron explain mentees.csv mentors.csv --mentee ana@x.org --mentor bo@x.org
  chiron verify mentees.csv mentors.csv pairs-made-by-hand.xlsx --forbid conflicts.csv

Exit codes
  0  done
  1  done, but some rows were rejected, or (verify) something doesn't hold
  2  wrong usage, or a file that can't be read
"""

SERVER_HELP = "\nOn a server\n{commands}\n"

# command → what it says of itself; each is a Django management command of the same name
SERVER: dict[str, str] = {
    "setup": "make or upgrade everything that the site needs; safe to run again",
    "init": "make the institution and its first administrator; safe to run again",
    "invite": "invite somebody and print the link, where mail does not go out yet",
    "change_address": "give somebody who lost their address another one; make sure who asks",
    "reset_second_factor": "let somebody back in who lost theirs; make sure who asks",
    "serve": "serve the site (--all: worker and local mail catcher too)",
    "worker": "run queued tasks, deliver mail, keep the schedules",
    "answers": "take in what calendars answer to invitations, and mail that came back",
    "status": "say whether work is done, stuck or backed up",
    "backup": "back up both databases, apart, while the site serves",
    "restore": "put a backup back, with the site stopped",
    "keys": "list, rotate and retire the master keys",
    "verify_audit": "verify the audit chain",
    "demo": "load the demo hospital, or with --people N a large programme to measure on",
    "mailcatcher": "catch mail on this machine instead of sending it",
}


# commands that need no server, each a module of its own
ALONE = ("match", "explain", "verify", "blueprint", "library")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] in ("-h", "--help", "help"):
        print(page())
        return 0 if given else 2
    name, rest = given[0], given[1:]
    if name in ("-V", "--version"):
        from importlib.metadata import version

        print(f"chiron {version('chiron-mentoring')}")
        return 0
    command = _command(name)
    if command is None:
        print(f"chiron: there is no command “{name}”. `chiron --help` lists them.", file=sys.stderr)
        return 2
    return command(rest)


def page() -> str:
    """The help page."""
    width = max((len(name) for name in SERVER), default=0) + 2
    lines = "\n".join(f"  chiron {name:<{width}}{summary}" for name, summary in SERVER.items())
    return HELP.format(server=SERVER_HELP.format(commands=lines) if SERVER else "").rstrip()


def _command(name: str) -> Callable[[list[str]], int] | None:
    """The function behind a command; its modules are loaded only now."""
    if name in ALONE:
        from importlib import import_module

        return import_module(f"chiron.cli_{name}").main  # type: ignore[no-any-return]
    return _on_server(name) if name in SERVER else None


def _on_server(name: str) -> Callable[[list[str]], int]:
    def run(rest: list[str]) -> int:
        import os

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chiron.config.settings")
        try:
            from django.core.management import execute_from_command_line
        except ModuleNotFoundError:
            print(
                f"chiron: `{name}` needs the web product. Install it: pip install 'chiron-mentoring[web]'",
                file=sys.stderr,
            )
            return 2
        execute_from_command_line(["chiron", name, *rest])
        return 0

    return run
