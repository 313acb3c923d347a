"""Recurring tasks. A row says when each is next due; whoever moves that time on has claimed the run."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

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
        elif known[name] <= now and _move_on(name, known[name], now + entry.every):
            entry.task.enqueue()
            count += 1
    return count


def _move_on(name: str, seen: Any, following: Any) -> bool:
    return Schedule.objects.filter(name=name, next_at=seen).update(next_at=following) == 1
