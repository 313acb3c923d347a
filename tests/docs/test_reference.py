"""The reference says what the code says: each generated page is up to date, and nothing is on no page."""

import re
from pathlib import Path

import pytest
from docs.parts import commands, components, events, inventory, policies, routes, settings

from docs import make

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "settings.md",
    "events.md",
    "who-may-do-what.md",
    "commands.md",
    "components.md",
    "data-inventory.md",
    "routes.md",
)


def named_on(page: str) -> set[str]:
    """Everything that the page as it is in the repository shows as code."""
    return set(re.findall(r"`([^`\n]+)`", (ROOT / "docs/reference" / page).read_text()))


def test_every_page_is_made_and_every_made_page_is_known():
    assert set(make.pages()) == set(PAGES)
    made = {path.name for path in (ROOT / "docs/reference").glob("*.md") if path.read_text().startswith(make.MADE)}
    assert made == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_what_make_docs_writes(page):
    assert (ROOT / "docs/reference" / page).read_text() == make.text_of(page), "run `make docs` and commit the result"


@pytest.mark.parametrize(
    ("page", "known"),
    [
        ("events.md", events.names),
        ("who-may-do-what.md", policies.names),
        ("components.md", components.names),
        ("data-inventory.md", inventory.names),
        ("routes.md", routes.names),
        ("commands.md", lambda: {f"chiron {name}" for name in commands.names()}),
        ("settings.md", lambda: set(settings.variables())),
    ],
)
def test_nothing_is_missing_from_the_reference(page, known):
    assert known(), "an empty registry proves nothing"
    assert known() - named_on(page) == set()


def test_every_command_of_a_server_stands_on_the_page_that_chiron_help_shows():
    from chiron import cli

    assert set(cli.SERVER) == set(commands.of_the_server())


def test_every_setting_has_a_meaning_and_every_meaning_a_setting():
    explained = [name for group in settings.meanings().values() for name in group]
    assert len(explained) == len(set(explained))
    assert set(explained) == set(settings.variables())


def test_a_new_setting_of_any_shape_is_noticed():
    source = (
        "A = os.environ.get('CHIRON_A', 'x')\nB = _flag('CHIRON_B', True)\nC = _list('CHIRON_C', 'a,b')\n"
        "D = os.environ['CHIRON_D']\nE = _database('CHIRON_E', 'e.sqlite3')\n"
        "F = Path(os.environ.get('CHIRON_F', VAR / 'f'))"
    )
    assert settings.variables(source) == {
        "CHIRON_A": "x",
        "CHIRON_B": "on",
        "CHIRON_C": "a,b",
        "CHIRON_D": "",
        "CHIRON_E": "sqlite:///CHIRON_VAR/e.sqlite3",
        "CHIRON_F": "CHIRON_VAR/f",
    }


def test_the_environment_is_read_in_the_settings_only():
    allowed = {"settings.py", "wsgi.py", "dumps.py", "cli.py", "cli_inputs.py", "cli_library.py"}
    reading = {
        path.name
        for path in (ROOT / "src/chiron").rglob("*.py")
        if "os.environ" in path.read_text() and "tests" not in path.parts
    }
    assert reading - allowed == set()


def test_every_component_explains_its_props():
    from chiron.ui.templatetags import ui

    for name in components.names():
        path = components.COMPONENTS / f"{name}.html"
        sentence, props = components.comment_of(path)
        assert len(sentence) > 12, name
        explained = {each for named, _ in props for each in named.split(", ")} | {"slots"}
        slots = {each for named, words in props if named == "slots" for each in re.findall(r"\w+", words)}
        assert ui.props_of(path.read_text()) <= explained | slots, name
