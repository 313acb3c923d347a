"""A conflict of interest comes between: suspended that day, resumed by the coordinator once it is over."""

from django.utils.translation import gettext_lazy as _

from chiron.boundaries import actions as boundaries
from chiron.boundaries import policies as apart
from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.people.models import Person
from chiron.programmes import actions as programmes
from chiron.relationships import policies, rules
from chiron.relationships.actions import ending, successors
from chiron.relationships.actions.seats import Seats
from chiron.relationships.models import Member, Relationship


class NotTogether(Refused):
    message = _("These people are no longer together, so there is nothing to pause.")


class NotPaused(Refused):
    message = _("This relationship is not paused.")


class StillApart(Refused):
    message = _("Something still keeps these people apart, so the relationship cannot go on yet.")


@action("relationships.relationship.suspended", may=policies.may_suspend)
def suspend(*, relationship: Relationship, by: Person) -> Relationship:
    """Pause a relationship between whose members a conflict came: places are free, the mentee can be matched anew.

    The conflict has taken over the claim of the pair already; all are told in neutral words.
    """
    if relationship.state not in rules.CURRENT:
        raise NotTogether
    ending.move(relationship, "suspended", by)
    ending.give_back(relationship, by)
    ending.tell(relationship, "relationships.suspended")
    return relationship


@action("relationships.relationship.resumed", may=policies.may_resume)
def resume(*, relationship: Relationship, by: Person) -> Relationship:
    """Let a paused relationship go on where it stood; refused while anything speaks against it.

    That is: a conflict or a hold, a mentee who found somebody else, a mentor without a place, somebody who left.
    """
    if relationship.state != "suspended":
        raise NotPaused
    members = ending.present(relationship)
    if any(apart.are_apart(one.person, other.person) for one, other in ending.pairs(members)):
        raise StillApart
    _seat_again(relationship, members, by)
    to = relationship.transitions.get(to_state="suspended", sequence=relationship.transitions.count()).from_state
    ending.move(relationship, to, by)
    if to == "offered":
        relationship.offered_at = clock.now()
        relationship.save(update_fields=["offered_at"])
        relationship.members.update(reminders=0)
    ending.tell(relationship, "relationships.resumed")
    return relationship


def _seat_again(relationship: Relationship, members: list[Member], by: Person) -> None:
    seats = Seats(relationship.cohort, [each.enrolment_id for each in members])
    if relationship.kind == seats.pair.id:
        seats.check_apart(*(seats.present(each.enrolment_id) for each in members))
    for member in members:
        seats.take(seats.present(member.enrolment_id), member.role, relationship)
        successors.note(member, "")
    for one, other in ending.pairs(members):
        boundaries.claim_pair(one.person_id, other.person_id, "relationship")
    missing = successors.still_missing(relationship.cohort, dict.fromkeys(seats.enrolments, 0))
    for enrolment in seats.enrolments.values():
        to = "waiting" if enrolment.pk in missing else "matched"
        if enrolment.state != to:
            programmes.move(enrolment, to, by)
