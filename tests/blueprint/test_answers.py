"""Rows into people: what is refused, and with which mend."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiron_blueprint import answers, guess, hours, match, output
from chiron_blueprint.answers import Person, cells
from chiron_blueprint.answers.people import Unreadable
from chiron_blueprint.tables import from_rows

HEADINGS = ["Name", "Email", "What can you offer?", "How many mentees", "Time zone", "Availability"]


def mentors(*rows):
    filler = [[f"Filler {n}", f"f{n}@x.org", "Research; Career", "2", "Europe/Madrid", "Mon 18-20"] for n in range(6)]
    return from_rows([HEADINGS, *rows, *filler], source="mentors.csv")


def read(table, side="mentor"):
    columns = guess.columns(table)
    drafted = guess.drafted(columns, ()) if side == "mentee" else guess.drafted((), columns)
    mapping = drafted.mentee_mapping if side == "mentee" else drafted.mentor_mapping
    return answers.read(table, mapping, drafted.blueprint)


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({3: "lots"}, "capacity", "“lots” is not a number"),
        ({3: "0"}, "capacity_zero", "takes nobody"),
        ({3: "-1"}, "capacity", "not a number"),
        ({3: "1.5"}, "capacity", "not a number"),
        ({3: "99999"}, "capacity", "can't be meant"),
        ({4: "Europe/Atlantis"}, "zone", "no time zone “Europe/Atlantis”"),
        ({5: "whenever suits"}, "availability", "can't be read as free hours"),
        ({1: "not an address"}, "email", "not an e-mail address"),
        ({0: "=1+1"}, "formula", "holds a formula"),
        ({2: "=cmd|' /C calc'!A0"}, "formula", "holds a formula"),
        ({0: "", 1: ""}, "nobody", "names nobody"),
    ],
)
def test_a_bad_cell_rejects_its_row_with_column_reason_and_mend(change, code, said):
    row = ["Ana Ruiz", "ana@x.org", "Research", "1", "Europe/Madrid", "Mon 18-20"]
    for at, value in change.items():
        row[at] = value
    outcome = read(mentors(row))
    (rejection,) = outcome.rejections
    assert (rejection.row, rejection.code) == (1, code)
    assert rejection.column in HEADINGS
    assert said in str(rejection.reason)
    assert str(rejection.mend)
    assert len(outcome.people) == 6
    assert rejection.sentence("es", "mentors.csv").startswith("mentors.csv, fila 1, «")


def test_one_address_with_two_names_is_refused_and_names_the_first_row():
    outcome = read(
        mentors(["Ana Ruiz", "ana@x.org", "Research", "1", "", ""], ["Bo Li", "Ana@X.org", "Research", "1", "", ""])
    )
    (rejection,) = outcome.rejections
    assert (rejection.row, rejection.code, rejection.column) == (2, "email_twice", "Email")
    assert "row 1" in str(rejection.reason)
    assert "Ana Ruiz" in str(rejection.reason)


def test_the_same_person_twice_is_refused_once():
    row = ["Ana Ruiz", "ana@x.org", "Research", "1", "", ""]
    assert [each.code for each in read(mentors(row, row)).rejections] == ["row_twice"]


def test_capacity_is_one_where_nothing_is_said_and_words_and_spans_are_read():
    rows = [
        ["A B", "a@x.org", "Research", "", "", ""],
        ["C D", "c@x.org", "Research", "two", "", ""],
        ["E F", "e@x.org", "Research", "2-3", "", ""],
    ]
    outcome = read(mentors(*rows))
    assert [person.capacity for person in outcome.people[:3]] == [1, 2, 2]
    assert "“2-3” was read as 2" in str(outcome.notes[0].text)


def test_without_an_address_the_row_number_is_the_id():
    table = from_rows([["Name", "Topic"], ["Ana Ruiz", "A"], ["Bo Li", "B"], ["Cy Da", "A"]])
    assert [person.id for person in read(table).people] == ["1", "2", "3"]


def test_a_row_with_too_many_cells_is_refused():
    outcome = read(from_rows([["Name", "Topic"], ["Ana Ruiz", "A", "x"], ["Bo Li", "A"], ["Cy Da", "A"]]))
    assert [(each.row, each.code) for each in outcome.rejections] == [(1, "too_long")]


def test_what_was_understood_of_free_time_counts_and_the_rest_is_told():
    outcome = read(mentors(["Ana Ruiz", "a@x.org", "Research", "1", "", "Mon 18-20; not on Christmas"]))
    assert hours.listed(outcome.people[0].answers["availability"]) == (18, 19)
    assert "“not” was not understood" in str(outcome.notes[0].text)


def partner_files(mentee_rows):
    mentee = from_rows(
        [["Name", "Email", "Preferred mentor", "Do not pair with", "Topic"], *mentee_rows], source="mentees"
    )
    mentor_rows = [["Name", "Email", "Topic"], *[[f"Mentor {n}", f"m{n}@x.org", "AB"[n % 2]] for n in range(4)]]
    return mentee, from_rows(mentor_rows, source="mentors")


def test_a_person_on_both_sides_of_a_forbid_is_refused():
    rows = [
        ["Ana Ruiz", "ana@x.org", "", "Ana Ruiz", "A"],
        ["Bo Li", "bo@x.org", "Mentor 1", "Mentor 2", "A"],
        ["Cy Da", "cy@x.org", "Mentor 1", "Mentor 1", "B"],
    ]
    result = match.match(*partner_files(rows))
    assert [(each.row, each.code) for each in result.mentees.rejections] == [
        (1, "self_refused"),
        (3, "wished_and_refused"),
    ]
    assert all(each.cells for each in result.mentees.rejections)


def test_a_refused_mentor_is_never_given_and_a_wished_one_is():
    rows = [
        ["Ana Ruiz", "ana@x.org", "Mentor 3", "Mentor 0", "A"],
        ["Bo Li", "bo@x.org", "m2@x.org", "Nobody Known", "A"],
    ]
    result = match.match(*partner_files(rows))
    assert [pair.mentor.name for pair in result.pairs] == ["Mentor 3", "Mentor 2"]
    assert any("nobody in the other file" in str(note.text) for note in result.mentees.notes)
    assert not result.scoring.breakdown(0, 0).allowed


def test_rejects_can_be_mended_and_imported_again(tmp_path):
    table = mentors(["Ana Ruiz", "ana@x.org", "Research", "lots", "Europe/Madrid", "Mon 18-20"])
    outcome = read(table)
    header, rows = output.rejects([(table, outcome.rejections)], "en")
    assert header[:5] == ["chiron: file", "chiron: row", "chiron: column", "chiron: reason", "chiron: mend"]
    rows[0][header.index("How many mentees")] = "3"
    again = read(from_rows([header, [str(cell) for cell in rows[0]]]))
    assert not again.rejections
    assert again.people[0].email == "ana@x.org"


def test_a_rejected_formula_comes_out_neutralised():
    table = mentors(["=HYPERLINK(1)", "ana@x.org", "Research", "1", "", ""])
    header, rows = output.rejects([(table, read(table).rejections)], "en")
    assert "'=HYPERLINK(1)" in output.csv_text(header, rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon 18-20; Wed evening", (18, 19, 66, 67, 68, 69)),
        ("lunes 18:00–20:00, miércoles tarde", (18, 19, 61, 62, 63, 64, 65)),
        ("Tuesdays and Thursdays 12pm-2pm", (36, 37, 84, 85)),
        ("de lunes a miércoles de 17:00 a 18:00", (17, 41, 65)),
        ("evenings on Tuesday", (42, 43, 44, 45)),
        ("Mon 18:30-20:00", (19,)),
        ("Sun 23-01", (0, 167)),
        ("Fri 9am", (105,)),
        ("Mon 6-8pm", (18, 19)),
        ("L-X 16 a 17", (16, 40, 64)),
    ],
)
def test_free_time_in_words_becomes_hours(text, expected):
    bits, unknown = hours.parsed(text)
    assert hours.listed(bits) == expected
    assert unknown == ""


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_never_a_crash(text):
    bits, _ = hours.parsed(text)
    assert 0 <= bits <= hours.WEEK
    for reader in (
        cells.capacity,
        cells.availability,
        cells.zone,
        cells.consent,
        lambda cell: cells.languages(cell, ""),
        lambda cell: cells.partners(cell, ""),
    ):
        with contextlib.suppress(Unreadable):
            reader(text)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, hours.WEEK), st.integers(-400, 400))
def test_shifting_the_week_there_and_back_changes_nothing(bits, by):
    assert hours.shifted(hours.shifted(bits, by), -by) == bits
    assert hours.mask(hours.listed(bits)) == bits


def test_every_person_has_come_from_their_own_row():
    outcome = read(
        mentors(["Ana Ruiz", "ana@x.org", "Research", "lots", "", ""], ["Bo Li", "bo@x.org", "Research", "1", "", ""])
    )
    assert isinstance(outcome.people[0], Person)
    assert [person.row for person in outcome.people] == [2, 3, 4, 5, 6, 7, 8]
