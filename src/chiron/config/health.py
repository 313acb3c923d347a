"""What somebody who keeps a site running has to know: is work being done, did something get stuck, is it backed up."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django_tasks_db.models import DBTaskResult

from chiron.config import backups, closed
from chiron.core import clock, outages, outbox, worker
from chiron.core.models import OutboxMessage

#: Work that has been due for so long says that no worker runs.
LATE = timedelta(minutes=10)
#: A day and two hours: a daily backup that did not happen.
BACKUP_DUE = timedelta(hours=26)


@dataclass(frozen=True)
class Health:
    """Figures about the queue, the mail and the backups, and what is wrong with them."""

    tasks: dict[str, int]
    messages: dict[str, int]
    oldest_due: str | None
    newest_backup: str | None
    problems: list[str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def health() -> Health:
    """Return how the site is; ``problems`` is empty where nobody has to do anything."""
    tasks, messages, oldest, backup = worker.backlog(), outbox.counts(), _oldest_due(), _newest_backup()
    return Health(
        tasks=tasks,
        messages=messages,
        oldest_due=oldest.isoformat() if oldest else None,
        newest_backup=backup.isoformat() if backup else None,
        problems=[*_of_work(tasks, oldest), *_of_mail(messages), *_of_safety(backup)],
    )


def _of_work(tasks: dict[str, int], oldest: datetime | None) -> list[str]:
    found = []
    if oldest is not None and clock.now() - oldest > LATE:
        minutes = int((clock.now() - oldest).total_seconds() // 60)
        found.append(f"work has been waiting for {minutes} minutes: is a worker running?")
    if tasks.get("FAILED"):
        found.append(f"{tasks['FAILED']} task(s) failed five times and were set aside")
    return found


def _of_mail(messages: dict[str, int]) -> list[str]:
    """What is wrong with the mail; an address that is refused is for coordinators to mend, not for whoever watches."""
    found = []
    if (outage := outages.current()) is not None and outage.tries > 1:
        found.append(
            f"the mail server has taken nothing since {outage.since:%Y-%m-%d %H:%M} UTC ({outage.problem}, "
            f"{outage.tries} tries): {messages.get('waiting', 0)} message(s) wait, none is lost"
        )
    if messages.get("failed"):
        found.append(f"{messages['failed']} message(s) could not be delivered")
    if messages.get("held"):
        found.append(f"{messages['held']} message(s) are held: a worker died while sending, somebody has to decide")
    return found


def _of_safety(backup: datetime | None) -> list[str]:
    found = []
    if closed.marker().exists():
        found.append("a restore was not finished: the site does not start")
    if not settings.CHIRON_DEMO and (backup is None or clock.now() - backup > BACKUP_DUE):
        found.append(f"the last backup is of {backup:%Y-%m-%d %H:%M}" if backup else "there is no backup")
    return found


def _oldest_due() -> datetime | None:
    """Since when the piece of work that waits longest has been due; mail that waits for its server is not meant."""
    now = clock.now()
    message = OutboxMessage.objects.filter(state="waiting", due_at__lte=now).order_by("due_at").first()
    outage = outages.current()
    since = [max(message.due_at, outage.until) if outage else message.due_at] if message else []
    for enqueued, run_after in DBTaskResult.objects.ready().values_list("enqueued_at", "run_after"):
        since.append(run_after if enqueued < run_after <= now else enqueued)  # far in the future means at once
    return min(since, default=None)


def _newest_backup() -> datetime | None:
    found = backups.all_in(backups.place("default"))
    return found[0].made_at if found else None
