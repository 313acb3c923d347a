"""Write a result in the format that the file's name asks for."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chiron_blueprint.output import export, rows
from chiron_blueprint.words import in_language

if TYPE_CHECKING:
    from chiron_blueprint.match import Result


def write(result: Result, path: Path, language: str = "en") -> None:
    """Write the pairs to `path`, whose ending chooses the format; ValueError where it is none of FORMATS."""
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise ValueError(ending)
    path.write_bytes(FORMATS[ending](result, language))


def as_csv(result: Result, language: str) -> bytes:
    """pairs.csv: UTF-8, commas."""
    return export.csv_text(rows.COLUMNS, rows.table(result.pairs, language)).encode()


def as_xlsx(result: Result, language: str) -> bytes:
    """A workbook: the pairs, and the breakdown with one row a criterion."""
    stream = io.BytesIO()
    names = ("Pairs", "Breakdown") if not language.startswith("es") else ("Parejas", "Desglose")
    breakdown = [
        (
            pair.mentee.id,
            pair.mentor.id if pair.mentor else "",
            in_language(share.name, language),
            share.points / 100,
            share.possible / 100,
            share.sentence.in_language(language),
        )
        for pair in result.pairs
        if pair.breakdown
        for share in pair.breakdown.shares
    ]
    header = ("mentee_id", "mentor_id", "criterion", "points", "of", "why")
    export.write_xlsx(
        stream,
        [(names[0], rows.COLUMNS, rows.table(result.pairs, language)), (names[1], header, breakdown)],
        widths=(30, 24, 30, 24, 8, 90),
    )
    return stream.getvalue()


def as_json(result: Result, language: str) -> bytes:
    """The pairs for programs: the same columns, and each term of the sum."""
    return (json.dumps(data(result, language), ensure_ascii=False, indent=1) + "\n").encode()


def data(result: Result, language: str) -> dict[str, Any]:
    """The result as plain data."""
    matched = [pair for pair in result.pairs if pair.breakdown]
    return {
        "method": result.matching.method,
        "seed": result.matching.seed,
        "blueprint": {"id": result.blueprint.id, "version": result.blueprint.version},
        "problem": result.problem.fingerprint(),
        "mentees": len(result.mentees.people),
        "mentors": len(result.mentors.people),
        "places": sum(person.capacity for person in result.mentors.people),
        "matched": len({pair.mentee.id for pair in matched}),
        "told": [sentence.in_language(language) for sentence in result.told],
        "rejected": result.rejected,
        "total_fit": sum(pair.breakdown.fit for pair in matched if pair.breakdown) / 100,
        "criteria": [
            {
                "id": each.id,
                "name": in_language(each.name, language),
                "weight": each.weight,
                "hard": each.hard,
                "compare": each.compare,
            }
            for each in result.scoring.criteria
        ],
        "pairs": [
            _pair(pair, row, language)
            for pair, row in zip(result.pairs, rows.table(result.pairs, language), strict=True)
        ],
    }


def _pair(pair: rows.Pair, row: tuple[Any, ...], language: str) -> dict[str, Any]:
    shares = pair.breakdown.shares if pair.breakdown else ()
    found = dict(zip(rows.COLUMNS, row, strict=True))
    found["mentor_id"], found["mentor_name"] = found["mentor_id"] or None, found["mentor_name"] or None
    found["fit"] = pair.breakdown.fit / 100 if pair.breakdown else None
    found["breakdown"] = [
        {
            "criterion": share.criterion,
            "points": share.points / 100,
            "of": share.possible / 100,
            "why": share.sentence.in_language(language),
        }
        for share in shares
    ]
    return found


def as_html(result: Result, language: str) -> bytes:
    """One page to hand to a dean."""
    from chiron_blueprint.output.page import page

    return page(result, language).encode()


FORMATS: dict[str, Callable[[Result, str], bytes]] = {
    ".csv": as_csv,
    ".xlsx": as_xlsx,
    ".json": as_json,
    ".html": as_html,
}
