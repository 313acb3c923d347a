"""Who may do what with people, invitations and the institution."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, Q, QuerySet

from chiron.core import clock
from chiron.core.models import OutboxMessage
from chiron.core.policy import policy
from chiron.people.models import (
    Account,
    Appointment,
    Consent,
    FormerAddress,
    HelpContact,
    Institution,
    Invitation,
    Person,
    ToldApart,
)

#: Duties that one takes up with two factors only.
GATED = frozenset({"administrator", "support_lead"})


def in_force(on: date, prefix: str = "") -> Q:
    """The condition under which a duty with a start and an end is in force on a day."""
    return Q(**{f"{prefix}starts_on__lte": on}) & not_over(on, prefix)


def not_over(on: date, prefix: str = "") -> Q:
    """The condition under which such a duty is in force on a day or will be."""
    return Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})


def holds_office(person: Person, role: str) -> bool:
    """Return whether *person* holds the institution-wide duty *role* today."""
    if person.held is not None:
        return role in person.held
    return Appointment.objects.scoped().filter(in_force(clock.today()), person=person, role=role).exists()


def offices(person: Person) -> frozenset[str]:
    """Return the institution-wide duties of *person* today."""
    rows = Appointment.objects.scoped().filter(in_force(clock.today()), person=person)
    return frozenset(rows.values_list("role", flat=True))


@policy
def is_member(by: Person) -> bool:
    """Anybody who belongs to the institution and was not erased."""
    return by.erased_at is None


@policy
def may_administer(by: Person) -> bool:
    """Administrators, and the system when it sets up an institution."""
    return by.is_system or holds_office(by, "administrator")


@policy
def may_audit(by: Person) -> bool:
    """Administrators and auditors read the audit trail."""
    return bool({"administrator", "auditor"} & offices(by))


def are_gated(held: Collection[str]) -> bool:
    """Whether one of the duties *held* needs a second factor."""
    return not GATED.isdisjoint(held)


@policy
def needs_second_factor(by: Person) -> bool:
    """Administrators and support leads sign in with two factors or not at all."""
    return are_gated(offices(by))


@policy
def may_change_self(by: Person, person: Person) -> bool:
    """Only the person themselves."""
    return by.pk == person.pk and by.erased_at is None


@policy
def may_invite(by: Person, person: Person) -> bool:
    """Administrators, and the system for whom a programme asks, within their institution."""
    return by.is_system or (by.institution_id == person.institution_id and holds_office(by, "administrator"))


@policy
def may_revoke(by: Person, invitation: Invitation) -> bool:
    """As `may_invite`, for the person invited."""
    return may_invite(by=by, person=invitation.person)


@policy
def may_reset_second_factor(by: Person, person: Person) -> bool:
    """Administrators for their people; the system from the command line, for the last administrator."""
    return may_invite(by=by, person=person)


@policy
def may_merge(by: Person, stays: Person, goes: Person) -> bool:
    """The administrators of the institution to which both belong: a merger reaches everything of either."""
    return by.institution_id == stays.institution_id == goes.institution_id and holds_office(by, "administrator")


@policy
def may_change_address(by: Person, person: Person) -> bool:
    """Administrators for their people; the system from the command line and for whom a programme asks."""
    return may_invite(by=by, person=person)


def is_gated_elsewhere(person: Person) -> bool:
    """Whether the account of *person* opens, at another institution, a duty that needs a second factor."""
    if person.account_id is None:
        return False
    held = Appointment.objects.scoped().filter(in_force(clock.today()), person__account_id=person.account_id)
    return held.exclude(person=person).filter(role__in=GATED).exists()


@policy
def may_change_own_account(by: Person, account: Account) -> bool:
    """Only whose account it is."""
    return by.account_id == account.pk


@policy
def may_change_consent(by: Person, consent: Consent) -> bool:
    """Only who gave it."""
    return by.pk == consent.person_id


@policy
def may_found(by: Person) -> bool:
    """The system only, asked from the command line."""
    return by.is_system


@policy
def may_change_institution(by: Person, institution: Institution) -> bool:
    """The institution's administrators."""
    return by.institution_id == institution.pk and holds_office(by, "administrator")


@policy
def may_add_person(by: Person, institution: Institution) -> bool:
    """The institution's administrators, and the system."""
    return by.is_system or may_change_institution(by=by, institution=institution)


@policy
def may_change_contact(by: Person, contact: HelpContact) -> bool:
    """The administrators of the contact's institution."""
    return may_change_institution(by=by, institution=contact.institution)


@policy
def may_send_again(by: Person, message: OutboxMessage) -> bool:
    """The administrators of the institution that the message belongs to."""
    return by.institution_id == message.institution_id and holds_office(by, "administrator")


@policy
def may_try_mail_again(by: Person, institution: Institution) -> bool:
    """The institution's administrators."""
    return may_change_institution(by=by, institution=institution)


@policy
def may_run_again(by: Person) -> bool:
    """Administrators where theirs is the only institution: tasks belong to the installation, not to one of several."""
    others = Institution.objects.exclude(pk=by.institution_id).exclude(people__is_system=True)
    return holds_office(by, "administrator") and not others.exists()


@policy
def may_appoint(by: Person, person: Person) -> bool:
    """Administrators, and the system for the first of them."""
    return by.is_system or holds_office(by, "administrator")


@policy
def may_end_duty(by: Person, appointment: Appointment) -> bool:
    """The administrators of the duty's institution."""
    return by.institution_id == appointment.institution_id and holds_office(by, "administrator")


@policy
def may_accept(by: Person) -> bool:
    """An invitation is accepted by whoever holds its token; the system acts for a person not yet signed in."""
    return by.is_system


def invitation_by_token(token_hash: str) -> QuerySet[Invitation]:
    """The invitation whose token one holds: holding it is the permission, before there is an account."""
    return Invitation.objects.scoped().filter(token_hash=token_hash).select_related("person__institution")


@policy
def visible_institutions(person: Person) -> QuerySet[Institution]:
    """The person's own institution."""
    return Institution.objects.filter(pk=person.institution_id)


@policy
def visible_people(person: Person) -> QuerySet[Person]:
    """Everybody at the institution for its administrators, oneself for everybody else."""
    rows = Person.objects.scoped().filter(institution_id=person.institution_id, erased_at__isnull=True, is_system=False)
    office = Appointment.objects.filter(in_force(clock.today()), person_id=person.pk, role="administrator")
    return rows.filter(Q(pk=person.pk) | Exists(office))


@policy
def visible_appointments(person: Person) -> QuerySet[Appointment]:
    """Who holds which duty, for administrators; one's own otherwise."""
    rows = Appointment.objects.scoped().filter(institution_id=person.institution_id)
    return rows if holds_office(person, "administrator") else rows.filter(person=person)


@policy
def visible_invitations(person: Person) -> QuerySet[Invitation]:
    """Invitations of the institution's people, for administrators."""
    rows = Invitation.objects.scoped().filter(person__institution_id=person.institution_id)
    return rows if holds_office(person, "administrator") else rows.none()


@policy
def visible_former_addresses(person: Person) -> QuerySet[FormerAddress]:
    """By which addresses the institution's people were known before, for administrators."""
    rows = FormerAddress.objects.scoped().filter(institution_id=person.institution_id).exclude(email="")
    return rows if holds_office(person, "administrator") else rows.none()


@policy
def visible_told_apart(person: Person) -> QuerySet[ToldApart]:
    """Of which entries somebody said that they are two people, for administrators."""
    rows = ToldApart.objects.scoped().filter(institution_id=person.institution_id)
    return rows if holds_office(person, "administrator") else rows.none()


def is_called(word: str) -> Q:
    """The condition under which a person's name or address holds *word*."""
    return Q(name__icontains=word) | Q(email__icontains=word)


@policy
def visible_consents(person: Person) -> QuerySet[Consent]:
    """One's own, nobody else's."""
    return Consent.objects.scoped().filter(person=person)


@policy
def visible_help(institution_id: UUID | None) -> QuerySet[HelpContact]:
    """The site's own humans are shown to everybody: signed in one's own institution's, signed out those of all here."""
    rows = HelpContact.objects.order_by("position", "name")
    return rows.filter(institution_id=institution_id) if institution_id else rows


def people_of_account(account: Any) -> QuerySet[Person]:
    """The persons that an account is, one an institution (used when a request begins)."""
    return (
        Person.objects.scoped()
        .filter(account_id=account.pk, erased_at__isnull=True, is_system=False)
        .select_related("institution")
        .order_by("created_at")
    )
