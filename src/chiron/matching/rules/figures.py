"""What a run comes to, in figures that two runs can be compared by."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from statistics import fmean
from typing import Any

from chiron.matching.rules.solving import Outcome

LOWEST, HIGHEST, BINS = 0, 10_000, 10


def figures(outcome: Outcome, seconds: float, group: Mapping[str, str], threshold: int) -> dict[str, Any]:
    """Counts, total, mean, worst-off tenth, histogram, mentors' load and reasons. Fit in hundredths of a point.

    ``group`` says of each mentee to which group (stage) they belong; groups with fewer than *threshold* pairs are
    never compared.
    """
    fits = sorted(line.fit for line in outcome.found if line.fit is not None)
    start, width = _axis(fits)
    tenth = fits[: max(1, len(fits) // 10)] if fits else []
    places = sum(capacity for _, capacity in outcome.load.values())
    return {
        "mentees": len(outcome.found),
        "mentors": len(outcome.load),
        "places": places,
        "matched": len(fits),
        "total": sum(fits),
        "mean": round(fmean(fits)) if fits else 0,
        "worst": round(fmean(tenth)) if tenth else 0,
        "histogram": [sum(1 for fit in fits if _bin(fit, start, width) == at) for at in range(BINS)],
        "bins": [f"{(start + at * width) // 100}–{(start + (at + 1) * width) // 100}" for at in range(BINS)],
        "load": _load(outcome),
        "reasons": _reasons(outcome),
        "places_that_help": outcome.places,
        **_between_groups(outcome, group, threshold),
        "seconds": round(seconds, 2),
    }


def _axis(fits: list[int]) -> tuple[int, int]:
    """Where the histogram starts and how wide a bin is: whole points, the top always 100."""
    lowest = fits[0] if fits else LOWEST
    start = lowest // 1000 * 1000
    return start, max(100, (HIGHEST - start) // BINS)


def _bin(fit: int, start: int, width: int) -> int:
    return min(BINS - 1, (fit - start) // width)


def _load(outcome: Outcome) -> dict[str, int]:
    kinds = Counter(
        "none" if not used else "full" if used >= capacity else "part" for used, capacity in outcome.load.values()
    )
    return {kind: kinds[kind] for kind in ("full", "part", "none")}


def _reasons(outcome: Outcome) -> list[dict[str, Any]]:
    counted = Counter(line.reason for line in outcome.found if line.mentor is None)
    return [{"code": code, "count": count} for code, count in counted.most_common()]


def _between_groups(outcome: Outcome, group: Mapping[str, str], threshold: int) -> dict[str, Any]:
    """The largest difference in mean fit between groups of a size that may be shown; None where there are not two."""
    fits: dict[str, list[int]] = defaultdict(list)
    for line in outcome.found:
        if line.fit is not None and group.get(line.mentee):
            fits[group[line.mentee]].append(line.fit)
    means = [fmean(each) for each in fits.values() if len(each) >= threshold]
    gap = round(max(means) - min(means)) if len(means) > 1 else None
    return {"gap": gap, "groups": len(means), "threshold": threshold}
