"""Evenings of short talks and groups, as their pages and files show them, and what they are worked out from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chiron.boundaries import policies as boundaries
from chiron.core import clock
from chiron.matching import policies, rules
from chiron.matching.models import Gathering
from chiron.matching.queries.inputs import as_person, everybody_of
from chiron.matching.queries.kept import SIDES
from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort
from chiron.programmes.rules import showing
from chiron.relationships import rules as relating
from chiron.relationships.actions import GroupOffer
from chiron_blueprint import hours

GROUP_FORMS = ("circle", "group")


@dataclass(frozen=True)
class Round:
    """One round of an evening: its number and its time."""

    number: int
    begins: str
    ends: str


@dataclass(frozen=True)
class Line:
    """One person's evening: a cell a round, the names of whom they talk with."""

    name: str
    cells: list[str]


@dataclass(frozen=True)
class Schedule:
    """An evening as it is printed: the rounds, and a line for each mentor and for each mentee, by name."""

    rounds: list[Round]
    mentors: list[Line]
    mentees: list[Line]
    talks: int


@dataclass(frozen=True)
class Group:
    """A group as it is shown: its members and its leader by today's names, and when all can."""

    number: int
    members: list[str]
    leader: str
    when: str


@dataclass(frozen=True)
class Groups:
    """What was formed: the groups, and those for whom there was none."""

    groups: list[Group]
    unplaced: list[str] = field(default_factory=list)


def gathered(cohort: Cohort, *, is_free: bool = False) -> rules.Pairing:
    """Return everybody of *cohort* as they stand today, with whom they are kept apart and the coordinator's forbids.

    *is_free*: without the mentees who are with somebody, or in a group, already.
    """
    every = everybody_of(cohort)
    if is_free:
        settled = {"memberships__relationship__state__in": relating.CURRENT}
        busy = set(cohort.enrolments.filter(**settled).values_list("pk", flat=True))
        every = [each for each in every if each.side == "mentor" or each.enrolment_id not in busy]
    people = {side: [as_person(each) for each in every if each.side == side] for side in SIDES}
    forbidden = cohort.pair_rules.filter(kind="forbid").values_list("mentee_id", "mentor_id")
    return rules.Pairing(
        blueprint=programmes.blueprint_of(cohort),
        mentees=people["mentee"],
        mentors=people["mentor"],
        rules=[rules.Rule(str(mentee), str(mentor), "forbid") for mentee, mentor in forbidden],
        apart=_apart(every),
        group={str(each.enrolment_id): str(each.answers.get("__group__", "")) for each in every},
    )


def _apart(every: list[Any]) -> frozenset[tuple[str, str]]:
    standing: dict[UUID, list[str]] = {}
    for each in every:
        standing.setdefault(each.person_id, []).append(str(each.enrolment_id))
    pairs = boundaries.pairs_apart(standing)
    return frozenset(
        (one, other) for low, high in pairs for one in standing.get(low, ()) for other in standing.get(high, ())
    )


def gathering_for(person: Person, pk: UUID, kind: str) -> Gathering:
    """Return a gathering of a cohort that *person* coordinates; 404 otherwise."""
    rows = policies.visible_gatherings(person).select_related("cohort__programme__institution")
    found = rows.filter(pk=pk, kind=kind).first()
    if found is None:
        raise Http404
    return found


def latest_gathering(person: Person, cohort: Cohort, kind: str) -> Gathering | None:
    """Return what was worked out last."""
    rows = policies.visible_gatherings(person).filter(cohort=cohort, kind=kind)
    return rows.select_related("cohort__programme__institution").order_by("-created_at").first()


def _names(cohort: Cohort) -> dict[str, str]:
    rows = cohort.enrolments.filter(person__erased_at__isnull=True).values_list("pk", "person__name")
    return {str(pk): name for pk, name in rows}


def schedule_of(evening: Gathering) -> Schedule:
    """Return an evening by today's names."""
    table, asked, names = evening.made["rounds"], evening.asked, _names(evening.cohort)
    times = rules.clocks(asked["begins"], asked["rounds"], asked["minutes"], asked["pause"])
    rounds = [Round(at + 1, _clock(begins), _clock(ends)) for at, (begins, ends) in enumerate(times)]
    mentors = [
        Line(_name(names, pk), [_listed(names, cells.get(at, [])) for at in range(len(table))])
        for pk, cells in rules.by_mentor(table).items()
    ]
    mentees = [
        Line(_name(names, pk), [_listed(names, [cells[at]] if at in cells else []) for at in range(len(table))])
        for pk, cells in rules.by_mentee(table).items()
    ]
    by_name = {"key": lambda line: line.name}
    return Schedule(rounds, sorted(mentors, **by_name), sorted(mentees, **by_name), sum(map(len, table)))  # type: ignore[call-overload]


def _listed(names: dict[str, str], ids: list[str]) -> str:
    return ", ".join(sorted(_name(names, pk) for pk in ids))


def _name(names: dict[str, str], pk: str) -> str:
    return names.get(pk) or _("somebody erased")


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def schedule_table(evening: Gathering) -> tuple[list[str], Iterator[list[Any]]]:
    """Return heading and rows of the file of an evening: a row a talk."""
    names, asked = _names(evening.cohort), evening.asked
    times = rules.clocks(asked["begins"], asked["rounds"], asked["minutes"], asked["pause"])
    heading = [_("Round"), _("Begins"), _("Ends"), _("Mentor"), _("Mentee")]
    rows = (
        [at + 1, _clock(begins), _clock(ends), _name(names, mentor), _name(names, mentee)]
        for at, ((begins, ends), talks) in enumerate(zip(times, evening.made["rounds"], strict=True))
        for mentee, mentor in sorted(talks, key=lambda talk: (_name(names, talk[1]), _name(names, talk[0])))
    )
    return heading, rows


def groups_of(formed: Gathering) -> Groups:
    """Return groups by today's names, with the hours at which all can, in the institution's time."""
    names, made = _names(formed.cohort), formed.made
    language = get_language() or "en"
    groups = [
        Group(
            number=at + 1,
            members=sorted(_name(names, pk) for pk in members),
            leader=_name(names, leader) if leader else "",
            when=_when(formed, mask, language),
        )
        for at, (members, leader, mask) in enumerate(_groups(made))
    ]
    return Groups(groups, sorted(_name(names, pk) for pk in made["unplaced"]))


def groups_table(formed: Gathering) -> tuple[list[str], Iterator[list[Any]]]:
    """Return heading and rows of the file of groups: a row a person."""
    found = groups_of(formed)
    heading = [_("Group"), _("Name"), _("Role"), _("When all can")]
    return heading, _group_rows(found)


def _group_rows(found: Groups) -> Iterator[list[Any]]:
    for group in found.groups:
        people = [(group.leader, _("facilitator"))] if group.leader else []
        for name, role in [*people, *((each, _("member")) for each in group.members)]:
            yield [group.number, name, role, group.when]
    for name in found.unplaced:
        yield ["", name, _("in no group"), ""]


def _groups(made: dict[str, Any]) -> Iterator[tuple[list[str], str, int]]:
    for members, leader, mask in zip(made["groups"], made["leaders"], made["hours"], strict=True):
        yield members, leader, int(mask, 16)


def _when(formed: Gathering, mask: int, language: str) -> str:
    zone = formed.cohort.programme.institution.time_zone
    return "" if mask == hours.WEEK else showing.week(hours.from_utc(mask, zone, clock.today()), language)


def group_kind(cohort: Cohort) -> str:
    """Return the kind of relationship that a group of this programme is, as its blueprint says."""
    types = programmes.blueprint_of(cohort).relationships
    return next((each.id for each in types if each.form in GROUP_FORMS), "circle")


def group_offers(formed: Gathering) -> list[GroupOffer]:
    """Return groups as they are offered, numbered after those that the cohort has already."""
    there = formed.cohort.enrolments.in_bulk(_ids(formed))
    by_id = {str(pk): each for pk, each in there.items()}
    first = formed.cohort.relationships.filter(kind=group_kind(formed.cohort)).count() + 1
    return [
        GroupOffer(
            name=_("Group %(number)d") % {"number": first + at},
            members=[by_id[pk] for pk in members if pk in by_id],
            leader=by_id.get(leader),
            why=_why(formed, mask),
        )
        for at, (members, leader, mask) in enumerate(_groups(formed.made))
    ]


def _ids(formed: Gathering) -> list[str]:
    return [pk for members, leader, _mask in _groups(formed.made) for pk in (*members, leader) if pk]


def _why(formed: Gathering, mask: int) -> dict[str, list[str]]:
    said = {"en": "**When all of you can.** %s.", "es": "**Cuándo pueden todas las personas.** %s."}
    when = {language: _when(formed, mask, language) for language in said}
    return {language: [text % when[language]] for language, text in said.items() if when[language]}
