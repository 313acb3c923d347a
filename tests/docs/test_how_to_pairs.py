"""The how-to on pairs: each command that it shows is run, and says what the page says it says."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from chiron import cli

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/how-to/match-explain-and-check-pairs.md").read_text()
BLOCKS = re.findall(r"```console\n\$ ([^\n]+)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("command", "shown"), BLOCKS)
def test_a_command_of_the_page_says_what_the_page_shows(command, shown, capsys, tmp_path, monkeypatch):
    for name in ("mentees.csv", "mentors.csv"):
        shutil.copy(ROOT / "docs/tutorial/files" / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    cli.main(["match", "mentees.csv", "mentors.csv", "--quiet"])
    capsys.readouterr()
    name, *arguments = shlex.split(command)
    assert name == "chiron"
    assert cli.main(arguments) in (0, 1)
    said = capsys.readouterr().out
    for line in shown.splitlines():
        assert line == "…" or line in said, line


def test_the_page_shows_every_command_and_names_every_method():
    assert {shlex.split(command)[1] for command, _ in BLOCKS} == {"match", "explain", "verify"}
    from chiron_blueprint.asking import WAYS

    assert set(re.findall(r"\| `(\w+)`", PAGE)) == set(WAYS)
