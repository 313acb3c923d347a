"""The library as data: read, searched, told and printed."""

import io
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from chiron.learning import rules
from chiron.ui import markdown, pdf

ROOT = Path(__file__).resolve().parents[4]
LIBRARY, FAULTS = rules.load(ROOT)


def keys(**wanted):
    language = wanted.pop("language", "en")
    return [item.key for item in rules.find(LIBRARY, rules.Wanted(**wanted), language)]


@pytest.fixture
def shelf(tmp_path):
    """A small library of one's own: a case, a circle session and the frameworks, to break."""
    for folder in rules.FOLDERS:
        (tmp_path / folder).mkdir()
        if folder != "blueprints":
            shutil.copy(ROOT / folder / "schema.json", tmp_path / folder)
    for name in ("cases/01-joke-at-the-foot-of-the-bed.yaml", "circles/01-what-we-promise.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for path in (ROOT / "frameworks").glob("*.yaml"):
        shutil.copy(path, tmp_path / "frameworks")
    shutil.copy(ROOT / "prompts/first-days.yaml", tmp_path / "prompts")
    return tmp_path


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_everything_that_comes_with_chiron_is_read():
    assert FAULTS == []
    assert {kind: len(LIBRARY.of(kind)) for kind in rules.KINDS} == {
        "cases": 20, "training": 20, "circles": 12, "prompts": 14, "frameworks": 7, "elements": 2, "programmes": 8,
    }  # fmt: skip


def test_modules_stand_behind_their_course_in_its_order():
    course = LIBRARY.items["training/mentor-essentials"]
    assert [module.content["number"] for module in LIBRARY.modules(course)] == [1, 2, 3, 4, 5, 6]
    assert LIBRARY.course_of(LIBRARY.modules(course)[0]) is course


@pytest.mark.parametrize("words", ["interprete", "INTÉRPRETE", "  intérprete "])
def test_words_are_found_whatever_their_accents_and_case(words):
    assert keys(words=words, language="es")[0] == "cases/the-interpreter-who-was-not-called"


def test_every_word_must_be_there_and_a_title_says_more_than_a_text():
    assert keys(words="first death")[0] == "cases/the-first-death"
    assert keys(words="death xylophone") == []


def test_a_shelf_is_narrowed():
    assert all(LIBRARY.items[key].minutes <= 45 for key in keys(kind="cases", most_minutes=45))
    assert "cases/the-hours-you-write-down" not in keys(kind="cases", level="student")
    assert "prompts/first-days" in keys(level="student"), "nobody named is everybody"
    assert "cases/joke-at-the-foot-of-the-bed" in keys(tag="topic.humour")
    assert "cases/the-drug-lunch" not in keys(tag="topic.humour")


def test_the_notes_are_on_the_copy_of_whoever_leads_only():
    case = LIBRARY.items["cases/the-first-death"]
    handed_out = rules.as_markdown(LIBRARY, case, "en", "participants")
    led = rules.as_markdown(LIBRARY, case, "en", "facilitator")
    notes = case.content["facilitator"]["aim"]["en"].split(".")[0]
    assert notes not in handed_out
    assert notes in led
    assert handed_out.index("Answer for yourself first") < handed_out.index("What everyone seems to do")


def test_the_sheet_of_a_circle_member_has_the_hour_but_not_its_script():
    session = LIBRARY.items["circles/what-we-promise"]
    text = rules.as_markdown(LIBRARY, session, "es", "participants")
    assert "0–5: Llegar" in text
    assert session.content["steps"][0]["do"]["es"] not in text
    assert session.content["steps"][0]["do"]["es"] in rules.as_markdown(LIBRARY, session, "es", "facilitator")


@pytest.mark.parametrize("key", [item.key for kind in rules.KINDS for item in LIBRARY.of(kind)[:2]])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_kind_is_typeset_for_screen_readers(key, language):
    item = LIBRARY.items[key]
    sheet = rules.as_sheet(LIBRARY, item, language, "facilitator", markdown.blocks)
    reader = PdfReader(io.BytesIO(pdf.render(rules.SHEET, sheet, at=item.changed_at)))
    assert reader.metadata.title == item.title(language)
    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_every_teller_speaks_both_languages_alike():
    for item in LIBRARY.items.values():
        english, spanish = (rules.sections(LIBRARY, item, language) for language in ("en", "es"))
        assert [(s.key, s.part) for s in english] == [(s.key, s.part) for s in spanish], item.key


def test_a_broken_file_is_named_with_its_line_and_takes_no_other_with_it(shelf):
    change(shelf / "cases/01-joke-at-the-foot-of-the-bed.yaml", "minutes: 45", "minutes: [45")
    library, [fault] = rules.load(shelf)
    assert "cases/joke-at-the-foot-of-the-bed" not in library.items
    assert "circles/what-we-promise" in library.items
    assert str(fault).startswith("cases/01-joke-at-the-foot-of-the-bed.yaml: line ")


def test_a_file_against_its_schema_says_where(shelf):
    change(shelf / "cases/01-joke-at-the-foot-of-the-bed.yaml", "minutes: 45", "minutes: long")
    assert [fault.place for fault in rules.load(shelf)[1]] == ["minutes"]


@pytest.mark.parametrize("name", ["cases/x.yaml", "training/x/course.yaml"])
@pytest.mark.parametrize("text", ["", "[]", "just words", "kind: course\n", "kind: 7\n", "kind: module\nid: 5\n"])
def test_nonsense_is_a_fault_and_never_a_crash(shelf, name, text):
    (shelf / name).parent.mkdir(exist_ok=True)
    (shelf / name).write_text(text)
    assert rules.load(shelf)[1]


def test_a_second_file_with_the_same_id_is_named(shelf):
    shutil.copy(shelf / "cases/01-joke-at-the-foot-of-the-bed.yaml", shelf / "cases/02-copy.yaml")
    assert [fault.place for fault in rules.load(shelf)[1]] == ["id"]


def test_a_changed_file_changes_the_stamp(shelf):
    before = rules.stamp(shelf)
    change(shelf / "circles/01-what-we-promise.yaml", "What we promise", "What all of us promise")
    assert rules.stamp(shelf) != before


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("cases/01-joke-at-the-foot-of-the-bed.yaml", "topic.humour", "topic.nothing", "tags"),
        ("circles/01-what-we-promise.yaml", "prompts: [first-days-", "prompts: [last-days-", "prompts"),
        ("circles/01-what-we-promise.yaml", "minutes: 5\n", "minutes: 6\n", "minutes"),
        ("circles/01-what-we-promise.yaml", "from: 5\n", "from: 6\n", "steps"),
        ("cases/01-joke-at-the-foot-of-the-bed.yaml", "      - *It becomes", "      *It becomes", "“"),
    ],
)  # fmt: skip
def test_what_a_schema_cannot_see_is_found(shelf, name, old, new, place):
    library, faults = rules.load(shelf)
    assert faults == []
    assert rules.inspect(library) == []
    change(shelf / name, old, new)
    found = rules.inspect(rules.load(shelf)[0])
    assert found
    assert any(fault.place.startswith(place) for fault in found), found


def test_what_comes_with_chiron_is_right_between_its_files():
    assert rules.inspect(LIBRARY) == []
