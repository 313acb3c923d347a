"""Words by which columns are known, read from `vocabulary.toml`, and the orders that values stand in."""

from __future__ import annotations

import re

from chiron_blueprint.vocabulary import WORDS

HEADINGS: dict[str, re.Pattern[str]] = {
    kind: re.compile("|".join(patterns)) for kind, patterns in WORDS["headings"].items()
}
IDENTITY_VALUES = frozenset(WORDS["identity_values"])
YES = frozenset(WORDS["yes"])
NO = frozenset(WORDS["no"])
BLANK = frozenset(WORDS["blank"])
LADDERS: tuple[tuple[tuple[str, ...], ...], ...] = tuple(
    tuple(tuple(step) for step in ladder["steps"]) for ladder in WORDS["ladders"]
)
LIKERT: tuple[tuple[str, ...], ...] = tuple(tuple(scale) for scale in WORDS["likert"])
LANGUAGE_LEVELS: dict[str, int] = WORDS["language_levels"]


def heading_is(kind: str, plain_heading: str) -> bool:
    """Whether a heading (already plain) speaks of `kind`."""
    return HEADINGS[kind].search(plain_heading) is not None


def ladder_order(values: list[str]) -> dict[str, int] | None:
    """The order of values (plain) that stand on one known ladder; None where fewer than four in five do."""
    best: dict[str, int] | None = None
    for ladder in LADDERS:
        place = {name: step for step, names in enumerate(ladder) for name in names}
        known = {value: place[value] for value in values if value in place}
        enough = len(known) >= 0.8 * len(values) and len(set(known.values())) >= 2
        if enough and (best is None or len(known) > len(best)):
            best = known
    return best


def likert_order(values: list[str]) -> dict[str, int] | None:
    """The places of answers (plain) on one known agreement scale; None where they aren't on one."""
    for scale in LIKERT:
        if len(values) >= 2 and all(value in scale for value in values):
            return {value: scale.index(value) + 1 for value in scale}
    return None


def numbered_order(values: list[str]) -> dict[str, int] | None:
    """The order of values that are one wording with a number in it: Year 1, Year 2; PGY-3; 2º curso."""
    shapes: set[str] = set()
    order: dict[str, int] = {}
    for value in values:
        numbers = re.findall(r"\d+", value)
        if len(numbers) != 1 or len(numbers[0]) > 3:
            return None
        shapes.add(re.sub(r"\d+", "#", re.sub(r"(\d)(st|nd|rd|th|o|a)\b", r"\1", value)).strip())
        order[value] = int(numbers[0])
    counts_only = shapes == {"#"} and all(value.isdigit() for value in values)
    return order if len(shapes) == 1 and len(order) >= 2 and not counts_only else None
