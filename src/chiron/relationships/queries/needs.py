"""What people asked for, and in which of their meetings it came up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import formats, timezone
from django.utils.translation import get_language

from chiron.core import clock, encryption
from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort, Enrolment
from chiron.relationships import policies, rules
from chiron.relationships.models import Meeting, Member, NeedsReview, Relationship
from chiron.relationships.queries.lifecycle import counted_from
from chiron.relationships.queries.meetings import meetings_of
from chiron.relationships.queries.relationships import Mine
from chiron.relationships.queries.timeline import panel
from chiron_blueprint import words
from chiron_blueprint.schema.model import Cadence

#: So many of the latest meetings stand side by side.
SHOWN = 6


#: So many meetings have room beside the names; the count is of all of them.
COLUMNS = 6


@dataclass(frozen=True)
class NeedsPanel:
    """What one member asked for, in which meetings it came up, and what never did; rows as `coverage` takes them."""

    who: str
    is_me: bool
    rows: list[dict[str, Any]]
    columns: list[str]
    missing: list[str]
    is_past_half: bool
    enrolment_id: UUID

    @property
    def met(self) -> int:
        """How many of what was asked for have come up."""
        return len(self.rows) - len(self.missing)


def dimension_names(cohort: Cohort) -> dict[str, str]:
    """Return what people can ask for in a cohort, by id, in the reader's language and the blueprint's order."""
    language = get_language() or "en"
    options = rules.dimensions(programmes.blueprint_of(cohort))
    return {option.id: words.in_language(option.label, language) for option in options}


def needs_of(person: Person, cohort: Cohort, enrolments: Mapping[UUID, UUID]) -> dict[UUID, list[str]]:
    """Return what each of *enrolments* (id: whose) of a cohort asks for, the most important first; two queries.

    What was thought over last counts; else the application, of which nothing but the needs is read here.
    """
    encryption.preload(set(enrolments.values()))
    others = set(enrolments.values()) - {person.pk}
    found: dict[UUID, list[str]] = {}
    reviews = policies.visible_needs(person) if others else policies.own_needs(person)
    for review in reviews.filter(enrolment__in=enrolments).order_by("at", "number"):
        found[review.enrolment_id] = review.needs
    left = [pk for pk in enrolments if pk not in found]
    if left:
        blueprint = programmes.blueprint_of(cohort)
        for application in policies.applications_of_learners(person).filter(enrolment__in=left):
            found[application.enrolment_id] = rules.needs_in(application.answers, blueprint)
    return {pk: found.get(pk, []) for pk in enrolments}


def needs_here(mine: Mine) -> dict[UUID, list[str]]:
    """Return what those who learn in a relationship ask for, by enrolment; read once a page."""
    if "needs" not in mine.kept:
        learners = {each.enrolment_id: each.person_id for each in mine.of_role(*rules.LEARNERS)}
        mine.kept["needs"] = needs_of(mine.member.person, mine.relationship.cohort, learners)
    return mine.kept["needs"]  # type: ignore[no-any-return]


def needs_reviews(person: Person, enrolment: Enrolment) -> list[NeedsReview]:
    """Return how one's own needs were thought over, the latest first, however two entries made one are numbered."""
    return list(policies.own_needs(person).filter(enrolment=enrolment).order_by("-at", "-number"))


@panel("needs", column="end", position=20)
def needs_panel(mine: Mine) -> list[NeedsPanel] | None:
    """Return what those who learn asked for and in which meetings it came up; nothing where nobody was asked."""
    learners = mine.of_role(*rules.LEARNERS)
    cohort = mine.relationship.cohort
    needs = needs_here(mine)
    names = dimension_names(cohort)
    held = [each for each in reversed(meetings_of(mine).past) if each.state == "held"]
    panels = [_panel(mine, member, [each for each in needs[member.enrolment_id] if each in names], names, held)
              for member in learners]  # fmt: skip
    return [each for each in panels if each.rows] or None


def _panel(mine: Mine, member: Member, needs: list[str], names: dict[str, str], held: list[Meeting]) -> NeedsPanel:
    rows = rules.coverage(needs, [each.touched for each in held])
    return NeedsPanel(
        who=mine.who(member.person_id),
        is_me=member.pk == mine.member.pk,
        rows=[{"name": names[row.need], "dots": row.dots[-COLUMNS:], "count": row.count} for row in rows],
        columns=[formats.date_format(timezone.localtime(each.starts_at), "M") for each in held[-COLUMNS:]],
        missing=[names[need] for need in rules.untouched(rows)],
        is_past_half=is_past_half(mine),
        enrolment_id=member.enrolment_id,
    )


def is_past_half(mine: Mine) -> bool:
    """Whether the middle of a relationship has come, by its programme's rhythm; of what was renewed, its next one."""
    cadence, since = programmes.blueprint_of(mine.relationship.cohort).cadence, counted_from(mine)
    return cadence is not None and since is not None and _has_middle_come(since, cadence, mine.relationship)


def _has_middle_come(since: date, cadence: Cadence, relationship: Relationship) -> bool:
    on = rules.following.middle(since, cadence.mid_point_day, relationship.ends_on)
    return on is not None and on <= clock.today()


def half_way() -> Iterator[Relationship]:
    """Yield the relationships whose middle has come and in which nobody looked yet at what was asked for."""
    for cohort in policies.cohorts_half_way():
        cadence = programmes.blueprint_of(cohort).cadence
        if cadence is not None:
            for each in policies.relationships_not_looked_at(cohort).iterator(500):
                if _has_middle_come(timezone.localdate(each.since), cadence, each):
                    yield each
