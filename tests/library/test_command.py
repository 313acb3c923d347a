"""`chiron library`: what it prints, what it writes, and how it ends."""

import json
import shutil

import pytest

from chiron import cli
from tests.library import shelf


def run(capsys, *arguments):
    code = cli.main(["library", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def folder(tmp_path):
    """The library once more, to break."""
    for name in shelf.WITH_SCHEMA:
        shutil.copytree(shelf.ROOT / name, tmp_path / name)
    return tmp_path


def test_the_list_has_a_line_an_item(capsys):
    code, out, _ = run(capsys, "list", "--kind", "circles", "--language", "es")
    assert code == 0
    assert len(out.splitlines()) == 12
    assert "Lo que nos prometemos" in out


def test_a_copy_goes_to_standard_output(capfdbinary):
    assert cli.main(["library", "export", "the-first-death", "--format", "markdown", "--output", "-"]) == 0
    assert capfdbinary.readouterr().out.startswith(b"# The first death")


def test_the_list_for_programs(capsys):
    code, out, _ = run(capsys, "list", "--kind", "cases", "--words", "interprete", "--language", "es", "--json")
    [row] = json.loads(out)
    assert code == 0
    assert row["item"] == "cases/the-interpreter-who-was-not-called"
    assert row["minutes"] == 45
    assert row["reading_minutes"] > 1


def test_nothing_that_answers_is_code_one(capsys):
    code, out, err = run(capsys, "list", "--words", "xylophone")
    assert (code, out) == (1, "")
    assert "nothing answers" in err


def test_an_unknown_tag_or_item_is_code_two_and_says_what_there_is(capsys):
    code, _, err = run(capsys, "list", "--tag", "topic.nothing")
    assert code == 2
    assert "frameworks/topic" in err
    code, _, err = run(capsys, "show", "donor")
    assert code == 2
    assert "cases/the-donors-bed" in err


def test_show_keeps_the_notes_unless_asked(capsys):
    _, out, _ = run(capsys, "show", "the-first-death", "--language", "en")
    assert "Amparo Quiles" in out
    assert "Where it goes wrong" not in out
    _, out, _ = run(capsys, "show", "cases/the-first-death", "--notes", "--language", "en")
    assert "Where it goes wrong" in out


@pytest.mark.parametrize(("name", "start"), [("a.pdf", b"%PDF"), ("a.md", b"# The first"), ("a.json", b"{")])
def test_the_ending_of_the_file_says_the_format(capsys, tmp_path, name, start):
    code, out, _ = run(capsys, "export", "the-first-death", "--language", "en", "-o", str(tmp_path / "new" / name))
    assert code == 0
    assert (tmp_path / "new" / name).read_bytes().startswith(start)
    assert out.strip().endswith(name)


def test_everything_goes_into_a_folder(capsys, tmp_path):
    code, out, _ = run(capsys, "export", "--all", "--format", "markdown", "-o", str(tmp_path))
    assert code == 0
    assert len(list(tmp_path.glob("*.md"))) == len(out.splitlines()) > 70


def test_export_without_a_name_and_into_a_place_that_is_none(capsys, tmp_path):
    assert run(capsys, "export")[0] == 2
    (tmp_path / "file").write_text("")
    code, _, err = run(capsys, "export", "the-first-death", "-o", str(tmp_path / "file" / "a.md"))
    assert code == 2
    assert "file" in err


def test_check_is_silent_about_what_is_right_and_names_what_is_not(capsys, folder):
    assert run(capsys, "check", "--folder", str(folder))[0] == 0
    path = folder / "cases/14-the-drug-lunch.yaml"
    path.write_text(path.read_text().replace("minutes: 45", "minutes: soon", 1))
    code, _, err = run(capsys, "check", "--folder", str(folder))
    assert code == 1
    assert err.startswith("cases/14-the-drug-lunch.yaml: minutes: ")
    code, out, _ = run(capsys, "check", "--folder", str(folder), "--json")
    assert (code, json.loads(out)[0]["place"]) == (1, "minutes")


def test_what_the_site_has_read_is_not_read_again(capsys, folder, tmp_path, monkeypatch):
    (tmp_path / "var").mkdir()
    monkeypatch.setenv("CHIRON_VAR", str(tmp_path / "var"))
    first = run(capsys, "list", "--folder", str(folder))
    assert (tmp_path / "var/library.json").is_file()
    monkeypatch.setattr("chiron.learning.rules.reading.YAML", None)
    assert run(capsys, "list", "--folder", str(folder)) == first


def test_a_folder_without_a_library_is_code_two(capsys, tmp_path):
    assert run(capsys, "list", "--folder", str(tmp_path))[0] == 2
