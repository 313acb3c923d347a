"""What people asked for, and in which of their meetings it came up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from chiron.core import encryption
from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron.programmes.models import Enrolment, Programme
from chiron.relationships import policies, rules
from chiron.relationships.models import Member, NeedsReview
from chiron.relationships.queries.meetings import meetings_of
from chiron.relationships.queries.relationships import Mine
from chiron.relationships.queries.timeline import panel
from chiron_blueprint import words

#: So many of the latest meetings stand side by side.
SHOWN = 6


@dataclass(frozen=True)
class NeedsPanel:
    """What one member asked for: who, whether it is oneself, each need by name, and what stands in the table."""

    who: str
    is_me: bool
    names: list[str]
    columns: list[str]
    rows: list[dict[str, Any]]
    missing: list[str]
    enrolment_id: UUID


def dimension_names(programme: Programme) -> dict[str, str]:
    """Return what people can ask for in a programme, by id, in the reader's language and the blueprint's order."""
    language = get_language() or "en"
    options = rules.dimensions(programmes.blueprint_of(programme))
    return {option.id: words.in_language(option.label, language) for option in options}


def needs_of(person: Person, programme: Programme, enrolments: Mapping[UUID, UUID]) -> dict[UUID, list[str]]:
    """Return what each of *enrolments* (id: whose) of a programme asks for, the most important first; two queries.

    What was thought over last counts; else the application, of which nothing but the needs is read here.
    """
    encryption.preload(set(enrolments.values()))
    others = set(enrolments.values()) - {person.pk}
    found: dict[UUID, list[str]] = {}
    reviews = policies.visible_needs(person) if others else policies.own_needs(person)
    for review in reviews.filter(enrolment__in=enrolments).order_by("number"):
        found[review.enrolment_id] = review.needs
    left = [pk for pk in enrolments if pk not in found]
    if left:
        blueprint = programmes.blueprint_of(programme)
        for application in policies.applications_of_learners(person).filter(enrolment__in=left):
            found[application.enrolment_id] = rules.needs_in(application.answers, blueprint)
    return {pk: found.get(pk, []) for pk in enrolments}


def needs_reviews(person: Person, enrolment: Enrolment) -> list[NeedsReview]:
    """Return how one's own needs were thought over, the latest first."""
    return list(policies.own_needs(person).filter(enrolment=enrolment).order_by("-number"))


@panel("needs", column="end", position=20)
def needs_panel(mine: Mine) -> list[NeedsPanel] | None:
    """Return what those who learn asked for; nothing where nobody was asked."""
    learners = mine.of_role(*rules.LEARNERS)
    programme = mine.relationship.cohort.programme
    needs = needs_of(mine.member.person, programme, {each.enrolment_id: each.person_id for each in learners})
    names = dimension_names(programme)
    panels = [_panel(mine, member, needs[member.enrolment_id], names) for member in learners]
    return [each for each in panels if each.names] or None


def _panel(mine: Mine, member: Member, needs: list[str], names: dict[str, str]) -> NeedsPanel:
    asked = [need for need in needs if need in names]
    past = meetings_of(mine).past[:SHOWN][::-1]
    dots = {need: [need in each.touched for each in past] for need in asked}
    return NeedsPanel(
        who=mine.who(member.person_id),
        is_me=member.pk == mine.member.pk,
        names=[names[need] for need in asked],
        columns=[date_format(timezone.localtime(each.starts_at), "M") for each in past],
        rows=[{"name": names[need], "dots": dots[need], "count": sum(dots[need])} for need in asked] if past else [],
        missing=[names[need] for need in asked if not any(dots[need])] if len(past) > 1 else [],
        enrolment_id=member.enrolment_id,
    )
