"""Browsers that book the same hour of the same mentor in the same instant: one gets it, each time."""

import time
from itertools import pairwise

from tests.operations.test_races import PROCESSES, ROUNDS, prepared, race

DUBLIN = "Europe/Dublin"


def pairs():
    """One mentor with a mentee for each who wants to meet, all begun; a time a round, two hours apart."""
    from datetime import timedelta

    from chiron.core import clock
    from chiron.people.models import Institution, Person
    from chiron.programmes.models import Programme
    from chiron.relationships.models import Member, Relationship
    from tests.cast import enrol

    hospital = Institution.objects.get(name__startswith="St")
    cohort = Programme.objects.unscoped().get(name="Internal Medicine Residency").cohorts.first()
    names = ["wanted", *(f"wants{number}" for number in range(PROCESSES))]
    people = [Person.objects.create(institution=hospital, name=name, email=f"{name}@example.org") for name in names]
    mentor = enrol(cohort, people[0], "mentor", capacity=PROCESSES)
    found = []
    for person in people[1:]:
        pair = Relationship.objects.create(
            institution=hospital, cohort=cohort, kind="dyad", state="active", offered_at=clock.now()
        )
        for enrolment, role in ((enrol(cohort, person, "mentee"), "mentee"), (mentor, "mentor")):
            Member.objects.create(
                relationship=pair, person=enrolment.person, enrolment=enrolment, role=role, answer="accepted"
            )
        found.append(str(pair.pk))
    start = (clock.now() + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    return [[(start + timedelta(hours=2 * number)).isoformat(), found] for number in range(ROUNDS)]


def _pair(which, line):
    from datetime import datetime

    from chiron.relationships.models import Relationship

    starts_at, pairs = line
    return datetime.fromisoformat(starts_at), Relationship.objects.unscoped().get(pk=pairs[which])


def book(which):
    """Book the hour in one of the pairs; each begins a quarter later, so that only some quarters are the same."""

    def attempt(line):
        from datetime import timedelta

        from chiron.core import encryption
        from chiron.relationships import actions

        starts_at, pair = _pair(which, line)
        by = pair.members.select_related("person").get(role="mentee").person
        with encryption.key_session():
            actions.book_meeting(
                relationship=pair,
                starts_at=starts_at + timedelta(minutes=15 * (which % 3)),
                minutes=45,
                zone=DUBLIN,
                where=actions.Where(),
                by=by,
            )

    return attempt


def book_by_looking(which):
    """The control: looks whether anybody is busy, then books, as one would write it in a hurry."""

    def attempt(line):
        from chiron.scheduling.models import BusyTime

        starts_at, pair = _pair(which, line)
        mentor = pair.members.get(role="mentor").person_id
        if BusyTime.objects.unscoped().filter(person_id=mentor, starts_at=starts_at).exists():
            raise LookupError
        time.sleep(0.01)
        BusyTime.objects.create(person_id=mentor, starts_at=starts_at, ends_at=starts_at.replace(minute=45))

    return attempt


def doubled():
    """How many meetings stand, how many quarters they hold, and how often one person has two that overlap."""
    from chiron.relationships.models import Attendee, Meeting
    from chiron.scheduling.models import Reservation

    spans = {}
    for each in Attendee.objects.unscoped().select_related("meeting"):
        spans.setdefault(each.person_id, []).append((each.meeting.starts_at, each.meeting.ends_at))
    overlaps = 0
    for each in spans.values():
        ordered = sorted(each)
        overlaps += sum(1 for (_s, end), (start, _e) in pairwise(ordered) if start < end)
    return [Meeting.objects.unscoped().count(), Reservation.objects.unscoped().count(), overlaps]


def one_meets(site):
    outcomes = race(site, [book(which) for which in range(PROCESSES)], prepared(site, pairs))
    assert all(each.count("won") == 1 for each in outcomes), outcomes
    assert {what for each in outcomes for what in each} == {"won", "Taken"}
    assert prepared(site, doubled) == [ROUNDS, 6 * ROUNDS, 0]


def test_one_of_several_gets_the_hour(site):
    one_meets(site)


def test_one_of_several_gets_the_hour_on_postgresql(postgres_site):
    one_meets(postgres_site)


def test_by_looking_first_several_would_get_it(site):
    tries = [book_by_looking(which) for which in range(PROCESSES)]
    outcomes = race(site, tries, prepared(site, pairs))
    assert any(each.count("won") > 1 for each in outcomes), "the rounds do not collide: the race proves nothing"
