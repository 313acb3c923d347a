"""Clean the input, nothing more."""

from chiron.programmes.forms.applications import Application
from chiron.programmes.forms.blueprints import BlueprintFile, Source, Words
from chiron.programmes.forms.imports import Upload, Uses, shown
from chiron.programmes.forms.people import AddPerson, Address, Capacity, Confirmed
from chiron.programmes.forms.programmes import FROM_FILES, Appoint, CohortFields, Start, Upgrade

__all__ = [
    "FROM_FILES", "AddPerson", "Address", "Application", "Appoint", "BlueprintFile", "Capacity", "CohortFields",
    "Confirmed", "Source", "Start", "Upgrade", "Upload", "Uses", "Words", "shown",
]  # fmt: skip
