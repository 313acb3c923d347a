"""Markdown on pages and in print, and documents that a screen reader can follow."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from chiron.ui import markdown, pdf

SHEET = """
#import "/ui/typst/house.typ": *
#let data = json(bytes(sys.inputs.data))
#show: sheet.with(title: data.title, language: "es", footer: "CC BY 4.0")
#heading(level: 1, data.title)
#blocks(data.text)
"""
TEXT = """Un *párrafo* con **peso** y [un enlace](https://example.org).

- una
- dos con `código`

3. tres
4. cuatro

> «Dicho»

| A | B |
|---|---|
| 1 | 2 |
| 3 | 4 |

## Más
"""


def test_markdown_becomes_clean_html():
    found = markdown.html(TEXT)
    assert "<em>párrafo</em> con <strong>peso</strong>" in found
    assert '<a href="https://example.org" rel="noopener noreferrer">' in found
    assert '<ol start="3">' in found
    assert '<th scope="col">A</th>' in found
    assert "<h3>Más</h3>" in found, "a page has its own first and second headings"


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](https://a.example/p.gif)"],
)  # fmt: skip
def test_markup_inside_a_text_is_shown_and_not_obeyed(hostile):
    found = markdown.html(hostile)
    assert "<script" not in found
    assert "<img" not in found
    assert 'href="javascript' not in found


def test_a_line_has_no_paragraph_around_it():
    assert markdown.line("a *b* <b>") == "a <em>b</em> &lt;b&gt;"


def test_blocks_keep_what_was_written():
    kinds = [block["kind"] for block in markdown.blocks(TEXT)]
    assert kinds == ["paragraph", "bullets", "numbers", "quotation", "table", "heading"]
    paragraph, _bullets, numbers, *_ = markdown.blocks(TEXT)
    assert [run["style"] for run in paragraph["runs"]] == ["", "emphasis", "", "strong", "", "", ""]
    assert paragraph["runs"][5] == {"text": "un enlace", "style": "", "url": "https://example.org"}
    assert numbers["start"] == 3


@pytest.fixture
def template(tmp_path, monkeypatch):
    made = tmp_path / "sheet.typ"
    made.write_text(SHEET)
    (tmp_path / "ui").symlink_to(Path(pdf.__file__).parent)
    monkeypatch.setattr(pdf, "ROOT", tmp_path)
    return made


def test_a_document_is_tagged_and_its_data_are_never_markup(template):
    at = datetime(2026, 11, 1, tzinfo=UTC)
    title = "#panic() $x$ *no*"
    document = pdf.render(template, {"title": title, "text": markdown.blocks(TEXT)}, at=at)
    reader = PdfReader(io.BytesIO(document))
    assert title in reader.pages[0].extract_text()
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "es"
    assert reader.metadata.title == title
    fonts = {font["/BaseFont"] for font in reader.pages[0]["/Resources"]["/Font"].values()}
    assert all("Source" in font for font in fonts)
    assert document == pdf.render(template, {"title": title, "text": markdown.blocks(TEXT)}, at=at)


def test_a_mark_that_nobody_sees_keeps_no_document_from_being_made(template):
    data = {"title": "Pasted\ufeff along", "text": []}
    reader = PdfReader(io.BytesIO(pdf.render(template, data, at=datetime(2026, 11, 1, tzinfo=UTC))))
    assert "Pasted along" in reader.pages[0].extract_text()
