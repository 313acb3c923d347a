"""Who writes to many, and who reads it: the coordinators, and those to whom it went."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from chiron.boundaries import policies as boundaries
from chiron.core import clock
from chiron.core.policy import policy
from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.programmes.models import Cohort, Enrolment
from chiron.relationships import rules
from chiron.relationships.models import Announcement, Meeting, Member, Receipt
from chiron.relationships.policies.relationships import coordinated_relationships


@policy
def may_announce(by: Person, cohort: Cohort) -> bool:
    """The coordinators of the cohort, until it is archived."""
    return programmes.may_coordinate_cohort(by=by, cohort=cohort)


@policy
def may_change_announcement(by: Person, announcement: Announcement) -> bool:
    """The coordinators of the cohort that it is for, whoever of them wrote it."""
    return not by.is_system and may_announce(by=by, cohort=announcement.cohort)


@policy
def may_deliver(by: Person) -> bool:
    """The system alone, when the time has come that a coordinator named."""
    return by.is_system


@policy
def may_dismiss(by: Person, receipt: Receipt) -> bool:
    """Only who received it."""
    return by.pk == receipt.person_id


@policy
def coordinated_announcements(person: Person) -> QuerySet[Announcement]:
    """What was written to the cohorts that one coordinates."""
    return Announcement.objects.scoped().filter(cohort__in=programmes.run_cohorts(person, "coordinator"))


@policy
def coordinated_receipts(person: Person) -> QuerySet[Receipt]:
    """To whom it went; who is done with it is their own."""
    return Receipt.objects.scoped().filter(announcement__in=coordinated_announcements(person)).defer("dismissed_at")


@policy
def visible_receipts(person: Person) -> QuerySet[Receipt]:
    """What one received and what still holds, unless one asked not to be contacted by who wrote it.

    The writer does not learn of the latter: for them it went out like every other.
    """
    return Receipt.objects.scoped().filter(
        ~Q(announcement__author__in=boundaries.own_holds(person).values("other_id")),
        person=person,
        announcement__state="sent",
        announcement__author__erased_at__isnull=True,
        announcement__expires_on__gte=clock.today(),
    )


def audience(by: Person, cohort: Cohort, name: str) -> QuerySet[Enrolment]:
    """Return the enrolments of those whom an announcement of *by* reaches, each person perhaps on both sides.

    Whether people have met, or have somebody, is asked of the relationships whose facts *by* may know, and of none that
    is paused: nothing here tells that something stands between two people.
    """
    rows = programmes.coordinated_enrolments(by).filter(cohort=cohort, person__erased_at__isnull=True)
    rows = rows.exclude(state__in=["withdrawn", "closed"])
    if name in ("mentees", "mentors"):
        return rows.filter(side=name.removesuffix("s"))
    if name == "invited":
        return rows.filter(state="invited")
    if name == "waiting":
        current = coordinated_relationships(by).filter(state__in=rules.CURRENT)
        theirs = Member.objects.filter(enrolment=OuterRef("pk"), left_at__isnull=True, relationship__in=current)
        return rows.filter(~Exists(theirs), side="mentee", state__in=["applied", "waiting"])
    return rows.filter(Exists(_unmet(by))) if name == "not_met" else rows


def _unmet(by: Person) -> QuerySet[Member]:
    living = coordinated_relationships(by).filter(state__in=rules.LIVE)
    met = Meeting.objects.filter(relationship=OuterRef("pk")).filter(
        Q(state="held") | Q(state="booked", starts_at__lte=clock.now())
    )
    return Member.objects.filter(
        enrolment=OuterRef("pk"), left_at__isnull=True, relationship__in=living.exclude(Exists(met))
    )
