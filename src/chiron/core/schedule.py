"""Recurring tasks. A row says when each is next due; whoever moves that time on has claimed the run."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from chiron.core import clock
from chiron.core.models import Schedule


@dataclass(frozen=True)
class Recurring:
    """A task of `django_tasks` and how often it runs."""

    task: Any
    every: timedelta


RECURRING: dict[str, Recurring] = {}


def recurring(name: str, every: timedelta, task: Any) -> None:
    """Register *task* to run every *every* (config/wiring)."""
    RECURRING[name] = Recurring(task, every)


def enqueue_due() -> int:
    """Queue the recurring tasks that are due, each once whatever the number of workers; return how many."""
    now, count = clock.now(), 0
    known = dict(Schedule.objects.values_list("name", "next_at"))
    for name, entry in RECURRING.items():
        if name not in known:
            Schedule.objects.get_or_create(name=name, defaults={"next_at": now})
        elif known[name] <= now:
            count += _queue(name, entry, known[name], now)
    return count


@transaction.atomic
def _queue(name: str, entry: Recurring, seen: datetime, now: datetime) -> bool:
    """Move the time on and queue the task, both or neither: a worker that dies in between loses no run."""
    if not _move_on(name, seen, now + entry.every):
        return False
    entry.task.enqueue()
    return True


def _move_on(name: str, seen: datetime, following: datetime) -> bool:
    return Schedule.objects.filter(name=name, next_at=seen).update(next_at=following) == 1
