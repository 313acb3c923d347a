"""The Spanish catalogue: nothing open, nothing guessed, every blank of a sentence kept."""

import re

from babel.messages.pofile import read_po

from tests.architecture import source

BLANK = re.compile(r"%\(\w+\)[sd]")


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


def test_the_house_says_tutoria():
    assert [entry.string for entry in entries() if re.search(r"mentor[ií]a", str(entry.string), re.IGNORECASE)] == []
