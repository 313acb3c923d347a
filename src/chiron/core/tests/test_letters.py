"""Searches find letters of every alphabet, small or capital, on SQLite as on PostgreSQL."""

import sqlite3

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from chiron.core.letters import like
from chiron.people.models import Person
from chiron.people.policies import is_called

letters = st.text(alphabet="aAbB%_!.\n", max_size=6)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "word"), [("Álvaro Ruiz", "álvaro"), ("Ξένη", "ΞΈΝΗ"), ("Ольга", "ольга"), ("50 % Øre_", "% øre_")]
)
def test_a_search_finds_small_and_capital_letters(cast, name, word):
    somebody = Person.objects.create(institution=cast.hospital, name=name, email="somebody@example.org")
    rows = Person.objects.scoped()
    assert rows.get(is_called(word)) == somebody
    assert rows.get(name__iexact=name.upper()) == somebody
    assert rows.get(name__istartswith=name[:3].swapcase()) == somebody
    assert not rows.filter(is_called(f"{word}_")).exists(), "a blank of the pattern is a letter in a search"


@given(letters, letters, st.sampled_from(["", "!"]))
def test_what_sqlite_knows_stays_as_it_was(pattern, text, escape):
    with sqlite3.connect(":memory:") as database:
        ending = f" ESCAPE '{escape}'" if escape else ""
        [expected] = database.execute(f"SELECT ? LIKE ?{ending}", (text, pattern)).fetchone()
    assert like(pattern, text, escape) == bool(expected)


@pytest.mark.django_db
def test_nothing_is_like_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT NULL LIKE 'a', 'a' LIKE NULL")
        assert cursor.fetchone() == (None, None)
