"""The closing as its members read it, and one's own relationships through the years."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chiron.boundaries import queries as boundaries
from chiron.boundaries.models import Hold
from chiron.core import clock, encryption
from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.models import Closing, Member, Relationship, RelationshipTransition
from chiron.relationships.queries.lifecycle import transitions_of
from chiron.relationships.queries.relationships import Mine
from chiron.relationships.queries.timeline import entries, panel

WISHES: dict[str, Promise | str] = {
    "renew": gettext_lazy("Go on as we are"),
    "informal": gettext_lazy("Stay in touch, without the programme"),
    "rematch": gettext_lazy("Somebody else for the next while"),
    "rest": gettext_lazy("Rest for now"),
}


def closings_of(mine: Mine) -> list[Closing]:
    """Return what was said at the closing that is open, or at the last one; one query a page."""
    if "closings" not in mine.kept:
        was_opened = any(each.to_state in ("closing",) for each in transitions_of(mine))
        mine.kept["closings"] = list(mine.relationship.closings.order_by("said_at")) if was_opened else []
    rows: list[Closing] = mine.kept["closings"]
    latest = max((each.opening for each in rows), default=0)
    return [each for each in rows if each.opening == latest]


def said_at_closing(relationship: Relationship) -> set[UUID]:
    """Return who has looked back at the closing that is open, or was the last one."""
    said = relationship.closings.filter(opening=last_opening(relationship))
    return set(said.values_list("person_id", flat=True))


def last_opening(relationship: Relationship) -> int:
    """Return the sequence of the transition that opened the closing, last; a pause in between opens none anew."""
    opened: int | None = _openings(relationship.transitions.all()).aggregate(last=Max("sequence"))["last"]
    return opened or 0


def settles_on(relationship: Relationship) -> date:
    """Return when the closing that is open is settled whatever was said; what was paused has as long again."""
    opened = relationship.transitions.filter(to_state="closing").order_by("-sequence").values_list("at", flat=True)[0]
    return _settles_on(opened, relationship)


def _settles_on(opened: datetime, relationship: Relationship) -> date:
    day = timezone.localdate(opened)
    return rules.following.settles_on(day, relationship.ends_on or day)


def to_settle(closing: QuerySet[Relationship]) -> list[Relationship]:
    """Return those of some open closings that are to be settled whatever was said."""
    opened = RelationshipTransition.objects.filter(relationship=OuterRef("pk"), to_state="closing")
    rows = closing.annotate(opened=Subquery(opened.order_by("-sequence").values("at")[:1])).order_by("pk")
    return [each for each in rows if _settles_on(each.opened, each) <= clock.today()]


def _openings(rows: QuerySet[RelationshipTransition]) -> QuerySet[RelationshipTransition]:
    return rows.filter(to_state="closing").exclude(from_state="suspended")


def has_looked_back(person: Person) -> Exists:
    """Whether *person* looked back since the closing opened, last, of the relationship of the place at hand."""
    openings = _openings(RelationshipTransition.objects.filter(relationship=OuterRef("relationship")))
    latest = Subquery(openings.order_by("-sequence").values("sequence")[:1])
    return Exists(Closing.objects.filter(relationship=OuterRef("relationship"), person=person, opening=latest))


def own_closing(mine: Mine) -> Closing | None:
    """Return what the reader said at the closing that is open; None where they have not."""
    if mine.relationship.state not in ("closing",):
        return None
    return next((each for each in _said(mine) if each.person_id == mine.member.person_id), None)


def _said(mine: Mine) -> list[Closing]:
    """What was said at the closing that was opened last, as `last_opening` has it."""
    opened = [each for each in transitions_of(mine) if each.to_state == "closing" and each.from_state != "suspended"]
    latest = max((each.sequence for each in opened), default=0)
    return [each for each in closings_of(mine) if each.opening == latest]


@dataclass(frozen=True)
class Leaving:
    """What the panel offers: the closing, and the way out that is always open."""

    is_closing: bool
    waits_for_me: bool
    others: str


@panel("ending", column="start", position=90)
def ending_panel(mine: Mine) -> Leaving | None:
    """How it may end: by a closing conversation, or any day without a reason."""
    if not mine.is_live:
        return None
    is_closing = mine.relationship.state in ("closing",)
    return Leaving(is_closing, is_closing and own_closing(mine) is None, mine.others_named)


@entries
def closing_entries(mine: Mine) -> Iterable[rules.Entry]:
    """Tell what each said at the end."""
    closings_of(mine)
    rows: list[Closing] = mine.kept["closings"]
    encryption.preload(each.person_id for each in rows)
    for each in rows:
        who = mine.who(each.person_id)
        on = formats.date_format(timezone.localdate(each.said_at), "MONTH_DAY_FORMAT")
        notes = [rules.Note(text, who, on) for text in (each.achieved, each.learned) if text]
        title = _("%(name)s looked back") % {"name": who}
        if each.person_id == mine.member.person_id:
            title = _("You looked back")
        yield rules.Entry(at=each.said_at, icon="flag", title=title, second=str(WISHES[each.wish]), notes=tuple(notes))


@dataclass(frozen=True)
class Chapter:
    """One relationship in somebody's own timeline: where, with whom, from when to when, what they said of it."""

    where: str
    who: str
    role: str
    since: datetime | None
    until: datetime | None
    state: str
    url: str
    achieved: str

    @property
    def is_live(self) -> bool:
        """Whether it goes on today."""
        return self.state in rules.LIVE


def chapters(person: Person) -> list[Chapter]:
    """Return every relationship that *person* was in, in every programme and institution, the latest first."""
    rows = policies.own_memberships(person).select_related("relationship__cohort__programme__institution")
    members = list(rows.prefetch_related("relationship__members__person").order_by("-relationship__began_at", "pk"))
    readable = set(policies.visible_relationships(person).values_list("pk", flat=True))
    closings = list(policies.own_closings(person).order_by("said_at"))
    encryption.preload({each.person_id for each in closings})
    said: dict[UUID, list[str]] = {}
    for each in closings:  # what was renewed is looked back on more than once
        said.setdefault(each.relationship_id, []).append(each.achieved)
    return [_chapter(each, said.get(each.relationship_id, []), each.relationship_id in readable) for each in members]


def _chapter(member: Member, achieved: list[str], is_open: bool) -> Chapter:
    relationship: Any = member.relationship
    programme = relationship.cohort.programme
    others = [each.person.name or _("somebody erased") for each in relationship.members.all() if each.pk != member.pk]
    return Chapter(
        where=f"{programme.institution.name}: {programme.name}, {relationship.cohort.name}",
        who=relationship.name or ", ".join(others),
        role=member.get_role_display(),
        since=relationship.began_at,
        until=member.left_at or relationship.ended_at,
        state=relationship.state,
        url=reverse("relationships:relationship", args=[relationship.pk]) if is_open else "",
        achieved="\n\n".join(text for text in achieved if text),
    )


def unsaid(mine: Mine) -> list[str]:
    """Return by name who of the others has not looked back yet."""
    said = {each.person_id for each in _said(mine)}
    return [mine.who(each.person_id) for each in mine.others if each.person_id not in said]


def holds_of(person: Person) -> list[Hold]:
    """Return whom *person* asked not to be contacted by."""
    return boundaries.holds_of(person)
