"""Moves of a relationship and what they give back: places, claims, enrolments."""

from chiron.boundaries import actions as boundaries
from chiron.core import clock
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.programmes import actions as programmes
from chiron.programmes.models import Enrolment
from chiron.relationships import rules
from chiron.relationships.models import Member, Relationship, RelationshipTransition


def move(relationship: Relationship, to: str, by: Person) -> None:
    """Change the state of a locked relationship and store the transition."""
    RelationshipTransition.objects.create(
        relationship=relationship,
        sequence=relationship.transitions.count() + 1,
        from_state=relationship.state,
        to_state=to,
        at=clock.now(),
        by_id=by.pk,
    )
    relationship.state = to
    if to in rules.LIVE and relationship.began_at is None:
        relationship.began_at = clock.now()
    relationship.ended_at = clock.now() if to == "ended" else None
    relationship.save(update_fields=["state", "began_at", "ended_at"])


def give_back(relationship: Relationship, by: Person) -> None:
    """Free the places and the claim, and let those who are now with nobody be matched again."""
    members = list(  # locked in this order
        relationship.members.filter(left_at__isnull=True).select_related("enrolment").order_by("enrolment_id")
    )
    relationship.places.all().delete()
    for one, other in _pairs(members):
        boundaries.release_pair(one.person_id, other.person_id, "relationship")
    for member in members:
        if member.enrolment.state == "matched" and not _has_another(member):
            programmes.move(_locked(member.enrolment), "waiting" if member.role == "mentee" else "applied", by)


def let_go(relationship: Relationship, member: Member, by: Person) -> None:
    """Let one member of several leave: their place and their claims are free, the others stay together."""
    relationship.places.filter(enrolment=member.enrolment_id).delete()
    for other in relationship.members.filter(left_at__isnull=True).exclude(pk=member.pk).order_by("enrolment_id"):
        boundaries.release_pair(member.person_id, other.person_id, "relationship")
    member.left_at = clock.now()
    member.save(update_fields=["left_at"])
    if member.enrolment.state == "matched" and not _has_another(member):
        programmes.move(_locked(member.enrolment), "applied", by)


def tell(relationship: Relationship, kind: str, *, but: Person | None = None) -> None:
    """Queue a message of *kind* to every member who has not left, but one."""
    for member in relationship.members.filter(left_at__isnull=True):
        if but is None or member.person_id != but.pk:
            notifications.queue(kind, to=member.person_id, institution=relationship.institution_id, member=member.pk)


def _pairs(members: list[Member]) -> list[tuple[Member, Member]]:
    return [(one, other) for at, one in enumerate(members) for other in members[at + 1 :]]


def _has_another(member: Member) -> bool:
    return (
        Member.objects.unscoped()
        .filter(enrolment=member.enrolment_id, relationship__state__in=rules.CURRENT, left_at__isnull=True)
        .exclude(relationship=member.relationship_id)
        .exists()
    )


def _locked(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.unscoped().select_for_update().get(pk=enrolment.pk)
