"""What was read of the library is kept, and never believed about a file that has changed."""

import os
import shutil
from pathlib import Path

import pytest

from chiron.learning import rules
from chiron.learning.rules import reading

ROOT = Path(__file__).resolve().parents[4]
CASE = "cases/14-the-drug-lunch.yaml"


@pytest.fixture
def shelf(tmp_path):
    """A library of one case."""
    folder = tmp_path / "library" / "cases"
    folder.mkdir(parents=True)
    for name in (CASE, "cases/schema.json"):
        shutil.copy(ROOT / name, folder)
    return folder.parent


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "kept" / "library.json"


@pytest.fixture
def read(monkeypatch):
    """How many files were parsed so far."""
    parsed = []
    real = reading.YAML.load
    monkeypatch.setattr(reading.YAML, "load", lambda self, text: parsed.append(text) or real(self, text))
    return parsed


def change(path, old, new):
    times = path.stat()
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_what_was_read_once_is_the_same_the_next_time_without_parsing(shelf, kept, read):
    first, _ = rules.load(shelf, kept)
    again, faults = rules.load(shelf, kept)
    assert (again, faults) == (first, [])
    assert len(read) == 1


def test_without_a_keeping_every_reading_parses(shelf, read):
    rules.load(shelf)
    rules.load(shelf)
    assert len(read) == 2


def test_a_changed_file_is_read_afresh_even_if_its_clock_stands_still(shelf, kept, read):
    rules.load(shelf, kept)
    change(shelf / CASE, "minutes: 45", "minutes: 50")
    library, _ = rules.load(shelf, kept)
    assert library.items["cases/the-drug-lunch"].minutes == 50
    assert len(read) == 2


def test_a_file_that_no_longer_keeps_to_its_schema_is_named(shelf, kept):
    rules.load(shelf, kept)
    change(shelf / CASE, "minutes: 45", "minutes: soon")
    library, [fault] = rules.load(shelf, kept)
    assert (fault.file, fault.place, dict(library.items)) == (CASE, "minutes", {})
    assert rules.load(shelf, kept)[1] == [fault], "what is wrong is never kept"


def test_a_changed_schema_looks_at_every_file_again(shelf, kept):
    rules.load(shelf, kept)
    change(shelf / "cases/schema.json", '"required": [', '"required": ["a_new_part", ')
    [fault] = rules.load(shelf, kept)[1]
    assert "a_new_part" in fault.problem


def test_what_is_gone_is_no_longer_kept(shelf, kept):
    rules.load(shelf, kept)
    full = kept.stat().st_size
    (shelf / CASE).unlink()
    rules.load(shelf, kept)
    assert kept.stat().st_size < full / 100


@pytest.mark.parametrize("text", ["{", "[]", "\x00"])
def test_a_keeping_that_cannot_be_read_is_written_anew(shelf, kept, read, text):
    kept.parent.mkdir()
    kept.write_text(text)
    assert len(rules.load(shelf, kept)[0].items) == 1
    assert len(rules.load(shelf, kept)[0].items) == 1
    assert len(read) == 1


def test_a_place_where_nothing_can_be_kept_costs_time_only(shelf, tmp_path):
    (tmp_path / "file").write_text("")
    assert len(rules.load(shelf, tmp_path / "file" / "library.json")[0].items) == 1
