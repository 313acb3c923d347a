"""Every command: what its own help says."""

import contextlib
import io
import os
from argparse import SUPPRESS, Action, ArgumentParser, _HelpAction, _SubParsersAction
from pathlib import Path

from docs.parts.words import code, plain, table

#: What every management command takes; not worth repeating.
USUAL = {
    "help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks",
}  # fmt: skip

#: Commands that need no server; their help is a page of its own.
ALONE = (
    "match",
    "explain",
    "verify",
    "blueprint",
    "blueprint check",
    "library",
    "library list",
    "library show",
    "library export",
    "library check",
)

INTRODUCTION = """# Commands

`chiron COMMAND --help` says what stands here. Exit codes: 0 done, 1 done with something to look at, 2 wrong usage or
input that cannot be read; the commands of a server end with 1 where they fail.

"""


def of_the_server() -> list[str]:
    """The management commands of the house."""
    from django.core.management import get_commands

    return sorted(name for name, app in get_commands().items() if str(app).startswith("chiron."))


def names() -> set[str]:
    """Every command that the page must hold."""
    return {*ALONE, *of_the_server()}


def page() -> str:
    """The page of commands."""
    text = INTRODUCTION + "## Without a server\n\n"
    for name in ALONE:
        text += f"### `chiron {name}`\n\n```text\n{_help_of(name)}\n```\n\n"
    text += "## On a server\n\n"
    for name in of_the_server():
        text += _server_command(name)
    return text


def _help_of(name: str) -> str:
    from chiron import cli

    said, before = io.StringIO(), os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "100"
    try:
        with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
            cli.main([*name.split(), "--help"])
    finally:
        os.environ.pop("COLUMNS")
        if before is not None:
            os.environ["COLUMNS"] = before
    return "\n".join(line.rstrip() for line in said.getvalue().strip().splitlines())


def _server_command(name: str) -> str:
    from django.core.management import get_commands, load_command_class

    command = load_command_class(get_commands()[name], name)
    parser = command.create_parser("chiron", name)
    text = f"### `chiron {name}`\n\n{plain(command.help)}\n\n"
    rows = list(_rows(parser))
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            helps = {choice.dest: choice.help for choice in action._choices_actions}
            for verb, inner in action.choices.items():
                rows.append((code(verb), plain(helps.get(verb) or "")))
                rows += [(f"{code(verb)} {given}", words) for given, words in _rows(inner)]
    return text + (table(["argument", "what it says"], rows) + "\n" if rows else "")


def _rows(parser: ArgumentParser) -> list[tuple[str, str]]:
    return [(_written(action), _explained(action)) for action in parser._actions if _is_ours(action)]


def _is_ours(action: Action) -> bool:
    return action.dest not in USUAL and not isinstance(action, _HelpAction | _SubParsersAction)


def _written(action: Action) -> str:
    if not action.option_strings:
        return code(action.metavar or action.dest.upper())
    value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
    return ", ".join(code(option + value) for option in action.option_strings)


def _explained(action: Action) -> str:
    words = plain(action.help or "")
    is_worth_saying = action.nargs != 0 and isinstance(action.default, int | str) and str(action.default) not in words
    hidden = action.default == SUPPRESS or isinstance(action.default, Path)
    return f"{words} (default: {action.default})" if is_worth_saying and not hidden else words
