"""Amara's page about herself, which Benoît reads before they meet."""

from chiron.people.models import Person
from chiron.relationships import actions
from chiron.relationships.models import Relationship

SAID = {
    "now": "Second year of the internal medicine residency, on cardiology until March, on nights every third week.",
    "path": "Medicine in Lagos, a year of emergency work in Enugu, then Cork, where I learnt to ask twice.",
    "work": "An audit of how we tell families about a new heart failure. An evening course in echocardiography.",
    "ask": "How I decide between cardiology and general medicine, and what I gave up to come here.",
}


def share(pair: Relationship, amara: Person) -> None:
    """Write it, and share it for as long as the two work together."""
    cv = actions.write_cv(person=amara, sections=SAID, pdf=None, drops_file=False, by=amara)
    actions.share_cv(cv=cv, relationship=pair, meeting=None, by=amara)
