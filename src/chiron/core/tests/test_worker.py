"""Tasks survive their workers."""

import threading
from datetime import timedelta
from email.message import EmailMessage
from uuid import uuid4

import pytest
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from chiron.core import clock, outbox, schedule, tasks, worker
from chiron.core.models import TaskLease

pytestmark = pytest.mark.django_db

RAN = []


@task()
def note(word: str) -> None:
    RAN.append(word)


@task()
def ring() -> None:
    RAN.append("the bell")


@task()
def fail() -> None:
    raise ValueError("what somebody wrote")


@pytest.fixture(autouse=True)
def nothing_ran():
    RAN.clear()


def test_a_queued_task_runs_once():
    note.enqueue("a")
    assert worker.drain() == 1
    assert worker.drain() == 0
    assert RAN == ["a"]


def test_a_task_of_a_dead_worker_runs_again(time_machine):
    note.enqueue("a")
    row = worker.claim("dead")
    assert worker.reap() == 0
    time_machine.move_to(clock.now() + worker.LEASE + timedelta(seconds=1))
    assert worker.reap() == 1
    time_machine.move_to(clock.now() + timedelta(minutes=1))
    assert worker.drain() == 1
    row.refresh_from_db()
    assert (RAN, row.status) == (["a"], "SUCCESSFUL")
    assert not TaskLease.objects.exists()


def test_a_heartbeat_keeps_a_slow_task(time_machine):
    note.enqueue("a")
    row = worker.claim("slow")
    time_machine.move_to(clock.now() + timedelta(seconds=15))
    worker.renew("slow", row.id)
    time_machine.move_to(clock.now() + timedelta(seconds=15))
    assert worker.reap() == 0


def test_a_failing_task_is_set_aside_after_five_attempts_without_its_words(time_machine):
    fail.enqueue()
    for _ in range(worker.ATTEMPTS):
        assert worker.drain() == 1
        time_machine.move_to(clock.now() + timedelta(hours=2))
    row = DBTaskResult.objects.get()
    assert row.status == "FAILED"
    assert row.exception_class_path == "builtins.ValueError"
    assert "wrote" not in row.traceback
    assert worker.backlog() == {"FAILED": 1}
    assert worker.queue_again(str(row.id))


def test_two_workers_never_claim_the_same_task():
    note.enqueue("a")
    assert worker.claim("one") is not None
    assert worker.claim("two") is None


def test_a_recurring_task_is_queued_once_a_period(monkeypatch, time_machine):
    monkeypatch.setattr(schedule, "RECURRING", {})
    schedule.recurring("tests.daily", timedelta(days=1), note)
    schedule.enqueue_due()
    seen = schedule.Schedule.objects.get().next_at
    assert schedule._move_on("tests.daily", seen, seen + timedelta(days=1))
    assert not schedule._move_on("tests.daily", seen, seen + timedelta(days=1))


def test_once_by_cron_runs_what_is_due_by_the_clock_too_and_once(monkeypatch, time_machine):
    monkeypatch.setattr(schedule, "RECURRING", {})
    schedule.recurring("tests.daily", timedelta(days=1), ring)
    by_cron = worker.Worker(lambda mail: None)
    by_cron.once()
    time_machine.move_to(clock.now() + timedelta(days=1, seconds=1))
    assert [by_cron.once() for _again in range(3)] == [1, 0, 0]
    assert RAN == ["the bell"]


def test_a_mail_does_not_wait_for_a_backlog_of_tasks(monkeypatch):
    monkeypatch.setattr(schedule, "RECURRING", {})
    monkeypatch.setattr(outbox, "KINDS", {})
    outbox.kind("tests.note", on_doubt="resend")(lambda message: EmailMessage())
    for word in "abc":
        note.enqueue(word)
        outbox.put("tests.note", to=uuid4())
    sent = []
    at_work = worker.Worker(sent.append)
    at_work._work()
    assert (RAN, len(sent)) == (["a"], 1)
    assert at_work.once() == 4
    assert (RAN, len(sent)) == (["a", "b", "c"], 3)


def test_tasks_get_as_long_as_a_slow_mail_server_took(monkeypatch):
    monkeypatch.setattr(schedule, "RECURRING", {})
    monkeypatch.setattr(outbox, "KINDS", {})
    outbox.kind("tests.note", on_doubt="resend")(lambda message: EmailMessage())
    now = [0.0]
    monkeypatch.setattr(worker.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(worker, "run_task", lambda row, run=worker.run_task: (run(row), now.append(now.pop() + 6)))
    for word in "abcdefgh":
        note.enqueue(word)
        outbox.put("tests.note", to=uuid4())
    at_work = worker.Worker(lambda mail: now.append(now.pop() + 20))
    done = [at_work._work() for _turn in range(3)]
    assert (done, RAN) == ([2, 5, 4], list("abcdefgh")), "one mail each, and four tasks of six seconds beside twenty"


def test_a_worker_that_is_told_to_stop_ends_its_task_and_begins_no_mail(monkeypatch):
    monkeypatch.setattr(outbox, "KINDS", {})
    outbox.kind("tests.note", on_doubt="resend")(lambda message: EmailMessage())
    note.enqueue("a")
    outbox.put("tests.note", to=uuid4())
    sent = []
    at_work = worker.Worker(sent.append)
    at_work.stop(15, None)
    assert at_work._work() == 1
    assert (RAN, sent) == (["a"], [])


def test_a_task_whose_end_could_not_be_noted_runs_again(monkeypatch, time_machine):
    note.enqueue("a")
    at_work = worker.Worker(lambda mail: None)
    with monkeypatch.context() as away:
        away.setattr(DBTaskResult, "set_successful", lambda row, result: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            at_work._work()
    assert at_work.task is None, "nothing renews its lease any more"
    time_machine.move_to(clock.now() + worker.LEASE + timedelta(seconds=1))
    assert worker.reap() == 1
    time_machine.move_to(clock.now() + timedelta(minutes=1))
    at_work._work()
    assert (RAN, DBTaskResult.objects.get().status) == (["a", "a"], "SUCCESSFUL")


def test_the_task_under_way_is_kept_after_the_worker_was_told_to_stop(monkeypatch):
    kept, task_id = threading.Event(), uuid4()
    monkeypatch.setattr(worker, "HEARTBEAT", 0.01)
    monkeypatch.setattr(worker, "renew", lambda name, task: task == task_id and kept.set())
    at_work = worker.Worker(lambda mail: None)
    at_work.stop(15, None)
    at_work.task = task_id
    with at_work.beating():
        assert kept.wait(10)


def test_a_run_that_cannot_be_queued_is_due_again(monkeypatch, time_machine):
    class Dies:
        def enqueue(self):
            raise ConnectionError

    monkeypatch.setattr(schedule, "RECURRING", {})
    schedule.recurring("tests.daily", timedelta(days=1), Dies())
    schedule.enqueue_due()
    time_machine.move_to(clock.now() + timedelta(days=2))
    with pytest.raises(ConnectionError):
        schedule.enqueue_due()
    schedule.recurring("tests.daily", timedelta(days=1), note)
    assert schedule.enqueue_due() == 1


def test_what_was_done_long_ago_is_forgotten_and_what_was_set_aside_is_not(time_machine):
    note.enqueue("a")
    fail.enqueue()
    worker.drain()
    DBTaskResult.objects.filter(status="READY").update(status="FAILED", finished_at=clock.now())
    tasks.tidy.func()
    assert worker.backlog() == {"SUCCESSFUL": 1, "FAILED": 1}
    time_machine.move_to(clock.now() + worker.KEPT + timedelta(hours=1))
    tasks.tidy.func()
    assert worker.backlog() == {"FAILED": 1}
