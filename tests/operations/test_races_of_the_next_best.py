"""The last place that is free, found as the next best for several at once: one gets it, each time."""

import os
import time
from itertools import cycle
from pathlib import Path

from tests.operations.test_races import PROCESSES, ROUNDS, prepared, race
from tests.operations.test_races_of_pairs import _chen, _cohort, one_gets_it


def found_next():
    """A mentor with one place left a round, found as the next best for each of as many as want it at once."""
    from chiron.core import encryption, worker
    from chiron.matching import actions
    from chiron.matching.models import MatchRun
    from chiron.programmes.models import Enrolment

    lines = []
    with encryption.key_session():
        for number in range(ROUNDS):
            cohort, mentor, mentees = _cohort(number, mentees=PROCESSES)
            Enrolment.objects.unscoped().filter(pk=mentor.pk).update(capacity=PROCESSES)
            Enrolment.objects.unscoped().filter(pk__in=[each.pk for each in mentees]).update(state="waiting")
            lines.append([str(mentor.pk), str(actions.seek_next(cohort=cohort, by=_chen()).pk)])
        worker.drain()
        for mentor, run in lines:
            Enrolment.objects.unscoped().filter(pk=mentor).update(capacity=1)
            assert MatchRun.objects.unscoped().get(pk=run).proposals.filter(mentor=mentor).count() == PROCESSES
    return lines


def offer_next(which):
    """Offer what was found for one of the mentees."""

    def attempt(line):
        from chiron.core import encryption
        from chiron.matching import actions
        from chiron.matching.models import MatchRun

        run = MatchRun.objects.unscoped().get(pk=line[1])
        with encryption.key_session():
            proposal = run.proposals.order_by("pk")[which]
            actions.offer_next(cohort=run.cohort, run=run, proposals=[proposal], by=_chen())

    return attempt


def test_of_several_whose_next_best_has_one_place_left_one_gets_it(site):
    one_gets_it(site, offer_next, found_next)


def test_of_several_whose_next_best_has_one_place_left_one_gets_it_on_postgresql(postgres_site):
    one_gets_it(postgres_site, offer_next, found_next)


def lapses():
    """Two offers a round that are overdue, in a cohort where each may have the one place that a third mentor has.

    And how much later the second lapses, in seconds: at times while the next best after the first is being found.
    """
    from datetime import timedelta

    from chiron.core import clock, encryption, worker
    from chiron.matching import actions
    from chiron.matching.models import Plan
    from chiron.people.models import Person
    from chiron.relationships.models import Member, Relationship
    from tests.cast import enrol

    ids = []
    with encryption.key_session():
        for number in range(ROUNDS):
            cohort, mentor, mentees = _cohort(number, mentees=2)
            for at, mentee in enumerate(mentees):
                name = f"quiet{number}-{at}"
                who = Person.objects.create(
                    institution=mentor.person.institution, name=name, email=f"{name}@example.org"
                )
                actions.pair_by_hand(cohort=cohort, mentee=mentee, mentor=enrol(cohort, who, "mentor"), by=_chen())
            Plan.objects.create(cohort=cohort, offers_next=True)
            offers = Relationship.objects.unscoped().filter(cohort=cohort)
            offers.update(offered_at=clock.now() - timedelta(days=20))
            Member.objects.unscoped().filter(relationship__in=offers, role="mentee").update(answer="accepted")
            ids.append([str(pk) for pk in offers.order_by("pk").values_list("pk", flat=True)])
        worker.drain()
    return [[*both, later] for both, later in zip(ids, cycle([0, 0.1, 0.2, 0.3, 0.4]), strict=False)]


def lapse_and_look(which):
    """Let one of the two lapse, and do at once what a worker of its own would do next."""

    def attempt(line):
        from chiron.core import encryption, worker
        from chiron.people.queries import system
        from chiron.relationships import actions
        from chiron.relationships.models import Relationship

        time.sleep(which * line[2])
        with encryption.key_session():
            offer = Relationship.objects.unscoped().get(pk=line[which])
            actions.expire_offer(relationship=offer, by=system())
            worker.drain()

    return attempt


def standing():
    """What came of it a round: offers that stand, places, mentees who wait, and how many runs found them."""
    from django.db.models import Count, Q

    from chiron.core import encryption, worker
    from chiron.programmes.models import Cohort

    with encryption.key_session():
        worker.drain()
    offered = Count("relationships", filter=Q(relationships__state="offered"), distinct=True)
    rows = (
        Cohort.objects.unscoped()
        .filter(name__startswith="Round")
        .annotate(
            offers=offered,
            places=Count("relationships__places", distinct=True),
            wait=Count("enrolments", filter=Q(enrolments__state="waiting"), distinct=True),
        )
    )
    return sorted({(row.offers, row.places, row.wait) for row in rows})


def two_lapse(site):
    outcomes = race(site, [lapse_and_look(which) for which in range(2)], prepared(site, lapses))
    assert {tuple(each) for each in outcomes} == {("won", "won")}
    assert prepared(site, standing) == [[1, 1, 1]]


def test_two_who_lapse_at_once_get_the_last_free_place_once(site):
    two_lapse(site)


def test_two_who_lapse_at_once_get_the_last_free_place_once_on_postgresql(postgres_site):
    two_lapse(postgres_site)


def two_runs():
    """A finished run for who waits, and one after it that is still to be carried out."""
    from chiron.core import encryption, worker
    from chiron.matching import actions

    with encryption.key_session():
        cohort, _mentor, [mentee] = _cohort(0, mentees=1)
        mentee.state = "waiting"
        mentee.save(update_fields=["state"])
        first = actions.seek_next(cohort=cohort, by=_chen())
        worker.drain()
        return [[str(first.pk), str(actions.seek_next(cohort=cohort, by=_chen()).pk)]]


def be_offered_of(line):
    """Note, as an offer does, that something of the first run was offered, and keep it until the other waits for it."""
    from django.db import connection, transaction

    from chiron.core import clock
    from chiron.matching.models import MatchRun

    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with transaction.atomic(), connection.cursor() as cursor:
        MatchRun.objects.unscoped().filter(pk=line[0]).update(published_at=clock.now())
        (Path(os.environ["CHIRON_VAR"]) / "offered").touch()
        for _look in range(300):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            if cursor.execute(waits).fetchone() != (0,):
                return
            time.sleep(0.1)
    raise TimeoutError


def be_carried_out(line):
    """Carry the second run out once something of the first one is offered."""
    from chiron.core import encryption
    from chiron.matching import tasks

    for _look in range(300):
        if (Path(os.environ["CHIRON_VAR"]) / "offered").exists():
            break
        time.sleep(0.1)
    with encryption.key_session():
        tasks.run_match(line[1])


def runs_kept():
    """The states of the runs that are there, in their order."""
    from chiron.matching.models import MatchRun

    rows = MatchRun.objects.unscoped().filter(cohort__name="Round 0").order_by("number")
    return list(rows.values_list("state", flat=True))


def test_a_run_of_which_something_is_offered_meanwhile_is_kept(postgres_site):
    outcomes = race(postgres_site, [be_offered_of, be_carried_out], prepared(postgres_site, two_runs))
    assert outcomes == [["won", "won"]]
    assert prepared(postgres_site, runs_kept) == ["done", "done"]
