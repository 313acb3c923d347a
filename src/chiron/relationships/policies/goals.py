"""Who may read and change a goal: its owner; and those with whom it is shared, while both are in what lives."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from chiron.core.policy import policy
from chiron.people import policies as people
from chiron.people.models import Institution, Person
from chiron.relationships import rules
from chiron.relationships.models import Goal, GoalChange, GoalShare, Relationship
from chiron.relationships.policies.presence import is_there
from chiron.relationships.policies.relationships import may_take_part, visible_relationships


@policy
def may_set_goal(by: Person, shared: Sequence[Relationship] = ()) -> bool:
    """Everybody for themselves; shared with relationships that they take part in."""
    return people.is_member(by=by) and all(may_take_part(by=by, relationship=each) for each in shared)


@policy
def may_change_goal(by: Person, goal: Goal) -> bool:
    """Only whose goal it is: nobody rates anybody else."""
    return by.pk == goal.person_id and by.erased_at is None


@policy
def may_share_goal(by: Person, goal: Goal, shared: Sequence[Relationship] = ()) -> bool:
    """Its owner, with relationships that they take part in."""
    return may_change_goal(by=by, goal=goal) and may_set_goal(by=by, shared=shared)


@policy
def visible_goals(person: Person) -> QuerySet[Goal]:
    """One's own, and those not let go that are shared with a living relationship, as long as both are in it."""
    shared = Q(pk__in=_shared_with(person).values("goal")) & ~Q(state="let_go")
    return Goal.objects.scoped().filter(Q(person=person) | shared).select_related("person")


@policy
def own_goals(person: Person) -> QuerySet[Goal]:
    """One's own goals."""
    return Goal.objects.scoped().filter(person=person)


def goals_due(institution: Institution, today: date) -> QuerySet[Goal]:
    """Those of an institution whose day of review has come and whose owner was not reminded of it yet."""
    due = Q(reminded_on=None) | Q(reminded_on__lt=F("review_on"))
    rows = Goal.objects.scoped().filter(due, state="open", review_on__lte=today)
    return rows.filter(institution=institution, person__erased_at=None)


@policy
def visible_goal_changes(person: Person) -> QuerySet[GoalChange]:
    """What goals were before: for whoever may read them, and for others than the owner only since they were shared."""
    shared = _shared_with(person).filter(goal=OuterRef("goal"), shared_at__lt=OuterRef("at"))
    return GoalChange.objects.scoped().filter(Q(person=person) | Exists(shared))


def _shared_with(person: Person) -> QuerySet[GoalShare]:
    """What is shared in the living relationships that one may see, by those who are still in them."""
    living = visible_relationships(person).filter(state__in=rules.LIVE)
    return GoalShare.objects.filter(is_there("goal__person"), relationship__in=living)


def has_plan(person: Person) -> bool:
    """Whether a plan is of use to somebody: they take part in a cohort, or did."""
    return person.enrolments.exists()
