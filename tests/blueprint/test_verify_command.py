"""`chiron verify` on pairs from any tool: what it understands, what fails, and what each method's proof says."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from chiron import cli
from tests.blueprint.files import write

MENTEES = [
    ["Name", "Email", "Topic", "Year"],
    ["Ana Ruiz", "ana@x.org", "A", "1"],
    ["Bo Li", "bo@x.org", "B", "1"],
    ["Cy Da", "cy@x.org", "A", "2"],
    ["Di Eu", "di@x.org", "B", "2"],
]
MENTORS = [
    ["Name", "Email", "Topic", "Places"],
    ["Flo Go", "flo@x.org", "A", "1"],
    ["Hu In", "hu@x.org", "B", "2"],
    ["Jo Ko", "jo@x.org", "A", "1"],
]
GOOD = [["Ana Ruiz", "Flo Go"], ["Bo Li", "Hu In"], ["Cy Da", "Jo Ko"], ["Di Eu", "Hu In"]]


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    write(tmp_path / "e.csv", MENTEES)
    write(tmp_path / "o.csv", MENTORS)


def verify(rows, *more, capsys=None, heads=("who", "with")):
    write(Path("pairs.csv"), [list(heads), *rows])
    code = cli.main(["verify", "e.csv", "o.csv", "pairs.csv", "--json", *more])
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is (code == 0)
    return code, found, {each["name"]: each for each in found["findings"]}


def test_pairs_of_another_tool_are_understood_by_their_cells(capsys):
    code, found, _ = verify([[mentor, mentee] for mentee, mentor in GOOD], capsys=capsys, heads=("x", "y"))
    assert (code, found["pairs"], found["matched"]) == (0, 4, 4)
    assert found["columns"] == {"mentee": "y", "mentor": "x"}
    assert found["total_fit"] == found["best_total_fit"] == 400.0
    assert found["blocking_pairs"] == 0


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_what_match_writes_holds_in_every_format(ending, capsys):
    assert cli.main(["match", "e.csv", "o.csv", "--quiet", "--output", f"pairs.{ending}"]) == 0
    assert cli.main(["verify", "e.csv", "o.csv", f"pairs.{ending}", "--method", "welfare"]) == 0
    said = capsys.readouterr().out
    assert "“mentee_id” names the mentees, “mentor_id” the mentors; 4 pairs." in said
    assert "Every fit stated is right." in said
    assert "prices prove 400.00 to be the most" in said


@pytest.mark.parametrize(
    "content",
    [
        {"ana@x.org": "flo@x.org", "Bo Li": "hu@x.org", "Cy Da": "jo@x.org", "di@x.org": ["Hu In"]},
        {"matches": [{"mentee": one, "mentor": other} for one, other in GOOD]},
        [{"student": "Ruiz, Ana", "tutor": "Go, Flo"}, *({"student": one, "tutor": other} for one, other in GOOD[1:])],
    ],
)
def test_json_of_several_shapes_is_read(content, capsys):
    Path("pairs.json").write_text(json.dumps(content))
    assert cli.main(["verify", "e.csv", "o.csv", "pairs.json"]) == 0
    assert "4 of 4 mentees have a mentor." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rows", "name", "said"),
    [
        ([*GOOD[:3], ["Di Eu", "Jo Ko"]], "capacity", "1 mentor has more mentees than places: Jo Ko."),
        ([*GOOD, ["Ana Ruiz", "Jo Ko"]], "once", "1 mentee has more mentors than they may."),
        ([*GOOD[:3], ["Di Eu", "Nobody"]], "people", "1 row names somebody who can't be found."),
    ],
)
def test_what_does_not_hold_fails_by_name(rows, name, said, capsys):
    code, _, findings = verify(rows, capsys=capsys)
    assert code == 1
    assert (findings[name]["passed"], findings[name]["sentence"]) == (False, said)
    assert next(each["name"] for each in findings.values() if each["passed"] is False) == name


def test_a_fit_that_is_stated_wrongly_fails(capsys):
    code, _, findings = verify([[*pair, "100"] for pair in GOOD[:3]] + [[*GOOD[3], "87"]], capsys=capsys,
                               heads=("mentee", "mentor", "fit"))  # fmt: skip
    assert code == 1
    assert findings["fits"]["more"] == ["Di Eu and Hu In: 87 is stated, their fit is 100."]


def test_conflicts_and_locks_of_a_file_are_kept(capsys):
    write(Path("conflicts.csv"), [["mentee", "mentor"], ["bo@x.org", "hu@x.org"]])
    code, _, findings = verify(GOOD, "--forbid", "conflicts.csv", capsys=capsys)
    assert code == 1
    assert findings["allowed"]["more"] == ["Bo Li and Hu In: the file of forbidden pairs names them."]
    write(Path("locks.csv"), [["mentee", "mentor"], ["Ana Ruiz", "Jo Ko"]])
    code, _, findings = verify(GOOD, "--lock", "locks.csv", capsys=capsys)
    assert findings["locks"]["sentence"] == "1 locked pair is missing: Ana Ruiz – Jo Ko."
    assert cli.main(["match", "e.csv", "o.csv", "--quiet", "--lock", "locks.csv", "--forbid", "conflicts.csv"]) == 0
    options = ["--lock", "locks.csv", "--forbid", "conflicts.csv", "--method", "welfare"]
    assert cli.main(["verify", "e.csv", "o.csv", "pairs.csv", *options]) == 0


def test_a_conflict_that_cannot_be_understood_stops_everything(capsys):
    write(Path("conflicts.csv"), [["mentee", "mentor"], ["bo@x.org", "hu@x.org"], ["ana@x.org", "someone else"]])
    assert cli.main(["match", "e.csv", "o.csv", "--forbid", "conflicts.csv"]) == 2
    assert "conflicts.csv, row 2: “someone else” is nobody in o.csv." in capsys.readouterr().err
    assert not Path("pairs.csv").exists()


WORSE = [["Ana Ruiz", "Hu In"], ["Bo Li", "Flo Go"], ["Cy Da", "Jo Ko"], ["Di Eu", "Hu In"]]


@pytest.mark.parametrize(
    ("method", "check"), [("welfare", "optimal"), ("everybody", "optimal"), ("stable", "stable"), ("fair", "fairest")]
)
def test_a_promise_that_is_not_kept_fails(method, check, capsys):
    assert verify(WORSE, capsys=capsys)[0] == 0
    code, _, findings = verify(WORSE, "--method", method, capsys=capsys)
    assert (code, findings[check]["passed"]) == (1, False)
    code, _, findings = verify(GOOD, "--method", method, capsys=capsys)
    assert (code, findings[check]["passed"]) == (0, True)


def test_equity_and_least_change_are_checked(capsys):
    write(Path("today.csv"), [["mentee", "mentor"], *GOOD[:3]])
    today = ["--method", "rematch", "--today", "today.csv"]
    assert verify(GOOD, *today, capsys=capsys)[0] == 0
    assert verify(WORSE, *today, capsys=capsys)[0] == 1
    equal = ["--method", "equitable", "--groups", "Year"]
    assert verify(GOOD, *equal, capsys=capsys)[0] == 0
    assert verify(WORSE, *equal, capsys=capsys)[2]["equity"]["passed"] is False


def test_several_mentors_each_are_checked(capsys):
    rows = [*GOOD, ["Ana Ruiz", "Jo Ko"]]
    _, _, findings = verify(rows, "--mentors-each", "2", capsys=capsys)
    assert (findings["once"]["passed"], findings["capacity"]["passed"]) == (True, False)
    code, _, findings = verify(GOOD[:3], "--mentors-each", "2", capsys=capsys)
    assert (code, findings["breadth"]["passed"]) == (1, False)


def test_a_row_that_was_rejected_is_named_with_its_reason(capsys):
    write(Path("e.csv"), [*MENTEES, ["Em Fo", "em@@x", "A", "2"]])
    _, _, findings = verify([*GOOD, ["Em Fo", "Jo Ko"]], capsys=capsys)
    assert "“Em Fo” stands in row 5 of e.csv, which was rejected" in findings["people"]["more"][0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.csv"], "There is no file of that name."),
        (["other.csv"], "no column names people of e.csv. Name it by --mentee-column HEADING."),
        (["pairs.csv", "--mentee-column", "nope"], "has no column “nope”; there are: who, with"),
        (["pairs.csv", "--method", "magic"], "There is no method “magic”. Choose one of: welfare, everybody"),
        (["pairs.csv", "--method", "equitable"], "The method equitable needs --groups: a column"),
        (["pairs.csv", "--method", "rematch"], "The method rematch needs --today: a file with the present pairs."),
        (["pairs.csv", "--today", "pairs.csv"], "--today goes with --method rematch."),
        (["pairs.csv", "--method", "equitable", "--groups", "Nope"], "e.csv has no column “Nope”"),
        (["broken.json"], "broken.json: not JSON"),
        (["empty.json"], "empty.json: no list of pairs."),
    ],
)
def test_wrong_usage_ends_with_two_and_says_what_is_missing(arguments, said, capsys):
    write(Path("pairs.csv"), [["who", "with"], *GOOD])
    write(Path("other.csv"), [["colour", "number"], ["red", "7"], ["blue", "9"]])
    Path("broken.json").write_text("{")
    Path("empty.json").write_text("[]")
    assert cli.main(["verify", "e.csv", "o.csv", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_workbook_and_a_list_in_one_cell_are_read(capsys):
    book = openpyxl.Workbook()
    for row in (["Mentee", "Mentors"], ["Ana Ruiz", "Flo Go; Jo Ko"], ["Bo Li", "Hu In"], ["Di Eu", "Hu In"]):
        book.active.append(row)
    book.save("pairs.xlsx")
    assert cli.main(["verify", "e.csv", "o.csv", "pairs.xlsx", "--mentors-each", "2", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["pairs"], found["matched"]) == (4, 3)


def test_findings_are_spoken_in_spanish(capsys):
    write(Path("pairs.csv"), [["who", "with"], *GOOD[:3], ["Di Eu", "Jo Ko"]])
    assert cli.main(["verify", "e.csv", "o.csv", "pairs.csv", "--language", "es"]) == 1
    assert "1 mentor/a tiene más personas tuteladas que plazas: Jo Ko." in capsys.readouterr().out
