"""Clean the input, nothing more."""

from chiron.people.forms.access import Accept, AddEmail, Address, Renew
from chiron.people.forms.institution import Contact, Duty, Institution, NewPerson
from chiron.people.forms.merging import Merge
from chiron.people.forms.self import Erase, Profile

__all__ = [
    "Accept", "AddEmail", "Address", "Contact", "Duty", "Erase", "Institution", "Merge", "NewPerson", "Profile",
    "Renew",
]  # fmt: skip
