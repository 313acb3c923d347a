"""Who lives through the year: the cast, and five more pairs, each with what will become of it."""

from dataclasses import dataclass, field
from typing import Any

from chiron.people.models import Person
from chiron.programmes.models import Enrolment
from chiron_blueprint import hours
from tests import cast as house

EVENINGS = hours.mask([day * 24 + hour for day in range(5) for hour in (17, 18, 19, 20)])
MENTEE = {
    "year": "year-2",
    "needs": ("skill", "network"),
    "interests": ("cardiology",),
    "free-hours": EVENINGS,
    "consent": True,
}
MENTOR = {
    "offers": ("skill", "network"),
    "fields": ("cardiology",),
    "free-hours": EVENINGS,
    "places": 1,
    "consent": True,
}

#: A mentee and a mentor each, by what will become of them.
PAIRS = {
    "fading": ("Ida Ibsen", "Jonas Jung"),
    "exit": ("Kofi Kumi", "Lena Lund"),
    "conflict": ("Maya Moss", "Noor Nasser"),
    "refused": ("Omar Osei", "Petra Pohl"),
    "unanswered": ("Quinn Quist", "Rosa Rey"),
}
SPARE = ("Sven Sand", "Tala Tan")


@dataclass
class Town:
    """The cast and the others by first name, and what each is enrolled as."""

    cast: house.Cast
    people: dict[str, Person] = field(default_factory=dict)
    enrolled: dict[str, Enrolment] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        found = self.__dict__.get("people", {}).get(name)
        if found is None:
            raise AttributeError(name)
        return found


def settle() -> Town:
    """Make the institution with its people; Amara has no account yet and has not applied."""
    cast = house.assemble()
    town = Town(cast, dict(cast.everybody()))
    town.enrolled |= {"amara": cast.amara_enrolled, "benoit": cast.benoit_enrolled, "giulia": cast.giulia_enrolled}
    for each, answers in ((cast.benoit_enrolled, MENTOR), (cast.giulia_enrolled, MENTOR)):
        each.application.answers = answers
        each.application.save()
    for mentee, mentor in PAIRS.values():
        _join(town, mentee, "mentee", MENTEE, 1)
        _join(town, mentor, "mentor", MENTOR, 1)
    for name in SPARE:
        _join(town, name, "mentor", MENTOR, 1)
    _not_here_yet(cast)
    return town


def _join(town: Town, name: str, side: str, answers: dict[str, Any], capacity: int) -> None:
    key = name.split()[0].lower()
    town.people[key] = house.person(town.cast.hospital, name)
    town.enrolled[key] = house.enrol(town.cast.cohort, town.people[key], side, answers, capacity)


def _not_here_yet(cast: house.Cast) -> None:
    account, cast.amara.account = cast.amara.account, None
    cast.amara.save()
    account.delete()
    cast.amara_enrolled.application.delete()
    Enrolment.objects.unscoped().filter(pk=cast.amara_enrolled.pk).update(state="invited", applied_at=None)
