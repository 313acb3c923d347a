"""Leaving, any day and without a reason."""

from django.utils.translation import gettext_lazy as _

from chiron.boundaries import actions as boundaries
from chiron.core.actions import Refused, action
from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.actions import ending
from chiron.relationships.actions.settling import settle
from chiron.relationships.models import Member, Relationship


class HasEnded(Refused):
    message = _("This has ended already. There is nothing left for you to do.")


@action("relationships.relationship.ended", may=policies.may_leave)
def leave(*, member: Member, no_contact: bool, wants_another: bool, reason: str, by: Person) -> Relationship:
    """End a pair, or leave a group, without fault: the others are told only that it ended.

    With *no_contact* none of the others can reach the member from this moment on, and whatever else the member is in
    with one of them ends for the member, too. Without *wants_another* a mentee is not matched again. The reason is for
    the member's own eyes.
    """
    relationship = _locked(member, rules.LIVE_OR_PAUSED)
    member.reason = reason
    member.save(update_fields=["reason"])
    others = [each.person for each in ending.present(relationship) if each.pk != member.pk]
    _go(relationship, member, by, is_resting=not wants_another)
    for other in others if no_contact else []:
        boundaries.place_hold(person=member.person, other=other, by=by)
        for place in _places_beside(member.person, other):
            is_same = place.enrolment_id == member.enrolment_id
            part_ways(member=place, is_resting=is_same and not wants_another, by=by)
    return relationship


@action("relationships.relationship.parted", may=policies.may_answer)
def part_ways(*, member: Member, is_resting: bool, by: Person) -> Relationship:
    """End a pair, or leave a group, in which one is with somebody from whom one wants no contact any more.

    A proposal is taken back. The others are told only that.
    """
    relationship = _locked(member, rules.STANDING)
    _go(relationship, member, by, is_resting=is_resting)
    return relationship


@action("relationships.member.removed", may=policies.may_suspend)
def take_out(*, member: Member, by: Person) -> Relationship:
    """Take somebody out of a group in which a conflict of interest came between them and another; they are told."""
    relationship = _locked(member, rules.CURRENT)
    if len(ending.present(relationship)) > rules.FEWEST:
        ending.tell_one(member, "relationships.suspended")
    _go(relationship, member, by, is_resting=False)
    return relationship


@action("relationships.member.left_cohort", may=policies.may_suspend)
def drop_out(*, member: Member, by: Person) -> Relationship:
    """Take somebody out of a group who left the cohort; the group goes on."""
    relationship = _locked(member, rules.CURRENT)
    _go(relationship, member, by, is_resting=False)
    return relationship


def _locked(member: Member, states: list[str]) -> Relationship:
    """Return the relationship of *member*, locked; refused where it is in none of *states* or they have left it."""
    relationship = Relationship.objects.unscoped().select_for_update(no_key=True).get(pk=member.relationship_id)
    if relationship.state not in states or member.left_at is not None:
        raise HasEnded
    return relationship


def _go(relationship: Relationship, member: Member, by: Person, *, is_resting: bool) -> None:
    """Take *member* out of a locked group that goes on without them; what is left for one alone is over."""
    if len(ending.present(relationship)) > rules.FEWEST:
        ending.free(member, by, is_resting=is_resting)
        settle(relationship, by)
        return
    to = ending.finish(relationship, by, resting=[member.person_id] if is_resting else [])
    ending.tell(relationship, f"relationships.{to}", but=by)


def _places_beside(person: Person, other: Person) -> list[Member]:
    """Where somebody is with another at present, or would be again."""
    theirs = Member.objects.unscoped().filter(person=other, left_at__isnull=True).values("relationship")
    mine = Member.objects.unscoped().filter(person=person, left_at__isnull=True, relationship__in=theirs)
    return list(mine.filter(relationship__state__in=rules.STANDING).order_by("pk"))
