"""What somebody does with what is kept about themselves."""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chiron.core import audit, clock, encryption
from chiron.core.actions import Refused, action
from chiron.core.models import Merged
from chiron.people import policies
from chiron.people.actions.access import end_sessions
from chiron.people.models import Account, Appointment, Institution, Person


class LastAdministrator(Refused):
    message = _(
        "This is the only administrator whose duty has no end. Appoint another one first, so that the institution is "
        "not locked out."
    )


@action("people.profile.changed", may=policies.may_change_self)
def change_profile(
    *, person: Person, name: str, called: str, pronouns: str, stage: str, about: str, by: Person
) -> Person:
    """Change how a person is named and what they say of themselves, in their own words."""
    person.name, person.called, person.pronouns, person.stage = name, called, pronouns, stage
    person.about = about
    person.save()
    return person


@action("people.account.changed", may=policies.may_change_own_account)
def change_account(*, account: Account, language: str, time_zone: str, by: Person) -> Account:
    """Change the language and the time zone in which Chiron speaks to somebody."""
    account.language, account.time_zone = language, time_zone
    account.save(update_fields=["language", "time_zone"])
    return account


@action("people.data.exported", may=policies.may_change_self)
def note_export(*, person: Person, by: Person) -> Person:
    """Note in the audit trail that somebody took a copy of everything about themselves."""
    return person


@action("people.person.erased", may=policies.may_change_self)
def erase_person(*, person: Person, by: Person) -> Person:
    """Erase a person for good: their key, their name and their way in. What others wrote stays with them.

    The key goes as soon as this is committed; the worker then clears the rest everywhere, and again after a restore.
    """
    if only_administrator(person):
        raise LastAdministrator
    account_id = person.account_id
    person.name = person.called = person.pronouns = person.stage = person.email = person.external_id = ""
    person.about = ""
    person.account, person.erased_at = None, clock.now()
    person.save()
    person.invitations.all().delete()
    person.former_addresses.all().delete()
    person.appointments.filter(starts_on__gt=clock.today()).delete()
    person.appointments.filter(policies.in_force(clock.today())).update(ends_on=clock.today())
    if account_id is not None:
        _close_account(account_id)
    for owner in (person.pk, *merged_into(person)):
        transaction.on_commit(partial(encryption.erase_key, owner))
    return person


def merged_into(person: Person) -> list[UUID]:
    """Return the ids under which *person* was somebody before: backups made then hold values under their keys."""
    return list(Merged.objects.filter(new_id=person.pk).values_list("old_id", flat=True))


def only_administrator(person: Person) -> bool:
    """Whether the institution would have no administrator without *person*, now or once deputies have ended.

    Asked inside an action, one at a time in an institution: two administrators cannot end each other at once.
    """
    today = clock.today()
    Institution.objects.select_for_update(no_key=True).get(pk=person.institution_id)
    others = Appointment.objects.unscoped().filter(
        policies.in_force(today), institution_id=person.institution_id, role="administrator"
    )
    is_one = others.filter(person=person).exists()
    lasting = others.filter(ends_on__isnull=True, person__erased_at__isnull=True, person__account__isnull=False)
    return is_one and not lasting.exclude(person=person).exists()


def _close_account(account_id: UUID) -> None:
    """End an account that is nobody at any institution any more."""
    end_sessions(account_id)
    if not Person.objects.unscoped().filter(account_id=account_id, erased_at__isnull=True).exists():
        Account.objects.filter(pk=account_id).delete()
        transaction.on_commit(lambda: audit.forget(account_id))
