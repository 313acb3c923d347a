"""Gatherings of a cohort: an evening of short talks in rounds, and groups that can meet. Ids in, ids out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from chiron.matching.rules.reasons import Clash
from chiron.matching.rules.solving import Pairing, scoring_of
from chiron_blueprint import hours
from chiron_blueprint.answers import Person
from chiron_engine import (
    Grouping,
    GroupProblem,
    Problem,
    ProblemError,
    Report,
    SpeedProblem,
    Welfare,
    form_groups,
    plan_speed,
    solve,
    verify_groups,
    verify_speed,
)


@dataclass(frozen=True)
class Formed:
    """Groups as ids of their members, the hours each can meet (a mask, UTC), who leads each, and who has none."""

    groups: list[list[str]]
    common: list[int]
    leaders: list[str]
    unplaced: list[str]


def talks(pairing: Pairing, *, rounds: int, seats: int, seed: int) -> list[list[list[str]]]:
    """Who talks with whom in each round, as [mentee, mentor]: most talks, evenly shared, then the best fit."""
    scoring = scoring_of(pairing)
    fit, allowed = scoring.dense()
    row = {person.id: at for at, person in enumerate(scoring.mentees)}
    column = {person.id: at for at, person in enumerate(scoring.mentors)}
    barred = [(one, other) for one, other in pairing.apart]
    barred += [(rule.mentee, rule.mentor) for rule in pairing.rules if rule.kind == "forbid"]
    for one, other in barred:
        if one in row and other in column:
            allowed[row[one], column[other]] = False
    ids = [np.array([person.email for person in side]) for side in (scoring.mentees, scoring.mentors)]
    posed = SpeedProblem.from_matrix(
        fit / 100, rounds=rounds, seats=seats, allowed=allowed, mentee_id=ids[0], mentor_id=ids[1]
    )
    plan = plan_speed(posed, seed=seed)
    _check(verify_speed(posed, plan))
    return [
        [[scoring.mentees[at].id, scoring.mentors[to].id] for at, to in enumerate(each.tolist()) if to >= 0]
        for each in plan.mentor_at
    ]


def groups(pairing: Pairing, *, smallest: int, size: int, largest: int, shared: int, seed: int, on: date) -> Formed:
    """Groups of mentees with hours in common, stages mixed, nobody with whom they are kept apart; and who leads each.

    Where the application asks for no hours, everybody can always. `Clash` on sizes that contradict each other.
    """
    members, leaders = list(pairing.mentees), list(pairing.mentors)
    free = [_free(pairing, "mentee", person, on) for person in members]
    grouping = _formed(pairing, free, (smallest, size, largest), shared, seed)
    made = grouping.members()
    common = [hours.mask(each) for each in grouping.hours]
    led = _led(pairing, made, common, leaders, on)
    return Formed(
        groups=[[members[one].id for one in each] for each in made],
        common=common,
        leaders=led,
        unplaced=[members[one].id for one in grouping.unplaced],
    )


def _formed(pairing: Pairing, free: Sequence[int], sizes: tuple[int, int, int], shared: int, seed: int) -> Grouping:
    """The groups that place as many as the largest size allows, with a largest size as near to the usual as can be."""
    smallest, size, largest = sizes
    best = _with_largest(pairing, free, (smallest, size, largest), shared, seed)
    for most in range(size, largest):
        found = _with_largest(pairing, free, (smallest, size, most), shared, seed)
        if len(found.unplaced) <= len(best.unplaced):
            return found
    return best


def _with_largest(
    pairing: Pairing, free: Sequence[int], sizes: tuple[int, int, int], shared: int, seed: int
) -> Grouping:
    members = list(pairing.mentees)
    at = {person.id: place for place, person in enumerate(members)}
    try:
        posed = GroupProblem.from_availability(
            np.array([[mask >> hour & 1 for hour in range(hours.HOURS)] for mask in free], dtype=bool),
            smallest=sizes[0],
            size=sizes[1],
            largest=sizes[2],
            shared=shared,
            background=[pairing.group.get(person.id, "") for person in members],
            apart=[(at[one], at[other]) for one, other in pairing.apart if one in at and other in at],
            person_id=np.array([str(person.answers.get("__person__", person.id)) for person in members]),
        )
    except ProblemError as error:
        raise Clash({language: error.text(language) for language in ("en", "es")}) from error
    grouping = form_groups(posed, seed=seed)
    _check(verify_groups(posed, grouping))
    return grouping


def _led(
    pairing: Pairing, made: Sequence[Sequence[int]], common: Sequence[int], leaders: Sequence[Person], on: date
) -> list[str]:
    """Who leads each group: as many groups as can be, by most hours in common, nobody kept apart from a member."""
    if not made or not leaders:
        return [""] * len(made)
    free = [_free(pairing, "mentor", person, on) for person in leaders]
    shared = np.array([[(mask & each).bit_count() for mask in free] for each in common], dtype=float)
    allowed = np.array(
        [[_may_lead(pairing, [pairing.mentees[one] for one in each], leader) for leader in leaders] for each in made]
    )
    posed = Problem.from_matrix(
        shared, capacity=[person.capacity for person in leaders], allowed=allowed & (shared > 0)
    )
    solved = solve(posed, method="welfare", options=Welfare(everybody_first=True))
    return ["" if to < 0 else leaders[to].id for to in solved.mentor_of.tolist()]


def _may_lead(pairing: Pairing, members: Sequence[Person], leader: Person) -> bool:
    human = leader.answers.get("__person__")
    return not any((one.id, leader.id) in pairing.apart or one.answers.get("__person__") == human for one in members)


def _free(pairing: Pairing, side: str, person: Person, on: date) -> int:
    """The hours at which somebody can, as a mask in UTC; the whole week where nobody is asked."""
    asked = [each.id for each in pairing.blueprint.side(side) if each.kind == "availability"]
    if not asked:
        return hours.WEEK
    said: Any = person.answers.get(asked[0]) or 0
    return hours.in_utc(int(said), person.zone, on)


def _check(report: Report) -> None:
    if not report.ok:
        failed = ", ".join(check.name for check in report.failures)
        raise AssertionError(f"the engine's answer did not pass its own verification: {failed}")


def clocks(begins: int, rounds: int, minutes: int, pause: int) -> list[tuple[int, int]]:
    """Beginning and end of each round in minutes after midnight."""
    return [(begins + at * (minutes + pause), begins + at * (minutes + pause) + minutes) for at in range(rounds)]


def by_mentor(table: Sequence[Sequence[Sequence[str]]]) -> dict[str, dict[int, list[str]]]:
    """Whom each mentor talks with in each round."""
    found: dict[str, dict[int, list[str]]] = {}
    for number, talks_of in enumerate(table):
        for mentee, mentor in talks_of:
            found.setdefault(mentor, {}).setdefault(number, []).append(mentee)
    return found


def by_mentee(table: Sequence[Sequence[Sequence[str]]]) -> dict[str, dict[int, str]]:
    """Whom each mentee talks with in each round."""
    found: dict[str, dict[int, str]] = {}
    for number, talks_of in enumerate(table):
        for mentee, mentor in talks_of:
            found.setdefault(mentee, {})[number] = mentor
    return found
