"""The task that carries out a consequence of an event, and the one that tidies up."""

from typing import Any

from django.utils.module_loading import import_string
from django_tasks import task

from chiron.core import cache, idempotency, outbox, worker
from chiron.core.actions import Event


@task()
def run_consequence(handler: str, event: dict[str, Any]) -> None:
    """Call *handler* (a dotted path of ``config/wiring``) with the event. At least once: handlers are repeatable."""
    import_string(handler)(Event(**event))


@task()
def tidy() -> None:
    """Delete what the shared cache no longer counts, the keys of forms that nobody sends again, tasks that were done
    long ago, and mails of the sign-in that nobody waits for (every hour)."""
    cache.forget()
    idempotency.forget()
    outbox.forget()
    worker.forget()
