"""What the browser gets: vendored files as locked, tokens with enough contrast, markup that the CSP lets through."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from chiron.ui import vendor

ROOM = Path(__file__).parents[1]
PACKAGE = ROOM.parent
CSS = {path.name: path.read_text() for path in (ROOM / "static/ui").glob("*.css")}
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))

TEXT_PAIRS = [
    (ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "surface", "sunken", "accent-tint")
]
TEXT_PAIRS += [
    (ink, ground) for ink in ("accent", "accent-h", "att", "fault") for ground in ("paper", "surface", "sunken")
]
TEXT_PAIRS += [("on-accent", "accent"), ("on-accent", "accent-h"), ("accent", "accent-tint"), ("att", "att-tint")]
MARK_PAIRS = [
    (mark, ground) for mark in ("line-2", "att-fill", "accent", "fault") for ground in ("paper", "surface", "sunken")
]
MARK_PAIRS += [(mark, ground) for mark in ("c1", "c2", "c3", "c4") for ground in ("paper", "surface", "sunken")]
MARK_PAIRS += [("on-accent", "c1"), ("accent", "accent-tint"), ("att-fill", "att-tint")]
LOWEST_TEXT = {"light": 5.08, "dark": 5.24}


def tokens(block):
    return dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", block))


def blocks():
    css = CSS["tokens.css"]
    found = re.findall(r"(:root[^{]*)\{([^}]*)\}", css)
    colours = [(selector.strip(), tokens(body)) for selector, body in found if "--paper" in body]
    assert [selector for selector, _ in colours] == [
        ":root",
        ':root:not([data-theme="light"])',
        ':root[data-theme="dark"]',
        ':root, :root:not([data-theme="light"]), :root[data-theme="dark"]',
    ]
    return [values for _, values in colours]


THEMES = {"light": blocks()[0], "dark": blocks()[2]}


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_that_of_wcag():
    assert ratio("#FFFFFF", "#000000") == pytest.approx(21)
    assert ratio("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_the_dark_values_are_the_same_in_both_places_and_print_is_light():
    light, wished, chosen, printed = blocks()
    assert wished == chosen
    assert printed == light
    assert len(light) == len(chosen) == 20


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read(theme):
    values = THEMES[theme]
    low = {pair: round(ratio(values[pair[0]], values[pair[1]]), 2) for pair in TEXT_PAIRS}
    assert {pair: found for pair, found in low.items() if found < 4.5} == {}
    assert min(low.values()) == pytest.approx(LOWEST_TEXT[theme], abs=0.02)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_and_marks_can_be_seen(theme):
    values = THEMES[theme]
    low = {pair: round(ratio(values[pair[0]], values[pair[1]]), 2) for pair in MARK_PAIRS}
    assert {pair: found for pair, found in low.items() if found < 3} == {}


def test_colours_stand_only_among_the_tokens():
    others = CSS["chiron.css"] + CSS["components.css"]
    assert re.findall(r"#[0-9a-fA-F]{6}\b|rgba?\(", others) == []
    used = set(re.findall(r"var\(--([\w-]+)", others))
    known = set(re.findall(r"--([\w-]+):", "".join(CSS.values())))
    assert used - known == set()


def test_the_style_sheets_stay_small_and_logical():
    assert sum(len(gzip.compress(css.encode())) for css in CSS.values()) < 16_000, "what a phone has to load"
    assert all(css.count("\n") < 1000 for css in CSS.values())
    sides = "left|right"
    physical = rf"(?<![\w-])(?:(?:margin|padding|border)-(?:{sides})|(?:text-align|float): (?:{sides})|(?:{sides}):)"
    assert [found for css in CSS.values() for found in re.findall(physical, css)] == []


@pytest.mark.parametrize("row", json.loads(vendor.LOCK.read_text()), ids=lambda row: row["file"])
def test_a_vendored_file_is_the_locked_one(row):
    content = (ROOM / row["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == row["sha256"]
    assert row["licence"]
    assert b"sourceMappingURL" not in content


def test_the_lock_and_the_vendored_files_agree():
    locked = {row["file"]: row["package"] for row in json.loads(vendor.LOCK.read_text())}
    wanted = {target: f"{p.name}@{p.version}" for p in vendor.PACKAGES for target in (*p.files.values(), p.licence_to)}
    assert locked == wanted
    there = {str(path.relative_to(ROOM)) for path in (ROOM / "static/vendor").rglob("*") if path.is_file()}
    assert there - {str(vendor.LOCK.relative_to(ROOM))} == {file for file in locked if file.startswith("static/")}


def test_a_package_that_is_not_the_expected_one_is_refused(tmp_path, monkeypatch):
    (tmp_path / "x.tgz").write_bytes(b"something else")
    monkeypatch.setattr(vendor.shutil, "which", lambda name: "/bin/npm")
    monkeypatch.setattr(vendor.subprocess, "run", lambda *args, **kwargs: type("Done", (), {"stdout": "x.tgz\n"}))
    with pytest.raises(SystemExit, match="sha512"):
        vendor.pack(vendor.PACKAGES[0], tmp_path)


def test_every_icon_asked_for_in_a_template_is_there():
    known = set(json.loads((ROOM / "icons.json").read_text()))
    assert known == set(vendor.ICONS)
    asked = {
        name
        for path in TEMPLATES
        for name in re.findall(r'{% icon "([\w-]+)"|icon="([\w-]+)"', path.read_text())
        for name in name
        if name
    }
    assert asked - known == set()


FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline handler": r"<[^>]*\son[a-z]+\s*=\s*[\"']",
    "a filter that trusts its input": r"\|\s*safe\b|\|\s*safeseq\b|{%\s*autoescape\s+off",
    # A block of JSON is data: no browser runs it.
    "an inline script": r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))",
    "a script address": r"javascript:",
    "htmx that evaluates": r"\bhx-on\b|\bhx-vals=[\"']js:|\bhx-headers=[\"']js:",
}


def violations(text):
    return [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text, re.IGNORECASE)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_template_needs_a_weaker_csp(path):
    assert violations(path.read_text()) == []


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="x">',
        "<a onclick='x()'>",
        "{{ x|safe }}",
        "<script>x</script>",
        '<a href="javascript:x">',
        "<style>p{}</style>",
    ],
)
def test_the_test_above_would_find_it(bad):
    assert violations(bad)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_stay_short(path):
    assert path.read_text().count("\n") <= 100
