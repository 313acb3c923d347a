"""What administrators change: the institution, its humans behind Help, its duties."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.people import policies
from chiron.people.actions.addresses import whoever_has
from chiron.people.actions.self import LastAdministrator, only_administrator
from chiron.people.models import Appointment, HelpContact, Institution, Person


class OtherInstitution(Refused):
    message = _("Only people of your institution can hold a duty in it.")


class HoldsItAlready(Refused):
    message = _("This person holds the duty already, at least for a part of that time.")


class NotYetIn(Refused):
    message = _("This person has not come in yet. Invite them first; a duty needs somebody who can sign in.")


class NobodyToStandInFor(Refused):
    message = _("A deputy stands in for somebody else who holds the same duty on that day.")


class OverAlready(Refused):
    message = _("This duty has ended already.")


class NobodyLeft(Refused):
    message = _(
        "Nobody would be left whom people can ask for help. Name another person first; then this one can be taken away."
    )


class Unreachable(Refused):
    message = _("Give a telephone number or an e-mail address, so that people can reach somebody.")


@action("people.institution.founded", may=policies.may_found)
def found_institution(*, name: str, language: str, time_zone: str, by: Person) -> Institution:
    """Make an institution (by the system only, for `chiron init`)."""
    return Institution.objects.create(name=name, language=language, time_zone=time_zone)


@action("people.person.added", may=policies.may_add_person)
def add_person(*, institution: Institution, name: str, email: str, by: Person) -> Person:
    """Add somebody to the institution by name and address, or return who has that address there."""
    email = email.strip().lower()
    known = whoever_has(institution.pk, [email]).get(email)
    return (
        known
        or Person.objects.unscoped().get_or_create(institution=institution, email=email, defaults={"name": name})[0]
    )


@action("people.institution.changed", may=policies.may_change_institution)
def change_institution(
    *, institution: Institution, name: str, language: str, time_zone: str, disclosure_threshold: int, by: Person
) -> Institution:
    """Change the institution's name, language, time zone and the smallest group that a statistic shows."""
    institution.name, institution.language, institution.time_zone = name, language, time_zone
    institution.disclosure_threshold = disclosure_threshold
    institution.save()
    return institution


@action("people.help_contact.added", may=policies.may_change_institution)
def add_help_contact(
    *, institution: Institution, name: str, what_for: str, phone: str, email: str, hours: str, by: Person
) -> HelpContact:
    """Add one of the humans behind the Help button."""
    if not phone and not email:
        raise Unreachable
    position = institution.help_contacts.count()
    return HelpContact.objects.create(
        institution=institution,
        name=name,
        what_for=what_for,
        phone=phone,
        email=email,
        hours=hours,
        position=position,
    )


@action("people.help_contact.changed", may=policies.may_change_contact)
def change_help_contact(
    *, contact: HelpContact, name: str, what_for: str, phone: str, email: str, hours: str, by: Person
) -> HelpContact:
    """Change what the Help page says of one of its humans."""
    if not phone and not email:
        raise Unreachable
    contact.name, contact.what_for, contact.phone, contact.email, contact.hours = name, what_for, phone, email, hours
    contact.save()
    return contact


@action("people.help_contact.moved_up", may=policies.may_change_contact)
def move_up_help_contact(*, contact: HelpContact, by: Person) -> HelpContact:
    """Show one of the humans behind Help one place earlier; the first stays first."""
    row = list(contact.institution.help_contacts.select_for_update(no_key=True).order_by("position", "name"))
    at = row.index(contact)
    if at:
        row[at - 1], row[at] = row[at], row[at - 1]
    for position, each in enumerate(row):
        each.position = position
    HelpContact.objects.bulk_update(row, ["position"])
    return contact


@action("people.help_contact.removed", may=policies.may_change_contact)
def remove_help_contact(*, contact: HelpContact, by: Person) -> None:
    """Take somebody from the Help page. The last one stays: no programme goes on without somebody to ask for help."""
    contacts = contact.institution.help_contacts.select_for_update(no_key=True).order_by("pk")
    if len(contacts) < 2:
        raise NobodyLeft
    contact.delete()


@action("people.duty.given", may=policies.may_appoint)
def appoint(
    *, person: Person, role: str, starts_on: date, ends_on: date | None, deputy_for: Person | None, by: Person
) -> Appointment:
    """Give *person* a duty at the institution between two dates, perhaps as somebody's deputy."""
    home = person.institution_id if by.is_system else by.institution_id
    if any(each.institution_id != home for each in (person, deputy_for) if each is not None):
        raise OtherInstitution
    if person.account_id is None and not by.is_system:
        raise NotYetIn
    duties = Appointment.objects.unscoped().filter(role=role)
    if duties.filter(_within(starts_on, ends_on), person=person).exists():
        raise HoldsItAlready
    if deputy_for is not None and (
        deputy_for.pk == person.pk or not duties.filter(policies.in_force(starts_on), person=deputy_for).exists()
    ):
        raise NobodyToStandInFor
    return Appointment.objects.create(
        institution_id=person.institution_id,
        person=person,
        role=role,
        deputy_for=deputy_for,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _within(starts_on: date, ends_on: date | None) -> Q:
    """The condition under which a duty is held on any day of a time."""
    starts_in_time = Q(starts_on__lte=ends_on) if ends_on else Q()
    return starts_in_time & policies.not_over(starts_on)


@action("people.duty.ended", may=policies.may_end_duty)
def end_duty(*, appointment: Appointment, by: Person) -> Appointment:
    """End a duty as of yesterday, so that it holds no more; the last administrator stays."""
    if appointment.role == "administrator" and only_administrator(appointment.person):
        raise LastAdministrator
    yesterday = clock.today() - clock.DAY
    if appointment.ends_on is not None and appointment.ends_on <= yesterday:
        raise OverAlready
    if appointment.starts_on > yesterday:
        appointment.delete()
        return appointment
    appointment.ends_on = yesterday
    appointment.save(update_fields=["ends_on"])
    return appointment
