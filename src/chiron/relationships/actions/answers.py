"""Saying yes or no to an offer."""

from django.utils.translation import gettext_lazy as _

from chiron.boundaries import policies as boundaries
from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.people.models import Person
from chiron.programmes.rules import MATCHABLE
from chiron.relationships import policies
from chiron.relationships.actions import ending
from chiron.relationships.models import Member, Relationship

FEWEST = 2


class AlreadyAnswered(Refused):
    message = _("You have answered already.")


class NoLongerOpen(Refused):
    message = _("This offer is no longer open. Your coordinator will be in touch.")


@action("relationships.offer.accepted", may=policies.may_answer)
def accept(*, member: Member, by: Person) -> Member:
    """Say yes; once everybody has, the relationship is active and all are told."""
    relationship = _open(member)
    everybody = list(relationship.members.filter(left_at__isnull=True).select_related("person", "enrolment"))
    if any(each.enrolment.state not in MATCHABLE for each in everybody):
        raise NoLongerOpen
    if any(boundaries.are_apart(by, each.person) for each in everybody if each.pk != member.pk):
        raise NoLongerOpen
    _answer(member, "accepted")
    _begin_if_all_agree(relationship, by)
    return member


def _begin_if_all_agree(relationship: Relationship, by: Person) -> None:
    if not relationship.members.filter(left_at__isnull=True).exclude(answer="accepted").exists():
        ending.move(relationship, "active", by)
        ending.tell(relationship, "relationships.begun")


@action("relationships.offer.declined", may=policies.may_answer)
def decline(*, member: Member, reason: str, by: Person) -> Member:
    """Say no. The reason stays with whoever gave it; the other side is told only that it will not be.

    Who says no to a group leaves it, and the others stay while there are enough of them.
    """
    relationship = _open(member)
    member.reason = reason
    _answer(member, "declined")
    if relationship.members.filter(left_at__isnull=True).count() > FEWEST:
        ending.let_go(relationship, member, by)
        _begin_if_all_agree(relationship, by)
        return member
    ending.move(relationship, "declined", by)
    ending.give_back(relationship, by)
    ending.tell(relationship, "relationships.not_begun", but=by)
    return member


def _open(member: Member) -> Relationship:
    """Return the offered relationship behind *member*, locked."""
    relationship = Relationship.objects.unscoped().select_for_update().get(pk=member.relationship_id)
    if member.answer != "asked":
        raise AlreadyAnswered
    if relationship.state != "offered":
        raise NoLongerOpen
    return relationship


def _answer(member: Member, answer: str) -> None:
    member.answer, member.answered_at = answer, clock.now()
    member.save(update_fields=["answer", "answered_at", "reason"])
