"""What a run comes to, in figures that two runs can be compared by."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from statistics import fmean
from typing import Any

from chiron.matching.rules.solving import Outcome

#: The axis of fit is the same for every run: two can always be laid over each other.
HIGHEST, BINS = 10_000, 20
WIDTH = HIGHEST // BINS


def figures(outcome: Outcome, seconds: float, group: Mapping[str, str], threshold: int) -> dict[str, Any]:
    """Counts, total, mean, worst-off tenth, histogram, mentors' load and reasons. Fit in hundredths of a point.

    ``group`` says of each mentee to which group (stage) they belong; groups with fewer than *threshold* pairs are
    never compared.
    """
    fits = sorted(line.fit for line in outcome.found if line.fit is not None)
    tenth = fits[: max(1, len(fits) // 10)] if fits else []
    places = sum(capacity for _, capacity in outcome.load.values())
    return {
        "mentees": len({line.mentee for line in outcome.found}),
        "mentors": len(outcome.load),
        "places": places,
        "matched": len({line.mentee for line in outcome.found if line.mentor}),
        "pairs": len(fits),
        "total": sum(fits),
        "mean": round(fmean(fits)) if fits else 0,
        "worst": round(fmean(tenth)) if tenth else 0,
        "histogram": _histogram(fits),
        "bins": [f"{at * WIDTH // 100}–{(at + 1) * WIDTH // 100}" for at in range(BINS)],
        "load": _load(outcome),
        "reasons": _reasons(outcome),
        "places_that_help": outcome.places,
        "disturbed": outcome.disturbed,
        "needs": outcome.needs,
        **_between_groups(outcome, group, threshold),
        "seconds": round(seconds, 2),
    }


def _histogram(fits: list[int]) -> list[int]:
    counted = Counter(min(BINS - 1, fit // WIDTH) for fit in fits)
    return [counted[at] for at in range(BINS)]


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
