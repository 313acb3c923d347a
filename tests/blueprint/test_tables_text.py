"""CSV as people export it."""

from __future__ import annotations

import io

import pytest

from chiron_blueprint import tables
from chiron_blueprint.tables import TableRefused
from tests.blueprint.files import write

PEOPLE = [
    ["Nombre", "Correo electrónico", "Especialidad", "Año"],
    ["Lucía Núñez", "lucia@example.org", "Cardiología", "2"],
    ["Íñigo Peña", "inigo@example.org", "Neurología", "1"],
    ["Zoë Müller", "zoe@example.org", "Cardiología", "3"],
]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [
        ("utf-8", ","),
        ("utf-8-sig", ";"),
        ("utf-16", "\t"),
        ("utf-16-le", ";"),
        ("utf-16-be", "|"),
        ("cp1252", ";"),
        ("cp1252", "\t"),
        ("utf-8", "|"),
    ],
)
def test_any_delimiter_and_encoding_reads_the_same(tmp_path, encoding, delimiter):
    table = tables.read(write(tmp_path / "p.csv", PEOPLE, delimiter=delimiter, encoding=encoding))
    assert list(table.header) == PEOPLE[0]
    assert [list(row.cells) for row in table.rows()] == PEOPLE[1:]
    assert table.delimiter == delimiter


def test_a_file_without_headings_keeps_its_first_person(tmp_path):
    table = tables.read(write(tmp_path / "p.csv", PEOPLE[1:]))
    assert not table.has_header
    assert len(table) == 3
    assert table.header == ("Column A", "Column B", "Column C", "Column D")


def test_a_file_without_headings_and_addresses_is_known_by_values_that_recur(tmp_path):
    rows = [
        ["Ana Ruiz", "Cardiology", "2"],
        ["Bea Sol", "Surgery", "1"],
        ["Cleo Paz", "Cardiology", "3"],
        ["Dan Gil", "Surgery", "2"],
    ]
    table = tables.read(write(tmp_path / "p.csv", rows))
    assert not table.has_header
    assert next(table.rows()).cells == ("Ana Ruiz", "Cardiology", "2")


def test_a_line_break_in_quotation_marks_is_part_of_the_cell(tmp_path):
    rows = [["name", "email", "bio"], ["A", "a@b.org", "first\nsecond, with comma"], ["B", "b@b.org", "x"]]
    found = [row.cells for row in tables.read(write(tmp_path / "p.csv", rows)).rows()]
    assert found[0][2] == "first\nsecond, with comma"
    assert found[1][0] == "B"


def test_row_numbers_count_people_and_lines_count_lines(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text('name,email\n\nA,a@b.org\n"B\nC",b@b.org\nD,d@b.org\n')
    assert [(row.number, row.line) for row in tables.read(path).rows()] == [(1, 3), (2, 4), (3, 6)]


def test_excels_own_line_that_states_the_delimiter_is_believed(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("sep=;\nname;note\nA;x,y\nB;z,w\n")
    table = tables.read(path)
    assert table.header == ("name", "note")
    assert next(table.rows()).cells == ("A", "x,y")


def test_a_survey_tools_three_heading_rows_leave_the_question_texts(tmp_path):
    rows = [
        ["StartDate", "Q1", "Q2"],
        ["Start Date", "What is your e-mail?", "Which specialty?"],
        ['{"ImportId":"startDate"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2"}'],
        ["2026-01-01", "a@b.org", "Cardiology"],
        ["2026-01-02", "c@b.org", "Surgery"],
    ]
    table = tables.read(write(tmp_path / "p.csv", rows))
    assert table.header == ("Start Date", "What is your e-mail?", "Which specialty?")
    assert len(table) == 2


def test_repeated_and_empty_headings_get_names_of_their_own(tmp_path):
    table = tables.read(
        write(
            tmp_path / "p.csv",
            [["email", "topic", "topic", ""], ["a@b.org", "x", "y", "z"], ["b@b.org", "x", "y", "z"]],
        )
    )
    assert table.header == ("email", "topic", "topic (2)", "Column D")


def test_a_row_with_too_many_cells_says_so(tmp_path):
    table = tables.read(write(tmp_path / "p.csv", [["name", "email"], ["A", "a@b.org", "oops"], ["B", "b@b.org"]]))
    assert [row.extra for row in table.rows()] == [1, 0]


def test_an_upload_in_memory_is_read_like_a_file():
    table = tables.read(io.BytesIO(b"name;email\nA;a@b.org\n"), source="upload")
    assert table.source == "upload"
    assert len(table) == 1


def test_rows_can_be_read_twice_at_the_same_time(tmp_path):
    table = tables.read(write(tmp_path / "p.csv", PEOPLE))
    for one, other in zip(table.rows(), table.rows(), strict=True):
        assert one == other


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (b"name,email\n", "rowless"),
        (b"name,email\nA,a@b.org\nB,\0b@b.org\n", "nul"),
        (b'name,email\n"A,a@b.org\nB,b@b.org\n', "quote"),
        (b"name,email\nA," + b"x" * 200_000 + b"\n", "cell"),
        (b",".join(b"c%d" % i for i in range(5000)) + b"\n1,2\n", "columns"),
        (b"\xff\xfea\x00b", "encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old_excel"),
        (b"PK\x03\x04 not a zip", "unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_mend(tmp_path, content, code):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(TableRefused) as refused:
        tables.read(path)
    assert refused.value.code == code
    for language in ("en", "es"):
        said = refused.value.sentence(language)
        assert said.startswith("bad.csv: ")
        assert "{" not in said
        assert "?" not in said


def test_a_quotation_mark_that_never_closes_is_named_by_its_line(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text('name,email\nA,a@b.org\nB,"b@b.org\nC,c@b.org\nD,d@b.org\n')
    with pytest.raises(TableRefused, match="line 3"):
        tables.read(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path, code in ((tmp_path / "no.csv", "missing"), (tmp_path, "unreadable")):
        with pytest.raises(TableRefused) as refused:
            tables.read(path)
        assert refused.value.code == code


def test_too_many_rows_are_refused_before_they_fill_memory(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("name,email\n" + "A,a@b.org\n" * 2_000)
    with pytest.raises(TableRefused) as refused:
        tables.read(path, limits=tables.Limits(rows=1_000))
    assert refused.value.code == "rows"


def test_the_childs_memory_is_limited(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("name,note\nA," + "x" * 3_000_000 + "\n")
    with pytest.raises(TableRefused) as refused:
        tables.read(path, limits=tables.Limits(memory=20 << 20, cell=50_000_000))
    assert refused.value.code in ("memory", "died")
