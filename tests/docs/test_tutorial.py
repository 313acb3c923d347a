"""The tutorial with its own files: what it says one sees is what one sees, on the command line and in the browser."""

import csv
import io
import re
from pathlib import Path

import pytest

from chiron import cli
from chiron.programmes import queries
from chiron.programmes.tests import support
from tests.cast import client_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/tutorial/from-two-spreadsheets-to-published-pairs.md").read_text()
FILES = ROOT / "docs/tutorial/files"


def quoted() -> list[str]:
    """The sentences that the page quotes from the screen."""
    return [line.removeprefix("> ").strip() for line in PAGE.splitlines() if line.startswith("> ")]


def mended(name: str) -> str:
    """A file of the tutorial with its one mistake put right, as the page says."""
    text = (FILES / name).read_text()
    return text.replace("Liam Byrne,amara@", "Liam Byrne,liam@").replace(",lots", ",2")


def match(capsys, folder, mentees: str, mentors: str) -> tuple[int, str, list[dict[str, str]]]:
    """Run the command line on two texts; return its code, what it said and the pairs."""
    (folder / "mentees.csv").write_text(mentees)
    (folder / "mentors.csv").write_text(mentors)
    names = [str(folder / name) for name in ("mentees.csv", "mentors.csv")]
    code = cli.main(["match", *names, "--output", str(folder / "pairs.csv"), "--language", "en"])
    said = capsys.readouterr()
    pairs = csv.DictReader(io.StringIO((folder / "pairs.csv").read_text()))
    return code, said.out + said.err, list(pairs)


def test_the_command_line_says_what_the_page_quotes(capsys, tmp_path):
    code, said, pairs = match(capsys, tmp_path, *((FILES / f"{n}.csv").read_text() for n in ("mentees", "mentors")))
    assert code == 1
    block = re.search(r"```text\n(.*?)```", PAGE, re.DOTALL)[1]
    for line in block.splitlines():
        assert line in said
    everything = said + "\n".join(pair["why"] for pair in pairs)
    for sentence in quoted():
        assert sentence in everything, sentence
    assert "One more place with Benoît Lefèvre, kept for Carmen Ortega, would do it." in everything
    for cell in re.findall(r"^\| (?:12|6) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE):
        assert " ".join(part.strip() for part in cell) in said


def test_mended_everybody_has_a_mentor_and_a_third_place_helps_bilal(capsys, tmp_path):
    code, said, pairs = match(capsys, tmp_path, mended("mentees.csv"), mended("mentors.csv"))
    assert (code, len(pairs)) == (0, 12)
    assert "Mean fit 90.0, lowest 20." in said
    lowest = min(pairs, key=lambda pair: float(pair["fit"]))
    assert (lowest["mentee_name"], lowest["mentor_name"]) == ("Bilal Haddad", "Priya Raman")
    mentors = mended("mentors.csv").replace("Tuesday; Friday,2", "Tuesday; Friday,3")
    _, said, pairs = match(capsys, tmp_path, mended("mentees.csv"), mentors)
    assert "Mean fit 95.0, lowest 80." in said
    assert [pair["mentor_name"] for pair in pairs if pair["mentee_name"] == "Bilal Haddad"] == ["Maeve Gallagher"]


@pytest.mark.django_db
def test_the_browser_shows_the_same_and_takes_the_mended_rejects(cast):
    programme = support.from_files(cast.chen, "Autumn mentoring")
    texts = {side: (FILES / f"{side}s.csv").read_text() for side in ("mentee", "mentor")}
    job = support.read(programme, cast.chen, **texts)
    client = client_of(cast.chen)
    address = f"/programmes/imports/{job.pk}/"
    shown = client.get(address).content.decode()
    for sentence in quoted()[:4]:
        assert sentence in shown, sentence
    for label in ("Import 18 rows", "What will be compared"):
        assert label in shown
    uses = {file.side: file.plan["uses"] for file in job.files.all()}
    fields = {f"{side}-{column}": use for side, columns in uses.items() for column, use in columns.items()}
    assert client.post(address, support.keyed(**fields)).status_code == 302
    support.worker.drain()
    shown = client.get(address).content.decode()
    assert "11 new, 0 changed, 0 unchanged, 1 rejected." in shown
    assert "5 new, 0 changed, 0 unchanged, 1 rejected." in shown
    assert "“lots” is not a number of mentees." in shown
    again = {side: _rejected(job, side) for side in ("mentee", "mentor")}
    second = support.imported(programme, cast.chen, **again)
    assert {file.side: (file.created, file.rejected) for file in second.files.all()} == {
        "mentee": (1, 0),
        "mentor": (1, 0),
    }
    people = {side: queries.people_of(cast.chen, programme.cohorts.get(), side=side) for side in ("mentee", "mentor")}
    assert (people["mentee"].count(), people["mentor"].count()) == (12, 6)
    assert sum(people["mentor"].values_list("capacity", flat=True)) == 12


def _rejected(job, side: str) -> str:
    """The file of rejected rows, mended as the page says."""
    heading, rows = queries.rejects_table(queries.file_for(job, side))
    out = io.StringIO()
    csv.writer(out).writerows([heading, *rows])
    return out.getvalue().replace("Liam Byrne,amara@", "Liam Byrne,liam@").replace(",lots", ",2")


def test_what_the_page_tells_people_to_press_is_on_the_pages():
    """Each bold label that names something on a page of programmes is there, word for word."""
    templates = "".join(path.read_text() for path in (ROOT / "src/chiron").rglob("templates/**/*.html"))
    views = "".join(path.read_text() for path in (ROOT / "src/chiron/programmes").rglob("*.py"))
    for label in (
        "Start a programme", "Start the programme", "Import from spreadsheets", "Read the files",
        "Download the rejected rows", "not sure", "What will be compared", "Match", "People", "From my spreadsheets",
        "Name of the programme", "Name of the cohort", "Run the match", "How many mentees", "Change", "Lock this pair",
        "Among the lowest", "Run again", "Compare the runs", "Add a person", "Pair by hand", "Withdraw",
    ):  # fmt: skip
        assert label in PAGE, f"{label} is no longer what the page says"
        assert f'"{label}"' in templates + views or f"_('{label}')" in views, label
