"""What is written can be opened: nothing runs, nothing is lost, the page stands alone."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiron_blueprint import match, output
from chiron_blueprint.output.page import page
from chiron_blueprint.tables import from_rows

RUNS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    '=HYPERLINK("x")',
    "＝1",
    "|calc",
    "%0A=1",
    "-cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("payload", RUNS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(payload):
    assert output.neutral(payload) == "'" + payload


@pytest.mark.parametrize("harmless", ["", "Ana", "a=b", "-5", "+34", "3.5", "-2,5", "o'clock", "x@y.org", "2026-01-01"])
def test_what_is_harmless_stays_as_it_is(harmless):
    assert output.neutral(harmless) == harmless


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_no_cell_ever_begins_a_formula(cell):
    written = str(output.cell(cell))
    assert not written.lstrip().startswith(("=", "@")) or written.startswith("'")
    (read,) = csv.reader(io.StringIO(output.csv_text([cell], [])))
    assert len(read) == 1


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers():
    stream = io.BytesIO()
    output.write_xlsx(stream, [("People", ["name", "fit"], [["=1+1", 86.42], ["http://x.org", 1], [None, "0012"]])])
    sheet = openpyxl.load_workbook(stream).worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert sheet["A2"].value == "'=1+1"
    assert sheet["B2"].value == 86.42
    assert sheet["A3"].hyperlink is None
    assert sheet["B4"].value == "0012"


def result():
    mentees = [
        ["Name", "Email", "Topic"],
        ["<script>alert(1)</script>", "a@x.org", "A<b>"],
        ["Bo & Li", "b@x.org", "B"],
        ["Cy Da", "c@x.org", "B"],
    ]
    mentors = [["Name", "Email", "Topic"], ['Flo "Go"', "f@x.org", "A<b>"], ["Hu In", "h@x.org", "B"]]
    return match.match(from_rows(mentees, source="e"), from_rows(mentors, source="o"))


@pytest.mark.parametrize(("language", "title"), [("en", "Proposed pairs"), ("es", "Parejas propuestas")])
def test_the_page_escapes_what_people_typed_and_needs_nothing_else(language, title):
    html = page(result(), language)
    assert f"<h1>{title}</h1>" in html
    assert f'lang="{language}"' in html
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "Bo &amp; Li" in html
    assert all(word not in html for word in ("http:", "https:", "src=", "@import", "url("))


def test_the_page_names_who_has_no_mentor_and_why():
    html = page(result(), "en")
    assert "Without a mentor" in html
    assert html.count('class="alone"') == 1
    assert "has no mentor" in html
