"""E-mail addresses: who is meant by one, changing it for somebody, and following whoever changed their own."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.utils.translation import gettext_lazy as _

from chiron.core import clock, outbox
from chiron.core.actions import Refused, action
from chiron.people import policies
from chiron.people.actions.access import end_sessions, ensure_way_in
from chiron.people.models import Account, FormerAddress, Person


class OwnAddress(Refused):
    message = _("Change your own address from your profile: it is confirmed at the new one before it holds.")


class SameAddress(Refused):
    message = _("This is the address already.")


class AddressTaken(Refused):
    message = _("%(name)s has this address. If the two are one person, merge them instead.")


class AddressInUse(Refused):
    message = _("This address cannot be used to sign in here. Ask for another one.")


class OpensMore(Refused):
    message = _(
        "With this address somebody signs in at another institution, too, so it is not this one's to change. They can "
        "change it in their profile, or whoever runs the server can do it from the command line."
    )


def whoever_has(institution_id: UUID, addresses: Iterable[str]) -> dict[str, Person]:
    """Return whom the institution means by each of *addresses*, in small letters; called inside actions.

    That is who is known by it; else who signs in with it; else who was known by it before.
    """
    wanted = {each.strip().lower() for each in addresses} - {""}
    people = Person.objects.unscoped().filter(institution_id=institution_id, is_system=False, erased_at__isnull=True)
    former = FormerAddress.objects.unscoped().filter(institution_id=institution_id, email__in=wanted)
    found: dict[str, Person] = {each.email: each.person for each in former.select_related("person")}
    found |= {
        each.account.email: each  # type: ignore[union-attr]
        for each in people.filter(account__email__in=wanted).select_related("account")
    }
    return found | {each.email: each for each in people.filter(email__in=wanted)}


@action("people.address.changed", may=policies.may_change_address)
def change_address(*, person: Person, email: str, by: Person) -> Person:
    """Give somebody another address, because they lost theirs or it was mistyped.

    Who can sign in is signed out everywhere, confirms the new address at the next sign-in and keeps their second
    factor; both addresses are told. Who was only invited gets a new invitation, and the link in the old one dies.
    """
    email, before = email.strip().lower(), person.email
    if by.pk == person.pk:
        raise OwnAddress
    if email == before and (person.account is None or person.account.email == email):
        raise SameAddress
    _check_is_free(person, email)
    if person.account is not None:
        before = person.account.email if person.account.email != email else before
        _sign_in_with(person.account, email, person, by)
    was = person.email
    give_address(person, email)
    if person.account is not None:
        remember(person, was, clock.now())
        tell_of_change(person, [before, email], before=before)
    elif _was_invited(person):
        person.invitations.filter(used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=clock.now())
        ensure_way_in(person)
    return person


@action("people.address.confirmed", may=policies.may_change_own_account)
def follow_address(*, account: Account, before: str, by: Person) -> Account:
    """Know somebody by the address that they confirmed, wherever they were known by the one they had *before*."""
    known = Person.objects.unscoped().filter(account=account, email__iexact=before)
    for person in known.select_for_update(no_key=True).order_by("pk"):
        others = Person.objects.unscoped().filter(institution_id=person.institution_id, email=account.email)
        if not others.exclude(pk=person.pk).exists():  # else the files know two, whom an administrator can merge
            give_address(person, account.email)
            remember(person, before.lower(), clock.now())
    return account


def give_address(person: Person, email: str) -> None:
    """Know *person* by *email* from now on; whoever was known by it before is not any more.

    What came back from the address before goes out once more.
    """
    FormerAddress.objects.unscoped().filter(institution_id=person.institution_id, email=email).delete()
    person.email = email
    person.save(update_fields=["email"])
    outbox.send_what_came_back(person.pk)


def remember(person: Person, email: str, at: datetime) -> None:
    """Let files that still say *email* find *person*, unless somebody else is known by it."""
    others = Person.objects.unscoped().filter(institution_id=person.institution_id, email=email)
    if email and not others.exists():
        FormerAddress.objects.unscoped().update_or_create(
            institution_id=person.institution_id, email=email, defaults={"person": person, "left_at": at}
        )


def sign_in_with(account: Account, email: str, *, is_confirmed: bool) -> None:
    """Let an account be opened by *email* alone, and sign it out everywhere."""
    account.email = email
    account.save(update_fields=["email"])
    EmailAddress.objects.filter(user=account).delete()
    EmailAddress.objects.create(user=account, email=email, verified=is_confirmed, primary=True)
    end_sessions(account.pk)


def tell_of_change(person: Person, addresses: Iterable[str], **said: Any) -> None:
    """Queue a mail to each of *addresses* that says with which one the person signs in now."""
    for to in sorted(set(addresses)):
        secret = json.dumps({"to": to, "now": addresses_now(person), **said})
        outbox.put("people.address_changed", to=person.pk, institution=person.institution_id, secret=secret)


def addresses_now(person: Person) -> str:
    """Return the address under which mail reaches *person*."""
    return person.account.email if person.account else person.email


def _check_is_free(person: Person, email: str) -> None:
    others = Person.objects.unscoped().filter(institution_id=person.institution_id).exclude(pk=person.pk)
    other = others.filter(email=email).first() or others.filter(account__email=email).first()
    if other is not None:
        raise AddressTaken(AddressTaken.message % {"name": other.name or other.email})
    if person.account is not None and Account.objects.filter(email=email).exclude(pk=person.account.pk).exists():
        raise AddressInUse


def _sign_in_with(account: Account, email: str, person: Person, by: Person) -> None:
    elsewhere = Person.objects.unscoped().filter(account=account, erased_at__isnull=True).exclude(pk=person.pk)
    if not by.is_system and elsewhere.exists():
        raise OpensMore
    if account.email != email:
        sign_in_with(account, email, is_confirmed=False)


def _was_invited(person: Person) -> bool:
    return person.invitations.filter(used_at__isnull=True).exists()
