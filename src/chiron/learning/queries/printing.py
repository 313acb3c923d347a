"""An item as a file to print, to project or to edit."""

from chiron.learning import rules
from chiron.learning.queries.library import library
from chiron.learning.rules import Item
from chiron.ui import markdown, pdf

#: The formats that pages offer, with what a browser calls them.
PRINTED = {"pdf": ("application/pdf", "pdf"), "markdown": ("text/markdown; charset=utf-8", "md")}


def printed(item: Item, language: str, copy: str, form: str) -> bytes:
    """Return a copy of an item as PDF or Markdown."""
    if form == "pdf":
        sheet = rules.as_sheet(library(), item, language, copy, markdown.blocks)
        return pdf.render(rules.SHEET, sheet, at=item.changed_at)
    return rules.as_markdown(library(), item, language, copy).encode()
