"""The benches of pages stand on the product's own rules: they are run, small, so that none is found broken when a
figure is wanted. What they measure is no test."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.mark.parametrize(
    ("name", "size", "lines"),
    [
        ("lists", 61, [r"programmes:people .* queries", r"relationships:list .* queries", r"publishing .* worker"]),
        (
            "cockpit",
            40,
            [
                r"cockpit of 40 pairs: \d+ ms .* queries",
                r"the overview beside it: \d+ ms .* queries",
                r"Today of their coordinator: \d+ ms",
                r"Today of a mentee among them: \d+ ms",
            ],
        ),
    ],
)
def test_it_runs_and_says_its_figures(name, size, lines):
    others = {key: value for key, value in os.environ.items() if not key.startswith(("CHIRON_", "DJANGO_", "DATABASE"))}
    once = f"import sys, {name}; {name}.SAMPLES = 1; sys.exit({name}.main({size}))"
    done = subprocess.run(
        [sys.executable, "-c", once], cwd=BENCH, env=others, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    for line in lines:
        assert re.search(line, done.stdout), done.stdout
