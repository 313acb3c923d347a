"""Processes that want the same thing in the same instant, on a real database file: one gets it, each time.

The control does the same without the lock of an action and must let several through: so the rounds do collide.
"""

import json
import sys
import time
from itertools import cycle

import pytest

from tests.amounts import amount
from tests.operations.site import Process, say

PROCESSES, ROUNDS = amount(short=4, full=50), amount(short=25, full=1000)


def each_line(attempt):
    """In a forked process: try once for each line that comes, answer what became of it."""
    say("ready")
    for line in sys.stdin:
        if not line.strip():
            break
        try:
            attempt(json.loads(line))
        except Exception as refusal:
            say(type(refusal).__name__)
        else:
            say("won")


def race(site, attempts, lines):
    """Send each line to a process for each of *attempts* at once; return what became of it, a list a line."""
    runners = [Process(lambda do=do: (site._move_in(), each_line(do))[1] or 0) for do in attempts]
    for runner in runners:
        assert runner.stdout.readline() == "ready\n", runner.end()
    outcomes = []
    for line in lines:
        for runner in runners:
            runner.stdin.write(json.dumps(line) + "\n")
        for runner in runners:
            runner.stdin.flush()
        outcomes.append(sorted(runner.stdout.readline().strip() for runner in runners))
    for runner in runners:
        runner.end("\n")
    return outcomes


def prepared(site, step):
    """What a step of its own process made for the race."""
    runner = Process(lambda: (site._move_in(), say(json.dumps(step())))[1] or 0)
    code, out, err = runner.end()
    assert code == 0, err
    return json.loads(out.strip().splitlines()[-1])


def invitations():
    """One open invitation a round."""
    from chiron.people import actions, queries
    from chiron.people.models import Institution

    hospital, by = Institution.objects.get(name__startswith="St"), queries.system()
    names = [f"guest{number}@example.org" for number in range(ROUNDS)]
    people = [actions.add_person(institution=hospital, name=name, email=name, by=by) for name in names]
    return [actions.invite(person=person, by=by).token for person in people]


def accept(token):
    from chiron.people import actions, queries

    found = queries.invitation(actions.hashed(token))
    actions.accept_invitation(invitation=found, password="", language="en", by=queries.system())


def accept_without_a_lock(token):
    """The control: what an action would be if it did not lock and reload."""
    from chiron.core import clock
    from chiron.people import actions, queries

    found = queries.invitation(actions.hashed(token))
    if found.used_at is not None:
        raise actions.NotValid
    time.sleep(0.01)
    found.used_at = clock.now()
    found.save()


def pairs():
    """Two people a round, who are nothing to each other yet."""
    from chiron.people import actions, queries
    from chiron.people.models import Institution

    hospital, by = Institution.objects.get(name__startswith="St"), queries.system()
    names = [f"one{number}@example.org" for number in range(2 * ROUNDS)]
    people = [actions.add_person(institution=hospital, name=name, email=name, by=by) for name in names]
    return [[str(one.pk), str(other.pk)] for one, other in zip(people[::2], people[1::2], strict=True)]


def head_starts(lines):
    """Add to each line how long those who bring together wait, and those who register: each is to be first at times."""
    waits = cycle([(0, 0), (0, 0.005), (0.005, 0), (0.02, 0), (0, 0.5), (0.5, 0)])
    return [[*line, *wait] for line, wait in zip(lines, waits, strict=False)]


def register(pair):
    from chiron.boundaries import actions
    from chiron.core import clock
    from chiron.people import queries
    from chiron.people.models import Person

    time.sleep(pair[3])
    one, other = (Person._base_manager.get(pk=pk) for pk in pair[:2])
    actions.register_conflict(
        person=one, other=other, kind="assessor", starts_on=clock.today(), ends_on=None, by=queries.system()
    )


def bring_together(pair):
    from uuid import UUID

    from django.db import transaction

    from chiron.boundaries import actions

    time.sleep(pair[2])
    with transaction.atomic():
        actions.claim_pair(*map(UUID, pair[:2]), "relationship")


def bring_together_with_many(pair):
    """As publishing does: the pair is one of many that are claimed at once."""
    from uuid import UUID

    from django.db import transaction

    from chiron.boundaries import actions

    time.sleep(pair[2])
    with transaction.atomic():
        if actions.claim_pairs([(UUID(pair[0]), UUID(pair[1]))]):
            raise actions.InConflict


def administrators():
    """One institution a round with two administrators, each with an account."""
    from chiron.core import clock
    from chiron.people import actions, queries
    from chiron.people.models import Account

    by, found = queries.system(), []
    for number in range(ROUNDS):
        place = actions.found_institution(name=f"Place {number}", language="en", time_zone="UTC", by=by)
        duties = []
        for side in "ab":
            email = f"{side}{number}@place.example"
            person = actions.add_person(institution=place, name=email, email=email, by=by)
            person.account = Account.objects.create_user(email)
            person.save()
            given = {"role": "administrator", "starts_on": clock.today(), "ends_on": None, "deputy_for": None}
            duties.append(str(actions.appoint(person=person, **given, by=by).pk))
        found.append(duties)
    return found


def end_the(which):
    """Each administrator ends the duty of the other one."""

    def attempt(duties):
        from chiron.people import actions
        from chiron.people.models import Appointment

        own = Appointment.objects.unscoped().select_related("person").get(pk=duties[1 - which])
        other = Appointment.objects.unscoped().get(pk=duties[which])
        actions.end_duty(appointment=other, by=own.person)

    return attempt


def left():
    """How many administrators each of the places has."""
    from django.db.models import Count

    from chiron.people.models import Institution

    rows = Institution.objects.filter(name__startswith="Place ").annotate(n=Count("appointments"))
    return sorted(rows.values_list("n", flat=True))


def one_stays(site):
    outcomes = race(site, [end_the(0), end_the(1)], prepared(site, administrators))
    assert all(each.count("won") == 1 for each in outcomes), outcomes
    assert prepared(site, left) == [1] * ROUNDS


def test_two_administrators_do_not_end_each_other(site):
    one_stays(site)


def test_two_administrators_do_not_end_each_other_on_postgresql(postgres_site):
    one_stays(postgres_site)


def held():
    """Who holds each pair, and whether any is held by both."""
    from chiron.boundaries import policies
    from chiron.boundaries.models import Conflict, PairClaim
    from chiron.core import clock

    stand = Conflict.objects.unscoped().filter(policies.overlapping(clock.today(), clock.today()))
    apart = {tuple(sorted(each)) for each in stand.values_list("person_id", "other_id")}
    claims = {(low, high): holder for low, high, holder in PairClaim.objects.values_list("low", "high", "holder")}
    return {
        "holders": sorted(set(claims.values())),
        "both": sum(holder == "relationship" and pair in apart for pair, holder in claims.items()),
        "unclaimed": len(apart - claims.keys()),
    }


def once(site):
    outcomes = race(site, [accept] * PROCESSES, prepared(site, invitations))
    assert len(outcomes) == ROUNDS
    assert {tuple(each) for each in outcomes} == {("NotValid",) * (PROCESSES - 1) + ("won",)}


def never_both(site, together):
    outcomes = race(site, [register, together] * 2, head_starts(prepared(site, pairs)))
    said = {word for each in outcomes for word in each}
    assert said <= {"won", "InConflict", "InRelationship", "KnownConflict"}, said
    won = {each.count("won") for each in outcomes}
    assert min(won) == 1 < max(won), "the conflict is first at times and the pair at others, or it proves nothing"
    end = prepared(site, held)
    assert (end["both"], end["unclaimed"], end["holders"]) == (0, 0, ["conflict"]), "a conflict takes the pair over"


def test_one_of_four_accepts_an_invitation(site):
    once(site)


def test_one_of_four_accepts_an_invitation_on_postgresql(postgres_site):
    once(postgres_site)


def test_without_the_lock_several_would(site):
    outcomes = race(site, [accept_without_a_lock] * PROCESSES, prepared(site, invitations))
    assert any(each.count("won") > 1 for each in outcomes), "the rounds do not collide: the race proves nothing"


@pytest.mark.parametrize("together", [bring_together, bring_together_with_many])
def test_a_pair_is_never_in_conflict_and_in_a_relationship(site, together):
    never_both(site, together)


@pytest.mark.parametrize("together", [bring_together, bring_together_with_many])
def test_a_pair_is_never_in_conflict_and_in_a_relationship_on_postgresql(postgres_site, together):
    never_both(postgres_site, together)


@pytest.fixture(autouse=True)
def _forks(populated):
    """Whoever forks needs the installation that is copied."""
