"""What pages and rooms above need to know of people."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from chiron.people import policies
from chiron.people.models import SYSTEM_ID, HelpContact, Institution, Person


def system() -> Person:
    """Return the person as whom scheduled work acts."""
    return Person._base_manager.get(pk=SYSTEM_ID)


def current_person(account: object, chosen: str | None) -> Person | None:
    """Return who *account* is in this request: the institution it chose, else its first."""
    people = list(policies.people_of_account(account))
    return next((person for person in people if str(person.institution_id) == chosen), people[0] if people else None)


def person_for(person: Person, pk: UUID) -> Person:
    """Return one of the people whom *person* may see; 404 otherwise."""
    found = policies.visible_people(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def help_contacts(institution: Institution | None) -> QuerySet[HelpContact]:
    """Return the humans behind the Help button."""
    return policies.visible_help(institution.pk if institution else None)
