"""Next year's cohort: its name, its days, and which answers go with somebody into it."""

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from chiron_blueprint.schema.model import Blueprint

#: An archive is at the earliest so long after the last day: closings that are open still have their time.
USUAL_ARCHIVE = timedelta(days=30)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)(?:(?P<sep>[/–-])(?P<short>\d\d)(?!\d))?")


def a_year_later(day: date) -> date:
    """Return the same day of the next year; 28 February for a leap day."""
    return day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def next_name(name: str, starts_on: date) -> str:
    """Return the name of next year's cohort: every year in it one later, or the year put behind where it has none."""
    found = YEAR.sub(_later, name)
    return found if found != name else f"{name} {starts_on.year}"


def _later(found: re.Match[str]) -> str:
    long = str(int(found[0][:4]) + 1)
    short = found["short"]
    return long if short is None else f"{long}{found['sep']}{(int(short) + 1) % 100:02}"


def last_day(starts_on: date, until: date | None, *, goes_on: bool, ends_on: date, archive_on: date) -> date | None:
    """Return the last day of a role in the next year, None where it stays open.

    Who goes on holds it to the end of the new cohort at least, whoever doesn't until the old one is archived.
    """
    if goes_on:
        return None if until is None else max(until, ends_on)
    return max(archive_on, starts_on) if until is None or until > archive_on else until


def carried(
    old: Blueprint, new: Blueprint, side: str, answers: Mapping[str, Any], agreed: Collection[str]
) -> dict[str, Any]:
    """Return the answers that stand in somebody's next application, on the same side, before they look at it.

    Those to questions that the new version still asks in the same kind. When they are free is asked anew, and so is
    every consent that is not among *agreed*: the questions to whose very words they agree today. Identity answers are
    kept apart and are never given here.
    """
    before = {each.id: each for each in old.side(side)}
    kept = {
        each.id
        for each in new.side(side)
        if each.id in before and each.kind == before[each.id].kind and not each.identity
        if each.kind != "availability" and (each.kind != "consent" or each.id in agreed)
    }
    return {question: value for question, value in answers.items() if question in kept}


def asked_anew(old: Blueprint, new: Blueprint) -> dict[str, list[str]]:
    """Return by side the consents whose words are other ones in the new version, or that it asks for the first time."""
    found: dict[str, list[str]] = {}
    for side in ("mentee", "mentor"):
        before = {each.id: each for each in old.side(side) if each.kind == "consent"}
        found[side] = [
            each.id
            for each in new.side(side)
            if each.kind == "consent" and (each.id not in before or before[each.id].ask != each.ask)
        ]
    return found
