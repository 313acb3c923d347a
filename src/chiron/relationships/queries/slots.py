"""When everybody in a relationship could meet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chiron.core import clock, encryption
from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron.programmes.rules import thawed
from chiron.relationships import policies, rules
from chiron.relationships.models import Meeting
from chiron.relationships.queries import words
from chiron.relationships.queries.meetings import last_met, meetings_of
from chiron.relationships.queries.relationships import Mine
from chiron.scheduling import queries as scheduling
from chiron.scheduling.rules import Found, Timetable
from chiron_blueprint.schema.model import Blueprint, Cadence


@dataclass(frozen=True)
class Slot:
    """A common time as it is offered: the instant as text for the form, its words, and why it suits the reader."""

    value: str
    starts_at: datetime
    ends_at: datetime
    why: str
    comfort: int
    is_best: bool = False


@dataclass(frozen=True)
class Times:
    """Common times, the most comfortable first, and who has not said when they are free."""

    slots: list[Slot]
    unknown: list[str]
    is_later: bool


def cadence_of(mine: Mine) -> Cadence:
    """Return how often and how long the programme wants people to meet."""
    return _blueprint(mine).cadence or Cadence(meetings=4, every_days=90, minutes=rules.USUAL_MINUTES)


def times_for(
    mine: Mine, *, minutes: int, is_soon: bool = False, moving: Meeting | None = None, most: int = 6
) -> Times:
    """Return common times of everybody in a relationship, spaced from the last meeting unless *is_soon*.

    The time of a meeting that is *moving* counts as free for a longer or shorter one; itself it is no other time.
    """
    from chiron.scheduling.rules import search  # loads numpy

    now, every = clock.now(), cadence_of(mine).every_days
    last_time = moving.starts_at - timedelta(days=every) if moving else last_met(meetings_of(mine))
    first, last, ideal = rules.window(now, last_time, every, is_soon=is_soon)
    people, tables = _timetables(mine, first, last, moving.pk if moving else None)
    found = search.common_times(tables, search.Wanted(minutes, first, last, ideal), most=most + 1)
    present = (moving.starts_at, moving.ends_at) if moving else None
    found = [each for each in found if (each.starts_at, each.ends_at) != present][:most]
    unknown = [one.short_name for one, table in zip(people, tables, strict=True) if not table.is_known]
    slots = [_slot(each, is_best=at == 0) for at, each in enumerate(found)]
    in_order = sorted(slots, key=lambda each: each.starts_at)
    return Times(in_order, unknown, first > now + timedelta(days=7))


def why_now(mine: Mine, starts_at: datetime, ends_at: datetime, without: UUID) -> str:
    """Return why the time of a booked meeting suits the reader."""
    around = scheduling.around(mine.member.person_id, starts_at, ends_at, without=without)
    return words.around(around, starts_at)


def who_is_not_free(mine: Mine, starts_at: datetime, minutes: int, without: UUID | None = None) -> list[str]:
    """Return the names of those for whom a time chosen by hand lies outside what they said; they are asked anyway."""
    from chiron.scheduling.rules import search

    people, tables = _timetables(mine, starts_at, starts_at, without)
    return [
        mine.who(one.pk)
        for one, table in zip(people, tables, strict=True)
        if table.is_known and not search.is_free(table, starts_at, minutes)
    ]


def _timetables(
    mine: Mine, first: datetime, last: datetime, without: UUID | None
) -> tuple[list[Person], list[Timetable]]:
    people = _people(mine)
    return people, scheduling.timetables(people, first, last, usual=_usual(mine), without=without)


def _people(mine: Mine) -> list[Person]:
    """The members with what tells their zone, the reader first."""
    members = mine.relationship.members.filter(left_at__isnull=True)
    rows = {each.person_id: each.person for each in members.select_related("person__account", "person__institution")}
    return [rows[each.person_id] for each in mine.everybody if each.person_id in rows]


def _usual(mine: Mine) -> dict[UUID, int]:
    """The hours of the week that people gave when they applied."""
    rows = list(policies.applications_of(each.enrolment_id for each in mine.everybody).select_related("enrolment"))
    encryption.preload(row.person_id for row in rows)
    found = {}
    for row in rows:
        questions = _blueprint(mine).side(row.enrolment.side)
        asked = next((each.id for each in questions if each.kind == "availability"), None)
        said = thawed(row.answers).get(asked, 0) if asked else 0
        if isinstance(said, int):
            found[row.person_id] = said
    return found


def _blueprint(mine: Mine) -> Blueprint:
    return programmes.blueprint_of(mine.relationship.cohort)


def _slot(found: Found, *, is_best: bool) -> Slot:
    why = words.around(found.around[0], found.starts_at)
    return Slot(found.starts_at.isoformat(), found.starts_at, found.ends_at, why, found.comfort, is_best)
