"""Messages leave through here: a row in the transaction of the change, a worker that delivers, no mail lost or doubled.

A room declares its kinds with `kind(...)`. When a message is due the worker claims it, asks the kind to compose it
(which asks the policy again: who may no longer read it gets nothing), hands it over and notes that it did.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction

from chiron.core import clock
from chiron.core.models import OutboxMessage

LEASE = timedelta(seconds=60)
BACK_OFF = [timedelta(seconds=seconds) for seconds in (30, 120, 600, 3600, 3600 * 6, 3600 * 24)]

Compose = Callable[[OutboxMessage], EmailMessage | None]
Deliver = Callable[[EmailMessage], None]


@dataclass(frozen=True)
class Kind:
    """A kind of message: how it is composed and what happens when a worker dies at the worst moment."""

    name: str
    compose: Compose
    on_doubt: Literal["resend", "hold"]


class Later(Exception):
    """Raised by a composer: this message must not go now but at *until*. It counts as no attempt."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


KINDS: dict[str, Kind] = {}


def kind(name: str, *, on_doubt: Literal["resend", "hold"]) -> Callable[[Compose], Compose]:
    """Register the function that composes messages of this kind; it returns None where the message must not go."""

    def register(compose: Compose) -> Compose:
        KINDS[name] = Kind(name, compose, on_doubt)
        return compose

    return register


def put(
    kind_name: str,
    *,
    to: UUID,
    institution: UUID | None = None,
    refs: dict[str, str] | None = None,
    secret: str | None = None,
    due_at: datetime | None = None,
) -> OutboxMessage:
    """Queue a message of a registered kind for the person *to*; call it inside the action that causes it."""
    message = _message(kind_name, to, institution, refs or {}, due_at or clock.now())
    message.secret = secret
    message.save(force_insert=True)
    return message


def put_many(kind_name: str, messages: Iterable[tuple[UUID, dict[str, str]]], *, institution: UUID | None) -> None:
    """Queue many messages of one kind, each a recipient and its refs, in a few statements; as `put` otherwise."""
    now = clock.now()
    rows = [_message(kind_name, to, institution, refs, now) for to, refs in messages]
    OutboxMessage.objects.bulk_create(rows, batch_size=500)


def _message(
    kind_name: str, to: UUID, institution: UUID | None, refs: dict[str, str], due_at: datetime
) -> OutboxMessage:
    message_id = uuid4()
    return OutboxMessage(
        id=message_id,
        kind=kind_name,
        institution_id=institution,
        recipient_id=to,
        refs=refs,
        on_doubt=KINDS[kind_name].on_doubt,
        due_at=due_at,
        message_id=f"<{message_id}@{settings.CHIRON_MAIL_DOMAIN}>",
    )


def claim_next() -> OutboxMessage | None:
    """Take the next due message for delivery, or None. A second worker can never take the same one."""
    now = clock.now()
    with transaction.atomic():
        row = (
            OutboxMessage.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state="waiting", due_at__lte=now)
            .order_by("due_at")
            .first()
        )
        if row is None:
            return None
        row.state, row.attempts, row.lease_until = "sending", row.attempts + 1, now + LEASE
        row.save(update_fields=["state", "attempts", "lease_until"])
        return row


def recover() -> int:
    """Give back or hold the messages of workers that died; return how many there were."""
    stuck = OutboxMessage.objects.filter(state="sending", lease_until__lt=clock.now())
    held = stuck.filter(on_doubt="hold").update(state="held", problem="a worker died while sending")
    return held + stuck.filter(on_doubt="resend").update(state="waiting", lease_until=None)


def deliver_one(deliver: Deliver) -> bool:
    """Deliver the next due message through *deliver*; False where none is due."""
    row = claim_next()
    if row is None:
        return False
    try:
        mail = KINDS[row.kind].compose(row)
        if mail is None:
            return _settle(row, state="dropped")
        mail["Message-ID"] = row.message_id
        mail["Date"] = format_datetime(clock.now())
        deliver(mail)
    except Later as later:
        return _postpone(row, later.until)
    except Exception as error:  # SMTP servers fail in every way there is: the row keeps the name of the error, no text
        return _retry(row, error)
    return _settle(row, state="sent", sent_at=clock.now())


def _settle(row: OutboxMessage, **changes: Any) -> bool:
    row.secret = None
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=["secret", *changes])
    return True


def _postpone(row: OutboxMessage, until: datetime) -> bool:
    row.state, row.due_at, row.attempts, row.lease_until = "waiting", until, row.attempts - 1, None
    row.save(update_fields=["state", "due_at", "attempts", "lease_until"])
    return True


def _retry(row: OutboxMessage, error: Exception) -> bool:
    row.problem = type(error).__name__
    if row.attempts > len(BACK_OFF):
        row.state = "failed"
    else:
        row.state, row.due_at = "waiting", clock.now() + BACK_OFF[row.attempts - 1]
    row.lease_until = None
    row.save(update_fields=["state", "due_at", "lease_until", "problem"])
    return True


def counts() -> dict[str, int]:
    """Return how many messages stand in each state, for the administrator's page."""
    rows = OutboxMessage.objects.values("state").annotate(n=models.Count("pk")).order_by("state")
    return {row["state"]: row["n"] for row in rows}
