"""Excel as people keep it, and workbooks made to harm."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest

from chiron_blueprint import tables
from chiron_blueprint.tables import TableRefused


def book(path, rows, title="People", merges=()):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    made.save(path)
    return path


def test_title_rows_above_the_headings_are_passed_over(tmp_path):
    rows = [
        ["Residency mentoring 2026", None, None],
        ["as of May", None, None],
        [],
        ["Name", "E-mail", "Year"],
        ["Ana", "a@b.org", 2],
        ["Bo", "b@b.org", 1],
    ]
    table = tables.read(book(tmp_path / "p.xlsx", rows, merges=["A1:C1"]))
    assert table.header == ("Name", "E-mail", "Year")
    assert [row.cells for row in table.rows()] == [("Ana", "a@b.org", "2"), ("Bo", "b@b.org", "1")]
    assert table.titles[0] == "Residency mentoring 2026"


def test_a_merged_cell_counts_for_every_row_it_covers(tmp_path):
    rows = [["Department", "E-mail"], ["Cardiology", "a@b.org"], [None, "b@b.org"], ["Surgery", "c@b.org"]]
    table = tables.read(book(tmp_path / "p.xlsx", rows, merges=["A2:A3"]))
    assert [row.cells[0] for row in table.rows()] == ["Cardiology", "Cardiology", "Surgery"]


def test_two_rows_of_headings_become_one(tmp_path):
    rows = [
        ["E-mail", "Monday", None, "Tuesday", None],
        [None, 8, 9, 8, 9],
        ["a@b.org", 1, 0, 1, 1],
        ["b@b.org", 0, 0, 1, 0],
    ]
    table = tables.read(book(tmp_path / "p.xlsx", rows, merges=["B1:C1", "D1:E1"]))
    assert table.header == ("E-mail", "Monday 8", "Monday 9", "Tuesday 8", "Tuesday 9")
    assert len(table) == 2


def test_dates_numbers_and_truths_become_text(tmp_path):
    row = [
        "a@b.org",
        datetime.date(2026, 1, 5),
        datetime.datetime.fromisoformat("2026-01-05T09:30"),
        datetime.time(18, 0),
        3.0,
        2.5,
        True,
    ]
    table = tables.read(book(tmp_path / "p.xlsx", [["email", "d", "dt", "t", "n", "f", "b"], row, row]))
    assert next(table.rows()).cells == ("a@b.org", "2026-01-05", "2026-01-05 09:30", "18:00", "3", "2.5", "yes")


def test_the_sheet_with_the_people_is_found_and_can_be_named(tmp_path):
    made = openpyxl.Workbook()
    made.active.title = "Notes"
    made.active.append(["How to fill this in"])
    for name, mail in (("Mentees", "e@b.org"), ("Mentors", "o@b.org")):
        sheet = made.create_sheet(name)
        sheet.append(["name", "email"])
        sheet.append(["X", mail])
        sheet.append(["Y", "y" + mail])
    made.create_sheet("Secret").sheet_state = "hidden"
    made.save(tmp_path / "p.xlsx")
    assert tables.read(tmp_path / "p.xlsx").sheet == "Mentees"
    assert tables.read(tmp_path / "p.xlsx", hints=["mentor"]).sheet == "Mentors"
    assert tables.read(tmp_path / "p.xlsx", sheet="mentors").sheet == "Mentors"
    with pytest.raises(TableRefused, match="Notes, Mentees, Mentors"):
        tables.read(tmp_path / "p.xlsx", sheet="Secret")


def test_a_formula_refuses_the_workbook_and_names_the_cell(tmp_path):
    path = book(tmp_path / "p.xlsx", [["name", "email"], ["A", "a@b.org"], ['=HYPERLINK("http://evil")', "b@b.org"]])
    with pytest.raises(TableRefused, match="A3") as refused:
        tables.read(path)
    assert refused.value.code == "formula"


def _replaced(path, name, content):
    """The workbook with one of its parts replaced."""
    old = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for member in old.namelist():
            made.writestr(member, content if member == name else old.read(member))
    return path


SHEET = "xl/worksheets/sheet1.xml"
OPEN = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSE = "</sheetData></worksheet>"


def _cell(reference, text):
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (OPEN + " " * 30_000_000 + CLOSE, {"bomb"}),
        (OPEN + f'<row r="1">{_cell("XFD1", "far")}</row>' + CLOSE, {"columns"}),
        (OPEN + "<row r='1'>" + "".join(_cell(f"A{n}", "x") for n in range(5)) + "</row>", {"unreadable"}),
        (
            '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
            + OPEN
            + f'<row r="1">{_cell("A1", "&b;")}</row>'
            + CLOSE,
            {"unreadable"},
        ),
        ("not xml", {"unreadable"}),
    ],
    ids=["bomb", "far-column", "cut-short", "entities", "no-xml"],
)
def test_a_hostile_sheet_is_refused(tmp_path, content, codes):
    path = _replaced(book(tmp_path / "p.xlsx", [["name"], ["A"]]), SHEET, content)
    with pytest.raises(TableRefused) as refused:
        tables.read(path)
    assert refused.value.code in codes, refused.value


def test_a_cell_in_the_last_row_costs_nothing(tmp_path):
    first = f'<row r="1">{_cell("A1", "name")}{_cell("B1", "email")}</row>'
    rows = first + f'<row r="1048576">{_cell("A1048576", "Z")}{_cell("B1048576", "z@b.org")}</row>'
    path = _replaced(book(tmp_path / "p.xlsx", [["name"], ["A"]]), SHEET, OPEN + rows + CLOSE)
    assert [row.cells for row in tables.read(path).rows()] == [("Z", "z@b.org")]


def test_a_zip_that_is_no_workbook_is_told_apart(tmp_path):
    path = tmp_path / "p.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mentees.csv", "a,b")
    with pytest.raises(TableRefused) as refused:
        tables.read(path)
    assert refused.value.code == "not_excel"
