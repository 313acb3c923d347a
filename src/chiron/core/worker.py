"""The worker: runs queued tasks, delivers the outbox, keeps the schedules. Any number may run; each can be killed.

A task is claimed with a lease that a heartbeat renews. When a worker dies, the lease runs out and the task goes back
to the queue (so tasks are written to be repeatable); after five attempts it is set aside for the administrator.
"""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from types import FrameType
from typing import Any
from uuid import UUID

import structlog
from django.db import close_old_connections, connection, transaction
from django.db.models import Count
from django_tasks_db.models import DBTaskResult

from chiron.core import clock, encryption, outbox, schedule
from chiron.core.models import TaskLease

Row = DBTaskResult[Any, Any]
log = structlog.get_logger("chiron.worker")

LEASE = timedelta(seconds=20)
HEARTBEAT = 5.0
ATTEMPTS = 5
#: So long a task that is done can still be looked up.
KEPT = timedelta(days=7)
BACK_OFF = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=1))


def claim(worker: str) -> Row | None:
    """Take the next ready task and its lease, or None."""
    now = clock.now()
    with transaction.atomic():
        row = DBTaskResult.objects.ready().select_for_update(no_key=True, skip_locked=True).first()
        if row is None:
            return None
        row.claim(worker)
        lease, is_new = TaskLease.objects.get_or_create(
            task_id=row.id, defaults={"worker": worker, "attempts": 1, "expires_at": now + LEASE}
        )
        if not is_new:
            lease.worker, lease.attempts, lease.expires_at = worker, lease.attempts + 1, now + LEASE
            lease.save()
        return row


def renew(worker: str, task: UUID) -> None:
    """Prolong the lease of *task* where *worker* holds it."""
    TaskLease.objects.filter(task_id=task, worker=worker).update(expires_at=clock.now() + LEASE)


def reap() -> int:
    """Give the tasks of dead workers back to the queue; return how many."""
    dead = list(TaskLease.objects.filter(expires_at__lt=clock.now()))
    for lease in dead:
        with transaction.atomic():
            row = DBTaskResult.objects.select_for_update(no_key=True).filter(id=lease.task_id, status="RUNNING").first()
            if row is None:
                TaskLease.objects.filter(pk=lease.pk, expires_at=lease.expires_at).delete()
            else:
                _put_back(row, lease, "WorkerDied")
    return len(dead)


def _put_back(row: Row, lease: TaskLease, problem: str) -> None:
    """Queue *row* again after a pause, or set it aside after the last attempt. The error's text is never stored."""
    row.exception_class_path = problem
    if lease.attempts >= ATTEMPTS:
        row.status, row.finished_at = "FAILED", clock.now()
        lease.delete()
    else:
        row.status, row.run_after = "READY", clock.now() + BACK_OFF[min(lease.attempts, len(BACK_OFF)) - 1]
        TaskLease.objects.filter(pk=lease.pk).update(worker="", expires_at=clock.now() + timedelta(days=3650))
    row.save(update_fields=["status", "run_after", "finished_at", "exception_class_path"])


def run_task(row: Row) -> None:
    """Run a claimed task to its end and note how it ended."""
    try:
        with encryption.key_session():
            result = row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Exception as error:
        log.error("task failed", task=row.task_path, error=type(error).__name__)
        with transaction.atomic():
            lease = TaskLease.objects.get(task_id=row.id)
            _put_back(row, lease, f"{type(error).__module__}.{type(error).__qualname__}")
    else:
        row.set_successful(result)
        TaskLease.objects.filter(task_id=row.id).delete()


def drain(deliver: outbox.Deliver | None = None, limit: int = 10_000) -> int:
    """Run everything that is due now, in this process (tests, the demo); return how many."""
    done = 0
    while done < limit:
        row = claim("drain")
        if row is not None:
            run_task(row)
        elif deliver is None or not outbox.deliver_one(deliver):
            return done
        done += 1
    return done


class Worker:
    """A worker process: `run` returns after SIGTERM or SIGINT, at the end of the task under way."""

    def __init__(self, deliver: outbox.Deliver, interval: float = 0.5) -> None:
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}"
        self.deliver = deliver
        self.interval = interval
        self.mail_took = 0.0
        self.task: UUID | None = None
        self.stopping = threading.Event()

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        log.info("worker started", worker=self.name)
        with self.beating():
            while not self.stopping.is_set():
                if not self._turn():
                    self.stopping.wait(self.interval)
        log.info("worker stopped", worker=self.name)

    def once(self) -> int:
        """Do everything that is due now, the schedules too (one-shot cron); return how many pieces of work."""
        done = 0
        self._look()
        while did := self._work():
            done += did
        return done

    def _turn(self) -> bool:
        """Do a piece of work of each sort; False where there was none. A database that is away is waited for."""
        try:
            close_old_connections()
            self._look()
            return self._work() > 0
        except Exception as error:
            log.error("worker turn failed", error=type(error).__name__)
            return False

    def _look(self) -> None:
        """See what dead workers left, and which schedules are due."""
        reap()
        outbox.recover()
        schedule.enqueue_due()

    def _work(self) -> int:
        """Do a task, or tasks for as long as the last mail took, and hand over one mail; return how many.

        So neither waits for all of the other, nor do tasks wait for a slow mail server. Told to stop meanwhile, it
        begins no mail: such a server would outlast the patience of who stops it.
        """
        done, began = 0, time.monotonic()
        while (row := claim(self.name)) is not None:
            self._do(row)
            done += 1
            if self.stopping.is_set() or time.monotonic() - began >= self.mail_took:
                break
        if not self.stopping.is_set():
            began = time.monotonic()
            with encryption.key_session():
                done += outbox.deliver_one(self.deliver)
            self.mail_took = time.monotonic() - began
        return done

    def _do(self, row: Row) -> None:
        """Run a task. Its lease is renewed only meanwhile: where its end cannot be noted, it runs out."""
        self.task = row.id
        try:
            run_task(row)
        finally:
            self.task = None

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Keep the task under way until the end of the block, whatever tells the worker to stop meanwhile."""
        ended = threading.Event()
        threading.Thread(target=self._beat, args=[ended], daemon=True).start()
        try:
            yield
        finally:
            ended.set()

    def _beat(self, ended: threading.Event) -> None:
        while not ended.wait(HEARTBEAT):
            if (task := self.task) is not None:
                _quietly(partial(renew, self.name, task))
        connection.close()


def _quietly(do: Callable[[], Any]) -> None:
    try:
        do()
    except Exception as error:
        log.error("heartbeat failed", error=type(error).__name__)
    finally:
        close_old_connections()


def backlog() -> dict[str, int]:
    """Return how many tasks wait, run and were set aside."""
    rows = DBTaskResult.objects.order_by().values("status").annotate(n=Count("id"))
    return {row["status"]: row["n"] for row in rows}


def queue_again(task_id: str) -> bool:
    """Queue a task that was set aside once more; False where it is not set aside."""
    aside = DBTaskResult.objects.filter(id=task_id, status="FAILED")
    return aside.update(status="READY", run_after=clock.now()) == 1


def forget() -> int:
    """Delete the rows of tasks that were done long ago, of which there are more than a thousand a day."""
    long_ago = clock.now() - KEPT
    return DBTaskResult.objects.filter(status="SUCCESSFUL", finished_at__lt=long_ago).delete()[0]
