"""Next year: who may make it, and what coordinators learn of what people wish."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from chiron.core.policy import policy
from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.programmes.models import Cohort
from chiron.relationships.models import Closing, Relationship, RelationshipTransition
from chiron.relationships.policies.relationships import coordinated_relationships


@policy
def may_roll_over(by: Person, cohort: Cohort) -> bool:
    """The coordinators of the cohort that ends."""
    return programmes.may_coordinate_cohort(by=by, cohort=cohort)


@policy
def may_end_with_cohort(by: Person) -> bool:
    """The system alone, on the day on which a cohort is archived or after a renewal."""
    return by.is_system


@policy
def coordinated_wishes(person: Person) -> QuerySet[Closing]:
    """How people of the cohorts that one coordinates want to go on: the wish alone, none of what they wrote.

    Of what was carried over, only what was said since.
    """
    rows = Closing.objects.scoped().filter(relationship__in=coordinated_relationships(person))
    this_year = Q(relationship__carried_at__isnull=True) | Q(said_at__gt=F("relationship__carried_at"))
    return rows.filter(this_year).defer("achieved", "learned")


def renewed(rows: QuerySet[Relationship]) -> QuerySet[Relationship]:
    """Those of *rows* in whose last closing everybody wished to go on, and since they came into their cohort.

    What was renewed and carried over is renewed again only by a closing there; an open one is not settled yet.
    """
    never, since = Q(carried_from__isnull=True), Q(Exists(renewals().filter(at__gt=OuterRef("carried_at"))))
    return rows.filter(since | (never & Exists(renewals())), state="active")


def renewals() -> QuerySet[RelationshipTransition]:
    """The times that the relationship at hand was renewed: its closing led on."""
    return RelationshipTransition.objects.filter(relationship=OuterRef("pk"), from_state="closing", to_state="active")
