"""`chiron match` as people use it: files in, files out, exit codes, sentences."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from chiron import cli
from chiron_blueprint import schema
from tests.blueprint.files import SHARED, generated_pair, write

COLUMNS = ["mentee_id", "mentee_name", "mentor_id", "mentor_name", "fit", "why"]


@pytest.fixture
def pair(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return [str(path) for path in generated_pair(tmp_path)]


def rows(path="pairs.csv"):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_two_files_become_explained_pairs(pair, capsys):
    assert cli.main(["match", *pair]) == 0
    found = rows()
    assert list(found[0]) == COLUMNS
    assert [row["mentee_id"] for row in found] == [f"mentee.{n:03}@example.org" for n in range(60)]
    assert len({row["mentor_id"] for row in found}) == 60
    said = capsys.readouterr().err
    assert "“identity to match” describes identity: reported here, never used for fit." in said
    assert "“biography” is free text: not used" in said
    assert "60 of 60 mentees have a mentor" in said


def test_the_figures_in_why_add_up_to_the_fit(pair):
    cli.main(["match", *pair, "--quiet"])
    for row in rows():
        points = [round(float(figure) * 100) for figure in re.findall(r"([\d.]+) of [\d.]+: ", row["why"])]
        assert sum(points) == round(float(row["fit"]) * 100)


@pytest.mark.parametrize("size", ["small", "large"])
def test_the_public_files_match_whole(size, tmp_path, monkeypatch):
    files = [SHARED / size / name for name in ("mentees.csv", "mentors.csv")]
    if not files[0].exists():
        pytest.skip("the public files are not beside this checkout")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["match", *map(str, files), "--quiet"]) == 0
    found = rows()
    assert len(found) == {"small": 50, "large": 500}[size]
    assert all(row["mentor_id"] for row in found)
    words = ("Lesbian", "Gay", "Bisexual", "Transgender", "Asexual", "Non-binary")
    assert not any(word in row["why"] for row in found for word in words)


def test_the_same_seed_gives_the_same_bytes_and_row_order_changes_nobody(pair, tmp_path):
    cli.main(["match", *pair, "--seed", "7", "--output", "a.csv", "--quiet"])
    cli.main(["match", *pair, "--seed", "7", "--output", "b.csv", "--quiet"])
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    turned = []
    for path in pair:
        head, *lines = Path(path).read_bytes().decode().splitlines()
        turned.append(tmp_path / ("turned-" + path.rsplit("/", 1)[-1]))
        turned[-1].write_text("\n".join([head, *reversed(lines)]) + "\n")
    cli.main(["match", *map(str, turned), "--seed", "7", "--output", "c.csv", "--quiet"])
    assert {(row["mentee_id"], row["mentor_id"]) for row in rows("a.csv")} == {
        (row["mentee_id"], row["mentor_id"]) for row in rows("c.csv")
    }


def test_every_format_says_the_same(pair):
    for ending in ("csv", "xlsx", "json", "html"):
        assert cli.main(["match", *pair, "--quiet", "--output", f"pairs.{ending}"]) == 0
    expected = [(row["mentee_id"], row["mentor_id"], float(row["fit"])) for row in rows()]
    sheet = openpyxl.load_workbook("pairs.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]] == COLUMNS
    assert [(row[0], row[2], row[4]) for row in sheet.iter_rows(min_row=2, values_only=True)] == expected
    data = json.loads(Path("pairs.json").read_text(encoding="utf-8"))
    assert [(pair["mentee_id"], pair["mentor_id"], pair["fit"]) for pair in data["pairs"]] == expected
    assert all(
        round(sum(each["points"] for each in pair["breakdown"]) * 100) == round(pair["fit"] * 100)
        for pair in data["pairs"]
    )
    page = Path("pairs.html").read_text(encoding="utf-8")
    assert page.count("<details") == len(expected)
    assert "<script" not in page
    assert "http" not in page
    assert "60 of 60 mentees have a mentor" in page


def test_a_guess_can_be_saved_edited_and_used(pair, tmp_path, capsys):
    assert cli.main(["match", *pair, "--write-blueprint", "ours.yaml", "--output", "a.csv"]) == 0
    assert cli.main(["blueprint", "check", "ours.yaml"]) == 0
    assert cli.main(["match", *pair, "--blueprint", "ours.yaml", "--output", "b.csv"]) == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    text = (tmp_path / "ours.yaml").read_text()
    (tmp_path / "ours.yaml").write_text(text.replace("mentee: profession", "mentee: professions"))
    capsys.readouterr()
    assert cli.main(["match", *pair, "--blueprint", "ours.yaml"]) == 2
    said = capsys.readouterr().err
    assert re.search(r"ours\.yaml, line \d+, column \d+ \(criteria\.\d\.mentee\): There is no question", said)
    assert cli.main(["blueprint", "check", "ours.yaml"]) == 1


def test_weights_of_a_blueprint_change_the_fit(pair, tmp_path):
    cli.main(["match", *pair, "--write-blueprint", "ours.yaml", "--output", "a.csv", "--quiet"])
    blueprint = schema.load((tmp_path / "ours.yaml").read_text())
    assert blueprint.criteria[0].id == "grade"
    text = (tmp_path / "ours.yaml").read_text()
    (tmp_path / "ours.yaml").write_text(text.replace(f"weight: {blueprint.criteria[0].weight:.0f}", "weight: 900", 1))
    cli.main(["match", *pair, "--blueprint", "ours.yaml", "--output", "b.csv", "--quiet"])
    assert rows("a.csv") != rows("b.csv")


def dirty(tmp_path):
    mentees = [
        ["Name", "Email", "Topic"],
        ["Ana Ruiz", "ana@x.org", "A"],
        ["Bo Li", "bo@@x", "B"],
        ["Cy Da", "ana@x.org", "B"],
        ["Di Eu", "di@x.org", "A"],
    ]
    mentors = [
        ["Name", "Email", "Topic", "Places"],
        ["Flo Go", "flo@x.org", "A", "1"],
        ["Hu In", "hu@x.org", "B", "lots"],
        ["Jo Ko", "jo@x.org", "B", "0"],
    ]
    return str(write(tmp_path / "e.csv", mentees)), str(write(tmp_path / "o.csv", mentors))


def test_rejected_rows_end_with_exit_code_one_and_a_file_to_mend(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["match", *dirty(tmp_path), "--rejects", "rejects.csv", "--language", "en"]) == 1
    said = capsys.readouterr().err
    assert "e.csv, row 2, “Email”: “bo@@x” is not an e-mail address. Write it as" in said
    assert "o.csv, row 2, “Places”: “lots” is not a number of mentees." in said
    assert "o.csv, row 3, “Places”: A capacity of 0 means that this mentor takes nobody." in said
    rejects = rows("rejects.csv")
    assert [(row["chiron: file"], row["chiron: row"]) for row in rejects] == [
        ("e.csv", "2"),
        ("e.csv", "3"),
        ("o.csv", "2"),
        ("o.csv", "3"),
    ]
    assert rejects[2]["Name"] == "Hu In"


def test_an_unmatched_mentee_has_an_empty_mentor_and_the_reason(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cli.main(["match", *dirty(tmp_path), "--quiet", "--language", "en"])
    (alone,) = [row for row in rows() if not row["mentor_id"]]
    assert (alone["mentor_name"], alone["fit"]) == ("", "")
    assert "has no mentor" in alone["why"]


def test_spanish_is_spoken_when_asked_for(pair, capsys):
    assert cli.main(["match", *pair, "--language", "es"]) == 0
    said = capsys.readouterr().err
    assert "describe la identidad: se informa aquí y nunca cuenta" in said
    assert "60 de 60 personas tuteladas tienen mentor/a" in said
    assert "Quien mentoriza" in Path("pairs.csv").read_text(encoding="utf-8")


def test_the_summary_for_programs_is_json_on_standard_output(pair, capsys):
    assert cli.main(["match", *pair, "--json", "--quiet", "--sensitivity"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["matched"], summary["rejected"], len(summary["pairs"])) == (60, 0, 60)
    assert {column["kind"] for column in summary["columns"]} >= {"email", "identity", "text", "single"}
    assert len(summary["sensitivity"]) == 3


def test_stable_and_an_unknown_method(pair, capsys):
    assert cli.main(["match", *pair, "--method", "stable", "--quiet"]) == 0
    assert cli.main(["match", *pair, "--method", "magic"]) == 2
    assert "“magic”" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["match", "no.csv", "no.csv"], "no.csv: There is no file of that name."),
        (["match", "{0}", "{1}", "--output", "pairs.pdf"], "the ending must be one of"),
        (["match", "{0}", "{1}", "--blueprint", "none.yaml"], "none.yaml"),
        (["match", "{0}"], "required"),
        (["nonsense"], "no command “nonsense”"),
    ],
)
def test_wrong_usage_ends_with_two_and_says_why(pair, capsys, arguments, said):
    try:
        code = cli.main([each.format(*pair) for each in arguments])
    except SystemExit as stop:
        code = stop.code
    assert code == 2
    assert said in capsys.readouterr().err


def test_help_reads_like_a_page(capsys):
    assert cli.main(["--help"]) == 0
    page = capsys.readouterr().out
    assert "chiron match MENTEES MENTORS" in page
    assert "Exit codes" in page
    with pytest.raises(SystemExit):
        cli.main(["match", "--help"])
    assert "--write-blueprint FILE" in capsys.readouterr().out


def test_a_name_that_would_run_in_a_spreadsheet_is_neutralised(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    mentees = [
        ["Name", "Email", "Topic"],
        ["@Ana", "ana@x.org", "A"],
        ["+Bo Li", "bo@x.org", "B"],
        ["-Cy", "cy@x.org", "A"],
    ]
    mentors = [["Name", "Email", "Topic"], *[[f"M {n}", f"m{n}@x.org", "AB"[n % 2]] for n in range(3)]]
    files = [str(write(tmp_path / name, rows)) for name, rows in (("e.csv", mentees), ("o.csv", mentors))]
    for ending in ("csv", "xlsx"):
        assert cli.main(["match", *files, "--quiet", "--output", f"pairs.{ending}"]) == 0
    assert [row["mentee_name"] for row in rows()] == ["'@Ana", "'+Bo Li", "'-Cy"]
    sheet = openpyxl.load_workbook("pairs.xlsx").worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_matching_loads_neither_django_nor_what_is_slow(pair):
    heavy = ["django", "numba", "ortools", "sklearn", "scipy.stats", "openpyxl", "pandas"]
    program = f"""
import sys
from chiron import cli
cli.main(["match", *{pair!r}, "--quiet"])
print([name for name in {heavy!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_many_people_load_the_compiler_without_scipys_linear_algebra(tmp_path):
    files = [str(path) for path in generated_pair(tmp_path, people=450)]
    program = f"""
import sys
from chiron import cli
cli.main(["match", *{files!r}, "--quiet", "--output", {str(tmp_path / "pairs.csv")!r}])
print("numba" in sys.modules, "scipy.linalg" in sys.modules)
import scipy.linalg
print(scipy.linalg.det([[2.0]]))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "2.0"]


def test_excel_files_of_one_workbook_are_told_apart_by_their_sheets(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    book = openpyxl.Workbook()
    for at, (title, letter) in enumerate((("Mentees", "e"), ("Mentors", "o"))):
        sheet = book.active if at == 0 else book.create_sheet()
        sheet.title = title
        sheet.append([f"The {title}, spring"])
        sheet.append(["Name", "Email", "Topic"])
        for number in range(4):
            sheet.append([f"{letter.upper()} {number}", f"{letter}{number}@x.org", "AB"[number % 2]])
    book.save("people.xlsx")
    assert cli.main(["match", "people.xlsx", "people.xlsx", "--quiet"]) == 0
    assert [row["mentor_id"][0] for row in rows()] == ["o"] * 4


METHODS = ("welfare", "everybody", "stable", "fair", "ranked")


@pytest.mark.parametrize("method", METHODS)
def test_every_method_has_a_word_and_runs(pair, method, capsys):
    assert cli.main(["match", *pair, "--method", method, "--quiet"]) == 0
    assert len(rows()) == 60
    with pytest.raises(SystemExit):
        cli.main(["match", "--help"])
    assert re.search(rf"^  {method} +\w", capsys.readouterr().out, re.MULTILINE)


def test_equitable_asks_for_groups_and_says_what_they_cost(pair, capsys):
    assert cli.main(["match", *pair, "--method", "equitable"]) == 2
    assert "The method equitable needs --groups" in capsys.readouterr().err
    assert cli.main(["match", *pair, "--method", "equitable", "--groups", "organisation", "--within", "2"]) == 0
    said = capsys.readouterr().err
    apart = re.search(r"Mean fit by group.*; ([\d.]+) apart\.", said)
    assert float(apart[1]) <= 2
    assert "That costs" in said
    assert cli.main(["match", *pair, "--method", "equitable", "--groups", "identity to match"]) == 2
    assert "describes identity, which never decides" in capsys.readouterr().err


def test_the_rematch_keeps_todays_pairs_where_it_can(pair, capsys):
    assert cli.main(["match", *pair, "--quiet", "--output", "today.csv"]) == 0
    today = {row["mentee_id"]: row["mentor_id"] for row in rows("today.csv")}
    gone = sorted(today.values())[0]
    mentors = Path(pair[1]).read_text().splitlines()
    Path("fewer.csv").write_text("\n".join(line for line in mentors if gone not in line) + "\n")
    arguments = ["match", pair[0], "fewer.csv", "--method", "rematch", "--today", "today.csv", "--language", "en"]
    assert cli.main([*arguments, "--output", "next.csv"]) == 0
    after = {row["mentee_id"]: row["mentor_id"] for row in rows("next.csv")}
    assert all(after[mentee] == mentor for mentee, mentor in today.items() if mentor != gone)
    said = capsys.readouterr().err
    assert f"“{gone}” is nobody in fewer.csv." in said
    assert "0 of today's pairs would change; nobody is disturbed." in said
    assert cli.main(["match", *pair, "--method", "rematch"]) == 2
    assert "The method rematch needs --today" in capsys.readouterr().err


def test_several_mentors_each_give_a_row_a_pair(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    mentees = [["Name", "Email", "Topic"], *[[f"E {n}", f"e{n}@x.org", "AB"[n % 2]] for n in range(4)]]
    mentors = [["Name", "Email", "Topic", "Places"], *[[f"O {n}", f"o{n}@x.org", "AB"[n % 2], "2"] for n in range(3)]]
    files = [str(write(tmp_path / name, table)) for name, table in (("e.csv", mentees), ("o.csv", mentors))]
    assert cli.main(["match", *files, "--mentors-each", "2", "--language", "en"]) == 0
    found = [(row["mentee_id"], row["mentor_id"]) for row in rows()]
    assert (len(found), len(set(found)), {mentee for mentee, _ in found}) == (6, 6, {f"e{n}@x.org" for n in range(4)})
    assert "6 pairs; 2 of 4 mentees have as many mentors as they may." in capsys.readouterr().err
    for ending in ("json", "html", "xlsx"):
        assert cli.main(["match", *files, "--mentors-each", "2", "--quiet", "--output", f"pairs.{ending}"]) == 0
    assert json.loads(Path("pairs.json").read_text())["matched"] == 4
    assert "4 of 4 mentees have a mentor" in Path("pairs.html").read_text()
    assert cli.main(["match", *files, "--mentors-each", "2", "--method", "stable"]) == 2
    assert "Several mentors each go with the method welfare or everybody" in capsys.readouterr().err


def test_a_blueprint_may_ask_mentees_how_many_mentors_they_want(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    mentees = [["Name", "Email", "Topic", "Mentors wanted"]]
    mentees += [["E 0", "e0@x.org", "A", "2"], ["E 1", "e1@x.org", "B", "1"]]
    mentors = [["Name", "Email", "Topic", "Places"], *[[f"O {n}", f"o{n}@x.org", "AB"[n % 2], "2"] for n in range(3)]]
    files = [str(write(tmp_path / name, table)) for name, table in (("e.csv", mentees), ("o.csv", mentors))]
    assert cli.main(["match", *files, "--quiet", "--write-blueprint", "ours.yaml"]) == 0
    text = (tmp_path / "ours.yaml").read_text()
    asked = (
        "  mentee:\n    - id: wanted\n      kind: capacity\n      ask: {en: How many mentors?, es: Cuántos}\n"
        "      headings: [Mentors wanted]\n"
    )
    assert "  mentee:\n" in text
    (tmp_path / "ours.yaml").write_text(text.replace("  mentee:\n", asked, 1))
    assert cli.main(["match", *files, "--quiet", "--blueprint", "ours.yaml"]) == 0
    assert sorted(row["mentee_id"] for row in rows()) == ["e0@x.org", "e0@x.org", "e1@x.org"]


def test_what_clashes_is_said_by_name(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    e, o = dirty(tmp_path)
    write(tmp_path / "both.csv", [["mentee", "mentor"], ["ana@x.org", "flo@x.org"]])
    assert cli.main(["match", e, o, "--lock", "both.csv", "--forbid", "both.csv", "--language", "en"]) == 2
    assert "mentee Ana Ruiz, mentor Flo Go is locked and forbidden at once" in capsys.readouterr().err


def test_a_servers_command_without_the_web_product_says_what_to_install():
    program = "import sys; sys.modules['django'] = None; from chiron import cli; sys.exit(cli.main(['status']))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (
        2,
        "chiron: `status` needs the web product. Install it: pip install 'chiron-mentoring[web]'",
    )
