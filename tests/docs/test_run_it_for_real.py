"""The page "Run it for real": its commands marked `sh run` are run, in order, in a folder of their own."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.operations.conftest import *  # noqa: F403 the installations to operate on

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/how-to/run-it-for-real.md"


#: What the test run says to its own processes and no server knows.
OTHERS = ("CHIRON_", "DATABASE", "DJANGO_")


def commands(text: str) -> list[str]:
    """The commands of the page that are marked as runnable, in order."""
    blocks = re.findall(r"^```sh run\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


class Server:
    """The page's places, each moved into *folder*; no other user and no root is needed."""

    def __init__(self, folder: Path, databases: dict[str, str]) -> None:
        self.folder = folder
        self.moved = {"/etc/chiron": "etc", "/var/lib/chiron": "var", "/var/backups/chiron": "backups",
                      "/usr/local/bin": "bin", "/media/safe": "safe"}  # fmt: skip
        for place in ("var", "backups", "bin", "safe", "etc"):
            (folder / place).mkdir(exist_ok=True)
        home = folder / "home"
        home.mkdir()
        (home / ".venv").symlink_to(_environment())
        for name in ("deploy", "blueprints", "src"):
            (home / name).symlink_to(ROOT / name)
        self.databases = databases

    def words(self, text: str) -> str:
        for place, here in self.moved.items():
            text = text.replace(place, str(self.folder / here))
        return text.replace("/opt/chiron", str(self.folder / "home"))

    def run(self, line: str) -> str:
        line = re.sub(r"\bsudo (-u \w+ )?", "", self.words(line)).replace("-o root -g chiron ", "")
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(OTHERS)}
        environment = {
            **inherited, "PATH": f"{self.folder / 'bin'}{os.pathsep}{self.databases.get('PATH', os.environ['PATH'])}",
            "CHIRON_USER": _me(), "CHIRON_ENV": str(self.folder / "etc/chiron.env"),
            "CHIRON_HOME": str(self.folder / "home"), "PYTHONPATH": str(ROOT / "src"),
        }  # fmt: skip
        done = subprocess.run(["sh", "-c", line], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def edit_settings(self) -> None:
        """What the page says to edit; and static files uncompressed, which saves half a minute."""
        path = self.folder / "etc/chiron.env"
        lines = [self.words(line) for line in path.read_text().splitlines() if "DATABASE_URL" not in line]
        named = ("DATABASE_URL", "CHIRON_KEYS_DATABASE_URL")
        lines += [f"{name}='{self.databases[name]}'" for name in named if name in self.databases]
        path.write_text("\n".join([*lines, "CHIRON_PLAIN_STATIC=1"]) + "\n")


def _environment() -> Path:
    import sys

    return Path(sys.prefix)


def _me() -> str:
    return subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()


def _walk_through(server: Server) -> dict[str, str]:
    said = {}
    for line in commands(PAGE.read_text()):
        said[line] = server.run(line)
        if "example.env" in line:
            server.edit_settings()
    return said


def _holds(said: dict[str, str]) -> None:
    assert "databases are up to date" in said["chiron setup"]
    assert len(said["chiron keys list"].splitlines()) == 2, "the new master key and the one before"
    assert "the site can start" in said[next(line for line in said if line.startswith("chiron restore"))]
    assert '"problems": []' in said["chiron status --json"]
    assert "entries, whole" in said[next(line for line in said if line.startswith("chiron verify_audit"))]


def test_the_page_marks_what_can_be_run():
    assert len(commands(PAGE.read_text())) >= 10


def test_its_commands_run_on_sqlite(tmp_path):
    _holds(_walk_through(Server(tmp_path, {})))


def test_its_commands_run_on_postgresql(empty_postgres, tmp_path):
    _holds(_walk_through(Server(tmp_path, empty_postgres)))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_the_units_are_what_systemd_understands(tmp_path):
    for unit in (ROOT / "deploy/systemd").iterdir():
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/chiron/.venv/bin/chiron", "/bin/true"))
    units = [str(path) for path in tmp_path.iterdir()]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "chiron" in line]
    assert (done.returncode, ours) == (0, [])
