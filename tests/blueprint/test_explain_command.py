"""`chiron explain`: any pair, any person, anybody unmatched, what would change it, what one more place is worth."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from chiron import cli
from tests.blueprint.files import write
from tests.blueprint.test_verify_command import MENTORS

MENTEES = [
    ["Name", "Email", "Topic", "Year"],
    ["Ana Ruiz", "ana@x.org", "A", "1"],
    ["Bo Li", "bo@x.org", "B", "1"],
    ["Cy Da", "cy@x.org", "A", "2"],
    ["Di Eu", "di@x.org", "B", "2"],
    ["Em Fo", "em@x.org", "A", "2"],
]


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    write(tmp_path / "e.csv", MENTEES)
    write(tmp_path / "o.csv", MENTORS)


def explain(*more, capsys, code=0):
    assert cli.main(["explain", "e.csv", "o.csv", *more]) == code
    return capsys.readouterr()


def asked(*more, capsys):
    return json.loads(explain(*more, "--json", capsys=capsys).out)


def unmatched(capsys):
    (alone,) = asked("--unmatched", capsys=capsys)["answers"]
    return alone


def test_without_a_question_the_unmatched_and_the_places_are_shown(capsys):
    said = explain(capsys=capsys).out
    assert re.search(r"has no mentor: all places with the 3 candidates are taken\.", said)
    assert "One more place would help most with:\n  Flo Go (1 of 1): total fit +100.0" in said


def test_what_is_explained_is_what_match_makes(capsys):
    cli.main(["match", "e.csv", "o.csv", "--quiet", "--seed", "5"])
    with open("pairs.csv", newline="") as file:
        made = {row["mentee_id"]: row["mentor_id"] or None for row in csv.DictReader(file)}
    for mentee, mentor in made.items():
        (answer,) = asked("--mentee", mentee, "--seed", "5", capsys=capsys)["answers"]
        assert answer["mentor"] == mentor
        assert sum(share["points"] for share in answer["breakdown"]) == (100.0 if mentor else 0)


def test_the_stated_change_works(capsys):
    alone = unmatched(capsys)
    (change,) = alone["changes"]
    assert change["kind"] == "add_place"
    more = [[*row[:3], "2" if row[1] == change["mentor"] else row[3]] for row in MENTORS[1:]]
    write(Path("o.csv"), [MENTORS[0], *more])
    assert asked("--unmatched", capsys=capsys)["answers"] == []


def test_the_value_of_a_place_is_what_it_brings(capsys):
    places = asked("--places", capsys=capsys)["places"]
    assert {place["mentor"] for place in places} == {"flo@x.org", "jo@x.org", "hu@x.org"} - {"hu@x.org"}
    before = asked("--places", capsys=capsys)["total_fit"]
    for place in places:
        wider = [[*row[:3], str(int(row[3]) + (row[1] == place["mentor"]))] for row in MENTORS[1:]]
        write(Path("o.csv"), [MENTORS[0], *wider])
        assert asked("--places", capsys=capsys)["total_fit"] - before == pytest.approx(place["more_fit"])


@pytest.mark.parametrize("method", ["stable", "fair", "ranked"])
def test_the_value_of_a_place_is_tried_where_no_prices_tell(method, capsys):
    places = asked("--places", "--method", method, capsys=capsys)["places"]
    assert [(place["more_matched"], place["more_fit"]) for place in places if place["mentor"] != "hu@x.org"] == [
        (1, 100.0)
    ] * 2


def test_a_pair_that_is_not_made_says_why_and_what_it_would_take(capsys):
    alone = unmatched(capsys)["mentee"]
    said = explain("--mentee", alone, "--mentor", "flo", capsys=capsys).out
    assert "(fit 100) are not together: the only place is taken." in said
    assert re.search(r"The place is held by \w+ \w+ \(100\)\.", said)
    assert "One more place with Flo Go, kept for" in said
    said = explain("--mentee", "bo@x.org", "--mentor", "flo", capsys=capsys).out
    assert "Making this pair would lower the total fit by at least 200." in said
    assert "No single criterion could make up for that." in said


def blueprint(tmp_path, **change):
    assert cli.main(["match", "e.csv", "o.csv", "--quiet", "--write-blueprint", "ours.yaml"]) == 0
    text = Path("ours.yaml").read_text()
    for before, after in change.values():
        assert before in text
        text = text.replace(before, after)
    Path("ours.yaml").write_text(text)
    return ["--blueprint", "ours.yaml"]


def test_more_hours_in_common_are_named_as_a_way(tmp_path, capsys):
    mentees = [["Name", "Email", "Topic", "Free"], ["Ana", "ana@x.org", "A", "Monday 18-22"]]
    mentees.append(["Bo", "bo@x.org", "A", "Monday 18-21"])
    mentors = [["Name", "Email", "Topic", "Free", "Places"], ["Flo", "flo@x.org", "A", "Monday 18-22", "1"]]
    write(Path("e.csv"), mentees)
    write(Path("o.csv"), mentors)
    said = explain("--mentee", "bo", "--mentor", "flo", capsys=capsys).out
    assert "What would be enough by itself: 1 more hour in common." in said


def test_what_rules_a_pair_out_is_named(tmp_path, capsys):
    given = blueprint(tmp_path, hard=("weight: 100", "weight: 100\n    hard: true"))
    said = explain("--mentee", "bo@x.org", "--mentor", "flo", *given, capsys=capsys).out
    assert re.search(r"[Rr]uled out by Topic\.", said)
    write(Path("conflicts.csv"), [["mentee", "mentor"], ["ana@x.org", "flo@x.org"]])
    said = explain("--mentee", "ana", "--mentor", "flo", "--forbid", "conflicts.csv", capsys=capsys).out
    assert "the file of forbidden pairs names them." in said


def test_the_person_concerned_learns_nothing_about_others(capsys):
    alone = unmatched(capsys)
    for who in (["--mentee", alone["mentee"]], ["--mentee", alone["mentee"], "--mentor", "flo"]):
        for language in ("en", "es"):
            said = explain(*who, "--for", "person", "--language", language, capsys=capsys).out
            others = [row[0] for row in MENTEES[1:] if row[1] != alone["mentee"]]
            assert said
            assert not any(other in said for other in others)
    assert "--for person needs --mentee or --mentor" in explain("--for", "person", capsys=capsys, code=2).err


def test_pairs_of_another_tool_are_explained(capsys):
    rows = [["Ana Ruiz", "Hu In"], ["Bo Li", "Hu In"], ["Cy Da", "Flo Go"], ["Di Eu", ""], ["Zoe", "Jo Ko"]]
    write(Path("theirs.csv"), [["Student", "Tutor"], *rows])
    given = explain("--pairs", "theirs.csv", "--unmatched", "--json", capsys=capsys)
    assert "theirs.csv, row 5: “Zoe” is nobody in e.csv." in given.err
    found = {each["mentee"]: each for each in json.loads(given.out)["answers"]}
    assert set(found) == {"di@x.org", "em@x.org"}
    (pair,) = asked("--pairs", "theirs.csv", "--mentee", "ana", "--mentor", "flo", capsys=capsys)["answers"]
    assert (pair["status"], pair["blocking"]) == ("full", False)
    (mentor,) = asked("--pairs", "theirs.csv", "--mentor", "hu", capsys=capsys)["answers"]
    assert mentor["mentees"] == ["bo@x.org", "ana@x.org"]


def test_several_mentors_each_are_explained(capsys):
    assert cli.main(["match", "e.csv", "o.csv", "--mentors-each", "2", "--quiet"]) == 0
    with open("pairs.csv", newline="") as file:
        made = [(row["mentee_id"], row["mentor_id"]) for row in csv.DictReader(file) if row["mentor_id"]]
    each = ("--mentors-each", "2")
    for mentee in {one for one, _ in made}:
        about, *sums = asked("--mentee", mentee, *each, capsys=capsys)["answers"]
        assert {(mentee, mentor) for mentor in about["mentors"]} == {pair for pair in made if pair[0] == mentee}
        assert [one["mentor"] for one in sums] == about["mentors"]
        assert all(sum(share["points"] for share in one["breakdown"]) == pytest.approx(one["fit"]) for one in sums)
    data = asked(*each, capsys=capsys)
    assert (data["method"], data["pairs"]) == ("several", len(made))
    held = data["answers"][0]
    wishes = asked("--mentee", held["mentee"], "--mentor", held["place_at"], *each, capsys=capsys)["answers"][0]
    assert wishes["status"] == "full"
    said = explain("--mentee", held["mentee"], "--mentor", held["place_at"], *each, capsys=capsys).out
    assert "the only place is taken." in said
    assert "the total fit could be at least as high." in said
    assert re.search(
        r"One more place would help most with:\n  .+ \(\d of \d\): 1 more pair", explain(*each, capsys=capsys).out
    )


def test_several_mentors_of_a_file_are_explained(capsys):
    write(Path("theirs.csv"), [["mentee", "mentor"], ["Ana Ruiz", "Flo Go"], ["Ana Ruiz", "Hu In"], ["Bo Li", "Hu In"]])
    given = ("--pairs", "theirs.csv", "--mentors-each", "2")
    ana = explain("--mentee", "ana", *given, "--language", "es", capsys=capsys).out
    assert re.search(r"Ana Ruiz, que puede tener 2 mentores/as, está con .*(Flo Go .*Hu In|Hu In .*Flo Go)", ana)
    hu = asked("--mentor", "hu", *given, capsys=capsys)["answers"][0]
    assert sorted(hu["mentees"]) == ["ana@x.org", "bo@x.org"]
    short = asked("--unmatched", *given, capsys=capsys)["answers"]
    assert [(one["mentee"], one["status"]) for one in short][-1] == ("bo@x.org", "has_place"), (
        "who has none comes first"
    )
    said = explain("--mentee", "cy", "--for", "person", *given, capsys=capsys).out
    assert "Ana" not in said
    assert "Bo" not in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--mentee", "Anna Ruis"], "“Anna Ruis” is nobody in e.csv. Did you mean Ana Ruiz?"),
        (["--mentee", "x.org"], "“x.org” is the name of 5 people in e.csv: ana@x.org"),
        (["--mentor", "qqq"], "“qqq” is nobody in o.csv."),
        (["--method", "rematch"], "The method rematch needs --today"),
        (["--mentors-each", "-1"], "--mentors-each must be 1 or more."),
    ],
)
def test_wrong_usage_ends_with_two_and_says_what_is_missing(arguments, said, capsys):
    assert said in explain(*arguments, capsys=capsys, code=2).err


def test_neither_command_loads_django_or_what_is_slow():
    cli.main(["match", "e.csv", "o.csv", "--quiet"])
    program = """
import sys
from chiron import cli
cli.main(["explain", "e.csv", "o.csv", "--mentee", "ana"])
cli.main(["verify", "e.csv", "o.csv", "pairs.csv", "--method", "stable"])
sys.stderr.write(repr([name for name in ("django", "numba", "ortools", "sklearn", "openpyxl") if name in sys.modules]))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
