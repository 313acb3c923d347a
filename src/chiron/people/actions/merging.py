"""Making one of two entries of the same person; what the rooms above have to say to it and to do for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chiron.core import clock, encryption, merging
from chiron.core.actions import Refused, action
from chiron.core.models import Merged
from chiron.people import policies
from chiron.people.actions import addresses
from chiron.people.actions.access import end_sessions, ensure_way_in
from chiron.people.models import Account, Appointment, Institution, Person, ToldApart


class NotTwo(Refused):
    message = _("Choose two different people of your institution.")


class NotOwnEntry(Refused):
    message = _("You are one of the two. Another administrator has to do this for you.")


class MergedAlready(Refused):
    message = _("One of the two is here no more: somebody merged or erased it meanwhile.")


class InTheWay(Refused):
    message = _("These two cannot be made one.")
    several = _(
        "Of %(n)d things there can be only one a person (an answer, a note, a signature, a plan in the same place), "
        "and both have one. That says two people, and nothing that somebody wrote may be lost."
    )


class OtherName(Refused):
    message = _("Choose the name and the address of one of the two.")


@dataclass
class Merger:
    """Two entries on their way to be one: who stays, who goes, what was found in the way and what was done."""

    stays: Person
    goes: Person
    by: Person
    told: merging.Told = field(default_factory=merging.Told)
    #: Why it cannot be, each a sentence with the mend.
    hindrances: list[Any] = field(default_factory=list)
    #: What else whoever merges should know, a sentence each.
    notes: list[Any] = field(default_factory=list)
    #: What a room found before and needs after.
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def both(self) -> list[UUID]:
        return [self.stays.pk, self.goes.pk]


Step = Callable[[Merger], None]
Fact = Callable[[Person], tuple[Any, list[str]]]
FACTS: list[Fact] = []
BEFORE: list[Step] = []
AFTER: list[Step] = []


def shown_beside(fact: Fact) -> Fact:
    """Register what a room shows of somebody before they are merged: a term and lines that administrators may read."""
    FACTS.append(fact)
    return fact


def facts_of(person: Person) -> list[tuple[Any, list[str]]]:
    """Return what the rooms show of somebody before they are merged; the caller has asked whether it may be seen."""
    return [fact(person) for fact in FACTS]


def before_merging(step: Step) -> Step:
    """Register what a room looks at before two people become one: it adds hindrances and notes."""
    BEFORE.append(step)
    return step


def after_merging(step: Step) -> Step:
    """Register what a room sets right once everything points at the one who stays, in the same transaction."""
    AFTER.append(step)
    return step


def merge(*, stays: Person, goes: Person, name: str, email: str, by: Person) -> Person:
    """Merge *goes* into *stays*; the two are locked in the same order whichever of them stays."""
    pair = sorted([("stays", stays), ("goes", goes)], key=lambda each: each[1].pk)
    return merge_people(**dict(pair), name=name, email=email, by=by)


@action("people.person.merged", may=policies.may_merge)
def merge_people(*, stays: Person, goes: Person, name: str, email: str, by: Person) -> Person:
    """Make one of two entries of the same person, for good: everything of the one that goes follows to the other.

    One transaction, one merger at a time in an institution. The key of the one that goes is kept for as long as the
    other lives, because backups made before hold values under it, and is erased with them.
    """
    merger = _carry_out(stays, goes, name, email, by)
    if merger.hindrances:
        raise InTheWay(merger.hindrances[0])
    return merger.stays


def rehearse(*, stays: Person, goes: Person, name: str, email: str, by: Person) -> Merger:
    """Merge the two and undo it: what it tells is what would happen, hindrances and all. Changes nothing."""
    merger = None
    try:
        with transaction.atomic():
            rows = Person.objects.unscoped().select_for_update(no_key=True).order_by("pk").in_bulk([stays.pk, goes.pk])
            merger = _carry_out(rows[stays.pk], rows[goes.pk], name, email, by)
            raise _Rehearsed
    except _Rehearsed:
        assert merger is not None
        return merger


class _Rehearsed(Exception):
    """Takes a rehearsal back."""


def _carry_out(stays: Person, goes: Person, name: str, email: str, by: Person) -> Merger:
    Institution.objects.select_for_update(no_key=True).get(pk=stays.institution_id)
    _check(stays, goes, name, email, by)
    merger = Merger(stays, goes, by)
    for step in BEFORE:
        step(merger)
    if merger.hindrances:
        return merger
    _describe(merger, name, email)
    merging.sweep(Person, goes.pk, stays.pk, person=Person, told=merger.told)
    if stuck := merger.told.in_the_way.total():
        merger.hindrances.append(InTheWay.several % {"n": stuck})
    if merger.hindrances:
        return merger
    _note_joined(merger)
    for step in AFTER:
        step(merger)
    return merger


def _check(stays: Person, goes: Person, name: str, email: str, by: Person) -> None:
    if stays.pk == goes.pk or stays.institution_id != goes.institution_id or stays.is_system or goes.is_system:
        raise NotTwo
    if by.pk in (stays.pk, goes.pk):
        raise NotOwnEntry
    if stays.erased_at is not None or goes.erased_at is not None:
        raise MergedAlready
    if name not in (stays.name, goes.name) or email not in (stays.email, goes.email):
        raise OtherName


@before_merging
def _look(merger: Merger) -> None:
    """What this room has to say: two who were told apart are one after all."""
    rows = ToldApart.objects.unscoped().filter(person__in=merger.both, other__in=merger.both)
    if rows.exists():
        merger.notes.append(_("Somebody looked at the two before and said that they are two people."))
        rows.delete()


@after_merging
def _tidy(merger: Merger) -> None:
    """Nobody stands in for themselves; old addresses of the one who goes lead to the one who stays."""
    Appointment.objects.unscoped().filter(person=merger.stays, deputy_for=merger.stays).update(deputy_for=None)
    Merged.objects.update_or_create(
        old_id=merger.goes.pk,
        defaults={"new_id": merger.stays.pk, "institution_id": merger.stays.institution_id, "at": clock.now()},
    )


def _note_joined(merger: Merger) -> None:
    """Let the ids of rows that were made one lead on, as that of the person does."""
    for better, other in merger.told.joined:
        Merged.objects.filter(new_id=other.pk).update(new_id=better.pk)
        Merged.objects.create(
            old_id=other.pk, new_id=better.pk, institution_id=merger.stays.institution_id, at=clock.now()
        )


def _describe(merger: Merger, name: str, email: str) -> None:
    """Put together who the one who stays is: what they lack they get from the other, who is nobody from now on."""
    stays, goes, now = merger.stays, merger.goes, clock.now()
    told = {each.account.email for each in (stays, goes) if each.account}
    known_by = {stays.email, goes.email}
    is_open = Q(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)
    was_invited = any(each.invitations.filter(is_open).exists() for each in (stays, goes))
    _fill(stays, goes)
    account = _one_account(merger, email)
    goes.name = goes.called = goes.pronouns = goes.stage = goes.email = goes.external_id = goes.about = ""
    goes.account, goes.erased_at = None, now
    goes.save()
    stays.name, stays.account = name, account
    if not email:
        stays.email = ""
    stays.save()
    if email:
        addresses.give_address(stays, email)
    for address in known_by - {email}:
        addresses.remember(stays, address, now)
    for each in (stays, goes):
        each.invitations.filter(is_open).update(revoked_at=now)
    if was_invited:
        ensure_way_in(stays)
    addresses.tell_of_change(stays, told, is_merged=True)


def _fill(stays: Person, goes: Person) -> None:
    for name in ("called", "pronouns", "stage", "about"):
        if not getattr(stays, name):
            setattr(stays, name, getattr(goes, name))
    stays.external_id = stays.external_id or goes.external_id


def _one_account(merger: Merger, email: str) -> Account | None:
    """The way in that remains: that of the one who stays, else the other's; it is opened by the address that stays.

    An account that also opens another institution keeps its own address; it is never closed here.
    """
    mine, theirs = merger.stays.account, merger.goes.account
    keeps = mine or theirs
    if mine is not None and theirs is not None:
        merger.notes.append(_("Both can sign in. The way in of the one who stays remains, the other is closed."))
        is_confirmed = EmailAddress.objects.filter(user=theirs, email=email, verified=True).exists()
        _close(theirs, merger.goes)
    else:
        is_confirmed = False
    if keeps is None or not email or keeps.email == email:
        return keeps
    if _opens_more(keeps, merger.both):
        merger.notes.append(
            _("The account also opens another institution, so its own address to sign in with stays as it is.")
        )
    elif Account.objects.filter(email=email).exclude(pk=keeps.pk).exists():
        merger.hindrances.append(addresses.AddressInUse.message)
    else:
        addresses.sign_in_with(keeps, email, is_confirmed=is_confirmed)
    return keeps


def _close(account: Account, person: Person) -> None:
    """Take this institution from an account, and end it where it opens nothing else."""
    end_sessions(account.pk)
    if not _opens_more(account, [person.pk]):
        Person.objects.unscoped().filter(pk=person.pk).update(account=None)
        account.delete()


def _opens_more(account: Account, people: list[UUID]) -> bool:
    rows = Person.objects.unscoped().filter(account=account, erased_at__isnull=True)
    return rows.exclude(pk__in=people).exists()


@action("people.people.told_apart", may=policies.may_merge)
def tell_apart(*, stays: Person, goes: Person, by: Person) -> ToldApart:
    """Note that two entries are two people, so that nobody suspects them again."""
    if stays.pk == goes.pk or stays.institution_id != goes.institution_id:
        raise NotTwo
    one, other = sorted((stays, goes), key=lambda each: each.pk)
    row, _is_new = ToldApart.objects.unscoped().get_or_create(
        person=one, other=other, defaults={"institution_id": one.institution_id, "said_at": clock.now()}
    )
    return row


def gather(*, goes: UUID, stays: UUID) -> None:
    """Let what was written at the very moment of the merger follow, too; called by the worker once it is done."""
    with transaction.atomic():
        rows = Person.objects.unscoped().select_for_update(no_key=True).order_by("pk").in_bulk([goes, stays])
        if len(rows) == 2:
            encryption.ensure_keys([stays])
            merging.sweep(Person, goes, stays, person=Person, told=merging.Told())
