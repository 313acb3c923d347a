"""Sample data of the gallery: invented people, words as "English|Español". Nothing here reaches a real page."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.utils import translation

DATES = {
    "meeting": datetime.date(2026, 10, 19),
    "sixth": datetime.date(2027, 3, 15),
    "past": datetime.date(2027, 2, 15),
}
EFFECTS = [(0.35, 0.53, 0.72), (0.3, 0.48, 0.66), (0.0, 0.2, 0.4), (-0.1, 0.09, 0.28), (-0.17, 0.03, 0.23)]


def either(words: str) -> str:
    """The half of "English|Español" that the reader's language wants."""
    english, _bar, spanish = words.partition("|")
    return spanish if spanish and (translation.get_language() or "en").startswith("es") else english


def spoken(sample: Any) -> Any:
    """A sample with every text in the reader's language."""
    if isinstance(sample, str):
        return either(sample)
    if isinstance(sample, dict):
        return {key: spoken(value) for key, value in sample.items()}
    if isinstance(sample, list):
        return [spoken(value) for value in sample]
    return sample


def everything() -> dict[str, Any]:
    """All samples in the reader's language, by name."""
    written = json.loads((Path(__file__).parent / "samples.json").read_text(encoding="utf-8"))
    axis = {"from": -0.2, "to": 0.9}
    effects = [{"low": low, "estimate": estimate, "high": high, **axis} for low, estimate, high in EFFECTS]
    words: dict[str, Any] = spoken(written)
    return words | {
        "dates": DATES,
        "paged": Paginator(range(209), 30).page(2),
        "evenings": [day * 24 + hour for day in (0, 1, 3) for hour in (18, 19, 20)],
        "other_hours": [18, 19, 42],
        "marks": [{**effect, "reference": 0} for effect in effects],
        "free_marks": effects,
    }
