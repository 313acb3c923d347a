"""`make check`, the part that needs Django: its own checks, migrations, the shape of the templates; the library."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str) -> None:
    """Run *command* in the checkout; stop with its exit code where it fails."""
    print("$", " ".join(command), flush=True)
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code:
        sys.exit(code)


def main() -> None:
    """Run every check, the quick ones first."""
    manage = [sys.executable, "manage.py"]
    with tempfile.TemporaryDirectory() as place:
        os.environ["CHIRON_VAR"] = place
        from chiron.core.encryption import create_ring_file

        create_ring_file(Path(place) / "keyring.json")
        run(*manage, "check", "--fail-level", "WARNING")
        run(*manage, "makemigrations", "--check", "--dry-run")
        run(*manage, "migrate", "--database", "default", "--verbosity", "0")
    templates = subprocess.run(
        ["git", "ls-files", "src/*.html"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    run(str(Path(sys.executable).with_name("djade")), "--check", "--target-version", "5.2", *templates)
    run(str(Path(sys.executable).with_name("chiron")), "library", "check")
    run(sys.executable, "-m", "pytest", "tests/library", "--ignore=tests/library/test_command.py", "-q", "-x")


if __name__ == "__main__":
    main()
