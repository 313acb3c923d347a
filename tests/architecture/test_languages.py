"""The Spanish catalogue: nothing open, nothing guessed, every blank of a sentence kept."""

import ast
import re

from babel.messages.pofile import read_po

from tests.architecture import source

BLANK = re.compile(r"%\(\w+\)[sd]")

#: The plural that is said in Spain alone; the house speaks to one person, or of all.
OF_SPAIN = re.compile(r"\b(vosotr[oa]s|vuestr[oa]s?|\w+(áis|éis|asteis|isteis)|os (he|ha|han|habéis))\b", re.IGNORECASE)


def entries():
    with (source.ROOT / "locale/es/LC_MESSAGES/django.po").open("rb") as file:
        return [entry for entry in read_po(file, locale="es") if entry.id]


def forms(text):
    return [text] if isinstance(text, str) else list(text)


def test_every_sentence_is_written_and_none_is_a_guess():
    assert [entry.id for entry in entries() if entry.fuzzy or not all(forms(entry.string))] == []


def test_every_blank_of_a_sentence_is_in_its_spanish():
    def blanks(text):
        return set(BLANK.findall(forms(text)[-1]))

    assert [entry.id for entry in entries() if blanks(entry.id) != blanks(entry.string)] == []


def test_no_sentence_stands_where_the_catalogue_does_not_look_for_it():
    """What is inside an f-string is not gathered, and stays English for everybody."""
    inside = [
        f"{module.name}:{call.lineno}"
        for module in source.modules()
        for text in ast.walk(module.tree)
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"_", "ngettext", "pgettext"}
    ]
    assert inside == []


def test_the_house_says_tutoria():
    assert [entry.string for entry in entries() if re.search(r"mentor[ií]a", str(entry.string), re.IGNORECASE)] == []


def test_the_house_speaks_spanish_on_both_sides_of_the_sea():
    assert [entry.string for entry in entries() if OF_SPAIN.search(str(entry.string))] == []
    files = [file for end in ("py", "html") for file in source.SOURCE.rglob(f"*.{end}")]
    assert len(files) > 500
    assert [file.name for file in files if OF_SPAIN.search(file.read_text(encoding="utf-8"))] == []
