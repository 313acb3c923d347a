"""Clean the input, nothing more."""

from chiron.people.forms.access import Accept, Renew
from chiron.people.forms.institution import Contact, Duty, Institution, NewPerson
from chiron.people.forms.self import Erase, Profile

__all__ = ["Accept", "Contact", "Duty", "Erase", "Institution", "NewPerson", "Profile", "Renew"]
