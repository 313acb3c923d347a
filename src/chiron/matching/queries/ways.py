"""The methods that a coordinator can choose for a cohort, and why some are not possible in it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from chiron.matching import rules
from chiron.matching.queries.inputs import pairs_today
from chiron.matching.queries.kept import mentors_each, threshold_of
from chiron.matching.queries.words import METHODS
from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.programmes import queries as programme
from chiron.programmes.models import Cohort
from chiron.programmes.rules import MATCHABLE


@dataclass(frozen=True)
class Choice:
    """A method in words, the options it takes, and why it is not possible here; nothing where it is."""

    name: str
    title: Any
    line: Any
    takes: tuple[str, ...]
    why_not: str


def choices(person: Person, cohort: Cohort) -> list[Choice]:
    """Return every method for a cohort that *person* coordinates, in the order in which they are offered."""
    missing = _missing(person, cohort)
    return [
        Choice(name, *METHODS[name], takes=way.takes, why_not=missing.get(way.needs, ""))
        for name, way in rules.WAYS.items()
    ]


def _missing(person: Person, cohort: Cohort) -> dict[str, str]:
    found = {}
    if not any(each.compare == "preferred" for each in programme.blueprint_of(cohort).criteria):
        found["names"] = _("Not possible here: the application does not ask whom people would like.")
    threshold = threshold_of(cohort)
    rows = programmes.coordinated_enrolments(person).filter(cohort=cohort, side="mentee", state__in=MATCHABLE)
    stages = Counter(stage.strip().casefold() for stage in rows.values_list("person__stage", flat=True))
    if sum(count >= threshold for count in stages.values()) < 2:
        text = _("Not possible here: fewer than two stages have %(n)d mentees or more. Smaller ones are not compared.")
        found["groups"] = text % {"n": threshold}
    blueprint = programme.blueprint_of(cohort)
    if mentors_each(blueprint) < 2:
        found["several"] = _("Not possible here: by the blueprint a mentee has one mentor at a time.")
    elif rules.asked_and_offered(blueprint) is None:
        found["several"] = _("Not possible here: the application does not ask what people need and what they offer.")
    if mentors_each(blueprint) > 1:
        found["today"] = _("Not possible here: by the blueprint a mentee may have several mentors.")
    elif not pairs_today(cohort):
        found["today"] = _("Not possible yet: nobody in this cohort has a mentor.")
    return found
