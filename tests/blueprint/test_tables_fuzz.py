"""Whatever bytes come, the parsers answer with rows or with a refusal."""

from __future__ import annotations

import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from chiron_blueprint.parsing import child, text
from chiron_blueprint.tables import from_rows, headings
from chiron_blueprint.tables.refusals import MENDS
from tests.blueprint.files import csv_text

LIMITS = {"columns": 50, "rows": 1_000, "cell": 5_000}


def parsed(raw):
    """What the child would write for these bytes."""
    stream = io.StringIO()
    text.read(io.BytesIO(raw), child.Out(stream, LIMITS), {})
    lines = [json.loads(line) for line in stream.getvalue().split("\n")[:-1]]
    return lines[0], lines[1:]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_a_known_refusal(raw):
    try:
        meta, rows = parsed(raw)
    except child.Refusal as refused:
        known = refused.code in MENDS
    else:
        known = meta["format"] == "csv" and all(isinstance(number, int) for number, _ in rows)
    assert known


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(lambda cell: " ".join(cell.split()))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=3, max_size=8), st.sampled_from(",;\t|"))
def test_rows_written_are_rows_read(body, delimiter):
    plain = [["name", "email", "topic"], *[[f"n{at}", f"a{at}@x.org", *row[2:]] for at, row in enumerate(body)]]
    _, rows = parsed(csv_text(plain, delimiter).encode())
    assert [cells + [""] * (3 - len(cells)) for _, cells in rows] == plain


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELL, min_size=1, max_size=6), min_size=1, max_size=12))
def test_headings_are_found_in_anything(rows):
    numbered = [(at, cells) for at, cells in enumerate(rows, 1) if any(cells)]
    found = headings.find(numbered)
    assert len(set(found.names)) == len(found.names)
    assert found.rows <= len(numbered)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(CELL, min_size=4, max_size=4), min_size=2, max_size=12))
def test_guessing_never_fails(rows):
    from chiron_blueprint import guess

    columns = guess.columns(from_rows([["a", "b", "c", "d"], *rows]))
    assert sorted(index for column in columns for index in column.indexes) == [0, 1, 2, 3]
    guess.drafted(columns, columns)
