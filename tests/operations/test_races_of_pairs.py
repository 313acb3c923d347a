"""Coordinators who publish the same run, or give the same last place away, in the same instant: one does, each time."""

import time
from collections import Counter

from tests.operations.test_races import PROCESSES, ROUNDS, prepared, race


def _cohort(number, mentees):
    """A cohort of its own with one mentor who takes one, and so many mentees."""
    from chiron.people.models import Institution, Person
    from chiron.programmes.models import Cohort, Programme
    from tests.cast import enrol

    hospital = Institution.objects.get(name__startswith="St")
    programme = Programme.objects.unscoped().get(name="Internal Medicine Residency")
    first = programme.cohorts.order_by("starts_on").first()
    cohort = Cohort.objects.create(
        programme=programme, name=f"Round {number}", starts_on=first.starts_on, ends_on=first.ends_on
    )
    names = [f"{side}{number}" for side in ("mentor", *(f"mentee{at}-" for at in range(mentees)))]
    people = [Person.objects.create(institution=hospital, name=name, email=f"{name}@example.org") for name in names]
    return cohort, enrol(cohort, people[0], "mentor"), [enrol(cohort, person, "mentee") for person in people[1:]]


def _chen():
    from chiron.people.models import Person

    return Person._base_manager.get(name="Chen Liu")


def finished_runs():
    """One finished run a round, with one pair in it."""
    from chiron.core import encryption, worker
    from chiron.matching import actions

    runs = []
    with encryption.key_session():
        for number in range(ROUNDS):
            cohort, _mentor, _mentees = _cohort(number, mentees=1)
            runs.append(str(actions.start_run(cohort=cohort, by=_chen()).pk))
        worker.drain()
    return runs


def publish(run):
    from chiron.core import encryption
    from chiron.matching import actions
    from chiron.matching.models import MatchRun

    with encryption.key_session():
        actions.publish_run(run=MatchRun.objects.unscoped().get(pk=run), by=_chen())


def told():
    """How many offers stand, and how many mails about them wait, a relationship."""
    from chiron.core.models import OutboxMessage
    from chiron.relationships.models import Relationship

    offers = Relationship.objects.unscoped().filter(run_id__isnull=False, cohort__name__startswith="Round")
    mails = OutboxMessage.objects.filter(kind="relationships.offer")
    recipients = mails.order_by().values("recipient_id").distinct().count()
    return [offers.count(), mails.count(), recipients]


def one_publishes(site):
    outcomes = race(site, [publish] * PROCESSES, prepared(site, finished_runs))
    assert {tuple(each) for each in outcomes} == {("AlreadyPublished",) * (PROCESSES - 1) + ("won",)}
    assert prepared(site, told) == [ROUNDS, 2 * ROUNDS, 2 * ROUNDS]


def test_one_of_four_browsers_publishes_a_run(site):
    one_publishes(site)


def test_one_of_four_browsers_publishes_a_run_on_postgresql(postgres_site):
    one_publishes(postgres_site)


def last_places():
    """A mentor with one place a round, and a mentee for each who wants it."""
    made = [_cohort(number, mentees=PROCESSES) for number in range(ROUNDS)]
    return [[str(mentor.pk), [str(each.pk) for each in mentees]] for _cohort_of, mentor, mentees in made]


def _both(which, line):
    from chiron.programmes.models import Enrolment

    mentor, mentees = line
    rows = Enrolment.objects.unscoped().select_related("cohort__programme", "person")
    return rows.get(pk=mentees[which]), rows.get(pk=mentor)


def give_place(which):
    """Pair one of the mentees with the mentor by hand."""

    def attempt(line):
        from chiron.core import encryption
        from chiron.matching import actions

        mentee, mentor = _both(which, line)
        with encryption.key_session():
            actions.pair_by_hand(cohort=mentee.cohort, mentee=mentee, mentor=mentor, by=_chen())

    return attempt


def _relationship(mentee):
    from chiron.core import clock
    from chiron.relationships.models import Relationship

    institution = mentee.cohort.programme.institution_id
    return Relationship.objects.create(
        institution_id=institution, cohort=mentee.cohort, kind="dyad", offered_at=clock.now()
    )


def give_place_without_the_lock(which):
    """What the action would be if nothing were locked: only the numbered place is left to decide."""

    def attempt(line):
        from django.db import transaction

        from chiron.relationships.models import Place

        mentee, mentor = _both(which, line)
        with transaction.atomic():
            Place.objects.create(enrolment=mentor, number=1, relationship=_relationship(mentee))

    return attempt


def give_place_by_counting(which):
    """The control: neither lock nor numbered place, as one would write it in a hurry."""

    def attempt(line):
        from chiron.relationships.models import Relationship

        mentee, mentor = _both(which, line)
        if Relationship.objects.unscoped().filter(cohort=mentee.cohort).count() >= mentor.capacity:
            raise LookupError
        time.sleep(0.01)
        _relationship(mentee)

    return attempt


def taken():
    """How many relationships and places each round ended with."""
    from django.db.models import Count

    from chiron.programmes.models import Cohort

    rows = (
        Cohort.objects.unscoped()
        .filter(name__startswith="Round")
        .annotate(n=Count("relationships", distinct=True), places=Count("relationships__places", distinct=True))
    )
    return sorted({(row.n, row.places) for row in rows})


def one_gets_it(site, give=give_place, places=last_places):
    outcomes = race(site, [give(which) for which in range(PROCESSES)], prepared(site, places))
    answers = {tuple(sorted(Counter(each).items())) for each in outcomes}  # short enough to be read where it fails
    assert answers == {(("NoPlaceLeft", PROCESSES - 1), ("won", 1))}
    assert prepared(site, taken) == [[1, 1]]


def test_the_last_place_has_one_winner(site):
    one_gets_it(site)


def test_the_last_place_has_one_winner_on_postgresql(postgres_site):
    one_gets_it(postgres_site)


def the_table_decides(site):
    tries = [give_place_without_the_lock(which) for which in range(PROCESSES)]
    outcomes = race(site, tries, prepared(site, last_places))
    assert {tuple(each) for each in outcomes} == {("IntegrityError",) * (PROCESSES - 1) + ("won",)}


def test_without_any_lock_the_table_still_lets_one_through(site):
    the_table_decides(site)


def test_without_any_lock_the_table_still_lets_one_through_on_postgresql(postgres_site):
    the_table_decides(postgres_site)


def test_by_counting_several_would_get_it(site):
    tries = [give_place_by_counting(which) for which in range(PROCESSES)]
    outcomes = race(site, tries, prepared(site, last_places))
    assert any(each.count("won") > 1 for each in outcomes), "the rounds do not collide: the race proves nothing"
