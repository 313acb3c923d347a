"""What administrators change: the institution, its humans behind Help, its duties."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.core.models import OutboxMessage
from chiron.people import policies
from chiron.people.actions.self import LastAdministrator, only_administrator
from chiron.people.models import Appointment, HelpContact, Institution, Person


class OtherInstitution(Refused):
    message = _("Only people of your institution can hold a duty in it.")


class HoldsItAlready(Refused):
    message = _("This person holds the duty already.")


class NotStuck(Refused):
    message = _("This message is on its way or was sent.")


class Unreachable(Refused):
    message = _("Give a telephone number or an e-mail address, so that people can reach somebody.")


@action("people.institution.founded", may=policies.may_found)
def found_institution(*, name: str, language: str, time_zone: str, by: Person) -> Institution:
    """Make an institution (by the system only, for `chiron init`)."""
    return Institution.objects.create(name=name, language=language, time_zone=time_zone)


@action("people.person.added", may=policies.may_add_person)
def add_person(*, institution: Institution, name: str, email: str, by: Person) -> Person:
    """Add somebody to the institution by name and address, or return who has that address there."""
    person, _is_new = Person.objects.unscoped().get_or_create(
        institution=institution, email=email.strip().lower(), defaults={"name": name}
    )
    return person


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


@action("people.message.sent_again", may=policies.may_send_again)
def send_again(*, message: OutboxMessage, by: Person) -> OutboxMessage:
    """Queue a held or failed message once more."""
    if message.state not in {"held", "failed"}:
        raise NotStuck
    message.state, message.due_at, message.attempts, message.lease_until = "waiting", clock.now(), 0, None
    message.save(update_fields=["state", "due_at", "attempts", "lease_until"])
    return message


@action("people.help_contact.removed", may=policies.may_change_contact)
def remove_help_contact(*, contact: HelpContact, by: Person) -> None:
    """Take somebody from the Help page."""
    contact.delete()


@action("people.duty.given", may=policies.may_appoint)
def appoint(
    *, person: Person, role: str, starts_on: date, ends_on: date | None, deputy_for: Person | None, by: Person
) -> Appointment:
    """Give *person* a duty at the institution between two dates, perhaps as somebody's deputy."""
    home = person.institution_id if by.is_system else by.institution_id
    if any(each.institution_id != home for each in (person, deputy_for) if each is not None):
        raise OtherInstitution
    held = Appointment.objects.unscoped().filter(policies.in_force(starts_on), person=person, role=role)
    if held.exists():
        raise HoldsItAlready
    return Appointment.objects.create(
        institution_id=person.institution_id,
        person=person,
        role=role,
        deputy_for=deputy_for,
        starts_on=starts_on,
        ends_on=ends_on,
    )


@action("people.duty.ended", may=policies.may_end_duty)
def end_duty(*, appointment: Appointment, by: Person) -> Appointment:
    """End a duty as of yesterday, so that it holds no more; the last administrator stays."""
    if appointment.role == "administrator" and only_administrator(appointment.person):
        raise LastAdministrator
    yesterday = clock.today() - clock.DAY
    if appointment.starts_on > yesterday:
        appointment.delete()
        return appointment
    appointment.ends_on = yesterday
    appointment.save(update_fields=["ends_on"])
    return appointment
