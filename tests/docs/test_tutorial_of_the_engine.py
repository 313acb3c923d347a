"""The engine's tutorial: each block is run after the one before it, and prints what the page shows under it.

After a change that is meant, `python -m tests.docs.test_tutorial_of_the_engine` writes the page's output anew.
"""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/tutorial/engine.md"
BLOCK = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def printed(code: str, names: dict[str, Any]) -> str:
    """What a block prints."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code, str(PAGE), "exec"), names)
    return "\n".join(line.rstrip() for line in said.getvalue().splitlines()) + "\n"


def test_every_block_prints_what_the_page_shows():
    names: dict[str, Any] = {}
    blocks = BLOCK.findall(PAGE.read_text())
    assert len(blocks) == PAGE.read_text().count("```python")
    for code, shown in blocks:
        assert printed(code, names) == shown


def test_the_tutorial_runs_where_neither_django_nor_chiron_is(tmp_path):
    """As after `pip install` without the extra: the two packages alone, every other import of the product failing."""
    for name in ("chiron_engine", "chiron_blueprint"):
        shutil.copytree(ROOT / "src" / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    blocks = [code for code, _ in BLOCK.findall(PAGE.read_text())]
    barred = "import sys\nsys.modules['django'] = sys.modules['chiron'] = None\n"
    program = barred + "\n".join(blocks[:5]) + "\nimport chiron_engine\nprint(chiron_engine.__file__)"
    source = f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\n" + program
    done = subprocess.run([sys.executable, "-I", "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith(f"{tmp_path}/chiron_engine/__init__.py")


def test_both_packages_say_that_they_are_typed():
    for name in ("chiron_engine", "chiron_blueprint"):
        assert (ROOT / "src" / name / "py.typed").exists()


if __name__ == "__main__":
    said: dict[str, Any] = {}
    text = BLOCK.sub(
        lambda block: f"```python\n{block[1]}```\n\n```text\n{printed(block[1], said)}```", PAGE.read_text()
    )
    PAGE.write_text(text)
