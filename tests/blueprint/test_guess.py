"""Columns guessed from what people really export, in both languages."""

from __future__ import annotations

import random

import pytest

from chiron_blueprint import guess, hours, tables, words
from chiron_blueprint.tables import from_rows
from tests.blueprint.files import SHARED, generated_pair

NEEDS = ["Career decisions", "Research", "Work-life balance", "Networking", "Clinical skills"]
SPECIALTIES = ["Cardiology", "Neurology", "Pediatrics", "Radiology"]


def column_of(heading, values, *, partners=()):
    rows = [[heading, "n"], *([value, str(at)] for at, value in enumerate(values))]
    return next(column for column in guess.columns(from_rows(rows), partners=partners) if column.indexes[0] == 0)


def several(values, number=24, seed=5):
    chance = random.Random(seed)
    return [chance.choice(values) for _ in range(number)]


@pytest.mark.parametrize(
    ("heading", "values", "kind"),
    [
        ("Correo electrónico", ["a@b.org", "b@b.org", "c@b.org"], "email"),
        ("What is your full name?", ["Ana Ruiz", "Bo Li", "Cy Da"], "name"),
        ("Your full name", ["Ana Ruiz", "Bo Li", "Cy Da"], "name"),
        ("Nombre y apellidos", ["Ana Ruiz", "Bo Li", "Cy Da"], "name"),
        ("Apellidos", ["Ruiz", "Li", "Da"], "last_name"),
        ("Género", several(["mujer", "hombre", "no binario"]), "identity"),
        ("identity to match", several(["Gay", "Lesbian", ""]), "identity"),
        ("How do you describe yourself", several(["Black", "White", "Asian", "Hispanic"]), "identity"),
        ("Pronouns", several(["she/her", "he/him", "they/them"]), "identity"),
        ("How many mentees can you take?", several(["1", "2", "lots", ""]), "capacity"),
        ("Nº de plazas", several(["1", "2"]), "capacity"),
        ("Disponibilidad", several(["lunes 18-20", "mié tarde", "entre semana 9-11"]), "availability"),
        ("When could you meet", several(["Mon 18-20; Wed evening", "weekday evenings"]), "availability"),
        ("Time zone", several(["Europe/Madrid", "America/Bogota"]), "zone"),
        ("Idiomas", several(["español, inglés", "español", "catalán"]), "languages"),
        ("both mentor and mentee", several(["yes", "no"]), "both"),
        ("También es mentora", several(["sí", "no"]), "both"),
        ("People you should not be paired with", several(["", "Bo Li"]), "refused"),
        ("Preferred mentors", several(["", "Bo Li; Cy Da"]), "preferred"),
        ("Specialty", several(SPECIALTIES), "single"),
        ("Topics", several(["A; B", "B", "A; C", "C; B"]), "multiple"),
        ("Rank your priorities", several(["Research; Career", "Career; Research"]), "ranking"),
        ("I like structure", several(["1", "2", "3", "4", "5"]), "scale"),
        ("I like structure", several(["Agree", "Disagree", "Strongly agree"]), "scale"),
        ("Timestamp", several(["2026-01-01", "2026-01-02"]), "technical"),
        ("Mobile", ["600 111", "600 222", "600 333"], "phone"),
        ("Data protection consent", several(["yes"]), "consent"),
        ("Biografía", [f"Soy residente y me gusta mucho la montaña y la música, número {n}" for n in range(9)], "text"),
        ("Hospital", ["Main"] * 9, "constant"),
        ("Notes 2", [""] * 9, "empty"),
    ],
)
def test_a_column_is_known_by_its_heading_and_values(heading, values, kind):
    found = column_of(heading, values)
    assert found.kind == kind
    assert 0 < found.confidence <= 1
    assert heading[:20] in found.sentence.en
    assert found.sentence.en != found.sentence.es


def test_names_in_the_other_file_make_a_column_of_partners():
    found = column_of("Who?", ["", "Bo Li", "Cy Da; Bo Li", "cy@b.org"], partners=["Bo Li", "Cy Da", "cy@b.org"])
    assert found.kind == "preferred"


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["Year 3", "Year 1", "Year 2"], ["Year 1", "Year 2", "Year 3"]),
        (["3º", "1º", "2º"], ["1º", "2º", "3º"]),
        (["PGY-2", "PGY-1"], ["PGY-1", "PGY-2"]),
        (["Consultant", "Medical student", "Registrar"], ["Medical student", "Registrar", "Consultant"]),
        (["Grade 6", "HEO", "Grade 7"], ["HEO", "Grade 7", "Grade 6"]),
    ],
)
def test_career_stages_are_put_in_order(values, order):
    found = column_of("Stage", several(values))
    assert found.ordered
    assert [option.label for option in found.options] == order


WEEK = [f"{day} {hour:02}" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun") for hour in range(24)]


@pytest.mark.parametrize(
    "headings",
    [
        WEEK,
        [f"{day}_{hour}" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") for hour in range(24)],
        [f"Availability [{day}] [{h:02}:00]" for day in words.DAYS["en"] for h in range(24)],
        [f"{day.title()} {h:02}:00-{h + 1:02}:00" for day in words.DAYS["es"] for h in range(24)],
        [f"L{h}" if d == "L" else f"{d}{h}" for d in "LMXJVSD" for h in range(24)],
        [f"h{hour}" for hour in range(168)],
        [str(hour) for hour in range(168)],
        [str(hour) for hour in range(1, 169)],
    ],
    ids=["mon-08", "mon_8", "brackets", "spanish-spans", "letters", "h0", "0", "1"],
)  # fmt: skip
def test_168_columns_are_one_week(headings):
    free = ["1" if hour in (18, 19, 42) else "0" for hour in range(168)]
    busy = ["0"] * 167 + ["1"]
    table = from_rows([["email", *headings], ["a@b.org", *free], ["c@b.org", *busy], ["d@b.org", *free]])
    (week,) = [column for column in guess.columns(table) if column.kind == "availability"]
    assert len(week.indexes) == 168
    assert [int(label, 16) for label in week.labels] == [1 << hour for hour in range(168)]


def test_seven_columns_of_days_are_one_week():
    rows = [
        ["email", "Monday", "Tuesday", "Wednesday"],
        ["a@b.org", "18-20", "", "9-10; 12-13"],
        ["b@b.org", "", "all day", "17-19"],
    ]
    (week,) = [column for column in guess.columns(from_rows(rows)) if column.kind == "availability"]
    assert week.indexes == (1, 2, 3)


def test_tick_boxes_are_one_list_and_choices_one_ranking():
    headings = ["id", "Interests [Cardiology]", "Interests [Surgery]", "1st choice", "2nd choice"]
    rows = [headings, ["1", "x", "", "A", "B"], ["2", "", "x", "B", "C"], ["3", "x", "x", "A", "C"]]
    kinds = {column.kind: column for column in guess.columns(from_rows(rows))}
    assert kinds["multiple"].labels == ("Cardiology", "Surgery")
    assert kinds["multiple"].heading == "Interests"
    assert kinds["ranking"].labels == ("1", "2")


def test_tick_boxes_about_identity_are_never_answers():
    rows = [["id", "Gender: Woman", "Gender: Man"], ["1", "x", ""], ["2", "", "x"], ["3", "x", ""]]
    found = [column for column in guess.columns(from_rows(rows)) if len(column.indexes) == 2]
    assert [column.kind for column in found] == ["identity"]


def two_surveys():
    chance = random.Random(7)
    mentees = [
        [
            "Email",
            "Gender",
            "What do you need help with?",
            "Which specialty interests you?",
            "When are you free?",
            "About you",
        ]
    ]
    mentors = [["Email", "Gender", "What can you offer?", "Your specialty", "Availability", "Places"]]
    for number in range(30):
        text = f"I am a resident who likes running, number {number}, and I look for someone who has time for questions."
        free = chance.choice(["Mon 18-20", "Tue evening", "weekends"])
        mentees.append(
            [
                f"e{number}@x.org",
                chance.choice(["Female", "Male"]),
                "; ".join(chance.sample(NEEDS, 2)),
                chance.choice(SPECIALTIES),
                free,
                text,
            ]
        )
        mentors.append(
            [
                f"o{number}@x.org",
                chance.choice(["Female", "Male"]),
                "; ".join(chance.sample(NEEDS, 3)),
                chance.choice(SPECIALTIES),
                free,
                "2",
            ]
        )
    return from_rows(mentees), from_rows(mentors)


def test_needs_meet_offers_across_the_two_files():
    found = guess.blueprint(*two_surveys())
    assert [criterion.compare for criterion in found.blueprint.criteria] == ["offer", "same", "hours"] or [
        criterion.compare for criterion in found.blueprint.criteria
    ] == ["offer", "offer", "hours"]
    assert sum(criterion.weight for criterion in found.blueprint.criteria) == 100
    assert found.blueprint.criteria[0].mentee == "what-do-you-need-help-with"
    assert found.blueprint.criteria[0].mentor == "what-can-you-offer"
    asked = [question.id for side in ("mentee", "mentor") for question in found.blueprint.side(side)]
    assert "gender" not in asked


def test_text_is_compared_only_on_request(tmp_path):
    files = [tables.read(path) for path in generated_pair(tmp_path)]
    plain = guess.blueprint(*files)
    assert "text" not in [criterion.compare for criterion in plain.blueprint.criteria]
    asked = guess.blueprint(*files, use_text=True)
    assert [criterion.compare for criterion in asked.blueprint.criteria].count("text") == 1


@pytest.mark.parametrize("size", ["small", "large", "generated"])
def test_the_public_files_are_understood(size, tmp_path):
    if size == "generated":
        paths = generated_pair(tmp_path)
    else:
        paths = (SHARED / size / "mentees.csv", SHARED / size / "mentors.csv")
        if not paths[0].exists():
            pytest.skip("the public files are not beside this checkout")
    found = guess.blueprint(*(tables.read(path) for path in paths))
    assert {(each.id, each.compare) for each in found.blueprint.criteria} == {
        ("grade", "distance"),
        ("organisation", "same"),
        ("profession", "same"),
    }
    kinds = {column.heading: column.kind for column in (*found.mentees, *found.mentors)}
    assert {heading for heading, kind in kinds.items() if kind == "identity"} == {
        "match with similar identity",
        "identity to match",
        "characteristics",
    }
    assert kinds["biography"] == "text"
    grades = [option.id for option in found.blueprint.lists["grade"]]
    assert (
        grades.index("aa")
        < grades.index("heo")
        < grades.index("grade-7")
        < grades.index("grade-6")
        < grades.index("scs1")
    )


def test_one_side_alone_can_be_drafted():
    mentees, mentors = two_surveys()
    both = guess.both(mentees, mentors)
    assert guess.drafted(both[0], ()).blueprint.criteria == ()
    assert guess.drafted((), both[1]).blueprint.questions.mentee == ()


def test_a_given_blueprint_finds_its_columns():
    mentees, mentors = two_surveys()
    design = guess.blueprint(mentees, mentors).blueprint
    mapping = guess.mapping(guess.columns(mentees), design, "mentee")
    assert {field.question for field in mapping.fields if field.question} >= {
        "what-do-you-need-help-with",
        "when-are-you-free",
    }
    assert mapping.of_person("email") is not None


def test_headings_of_hours_are_read_exactly():
    assert hours.listed(guess.groups.hours_of_heading("Monday 18:00–20:00")) == (18, 19)
    assert hours.listed(guess.groups.hours_of_heading("martes noche")) == (42, 43, 44, 45)
    assert guess.groups.hours_of_heading("Sunscreen use") == 0
