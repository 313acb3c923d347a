"""Who may see and change a relationship: its members, and for its facts the coordinators."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from chiron.boundaries import policies as boundaries
from chiron.core.policy import policy
from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.programmes.models import Cohort
from chiron.relationships import rules
from chiron.relationships.models import Member, Relationship


@policy
def may_offer(by: Person, cohort: Cohort) -> bool:
    """The cohort's coordinators, and the system for them."""
    return programmes.may_coordinate_cohort(by=by, cohort=cohort)


@policy
def may_answer(by: Person, member: Member) -> bool:
    """Only the person who was asked."""
    return by.pk == member.person_id


@policy
def may_let_in(by: Person) -> bool:
    """The system alone, for those whom a coordinator has offered somebody."""
    return by.is_system


@policy
def may_withdraw(by: Person, relationship: Relationship) -> bool:
    """The cohort's coordinators, and the system for them."""
    return programmes.may_coordinate_cohort(by=by, cohort=relationship.cohort)


@policy
def may_take_part(by: Person, relationship: Relationship) -> bool:
    """Its members write, plan and meet in it while it lives, unless one is now kept apart from another."""
    taking_part = Member.objects.filter(relationship=OuterRef("pk"), person=by, answer="accepted")
    rows = visible_relationships(by).filter(Exists(taking_part), pk=relationship.pk)
    return relationship.state in rules.LIVE and rows.exists()


@policy
def may_leave(by: Person, member: Member) -> bool:
    """Whoever has said yes, for themselves, also while it is paused; not while something keeps them apart."""
    relationship = member.relationship
    is_in_it = by.pk == member.person_id and member.answer == "accepted" and member.is_there
    open_to = rules.LIVE_OR_PAUSED
    return is_in_it and relationship.state in open_to and visible_relationships(by).filter(pk=relationship.pk).exists()


@policy
def may_open_closing(by: Person, relationship: Relationship) -> bool:
    """Its members, and the system when its day has come."""
    return by.is_system or may_take_part(by=by, relationship=relationship)


@policy
def may_follow_offers(by: Person) -> bool:
    """The system alone, as days pass."""
    return by.is_system


@policy
def may_suspend(by: Person) -> bool:
    """The system alone, when a conflict of interest comes between."""
    return by.is_system


@policy
def may_resume(by: Person, relationship: Relationship) -> bool:
    """The cohort's coordinators."""
    return programmes.may_coordinate_cohort(by=by, cohort=relationship.cohort)


@policy
def visible_relationships(person: Person) -> QuerySet[Relationship]:
    """The relationships of which one is a member, unless somebody in it is now kept apart from one.

    Whoever stands over somebody does not read what was said before these left either.
    """
    # a few, found once: nothing here may lead a database through all relationships of an institution
    mine = Member.objects.filter(
        person=person, left_at__isnull=True, relationship__institution_id=person.institution_id
    )
    kept = boundaries.kept_from(person)
    others = Q(person_id__in=kept.apart, left_at__isnull=True) | Q(person_id__in=kept.under, answer="accepted")
    closed = Member.objects.filter(others, relationship=OuterRef("pk"))
    return (
        Relationship.objects.scoped()
        .filter(pk__in=mine.values("relationship"))
        .exclude(Exists(closed))
        .exclude(state="withdrawn")
    )


@policy
def coordinated_relationships(person: Person) -> QuerySet[Relationship]:
    """The facts of relationships (who, when, in which state) in the programmes that one coordinates.

    Those of people from whom the coordinator is kept apart are left to a deputy.
    """
    cohorts = programmes.run_cohorts(person, "coordinator")  # a few, found once; not one by one for thousands of rows
    closed = Member.objects.filter(relationship=OuterRef("pk"), person_id__in=boundaries.apart_ids(person))
    return Relationship.objects.scoped().filter(cohort__in=cohorts).exclude(Exists(closed))


@policy
def visible_memberships(person: Person) -> QuerySet[Member]:
    """One's own places in relationships that one may see."""
    return Member.objects.scoped().filter(person=person, relationship__in=visible_relationships(person))


@policy
def own_memberships(person: Person) -> QuerySet[Member]:
    """One's own places in relationships that began, whatever the account's institution: the facts belong to oneself.

    What was written there is read through `visible_relationships` alone.
    """
    account = Q(person__account=person.account_id) if person.account_id else Q(person=person)
    return Member.objects.scoped().filter(account, answer="accepted", relationship__began_at__isnull=False)


def current(rows: QuerySet[Relationship]) -> QuerySet[Relationship]:
    """Those of *rows* that take up places."""
    return rows.filter(state__in=rules.CURRENT)
