"""Rows 7 and 8 of the scorecard: a web process and a worker killed at any moment lose nothing and double nothing.

One process offers pairs, as a web process does, each with a mail that must never come twice, and says so once both are
committed; another is a real worker, whose mail goes to a file. Both are killed with signal 9 at random moments, while
they work, and started again. In the end every offer that was said stands once, everybody was invited once, every mail
arrived or is held, and at most one came twice for each kill.
"""

import json
import os
import random
import time
from collections import Counter
from datetime import timedelta

import pytest

from tests.amounts import amount
from tests.operations.site import Process, say
from tests.operations.test_races import prepared

KILLS = amount(short=8, full=1000)
FINISHED_WITHIN = amount(short=240, full=900)  # seconds: a thousand killed workers leave much to do
SOON = timedelta(milliseconds=200)


def _cohort():
    from chiron.programmes.models import Programme

    return Programme.objects.unscoped().get(name="Internal Medicine Residency").cohorts.order_by("starts_on").first()


def offer_for_ever(offset):
    """In a process: offer one pair of new people after the other, each in its own transaction; say when it is done."""
    from django.db import transaction

    from chiron.core import encryption, outbox
    from chiron.people.models import Institution, Person
    from chiron.people.queries import system
    from chiron.relationships import actions
    from tests.cast import enrol

    hospital, cohort = Institution.objects.get(name__startswith="St"), _cohort()
    _held_kind(outbox)
    number = offset
    while True:
        names = [f"{side}{number}" for side in ("mentee", "mentor")]
        pair = [Person.objects.create(institution=hospital, name=each, email=f"{each}@kills.example") for each in names]
        mentee, mentor = (enrol(cohort, who, side) for who, side in zip(pair, ("mentee", "mentor"), strict=True))
        with encryption.key_session(), transaction.atomic():
            outbox.put("tests.once", to=mentee.person_id)
            offers = [actions.PairOffer(mentee, mentor, {"en": ["why"]}, {"en": ["why"]})]
            actions.offer_pairs(cohort=cohort, pairs=offers, run_id=None, by=system())
        say(f"offered {number}")
        number += 1


def work(letters):
    """In a process: the worker as it is, with leases short enough to be waited for."""
    from chiron.core import outbox, worker

    worker.LEASE = outbox.LEASE = SOON
    worker.HEARTBEAT = SOON.total_seconds() / 4
    worker.BACK_OFF = (timedelta(0),)
    worker.ATTEMPTS = 5 + KILLS  # a task under way at each kill is no poison
    _held_kind(outbox)

    def deliver(mail):
        with open(letters, "a") as file:
            file.write(f"{mail['Message-ID']}\n")
            file.flush()
            os.fsync(file.fileno())
        time.sleep(0.005)  # the server has it and has not said so yet: a kill now leaves a doubt

    worker.Worker(deliver, interval=0.01).run()


def _held_kind(outbox):
    """A kind of mail that must never come twice: in doubt it is held."""
    from email.message import EmailMessage

    if "tests.once" not in outbox.KINDS:
        outbox.kind("tests.once", on_doubt="hold")(lambda message: EmailMessage())


def left():
    """What stands in the end."""
    from django.db.models import Count
    from django_tasks_db.models import DBTaskResult

    from chiron.core.models import OutboxMessage
    from chiron.people.models import Invitation
    from chiron.relationships.models import Member, RelationshipTransition

    members = Member.objects.unscoped().filter(person__email__endswith="@kills.example")
    invited = Invitation.objects.unscoped().values("person__name").annotate(n=Count("pk"))
    return {
        "members": dict(Counter(members.values_list("person__name", flat=True))),
        "invited": dict(invited.filter(person__email__endswith="@kills.example").values_list("person__name", "n")),
        "moves": RelationshipTransition.objects.filter(to_state="offered").count()
        - members.values("relationship").distinct().count(),
        "mails": dict(OutboxMessage.objects.order_by().values_list("message_id", "state")),
        "once": list(OutboxMessage.objects.filter(kind="tests.once").values_list("message_id", flat=True)),
        "tasks": dict(Counter(DBTaskResult.objects.order_by().values_list("status", flat=True))),
    }


def pending():
    """How much there is still to do."""
    from django_tasks_db.models import DBTaskResult

    from chiron.core.models import OutboxMessage

    tasks = DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).count()
    return tasks + OutboxMessage.objects.filter(state__in=["waiting", "sending"]).count()


def started(site, step):
    return Process(lambda: (site._move_in(), step())[1] or 0)


def killed_at_random(site, letters):
    """Run both processes, kill each of them again and again; return the offers that were said to stand.

    The web process ends first, so that the worker keeps up with it and is struck while it sends.
    """
    said = []
    for round_ in range(KILLS):
        web = started(site, lambda at=round_: offer_for_ever(at * 1000))
        worker = started(site, lambda: work(letters))
        first = web.stdout.readline()
        time.sleep(random.random() * 0.1)
        said += [line for line in (first + web.kill()).splitlines(keepends=True) if line.endswith("\n")]
        time.sleep(random.random() * 0.6)
        worker.kill()
    return [int(line.split()[1]) for line in said]


def finished(site, letters):
    """Let one last worker finish; nothing may still be waiting in the end."""
    worker = started(site, lambda: work(letters))
    began = time.monotonic()
    while prepared(site, pending) and time.monotonic() - began < FINISHED_WITHIN:
        time.sleep(0.2)
    worker.kill()
    return prepared(site, left)


def nothing_lost_and_nothing_doubled(site, tmp_path):
    letters = tmp_path / "letters"
    letters.touch()
    said = killed_at_random(site, letters)
    end = finished(site, letters)
    assert len(said) >= KILLS, "nothing was offered before some kill: it proves nothing"
    assert {f"{side}{number}" for number in said for side in ("mentee", "mentor")} <= end["members"].keys()
    assert set(end["members"].values()) == {1}
    assert end["invited"] == dict.fromkeys(end["members"], 1)
    assert end["moves"] == 0
    assert end["tasks"].keys() == {"SUCCESSFUL"}, json.dumps(end["tasks"])
    came = Counter(letters.read_text().split())
    assert all(state in {"sent", "held"} for state in end["mails"].values()), Counter(end["mails"].values())
    assert {each for each, state in end["mails"].items() if state == "sent"} <= came.keys()
    assert sum(came.values()) - len(came) <= KILLS
    assert max(came[each] for each in end["once"]) <= 1
    assert {each for each in end["once"] if end["mails"][each] == "held"} or KILLS < 50


def test_nothing_is_lost_when_processes_are_killed(site, tmp_path):
    nothing_lost_and_nothing_doubled(site, tmp_path)


def test_nothing_is_lost_when_processes_are_killed_on_postgresql(postgres_site, tmp_path):
    nothing_lost_and_nothing_doubled(postgres_site, tmp_path)


def lose_one():
    """The control: an offer that is said before it is committed."""
    from django.db import transaction

    with transaction.atomic():
        say("offered 1")
        time.sleep(60)


def test_what_is_said_before_it_is_committed_would_be_lost(site):
    web = started(site, lose_one)
    assert web.stdout.readline() == "offered 1\n"
    web.kill()
    assert "mentee1" not in prepared(site, left)["members"]


@pytest.fixture(autouse=True)
def _forks(populated):
    """Whoever forks needs the installation that is copied."""
