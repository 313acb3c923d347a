"""Saying yes or no to an offer."""

from django.utils.translation import gettext_lazy as _

from chiron.boundaries import policies as boundaries
from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.programmes.rules import MATCHABLE
from chiron.relationships import policies, rules
from chiron.relationships.actions import ending
from chiron.relationships.models import Member, Relationship


class AlreadyAnswered(Refused):
    message = _("You have answered already.")


class NoLongerOpen(Refused):
    message = _("This offer is no longer open. Your coordinator will be in touch.")


@action("relationships.offer.accepted", may=policies.may_answer)
def accept(*, member: Member, by: Person) -> Member:
    """Say yes; once everybody has, the relationship is active and all are told."""
    relationship = _open(member)
    everybody = ending.present(relationship)
    if any(each.enrolment.state not in MATCHABLE for each in everybody):
        raise NoLongerOpen
    if any(boundaries.are_apart(by, each.person) for each in everybody if each.pk != member.pk):
        raise NoLongerOpen
    ending.answer([member], "accepted", by)
    begin_if_all_agree(relationship, by)
    return member


def begin_if_all_agree(relationship: Relationship, by: Person) -> None:
    """Let a locked relationship that is offered begin once everybody who is in it has said yes."""
    asked = relationship.members.filter(left_at__isnull=True).exclude(answer="accepted")
    if relationship.state == "offered" and not asked.exists():
        ending.move(relationship, "active", by)
        ending.tell(relationship, "relationships.begun")


@action("relationships.offer.declined", may=policies.may_answer)
def decline(*, member: Member, reason: str, by: Person) -> Member:
    """Say no. The reason stays with whoever gave it; the other side is told only that it will not be.

    Who says no to a group leaves it, and the others stay while there are enough of them.
    """
    relationship = _open(member)
    member.reason = reason
    ending.answer([member], "declined", by)
    if len(ending.present(relationship)) > rules.FEWEST:
        ending.free(member, by)
        begin_if_all_agree(relationship, by)
        return member
    _close(relationship, "declined", by)
    ending.tell(relationship, "relationships.not_begun", but=by)
    return member


@action("relationships.offer.reminded", may=policies.may_follow_offers)
def remind_of_offer(*, member: Member, by: Person) -> Member:
    """Remind a member of an offer that still waits for their answer: once, whatever number of reminders was missed."""
    relationship = _open(member)
    due = rules.following.reminders_due(relationship.offered_at, clock.now())
    if member.reminders < due:
        member.reminders = due
        member.save(update_fields=["reminders"])
        notifications.tell(
            "relationships.reminder", to=member.person_id, institution=relationship.institution_id, member=member.pk
        )
    return member


@action("relationships.offer.expired", may=policies.may_follow_offers)
def expire_offer(*, relationship: Relationship, by: Person) -> Relationship:
    """Let an offer lapse that was not answered in time: its place is free, both can be matched again.

    Of a group those leave who have not answered; where enough have said yes it begins without them.
    """
    if relationship.state != "offered" or relationship.offered_at + rules.following.LAPSES_AFTER > clock.now():
        raise NoLongerOpen
    asked = [each for each in ending.present(relationship) if each.answer not in ("accepted",)]
    if relationship.members.filter(left_at__isnull=True, answer="accepted").count() >= rules.FEWEST:
        ending.answer(asked, "lapsed", by)
        for member in asked:
            ending.free(member, by)
            ending.tell_one(member, "relationships.not_begun", quietly=True)
        begin_if_all_agree(relationship, by)
        return relationship
    _close(relationship, "expired", by)
    ending.tell(relationship, "relationships.not_begun", quietly=True)
    return relationship


def _close(relationship: Relationship, to: str, by: Person) -> None:
    ending.answer(relationship.members.filter(answer="asked"), "lapsed", by)
    ending.move(relationship, to, by)
    ending.give_back(relationship, by)


def _open(member: Member) -> Relationship:
    """Return the relationship that *member* is asked about, locked."""
    relationship = Relationship.objects.unscoped().select_for_update(no_key=True).get(pk=member.relationship_id)
    if member.answer not in ("asked", "lapsed"):
        raise AlreadyAnswered
    if member.answer == "lapsed" or relationship.state != "offered":
        raise NoLongerOpen
    return relationship
