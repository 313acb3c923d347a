"""Two actions that take the same rows in opposite order: PostgreSQL ends one of them, and it begins again."""

import os
import time
from pathlib import Path

from chiron.core import actions as house
from chiron.core.policy import policy
from tests.operations.test_races import prepared, race


@policy
def may_meddle(by):
    """The system, in this test."""
    return by.is_system


@house.action("tests.rows.crossed", may=may_meddle)
def cross(*, first, second, by):
    """Take one row, wait until somebody else has theirs, take the other; note that it was done."""
    from chiron.people.models import Person

    for pk in (first, second):
        person = Person.objects.unscoped().select_for_update(no_key=True).get(pk=pk)
        person.called += "x"
        person.save(update_fields=["called"])
        meet()


def meet():
    """Wait until the other process has come as far as this; once it has, nobody waits again."""
    place = Path(os.environ["CHIRON_VAR"])
    (place / f"came-{os.getpid()}").touch()
    until = time.monotonic() + 30
    while len(list(place.glob("came-*"))) < 2 and time.monotonic() < until:
        time.sleep(0.01)


def crossing(*order, tries=house.TRIES):
    def attempt(line):
        from chiron.people.queries import system

        house.TRIES = tries
        cross(first=line[order[0]], second=line[order[1]], by=system())

    return attempt


def two_people():
    """The ids of two people, one round."""
    from chiron.people.models import Person

    Person.objects.unscoped().update(called="")
    return [[str(pk) for pk in Person.objects.unscoped().order_by("pk").values_list("pk", flat=True)[:2]]]


def marks():
    """How often either was changed."""
    from chiron.people.models import Person

    return sorted(Person.objects.unscoped().exclude(called="").values_list("called", flat=True))


def test_both_are_done_once_each(postgres_site):
    outcomes = race(postgres_site, [crossing(0, 1), crossing(1, 0)], prepared(postgres_site, two_people))
    assert outcomes == [["won", "won"]]
    assert prepared(postgres_site, marks) == ["xx", "xx"]


def test_without_a_second_try_one_of_them_fails(postgres_site):
    """The control: the two do wait for each other."""
    attempts = [crossing(0, 1, tries=1), crossing(1, 0, tries=1)]
    assert race(postgres_site, attempts, prepared(postgres_site, two_people)) == [["OperationalError", "won"]]
