"""Leaving, any day and without a reason."""

from django.utils.translation import gettext_lazy as _

from chiron.boundaries import actions as boundaries
from chiron.core.actions import Refused, action
from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.actions import ending
from chiron.relationships.models import Member, Relationship


class HasEnded(Refused):
    message = _("This has ended already. There is nothing left for you to do.")


@action("relationships.relationship.ended", may=policies.may_leave)
def leave(*, member: Member, no_contact: bool, wants_another: bool, reason: str, by: Person) -> Relationship:
    """End a pair, or leave a group, without fault: the others are told only that it ended.

    With *no_contact* none of the others can reach the member from this moment on. Without *wants_another* a mentee is
    not matched again. The reason is for the member's own eyes.
    """
    relationship = Relationship.objects.unscoped().select_for_update(no_key=True).get(pk=member.relationship_id)
    if relationship.state not in rules.LIVE or member.left_at is not None:
        raise HasEnded
    member.reason = reason
    member.save(update_fields=["reason"])
    others = [each for each in ending.present(relationship) if each.pk != member.pk]
    resting = [] if wants_another else [member.person_id]
    if len(others) > 1:
        ending.free(member, by, is_resting=bool(resting))
    else:
        ending.move(relationship, "ended", by)
        ending.give_back(relationship, by, resting=resting)
        ending.tell(relationship, "relationships.ended", but=by)
    for other in others if no_contact else []:
        boundaries.place_hold(person=member.person, other=other.person, by=by)
    return relationship


@action("relationships.member.removed", may=policies.may_suspend)
def take_out(*, member: Member, by: Person) -> Member:
    """Take somebody out of a group in which a conflict of interest came between them and another; they are told."""
    ending.tell_one(_still_there(member), "relationships.suspended")
    ending.free(member, by)
    return member


@action("relationships.member.left_cohort", may=policies.may_suspend)
def drop_out(*, member: Member, by: Person) -> Member:
    """Take somebody out of a group who left the cohort; the group goes on."""
    ending.free(_still_there(member), by)
    return member


def _still_there(member: Member) -> Member:
    relationship = Relationship.objects.unscoped().select_for_update(no_key=True).get(pk=member.relationship_id)
    if relationship.state not in rules.CURRENT or member.left_at is not None:
        raise HasEnded
    return member
