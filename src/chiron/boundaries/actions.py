"""Registering conflicts, and the claim on a pair that makes conflict and relationship exclude each other."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chiron.boundaries import policies
from chiron.boundaries.models import Conflict, PairClaim
from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.people.models import Person


class InConflict(Refused):
    message = _("One of the two assesses, manages or treats the other at present, so they cannot be brought together.")


class InRelationship(Refused):
    message = _("The two are in a mentoring relationship. It has to be suspended before the conflict is registered.")


class SamePerson(Refused):
    message = _("A conflict of interest needs two different people.")


class OtherInstitution(Refused):
    message = _("Both people must belong to your institution.")


class KnownConflict(Refused):
    message = _("This conflict is already in the register.")


@action("boundaries.conflict.registered", may=policies.may_register_conflict)
def register_conflict(
    *, person: Person, other: Person, kind: str, starts_on: date, ends_on: date | None, by: Person
) -> Conflict:
    """Put on the register that *person* stands over *other*; refused while the two are in a relationship."""
    if person.pk == other.pk:
        raise SamePerson
    if person.institution_id != other.institution_id or (not by.is_system and by.institution_id != person.institution_id):
        raise OtherInstitution
    try:
        with transaction.atomic():
            conflict = Conflict.objects.create(
                institution_id=person.institution_id,
                person=person,
                other=other,
                kind=kind,
                starts_on=starts_on,
                ends_on=ends_on,
            )
    except IntegrityError:
        raise KnownConflict from None
    if starts_on <= clock.today() and (ends_on is None or ends_on >= clock.today()):
        claim_pair(person.pk, other.pk, "conflict")
    return conflict


@action("boundaries.conflict.ended", may=policies.may_register_conflict)
def end_conflict(*, conflict: Conflict, on: date, by: Person) -> Conflict:
    """Note that a conflict ended on a day; from the next day on it blocks nothing."""
    was_in_force = conflict.starts_on <= clock.today() and (conflict.ends_on is None or conflict.ends_on >= clock.today())
    conflict.ends_on = on
    conflict.save(update_fields=["ends_on"])
    if was_in_force and on < clock.today():
        release_pair(conflict.person_id, conflict.other_id, "conflict")
    return conflict


def claim_pair(one: UUID, other: UUID, holder: str) -> None:
    """Claim the pair's one row for a conflict or a relationship; refused where the other kind holds it."""
    low, high = sorted((one, other))
    row, is_new = PairClaim.objects.select_for_update().get_or_create(low=low, high=high, defaults={"holder": holder})
    if is_new:
        return
    if row.holder != holder:
        raise InConflict if holder == "relationship" else InRelationship
    row.count += 1
    row.save(update_fields=["count"])


def release_pair(one: UUID, other: UUID, holder: str) -> None:
    """Give the claim back; the row goes with the last one."""
    low, high = sorted((one, other))
    row = PairClaim.objects.select_for_update().filter(low=low, high=high, holder=holder).first()
    if row is None:
        return
    if row.count > 1:
        row.count -= 1
        row.save(update_fields=["count"])
    else:
        row.delete()
