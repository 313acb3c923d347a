"""Who may read and change a plan: its owner; as it was shown, the members of the relationship while it lives."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from chiron.core.policy import policy
from chiron.people.models import Person
from chiron.programmes.models import Application, Cohort, Enrolment
from chiron.relationships import rules
from chiron.relationships.models import Member, NeedsReview, Plan, PlanReview, Relationship
from chiron.relationships.policies.presence import is_there
from chiron.relationships.policies.relationships import may_take_part, visible_relationships
from chiron.relationships.policies.rollovers import renewals


@policy
def may_plan(by: Person, enrolment: Enrolment) -> bool:
    """Everybody for their own taking part, whatever came of it."""
    return by.pk == enrolment.person_id and by.erased_at is None


@policy
def may_show_plan(by: Person, enrolment: Enrolment, relationship: Relationship) -> bool:
    """Whose plan it is, to a relationship that they take part in through the same enrolment."""
    in_it = Member.objects.filter(relationship=relationship, enrolment=enrolment, left_at__isnull=True)
    return (
        may_plan(by=by, enrolment=enrolment)
        and may_take_part(by=by, relationship=relationship)
        and visible_relationships(by).filter(Exists(in_it), pk=relationship.pk).exists()
    )


@policy
def may_read_shown(by: Person, review: PlanReview) -> bool:
    """The members of the relationship that a plan was shown to, while it lives and the plan's owner is in it."""
    is_shown = visible_plan_reviews(by).filter(pk=review.pk).exists()
    return is_shown and may_take_part(by=by, relationship=review.relationship)


@policy
def may_prompt(by: Person) -> bool:
    """The system only, half-way."""
    return by.is_system


@policy
def visible_plans(person: Person) -> QuerySet[Plan]:
    """One's own plans, of every year."""
    return Plan.objects.scoped().filter(person=person)


@policy
def visible_plan_reviews(person: Person) -> QuerySet[PlanReview]:
    """One's own, and those shown to a relationship that one is in, while it lives and they are in it."""
    living = visible_relationships(person).filter(state__in=rules.LIVE)
    return (
        PlanReview.objects.scoped()
        .filter(Q(person=person) | (Q(relationship__in=living) & Q(is_there())))
        .select_related("person", "relationship")
    )


@policy
def own_plan_reviews(person: Person) -> QuerySet[PlanReview]:
    """One's own plans as one showed them."""
    return PlanReview.objects.scoped().filter(person=person)


@policy
def own_needs(person: Person) -> QuerySet[NeedsReview]:
    """What one asked for oneself."""
    return NeedsReview.objects.scoped().filter(person=person)


def _learning_with(person: Person) -> QuerySet[Member]:
    """Oneself, and those who learn in the living relationships that one is in."""
    living = visible_relationships(person).filter(state__in=rules.LIVE)
    learning = Q(relationship__in=living, role__in=rules.LEARNERS, left_at__isnull=True)
    return Member.objects.scoped().filter(learning | Q(person=person), enrolment=OuterRef("enrolment"))


@policy
def visible_needs(person: Person) -> QuerySet[NeedsReview]:
    """What one asked for oneself, and what those asked for with whom one is together now."""
    return NeedsReview.objects.scoped().filter(Q(person=person) | Exists(_learning_with(person)))


@policy
def applications_of_learners(person: Person) -> QuerySet[Application]:
    """The applications of those who learn with one, for their needs alone: `queries.needs_of` reads nothing else."""
    return Application.objects.scoped().filter(
        Q(person=person) | (Q(is_submitted=True) & Exists(_learning_with(person)))
    )


@policy
def own_enrolments(person: Person) -> QuerySet[Enrolment]:
    """Where one takes part, or did."""
    return Enrolment.objects.scoped().filter(person=person)


def _not_looked_at() -> QuerySet[Any]:
    """Those that live and were not looked at since they began, or were renewed last."""
    renewed = Subquery(renewals().order_by("-sequence").values("at")[:1])
    living = Relationship.objects.scoped().filter(state__in=rules.LIVE, began_at__isnull=False)
    rows = living.annotate(since=Coalesce(renewed, "began_at"))
    return rows.filter(Q(needs_prompt=None) | Q(needs_prompt__at__lt=F("since")))


def cohorts_half_way() -> QuerySet[Cohort]:
    """The cohorts with living relationships in which nobody looked yet, half-way, at what was asked for."""
    living = _not_looked_at().filter(cohort=OuterRef("pk"))
    return Cohort.objects.scoped().filter(Exists(living)).select_related("blueprint", "programme__blueprint")


def relationships_not_looked_at(cohort: Cohort) -> QuerySet[Any]:
    """Those of a cohort, each with the moment *since* which they are together, or go on."""
    return _not_looked_at().filter(cohort=cohort)
