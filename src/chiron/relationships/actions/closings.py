"""A good ending: opened near the end, said by everybody, then renewed or closed."""

from collections.abc import Collection
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron.relationships import policies, queries, rules
from chiron.relationships.actions import ending
from chiron.relationships.models import Closing, Member, Relationship


class NotActive(Refused):
    message = _("Only a relationship that goes on can be closed.")


class NotClosing(Refused):
    message = _("The closing is not open, or somebody has ended this meanwhile.")


class SaidAlready(Refused):
    message = _("You have said this already. The others read it as you wrote it.")


class TooEarly(Refused):
    message = _("The others still have time to answer.")


@action("relationships.closing.opened", may=policies.may_open_closing)
def open_closing(*, relationship: Relationship, by: Person) -> Relationship:
    """Begin the closing: everybody is asked what was achieved and what comes next."""
    if relationship.state != "active":
        raise NotActive
    ending.move(relationship, "closing", by)
    _tell("relationships.closing", relationship, but=[by.pk])
    return relationship


def _tell(kind: str, relationship: Relationship, *, but: Collection[object]) -> None:
    to = [(each.person_id, {"member": each.pk}) for each in ending.present(relationship) if each.person_id not in but]
    notifications.tell_all(kind, institution=relationship.institution_id, recipients=to)


@action("relationships.closing.said", may=policies.may_leave)
def say_closing(
    *, member: Member, achieved: str, learned: str, wish: str, becomes_mentor: bool, by: Person
) -> Relationship:
    """Say what was achieved, what one learned and what should come next; all read it.

    Once everybody has: where all want to go on it goes on, else it ends, each with their own wish.
    """
    relationship = Relationship.objects.unscoped().select_for_update(no_key=True).get(pk=member.relationship_id)
    if relationship.state != "closing":
        raise NotClosing
    opening = queries.last_opening(relationship)
    if relationship.closings.filter(person=by, opening=opening).exists():
        raise SaidAlready
    Closing.objects.create(
        relationship=relationship,
        person=by,
        opening=opening,
        achieved=achieved,
        learned=learned,
        wish=wish,
        becomes_mentor=becomes_mentor,
        said_at=clock.now(),
    )
    if not settle_if_all_said(relationship, by):
        _tell("relationships.closing", relationship, but=_wishes(relationship).keys())
    return relationship


def settle_if_all_said(relationship: Relationship, by: Person) -> bool:
    """Settle an open closing once everybody who is still there has looked back; return whether that was so.

    Called inside actions with the relationship locked: after the last word, and after somebody left.
    """
    wishes = _wishes(relationship)
    waits = rules.following.outcome(list(wishes.values()), len(ending.present(relationship))) == "closing"
    if relationship.state != "closing" or waits:
        return False
    _settle(relationship, wishes, by)
    return True


@action("relationships.closing.settled", may=policies.may_follow_offers)
def settle_closing(*, relationship: Relationship, by: Person) -> Relationship:
    """Settle a closing whose time has run out with what was said; whoever is there and said nothing wants to rest."""
    if relationship.state != "closing":
        raise NotClosing
    if clock.today() < queries.settles_on(relationship):
        raise TooEarly
    silent: dict[object, str] = {each.person_id: "rest" for each in ending.present(relationship)}
    _settle(relationship, silent | _wishes(relationship), by)
    return relationship


def _wishes(relationship: Relationship) -> dict[object, str]:
    present = [each.person_id for each in ending.present(relationship)]
    rows = relationship.closings.filter(opening=queries.last_opening(relationship), person_id__in=present)
    return dict(rows.values_list("person_id", "wish"))


def _settle(relationship: Relationship, wishes: dict[object, str], by: Person) -> None:
    _tell("relationships.closing_settled", relationship, but=[by.pk])
    if all(wish == "renew" for wish in wishes.values()):
        ending.move(relationship, "active", by)
        cadence = programmes.blueprint_of(relationship.cohort).cadence
        span = timedelta(days=cadence.closing_day if cadence else 365)
        relationship.ends_on = max(relationship.ends_on or clock.today(), clock.today()) + span
        relationship.save(update_fields=["ends_on"])
        return
    present = ending.present(relationship)
    resting = [each.person_id for each in present if wishes.get(each.person_id) not in rules.following.GOES_ON]
    ending.move(relationship, "ended", by)
    ending.give_back(relationship, by, resting=resting)
