"""Markdown as people write it in agreements, announcements and cases: as HTML for pages, as blocks for documents."""

from __future__ import annotations

import functools
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

TAGS = set("p br em strong ul ol li blockquote table thead tbody tr th td h2 h3 h4 h5 h6 hr code a".split())  # noqa: SIM905
ATTRIBUTES = {"a": {"href"}, "th": {"scope"}, "ol": {"start"}}
SCHEMES = {"https", "http", "mailto"}
STYLES = {"em": "emphasis", "strong": "strong", "code_inline": "code"}
#: A page has its own first heading: those of a text stand below it.
LOWERED = {f"h{level}": f"h{min(level + 1, 6)}" for level in range(1, 7)}


@functools.cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def html(text: str) -> SafeString:
    """Return the text as HTML: markup inside it is shown, not obeyed; links lead out without telling where from."""
    tokens = _reader().parse(str(text))
    for token in tokens:
        token.tag = LOWERED.get(token.tag, token.tag)
        if token.type == "th_open":
            token.attrs = {"scope": "col"}
    drawn = _reader().renderer.render(tokens, _reader().options, {})
    clean = nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer")
    return mark_safe(clean)  # noqa: S308 what nh3 lets through


def line(text: str) -> SafeString:
    """Return a single line as HTML without the paragraph around it."""
    drawn = nh3.clean(_reader().renderInline(str(text)), tags={"em", "strong", "code"}, attributes={})
    return mark_safe(drawn)  # noqa: S308 what nh3 lets through


def blocks(text: str) -> list[dict[str, Any]]:
    """Return the text as a tree of blocks, for documents that are typeset: data that no typesetter takes for markup.

    A block is ``{"kind": "paragraph", "runs": […]}``, a list has ``items``, each a list of blocks, a table has ``rows``
    of cells, each a list of runs. A run is ``{"text": …, "style": …}`` with an optional ``url``.
    """
    return [_block(node) for node in SyntaxTreeNode(_reader().parse(str(text))).children]


def _block(node: SyntaxTreeNode) -> dict[str, Any]:
    if node.type in {"bullet_list", "ordered_list"}:
        start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
        items = [[_block(inner) for inner in item.children] for item in node.children]
        return {"kind": "numbers" if start else "bullets", "start": start, "items": items}
    if node.type == "blockquote":
        return {"kind": "quotation", "blocks": [_block(inner) for inner in node.children]}
    if node.type == "table":
        rows = [[_runs(cell) for cell in row.children] for part in node.children for row in part.children]
        return {"kind": "table", "rows": rows}
    if node.type == "heading":
        return {"kind": "heading", "level": int(node.tag[1]), "runs": _runs(node)}
    if node.type in {"paragraph", "inline"}:
        return {"kind": "paragraph", "runs": _runs(node)}
    return {"kind": "paragraph", "runs": [{"text": node.content, "style": ""}]}


def _runs(node: SyntaxTreeNode, style: str = "", url: str = "") -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for each in node.children:
        if each.type in {"softbreak", "hardbreak"}:
            found.append({"text": " " if each.type == "softbreak" else "\n", "style": style, "url": url})
        elif each.children:
            address = str(each.attrs.get("href", "")) if each.type == "link" else url
            found += _runs(each, STYLES.get(each.type, style), address)
        else:
            found.append({"text": each.content, "style": STYLES.get(each.type, style), "url": url})
    return found
