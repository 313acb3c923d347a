"""Entries that may be of one person, and what a merger may see of two of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.utils import formats, timezone

from chiron.core import clock
from chiron.core.models import Merged
from chiron.people import policies, rules
from chiron.people.models import Person


@dataclass(frozen=True)
class Suspected:
    """Two entries and why they may be of one person: codes of `rules.SIGNS`."""

    one: Person
    other: Person
    why: list[str]


def suspected(person: Person) -> list[Suspected]:
    """Return the entries of the institution that may be of one person, those with most signs first."""
    rows = policies.visible_people(person)
    former: dict[UUID, list[str]] = {}
    for owner, email in policies.visible_former_addresses(person).values_list("person_id", "email"):
        former.setdefault(owner, []).append(email)
    entries = [
        rules.Entry(pk, name, email, number, [each for each in (account, *former.get(pk, ())) if each])
        for pk, name, email, number, account in rows.order_by("name", "pk").values_list(
            "pk", "name", "email", "external_id", "account__email"
        )
    ]
    apart = {frozenset(pair) for pair in policies.visible_told_apart(person).values_list("person_id", "other_id")}
    pairs = {pair: why for pair, why in rules.suspected(entries).items() if frozenset(pair) not in apart}
    people = rows.in_bulk({pk for pair in pairs for pk in pair})
    found = [Suspected(people[one], people[other], why) for (one, other), why in pairs.items()]
    return sorted(found, key=lambda each: (-len(each.why), each.one.name, str(each.one.pk)))


def suspicion(one: Person, other: Person) -> list[str]:
    """Return the signs that two entries are of one person."""
    entries = [
        rules.Entry(
            each.pk, each.name, each.email, each.external_id,
            [*([each.account.email] if each.account else []), *former_addresses(each)],
        )
        for each in (one, other)
    ]  # fmt: skip
    return next(iter(rules.suspected(entries).values()), [])


def former_addresses(person: Person) -> list[str]:
    """Return the addresses by which somebody who was loaded for the reader was known before."""
    rows = person.former_addresses.exclude(email="").order_by("email")
    return list(rows.values_list("email", flat=True))


def others_called(person: Person, one: Person, search: str) -> Iterable[Person]:
    """Return up to twenty people whom *person* may see, but *one*, by a part of their name or address."""
    rows = policies.visible_people(person).exclude(pk=one.pk)
    for word in search.split():
        rows = rows.filter(policies.is_called(word))
    return rows.order_by("name", "pk")[:20] if search.split() else rows.none()


def leads_to(person: Person, ids: Iterable[Any]) -> dict[UUID, UUID]:
    """Return where those of *ids* lead that were merged into others at the institution of *person*."""
    rows = Merged.objects.filter(institution_id=person.institution_id, old_id__in=list(ids))
    return dict(rows.values_list("old_id", "new_id"))


def has_second_factor(person: Person) -> bool:
    """Whether somebody has a second factor to sign in with."""
    return bool(Authenticator.objects.filter(user_id=person.account_id).exists())


def duties_of(person: Person, one: Person) -> list[str]:
    """Return the duties at the institution that *one* holds today, for who may know."""
    rows = policies.visible_appointments(person).filter(policies.in_force(clock.today()), person=one)
    return [str(row.get_role_display()) for row in rows.order_by("role")]


def day(at: datetime) -> str:
    """Return the day of an instant in the reader's zone, in words."""
    return formats.date_format(timezone.localtime(at), "DATE_FORMAT")
