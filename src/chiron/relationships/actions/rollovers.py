"""Next year for pairs and groups: who renewed goes on in the next cohort, the others end with theirs."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.programmes import actions as programmes
from chiron.programmes.models import BlueprintVersion, Cohort, Enrolment, Rollover
from chiron.relationships import policies, rules
from chiron.relationships.actions import ending, successors
from chiron.relationships.actions.seats import Seats
from chiron.relationships.models import Member, Place, Relationship

CARRIED = "relationships.carried"
OVER = "relationships.over"
STANDS = ("matched", "waiting")


class ChangedMeanwhile(Refused):
    message = _("Somebody has renewed or ended meanwhile, so something else would be made than you saw. Look again.")


class NotRenewed(Refused):
    message = _("Only what everybody renewed, or what was promised a later day, goes on in the next cohort.")


class GoesOn(Refused):
    message = _("This goes on in the next cohort, or is over already.")


@action("relationships.cohort.rolled_over", may=policies.may_roll_over)
def roll_over(
    *,
    cohort: Cohort,
    name: str,
    starts_on: date,
    ends_on: date,
    archive_on: date,
    version: BlueprintVersion | None,
    again: Sequence[programmes.Again],
    roles: Collection[UUID] | None,
    seen: Collection[UUID],
    by: Person,
) -> Rollover:
    """Make next year's cohort as `programmes.make_next` does, and let what was renewed go on in it.

    *seen*: the relationships that the preview said go on; refused where they are others by now. Those of people from
    whom *by* is kept apart stand in no preview, and go on with the others.
    """
    rows = policies.renewed(Relationship.objects.unscoped().filter(cohort=cohort))
    going_on = list(rows.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    shown = policies.coordinated_relationships(by).filter(pk__in=[each.pk for each in going_on])
    if set(shown.values_list("pk", flat=True)) != set(seen):
        raise ChangedMeanwhile
    rollover = programmes.make_next(
        cohort=cohort, name=name, starts_on=starts_on, ends_on=ends_on, archive_on=archive_on, version=version,
        again=again, roles=roles, by=by,
    )  # fmt: skip
    for relationship in going_on:
        _carry(relationship, rollover.made, by)
    return rollover


@action("relationships.relationship.carried_over", may=policies.may_end_with_cohort)
def carry_over(*, relationship: Relationship, by: Person) -> Relationship:
    """Let a relationship go on in the cohort that was made from its own; its members are told.

    That is: one that was renewed, and on the day of the archive one that was promised a later day.
    """
    made = next_cohort_of(relationship)
    if made is None:
        raise NotRenewed
    return _carry(relationship, made, by)


def next_cohort_of(relationship: Relationship) -> Cohort | None:
    """Return the cohort in which a relationship goes on as it stands now; None where it does not.

    What nobody renewed does not where one of its people has left that cohort, or has all the mentors there that
    its programme gives.
    """
    rollover = Rollover.objects.unscoped().filter(source=relationship.cohort_id).select_related("made").first()
    if rollover is None:
        return None
    rows = Relationship.objects.unscoped().filter(pk=relationship.pk)
    archive_on = relationship.cohort.archive_on
    is_left = archive_on is not None and archive_on <= clock.today() and has_time(relationship)
    if policies.renewed(rows).exists() or (is_left and not _are_elsewhere(relationship, rollover.made)):
        return rollover.made
    return None


@transaction.atomic
def _are_elsewhere(relationship: Relationship, made: Cohort) -> bool:
    """Whether one of its people has left *made*, or has somebody else there and may have no more.

    In a transaction of its own where there is none: the worker looks before it acts, and to count seats locks them.
    """
    present = ending.present(relationship)
    there = list(Enrolment.objects.unscoped().filter(cohort=made, person__in=[each.person_id for each in present]))
    if any(each.state in ("withdrawn", "closed") for each in there):
        return True
    guided = {each.person_id for each in present if each.role in rules.types.GUIDED}  # not in a group, nor who guides
    seats = Seats(made, [each.pk for each in there])
    try:
        for each in there:
            if each.side == "mentee" and each.person_id in guided:
                seats.check_mentee(each)
    except Refused:
        return True
    return False


def has_time(relationship: Relationship) -> bool:
    """Whether it goes on today and its agreement promises a later day: it began late, or was renewed."""
    until = relationship.ends_on
    return relationship.state in rules.LIVE and until is not None and until > clock.today()


def _carry(relationship: Relationship, made: Cohort, by: Person) -> Relationship:
    placed = set(relationship.places.values_list("enrolment_id", flat=True))
    relationship.places.all().delete()
    relationship.carried_from, relationship.cohort = relationship.cohort, made
    relationship.carried_at = clock.now()
    relationship.save(update_fields=["carried_from", "cohort", "carried_at"])
    for member in ending.present(relationship):
        before = ending.locked(member.enrolment)
        member.enrolment = programmes.bring_along(made, before, by)
        member.save(update_fields=["enrolment"])
        if before.pk in placed:
            _take_place(member.enrolment, relationship)
        if member.enrolment.state not in STANDS:
            waits = before.state == "waiting" and successors.is_one_of_several(member)
            programmes.move(member.enrolment, "waiting" if waits else "matched", by)
        _leave_behind(before, by)
        notifications.tell(CARRIED, to=member.person_id, institution=relationship.institution_id, member=member.pk)
    return relationship


def _take_place(enrolment: Enrolment, relationship: Relationship) -> None:
    """Seat a mentor with whoever stays with them: there is room for them, whatever else the mentor said."""
    taken = set(enrolment.places.values_list("number", flat=True))
    number = next(each for each in range(1, len(taken) + 2) if each not in taken)
    Place.objects.create(enrolment=enrolment, number=number, relationship=relationship)
    if enrolment.capacity < number:
        enrolment.capacity = number
        enrolment.save(update_fields=["capacity"])


def _leave_behind(enrolment: Enrolment, by: Person) -> None:
    """Close what somebody was enrolled as before, where nothing else holds them there."""
    current = Member.objects.unscoped().filter(enrolment=enrolment, left_at__isnull=True)
    if enrolment.state in STANDS and not current.filter(relationship__state__in=rules.CURRENT).exists():
        programmes.move(enrolment, "closed", by)


@action("relationships.relationship.over", may=policies.may_end_with_cohort)
def end_with_cohort(*, relationship: Relationship, by: Person) -> Relationship:
    """End a relationship whose cohort is archived and whose time is over; its members are told, nobody at fault."""
    if relationship.state not in rules.STANDING or has_time(relationship):
        raise GoesOn
    holds_places, has_begun = relationship.state in rules.CURRENT, relationship.began_at is not None
    ending.answer(relationship.members.filter(answer="asked"), "lapsed", by)
    ending.move(relationship, "ended" if has_begun else "withdrawn", by)
    members = ending.present(relationship)
    if holds_places:
        ending.give_back(relationship, by, resting=[each.person_id for each in members])
    for member in members if has_begun else []:
        notifications.tell(OVER, to=member.person_id, institution=relationship.institution_id, member=member.pk)
    return relationship
