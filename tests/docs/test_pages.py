"""The pages that people write: links lead somewhere, decisions are numbered and listed, words are ours."""

import re
from pathlib import Path

import pytest

from tests import trust

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ALSO = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md")
PAGES = sorted([*DOCS.rglob("*.md"), *(ROOT / name for name in ALSO)])
#: Files that the reader of a page makes, or a command that the page names.
MADE_BY_READERS = {"deploy/chiron.env", "src/chiron/programmes/tests/test_pause.py", "tests/permissions.csv"}
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_links_lead_somewhere(page):
    broken = []
    for text, image in LINK.findall(page.read_text()):
        target, _, anchor = (text or image).partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        aim = (page.parent / target).resolve() if target else page
        if not aim.exists() or (anchor and anchor not in anchors(aim)):
            broken.append(text or image)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_files_that_pages_name_exist(page):
    """A path in code that begins with a folder of ours is a promise."""
    ours = ("src/", "tests/", "docs/", "deploy/", "blueprints/", "cases/", "bench/")
    named = re.findall(r"`((?:" + "|".join(ours) + r")[\w./\-]+)`", page.read_text())
    assert [name for name in named if name not in MADE_BY_READERS and not (ROOT / name).exists()] == []


def test_the_page_of_the_scorecard_has_its_rows():
    page = (DOCS / "explanation" / "how-safety-is-tested.md").read_text()
    assert set(re.findall(r"^\| (\d+(?: \d+)*) \|", page, re.MULTILINE)) == {row for row, *_rest in trust.ROWS}


def test_decisions_are_numbered_dated_and_listed():
    decisions = sorted(path for path in (DOCS / "decisions").glob("*.md") if path.name != "README.md")
    numbers = [int(path.name[:4]) for path in decisions]
    assert numbers == list(range(1, len(numbers) + 1))
    index = (DOCS / "decisions" / "README.md").read_text()
    for path in decisions:
        text = path.read_text()
        assert re.match(r"# \d+\. .+\n\n\*\*Status\*\*: (accepted|superseded by .+), \d{4}-\d\d-\d\d\n", text), (
            path.name
        )
        for part in ("## Context", "## Decision", "## Consequences"):
            assert part in text, f"{path.name} has no {part}"
        assert len(text.splitlines()) <= 60, f"{path.name} is longer than a page"
        assert f"({path.name})" in index, f"{path.name} is not in the index"


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_pages_use_our_words(page):
    text = re.sub(r"```.*?```|`[^`]*`|\([^)]*\)", "", page.read_text(), flags=re.DOTALL)
    found = re.findall(r"\b(programs?|mentorship program|TODO|coming soon|lorem ipsum)\b", text, re.IGNORECASE)
    assert found == []
