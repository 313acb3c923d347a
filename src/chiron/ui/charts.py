"""Where the marks of the small charts stand, as plain numbers for SVG attributes. No Django, no words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

DAYS, HOURS = 7, 24


def number(value: float) -> str:
    """A number as SVG reads it: point as decimal sign, at most two decimals, no trailing zeros."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def share(part: float, whole: float) -> float:
    """`part` in per cent of `whole`, kept within 0 and 100; 0 where there is no whole."""
    return min(100.0, max(0.0, 100.0 * float(part) / float(whole))) if whole else 0.0


def explained(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The rows of an explanation, each with the place of its bar in its own slot of the whole, and their sum.

    Each row has `name`, `sentence`, `points` and `of`. The slot of a row starts where the slot of the row above ends,
    so that the filled parts are what the reader adds up. `total` and `whole` are the sums of `points` and of `of`.
    """
    listed = [dict(row) for row in rows]
    whole = sum(float(row["of"]) for row in listed)
    start = 0.0
    for row in listed:
        row |= {
            "start": number(share(start, whole)),
            "filled": number(share(row["points"], whole)),
            "slot": number(share(row["of"], whole)),
        }
        start += float(row["of"])
    total = sum(float(row["points"]) for row in listed)
    return {"rows": listed, "total": total, "whole": whole, "filled": number(share(total, whole))}


def bins(counts: Sequence[float], reference: Sequence[float] | None = None) -> dict[str, Any]:
    """The bars of a histogram in a box of 100 by 100, and the outline of a reference as the points of a polyline."""
    tallest = max([*counts, *(reference or []), 1])
    width = 100.0 / max(len(counts), 1)
    bars = [
        {
            "x": number(index * width + 0.35),
            "width": number(width - 0.7),
            "y": number(100.0 - share(count, tallest)),
            "height": number(share(count, tallest)),
        }
        for index, count in enumerate(counts)
    ]
    points = []
    for index, count in enumerate(reference or []):
        y = number(100.0 - share(count, tallest))
        points += [f"{number(index * width)},{y}", f"{number((index + 1) * width)},{y}"]
    outline = " ".join(["0,100", *points, "100,100"]) if points else ""
    return {"bars": bars, "outline": outline}


def segments(parts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The parts of a bar of 100 %: each with its `value` keeps its other keys and gets `x` and `width`."""
    whole = sum(float(part["value"]) for part in parts)
    placed, start = [], 0.0
    for part in parts:
        width = max(0.0, share(part["value"], whole) - 0.4)
        placed.append({**part, "x": number(share(start, whole)), "width": number(width)})
        start += float(part["value"])
    return placed


def interval(marks: Mapping[str, float]) -> dict[str, str | bool]:
    """Where an estimate and its interval stand on an axis, in per cent of its length.

    `marks` has `low`, `estimate`, `high`, the ends of the axis as `from` and `to`, and may have a `reference`. `clear`
    says that the interval stays clear of the reference (the mark is filled); `has_reference` that there is one.
    """
    origin, length = float(marks["from"]), float(marks["to"]) - float(marks["from"])
    placed: dict[str, str | bool] = {
        name: number(share(float(marks[name]) - origin, length)) for name in ("low", "estimate", "high")
    }
    reference = marks.get("reference")
    placed["has_reference"] = reference is not None
    placed["clear"] = reference is None or not (float(marks["low"]) <= float(reference) <= float(marks["high"]))
    if reference is not None:
        placed["reference"] = number(share(float(reference) - origin, length))
    return placed


def goal(start: float, now: float, target: float, points: int | str = 5) -> dict[str, Any]:
    """A goal's line: where `start`, `now` and `target` stand in per cent, on a scale of 1 to `points`."""
    steps = int(points or 5) - 1
    place = {name: share(value - 1, steps) for name, value in (("start", start), ("now", now), ("target", target))}
    low, high = sorted((place["start"], place["now"]))
    return {
        **{name: number(value) for name, value in place.items()},
        "from": number(low),
        "length": number(high - low),
        "ticks": [number(share(tick, steps)) for tick in range(steps + 1)],
    }


def week(chosen: Iterable[int | str], first_day: int = 0) -> list[dict[str, Any]]:
    """The 168 hours of a week as 24 rows of 7 cells.

    `chosen` are hours of the week, 0 being Monday from 00:00 to 01:00.
    `first_day` (0 Monday to 6 Sunday) is the day that stands first.
    """
    wanted = {int(hour) for hour in chosen}
    order = [(first_day + step) % DAYS for step in range(DAYS)]
    return [
        {
            "hour": hour,
            "clock": f"{hour:02d}:00",
            "cells": [{"day": d, "value": d * HOURS + hour, "chosen": d * HOURS + hour in wanted} for d in order],
        }
        for hour in range(HOURS)
    ]
