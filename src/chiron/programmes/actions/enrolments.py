"""People of a cohort: add, invite, withdraw, bring back, change what they can take."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people import actions as access
from chiron.people.models import Person
from chiron.people.queries import system, took_back
from chiron.programmes import policies, queries, rules
from chiron.programmes.models import Application, Cohort, Enrolment, EnrolmentTransition

MOST_PLACES = 50


class AlreadyThere(Refused):
    message = _("This person is already in the cohort on this side.")


class IllegalMove(Refused):
    message = _("This is not possible in the state that the person is in now.")


class NoCapacity(Refused):
    message = _("A mentor takes at least 1 mentee and at most %(most)d. To take nobody, the mentor withdraws.")
    values = MappingProxyType({"most": MOST_PLACES})


class CapacityTaken(Refused):
    message = _("More mentees than that are with this mentor already. End or move a relationship first.")


class NoAddress(Refused):
    message = _("This person has no e-mail address, so nothing can be sent to them.")


class HasComeIn(Refused):
    message = _("This person signs in with their address, so they change it themselves, or an administrator does.")


class KnownBeyond(Refused):
    message = _("This person is known beyond your programmes, so an administrator corrects their address.")


class AddressHeld(Refused):
    message = _(
        "Somebody else at your institution has this address. If the two are one person, ask an administrator to merge "
        "them."
    )


class TookPartBack(Refused):
    message = _("This person took back their consent to take part. Invite them to apply: only they can give it again.")


class NobodyToInvite(Refused):
    message = _("Nobody in this cohort is waiting for an invitation.")


class ProgrammeNotOpen(Refused):
    message = _("The programme is not open. Open it first; people can apply from then on.")


def move(enrolment: Enrolment, to: str, by: Person, at: datetime | None = None) -> Enrolment:
    """Change the state of a locked enrolment and store the transition; `IllegalMove` where there is no such move.

    Called inside an action; the rooms above use it when a match is published or a relationship ends.
    """
    origin = enrolment.state
    if (origin, to) not in rules.ENROLMENT_MOVES:
        raise IllegalMove
    sequence = enrolment.transitions.count() + 1
    EnrolmentTransition.objects.create(
        enrolment=enrolment, sequence=sequence, from_state=origin, to_state=to, at=at or clock.now(), by_id=by.pk
    )
    enrolment.state = to
    enrolment.save(update_fields=["state"])
    return enrolment


def move_many(enrolments: Sequence[Enrolment], to: str, by: Person) -> None:
    """Change the state of many locked enrolments, as `move` does for one, in a few statements."""
    if any((each.state, to) not in rules.ENROLMENT_MOVES for each in enrolments):
        raise IllegalMove
    ids, now = [each.pk for each in enrolments], clock.now()
    rows = EnrolmentTransition.objects.filter(enrolment__in=ids).order_by()
    last = dict(rows.values("enrolment").annotate(last=Max("sequence")).values_list("enrolment", "last"))
    EnrolmentTransition.objects.bulk_create(
        [
            EnrolmentTransition(
                enrolment=each,
                sequence=last.get(each.pk, 0) + 1,
                from_state=each.state,
                to_state=to,
                at=now,
                by_id=by.pk,
            )
            for each in enrolments
        ],
        batch_size=500,
    )
    Enrolment.objects.unscoped().filter(pk__in=ids).update(state=to)
    for each in enrolments:
        each.state = to


@action("programmes.enrolment.added", may=policies.may_coordinate_cohort)
def add_person(
    *, cohort: Cohort, name: str, email: str, side: str, capacity: int, is_ready: bool, by: Person
) -> Enrolment:
    """Add somebody by hand: invited to apply, or (``is_ready``) ready to be matched at once, with no answers yet.

    Whoever took back that they take part, or a consent that the form needs, is only invited.
    """
    _check_capacity(side, capacity)
    person = _person(cohort, name, email.strip().lower())
    if is_ready and who_took_back(cohort, side, {person.pk}):
        raise TookPartBack
    now = clock.now()
    state = "applied" if is_ready else "invited"
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(
                cohort=cohort,
                person=person,
                side=side,
                state=state,
                capacity=capacity,
                applied_at=now if is_ready else None,
            )
    except IntegrityError:
        raise AlreadyThere from None
    EnrolmentTransition.objects.create(enrolment=enrolment, sequence=1, to_state=state, at=now, by_id=by.pk)
    if is_ready:
        Application.objects.create(
            enrolment=enrolment,
            person=person,
            blueprint_id=queries.version_id_of(cohort),
            is_submitted=True,
            updated_at=now,
        )
    return enrolment


def who_took_back(cohort: Cohort, side: str, ids: set[UUID]) -> set[UUID]:
    """Who of *ids* took back that they take part, or a consent that the form needs: only they can say so again."""
    asked = [each for each in queries.blueprint_of(cohort).side(side) if each.kind == "consent" and each.required]
    purposes = ["taking-part", *(rules.consent_purpose(cohort.programme_id, each.id) for each in asked)]
    gone = reduce(or_, (took_back("pk", each) for each in purposes))
    return set(Person.objects.unscoped().filter(gone, pk__in=ids).values_list("pk", flat=True))


def _person(cohort: Cohort, name: str, email: str) -> Person:
    """Find somebody at the institution by their address; otherwise make them, with the name as it was written."""
    institution = cohort.programme.institution_id
    found = access.whoever_has(institution, [email]).get(email)
    return found or Person.objects.create(institution_id=institution, name=name.strip(), email=email)


@action("programmes.enrolment.withdrawn", may=policies.may_withdraw)
def withdraw_enrolment(*, enrolment: Enrolment, by: Person) -> Enrolment:
    """Take somebody out of the cohort, by themselves or by the coordinator; no reason is asked."""
    return move(enrolment, "withdrawn", by)


@action("programmes.enrolment.restored", may=policies.may_withdraw)
def restore_enrolment(*, enrolment: Enrolment, by: Person) -> Enrolment:
    """Bring somebody back who had withdrawn or rests: ready to be matched if they had applied, else invited again.

    Whoever took back a consent that this rests on is invited again, too: only they can give it, and hand in the form.
    """
    submitted = Application.objects.unscoped().filter(enrolment=enrolment, is_submitted=True)
    if who_took_back(enrolment.cohort, enrolment.side, {enrolment.person_id}):
        submitted.update(is_submitted=False)
    return move(enrolment, "applied" if submitted.exists() else "invited", by)


@action("programmes.enrolment.capacity_changed", may=policies.may_change_capacity)
def change_capacity(*, enrolment: Enrolment, capacity: int, by: Person) -> Enrolment:
    """Change how many mentees a mentor will take; never below those they have."""
    if enrolment.side != "mentor":
        raise NoCapacity(_("Only mentors have places."))
    enrolment.capacity = checked_capacity(enrolment, capacity)
    enrolment.save(update_fields=["capacity"])
    return enrolment


@action("programmes.enrolment.paused", may=policies.may_change_capacity)
def pause_enrolment(*, enrolment: Enrolment, is_paused: bool, by: Person) -> Enrolment:
    """Stop or begin again to offer a mentor new mentees; no reason is asked, and whoever is with them stays."""
    if enrolment.side != "mentor":
        raise NoCapacity(_("Only mentors have places."))
    enrolment.is_paused = is_paused
    enrolment.save(update_fields=["is_paused"])
    return enrolment


def checked_capacity(enrolment: Enrolment, capacity: int) -> int:
    """Return *capacity*; refused where nobody could be taken, or fewer than the mentor has already."""
    _check_capacity(enrolment.side, capacity)
    places: Any = getattr(enrolment, "places", None)  # rows of the room above, reached from the row itself
    if places is not None and capacity < places.count():
        raise CapacityTaken
    return capacity


def _check_capacity(side: str, capacity: int) -> None:
    if side == "mentor" and not 1 <= capacity <= MOST_PLACES:
        raise NoCapacity


@action("programmes.enrolment.invited", may=policies.may_coordinate_enrolment)
def invite_to_apply(*, enrolment: Enrolment, by: Person) -> Enrolment:
    """Send somebody who was invited the mail with the way to their application form, or send it once more."""
    if enrolment.state != "invited":
        raise IllegalMove(_("This person has applied already."))
    if enrolment.cohort.programme.state != "open":
        raise ProgrammeNotOpen
    if not enrolment.person.email:
        raise NoAddress
    _ask(enrolment)
    return enrolment


@action("programmes.enrolment.address_corrected", may=policies.may_coordinate_enrolment)
def correct_address(*, enrolment: Enrolment, email: str, by: Person) -> Enrolment:
    """Correct the mistyped address of somebody who has not come in yet; what was sent to the wrong one is sent anew.

    Whoever reads the address comes in as that person: refused where this opens more than the coordinator's programmes.
    """
    refusal = address_kept(enrolment, by)
    if refusal is not None:
        raise refusal
    try:
        access.change_address(person=enrolment.person, email=email, by=system())
    except access.AddressTaken:
        raise AddressHeld from None
    enrolment.person.refresh_from_db()
    if enrolment.state == "invited" and enrolment.asked_at is not None:
        _ask(enrolment)
    return enrolment


def address_kept(enrolment: Enrolment, by: Person) -> Refused | None:
    """Return why *by* cannot correct the address of somebody, for the page that offers it; None where they can."""
    if enrolment.person.account_id is not None or enrolment.person.invitations.filter(used_at__isnull=False).exists():
        return HasComeIn()
    return KnownBeyond() if policies.is_known_beyond(enrolment.person, by) else None


@action("programmes.cohort.invited", may=policies.may_coordinate_cohort)
def invite_everybody(*, cohort: Cohort, by: Person) -> list[Enrolment]:
    """Send the mail to everybody of the cohort who was added but never asked; return whom."""
    if cohort.programme.state != "open":
        raise ProgrammeNotOpen
    waiting = list(
        cohort.enrolments.filter(state="invited", asked_at__isnull=True, person__erased_at__isnull=True)
        .exclude(person__email="")
        .select_related("cohort__programme", "person")
    )
    if not waiting:
        raise NobodyToInvite
    for enrolment in waiting:
        _ask(enrolment)
    return waiting


def _ask(enrolment: Enrolment) -> None:
    enrolment.asked_at = clock.now()
    enrolment.save(update_fields=["asked_at"])
    access.ensure_way_in(enrolment.person)
    notifications.queue(
        "programmes.apply",
        to=enrolment.person_id,
        institution=enrolment.cohort.programme.institution_id,
        enrolment=enrolment.pk,
    )
