"""Row 6 of the scorecard, what comes after the parser: any cell, any blueprint text, any wording of hours."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from chiron_blueprint import hours, match, schema, tables
from tests.amounts import amount
from tests.hostile import VALUES

BLUEPRINTS = sorted((Path(__file__).resolve().parents[2] / "blueprints").glob("*.yaml"))
PEOPLE = [
    ["name", "email", "specialty interests", "when", "capacity", "how confident (1-5)", "about me", "gender"],
    ["Ana", "ana@example.org", "cardiology; nephrology", "Mon evening", "2", "4", "I like to teach", "woman"],
    ["Ben", "ben@example.org", "surgery", "Tue 18:00-20:00", "1", "3", "Short notes", "man"],
    ["Cleo", "cleo@example.org", "cardiology; surgery", "weekends", "3", "5", "Long walks", ""],
    ["Dov", "dov@example.org", "nephrology", "any", "1", "1", "", "man"],
]  # fmt: skip


def spoiled(luck):
    """The sample with some cells hostile, a row twice, a row short, a heading gone."""
    rows = [list(row) for row in PEOPLE]
    for _ in range(luck.randrange(1, 9)):
        row = luck.choice(rows)
        row[luck.randrange(len(row))] = luck.choice(VALUES)[:5000]
    if luck.random() < 0.3:
        rows.append(list(luck.choice(rows)))
    if luck.random() < 0.3:
        rows.append(rows[-1][: luck.randrange(8)])
    return tables.from_rows(rows, source=luck.choice(["a.csv", "ñ.xlsx"]))


@pytest.mark.parametrize("seed", range(amount(short=40, full=20_000)))
def test_any_two_tables_are_matched_or_refused_with_a_reason(seed):
    luck = random.Random(seed)
    try:
        found = match.match(spoiled(luck), spoiled(luck), use_text=luck.random() < 0.5)
    except match.NobodyLeft as refusal:
        found, empty = None, refusal.side
    if found is None:
        assert empty.rejections or not list(empty.table.rows())
        return
    assert len(found.pairs) == len(found.mentees.people)
    for side in (found.mentees, found.mentors):
        assert len(side.people) + len(side.rejections) >= 1
        assert all(str(each.reason) for each in side.rejections)


def mangled(text, luck):
    """A blueprint with a few places changed: a character, a line, a piece of another place."""
    for _ in range(luck.randrange(1, 6)):
        at = luck.randrange(len(text))
        until = min(len(text), at + luck.choice([0, 1, 1, 5, 40]))
        piece = luck.choice(
            [luck.choice(VALUES)[:40], text[luck.randrange(len(text)) :][:30], "\n", ": ", "- ", "&a *a", "  "]
        )
        text = text[:at] + piece + text[until:]
    return text


@pytest.mark.parametrize("seed", range(amount(short=25, full=20_000)))
def test_any_blueprint_text_loads_or_names_line_and_mend(seed):
    luck = random.Random(seed)
    text = mangled(luck.choice(BLUEPRINTS).read_text(), luck)
    problems = None
    try:
        schema.load(text)
    except schema.BlueprintError as refusal:
        problems = refusal.problems
    if problems is not None:
        assert problems
        assert all(str(each.message) and each.line >= 1 for each in problems)


@pytest.mark.parametrize("seed", range(amount(short=200, full=100_000)))
def test_any_wording_of_hours_is_hours_or_an_unknown_word(seed):
    luck = random.Random(seed)
    words = [
        "Mon",
        "lunes",
        "18-20",
        "18:00",
        "to",
        "a",
        "evening",
        "not",
        "sin",
        "all",
        ",",
        ";",
        "–",
        "25",
        "am",
        *VALUES,
    ]
    bits, unknown = hours.parsed(" ".join(luck.choice(words + VALUES)[:60] for _ in range(luck.randrange(1, 9))))
    assert 0 <= bits < 1 << 168
    assert isinstance(unknown, str)
