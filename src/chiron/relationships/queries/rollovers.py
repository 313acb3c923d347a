"""What next year's cohort would be, exactly, before anything is made."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.people.models import Person
from chiron.programmes import actions as programme_actions
from chiron.programmes import policies as programme_policies
from chiron.programmes import queries as programmes
from chiron.programmes.models import BlueprintVersion, Cohort, Enrolment, ProgrammeRole
from chiron.programmes.rules import rollovers as naming
from chiron.relationships import policies, rules
from chiron.relationships.models import Relationship
from chiron.relationships.queries.relationships import names_in
from chiron_blueprint import words

#: The groups in which people of a cohort stand, in this order, and whether they are usually asked again.
GROUPS: dict[str, tuple[Promise | str, bool]] = {
    "again": (_("Willing to go on"), True),
    "becomes": (_("Would like to become a mentor"), True),
    "nobody": (_("With nobody, from the start or now"), True),
    "unsaid": (_("Nothing said yet about going on"), False),
    "unanswered": (_("Invitation never answered"), False),
}


@dataclass(frozen=True)
class Someone:
    """Somebody who can be asked again, and on which side."""

    enrolment_id: UUID
    name: str
    side: str

    @property
    def key(self) -> str:
        """How a form names them."""
        return f"{self.enrolment_id}:{self.side}"


@dataclass(frozen=True)
class Group:
    """People of one side who stand alike: asked again together, one or the other left out."""

    key: str
    side: str
    label: str
    is_usual: bool
    people: list[Someone]

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{self.side}:{self.key}"


@dataclass(frozen=True)
class GoingOn:
    """A pair or group that was renewed, and its members."""

    pk: UUID
    names: str


@dataclass(frozen=True)
class Leaving:
    """What a cohort leaves to the next: who can be asked again, what goes on, what is still open, who rests."""

    cohort: Cohort
    groups: list[Group]
    going_on: list[GoingOn]
    undecided: int
    resting: int
    roles: list[ProgrammeRole]
    versions: list[BlueprintVersion]


@dataclass(frozen=True)
class Plan:
    """What would be made, in the words of a preview; ``seen`` changes with anything in it."""

    name: str
    starts_on: date
    ends_on: date
    archive_on: date
    version: BlueprintVersion
    changes: list[str]
    consents: list[str]
    asked: dict[str, list[Someone]]
    going_on: list[GoingOn]
    roles: list[tuple[ProgrammeRole, date | None]]
    kept: frozenset[UUID] | None
    seen: str = field(default="")

    @property
    def again(self) -> list[programme_actions.Again]:
        """Whom the action enrols."""
        return [
            programme_actions.Again(each.enrolment_id, each.side) for people in self.asked.values() for each in people
        ]

    @property
    def roles_after(self) -> list[ProgrammeRole]:
        """The roles as they would be held, unsaved."""
        return [ProgrammeRole(person=held.person, role=held.role, ends_on=last) for held, last in self.roles]

    @property
    def has_coordinator(self) -> bool:
        """Whether somebody coordinates it until its last day."""
        lasting = [held for held, last in self.roles if last is None or last >= self.ends_on]
        return any(programme_policies.is_coordinating(held) for held in lasting)


def suggested(cohort: Cohort) -> dict[str, Any]:
    """Return what the form says first: everything a year later."""
    starts_on, ends_on = naming.a_year_later(cohort.starts_on), naming.a_year_later(cohort.ends_on)
    return {
        "cohort_name": naming.next_name(cohort.name, starts_on),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "archive_on": max(cohort.ends_on, clock.today()) + naming.USUAL_ARCHIVE,
        "version": str(cohort.programme.blueprint_id),
    }


def leaving(person: Person, cohort: Cohort) -> Leaving:
    """Return what *cohort*, which *person* coordinates, leaves to the next; the same queries at any size."""
    rows = policies.coordinated_relationships(person).filter(cohort=cohort)
    going_on = list(policies.renewed(rows).prefetch_related("members__person").order_by("pk"))
    carried = {each.enrolment_id for row in going_on for each in row.members.all() if each.left_at is None}
    standing = _standing(person, cohort, carried)
    groups = [
        Group(key, side, str(GROUPS[key][0]), GROUPS[key][1], standing[side, key])
        for side in ("mentee", "mentor")
        for key in GROUPS
        if standing.get((side, key))
    ]
    return Leaving(
        cohort=cohort,
        groups=groups,
        going_on=[GoingOn(each.pk, names_in(each)) for each in going_on],
        undecided=_undecided(rows, cohort, [each.pk for each in going_on]),
        resting=len(standing.get(("", "resting"), [])),
        roles=programmes.roles_of(person, cohort.programme),
        versions=list(programmes.versions_of(person, cohort.programme.blueprint.key)),
    )


def _undecided(rows: QuerySet[Relationship], cohort: Cohort, going_on: Collection[UUID]) -> int:
    """How many end with the cohort unless they are renewed; what was promised a later day does not."""
    open_still = rows.filter(state__in=rules.STANDING).exclude(pk__in=going_on)
    return open_still.exclude(state__in=rules.LIVE, ends_on__gt=suggested(cohort)["archive_on"]).count()


def _standing(person: Person, cohort: Cohort, carried: Collection[UUID]) -> dict[tuple[str, str], list[Someone]]:
    """Everybody of the cohort by side and group; whoever goes on with somebody is in none."""
    wishes, becoming = _wishes(person, cohort)
    enrolled = programmes.people_of(person, cohort).exclude(state="withdrawn")
    found: dict[tuple[str, str], list[Someone]] = defaultdict(list)
    rows = list(enrolled)
    members = policies.coordinated_members(person).filter(relationship__cohort=cohort, left_at__isnull=True)
    together = set(members.filter(relationship__state__in=rules.CURRENT).values_list("enrolment_id", flat=True))
    mentors = {row.person_id for row in rows if row.side == "mentor"}
    for row in rows:
        if row.pk in becoming and row.person_id not in mentors:
            found["mentor", "becomes"].append(Someone(row.pk, _name(row), "mentor"))
        if row.pk in carried:
            continue
        waits_beside = row.state == "waiting" and row.pk in together
        key = _group("matched" if waits_beside else row.state, wishes.get(row.pk, set()))
        if key == "resting":
            found["", key].append(Someone(row.pk, "", row.side))
        else:
            found[row.side, key].append(Someone(row.pk, _name(row), row.side))
    return found


def _name(row: Enrolment) -> str:
    return row.person.name or row.person.email


def _group(state: str, wishes: set[str]) -> str:
    if wishes & {"renew", "rematch"}:
        return "again"
    if wishes or state == "closed":
        return "resting"
    return {"invited": "unanswered", "matched": "unsaid"}.get(state, "nobody")


def _wishes(person: Person, cohort: Cohort) -> tuple[dict[UUID, set[str]], set[UUID]]:
    """How each enrolment's person wants to go on, by the latest closing of each relationship; who becomes a mentor."""
    said = policies.coordinated_wishes(person).filter(relationship__cohort=cohort).order_by("opening")
    latest = {(each.relationship_id, each.person_id): each for each in said}
    members = policies.coordinated_members(person).filter(relationship__cohort=cohort)
    enrolment = {
        (relationship, who): pk
        for relationship, who, pk in members.values_list("relationship_id", "person_id", "enrolment_id")
    }
    wishes: dict[UUID, set[str]] = defaultdict(set)
    becoming: set[UUID] = set()
    for key, each in latest.items():
        if key in enrolment:
            wishes[enrolment[key]].add(each.wish)
            becoming |= {enrolment[key]} if each.becomes_mentor else set()
    return wishes, becoming


def plan(person: Person, left: Leaving, said: Mapping[str, Any]) -> Plan:
    """Return what would be made of *left* as the form *said* it, with the mark of all that was seen."""
    programme, version = left.cohort.programme, _version(left, said["version"])
    out = set(said["leave_out"])
    asked = {
        side: [
            each
            for group in left.groups
            if group.side == side and group.value in said["groups"]
            for each in group.people
            if each.key not in out
        ]
        for side in ("mentee", "mentor")
    }
    kept = frozenset(UUID(each) for each in said["roles"]) if "roles" in said else None
    found = Plan(
        name=said["cohort_name"].strip(),
        starts_on=said["starts_on"],
        ends_on=said["ends_on"],
        archive_on=said["archive_on"],
        version=version,
        changes=programmes.changes(programme.blueprint, version) if version.pk != programme.blueprint_id else [],
        consents=_consents(left.cohort, version),
        asked=asked,
        going_on=left.going_on,
        roles=[(each, _until(each, kept, said["ends_on"], said["archive_on"])) for each in left.roles],
        kept=kept,
    )
    return replace(found, seen=_mark(found))


def _version(left: Leaving, wanted: str) -> BlueprintVersion:
    return next((each for each in left.versions if str(each.pk) == wanted), left.cohort.programme.blueprint)


def _consents(cohort: Cohort, version: BlueprintVersion) -> list[str]:
    """The consents whose words are new, as they will be read."""
    new, language = programmes.loaded(version), get_language() or "en"
    anew = naming.asked_anew(programmes.blueprint_of(cohort), new)
    texts = [words.in_language(new.question(side, each).ask, language) for side in anew for each in anew[side]]
    return list(dict.fromkeys(texts))


def _until(held: ProgrammeRole, kept: Collection[UUID] | None, ends_on: date, archive_on: date) -> date | None:
    """The last day of a role once the plan is carried out; None: open."""
    if kept is None:
        return held.ends_on
    days = {"ends_on": ends_on, "archive_on": archive_on}
    return naming.last_day(held.starts_on, held.ends_on, goes_on=held.pk in kept, **days)


def _mark(found: Plan) -> str:
    """A mark that is another one as soon as anything that the preview says is."""
    said = [
        found.name, found.starts_on, found.ends_on, found.archive_on, found.version.pk,
        sorted(each.key for people in found.asked.values() for each in people),
        sorted(str(each.pk) for each in found.going_on),
        [(held.pk, last) for held, last in found.roles],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def may_say_roles(person: Person, cohort: Cohort) -> bool:
    """Whether *person* may change who runs the programme."""
    return programme_policies.may_appoint(by=person, programme=cohort.programme)


def carried_number(person: Person, cohort: Cohort) -> int:
    """Return how many pairs and groups of *cohort* went on into the next."""
    return policies.coordinated_relationships(person).filter(carried_from=cohort).count()
