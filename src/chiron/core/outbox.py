"""Messages leave through here: a row in the transaction of the change, a worker that delivers, no mail lost or doubled.

A room declares its kinds with `kind(...)`. When a message is due the worker claims it, asks the kind to compose it
(which asks the policy again: who may no longer read it gets nothing), hands it over and notes that it did.

What can go wrong is one of five things, and whoever delivers says which: `Unavailable`, `Broken`, `InDoubt`, `Rejected`
or `Bounced`. Anything else is tried again, later each time.
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

from chiron.core import clock, outages
from chiron.core.models import OutboxMessage

LEASE = timedelta(seconds=60)
#: How long a message waits after each try that failed: four days in all, as mail servers do.
BACK_OFF = [
    *(timedelta(seconds=seconds) for seconds in (30, 120, 600, 3600, 3600 * 6)),
    *[timedelta(days=1)] * 4,
]

Compose = Callable[[OutboxMessage], EmailMessage | None]
Deliver = Callable[[EmailMessage], None]

#: What came back longer ago than this is stale: nobody wants it at their next address.
OF_LATE = timedelta(days=30)


@dataclass(frozen=True)
class Kind:
    """A kind of message: how it is composed, what happens when a worker dies at the worst moment, whether all others
    let it pass."""

    name: str
    compose: Compose
    on_doubt: Literal["resend", "hold"]
    is_urgent: bool = False


class Later(Exception):
    """Raised by a composer: this message must not go now but at *until*. It counts as no attempt."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Undelivered(Exception):
    """A mail was not delivered. ``problem`` is a code or an error's name, no words of a server: they name people."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class Unavailable(Undelivered):
    """The server takes no mail at all: it is away, refuses us, has no TLS. All mail waits; it counts as no attempt."""


class Broken(Undelivered):
    """The server hung up in the middle of a mail: this one is tried again later, and all others wait a little."""


class InDoubt(Broken):
    """It hung up after it had the whole mail and before it said whether it takes it: the kind says what to do."""


class Rejected(Undelivered):
    """The server refuses this mail for good, whoever it is for: a person has to look."""


class Bounced(Undelivered):
    """The address is refused for good: it is wrong, or closed."""


KINDS: dict[str, Kind] = {}


def kind(name: str, *, on_doubt: Literal["resend", "hold"], is_urgent: bool = False) -> Callable[[Compose], Compose]:
    """Register the function that composes messages of this kind; it returns None where the message must not go.

    An urgent one is waited for by somebody at a screen: it goes ahead of all that is due.
    """

    def register(compose: Compose) -> Compose:
        KINDS[name] = Kind(name, compose, on_doubt, is_urgent)
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


def waiting(kind_name: str, to: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return by recipient the message of a kind that waits for each of *to* and was never tried, held until the end
    of the transaction: what is added to it there goes out with it. Call it inside the action that adds something."""
    rows = OutboxMessage.objects.select_for_update(no_key=True, of=("self",)).filter(
        kind=kind_name, recipient_id__in=set(to), state="waiting", attempts=0
    )
    return dict(rows.order_by("-due_at").values_list("recipient_id", "pk"))  # the first of several


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
    """Take the next due message for delivery, or None. A second worker can never take the same one.

    While the server takes nothing, one message tries for all when the time has come, whatever the number of workers.
    """
    now = clock.now()
    with transaction.atomic():
        outage = outages.current()
        if outage is not None and outage.until > now:
            return None
        due = OutboxMessage.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        due = due.filter(state="waiting", due_at__lte=now).order_by("due_at")
        row = due.filter(kind__in=[each.name for each in KINDS.values() if each.is_urgent]).first() or due.first()
        if row is None or (outage is not None and not outages.try_for_all(outage, now + LEASE)):
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
        if mail is not None:
            mail["Message-ID"] = row.message_id
            mail["Date"] = format_datetime(clock.now())
            deliver(mail)
    except Later as later:
        outages.give_back()
        _change(row, state="waiting", due_at=later.until, attempts=row.attempts - 1)
    except Exception as error:
        _fail(row, error)
    else:
        _settle(row, is_sent=mail is not None)
    return True


def _settle(row: OutboxMessage, *, is_sent: bool) -> None:
    """Note that a message is done, even where its lease ran out meanwhile and nobody else has begun with it."""
    if not is_sent:
        outages.give_back()
        _change(row, state="dropped", secret=None)
        return
    outages.end()
    row.secret = None
    mine = OutboxMessage.objects.filter(pk=row.pk, attempts=row.attempts, state__in=["sending", "waiting", "held"])
    mine.update(state="sent", sent_at=clock.now(), secret=None, lease_until=None)


def _fail(row: OutboxMessage, error: Exception) -> None:
    """Note what became of a message that did not go: it keeps a code or the name of the error, no text."""
    problem = error.problem if isinstance(error, Undelivered) else type(error).__name__
    if isinstance(error, Unavailable | Broken):
        outages.note(problem)
    elif isinstance(error, Undelivered):
        outages.end()
    else:  # nothing was asked of the server
        outages.give_back()
    match error:
        case Unavailable():
            _change(row, state="waiting", due_at=clock.now(), attempts=row.attempts - 1, problem=problem)
        case InDoubt() if row.on_doubt == "hold":
            _change(row, state="held", problem=problem)
        case Bounced():
            _change(row, state="bounced", bounced_at=clock.now(), problem=problem)
        case Rejected():
            _change(row, state="failed", problem=problem)
        case _ if row.attempts > len(BACK_OFF):
            _change(row, state="failed", problem=problem)
        case _:
            _change(row, state="waiting", due_at=clock.now() + BACK_OFF[row.attempts - 1], problem=problem)


def _change(row: OutboxMessage, **changes: Any) -> None:
    """Change a message that this worker still holds: whoever lost the lease decides nothing any more."""
    mine = OutboxMessage.objects.filter(pk=row.pk, state="sending", attempts=row.attempts)
    mine.update(lease_until=None, **changes)


def came_back(message_id: str, status: str) -> bool:
    """Note that a mail that was sent came back, by its Message-ID; False where it is none of ours.

    A *status* of 5.x refuses the address; of 4.x it was tried for days and nobody took it.
    """
    sent = OutboxMessage.objects.filter(message_id=message_id, state="sent")
    problem = f"550 {status}" if status.startswith("5") else status
    return sent.update(state="bounced", bounced_at=clock.now(), problem=problem) == 1


def send_what_came_back(to: UUID) -> int:
    """Queue anew what came back from the person *to* of late, who has another address now; return how much.

    What holds a secret stays: it was for the address that it names, or its link is dead by now.
    """
    came = OutboxMessage.objects.filter(recipient_id=to, state="bounced", secret__isnull=True)
    lately = came.filter(bounced_at__gte=clock.now() - OF_LATE)
    return lately.update(state="waiting", due_at=clock.now(), attempts=0, lease_until=None)


def forget() -> int:
    """Let go of what somebody waited for at a screen and never got: a day later nobody does, and nobody can decide
    about it, as it belongs to no institution. Return how much there was."""
    urgent = [each.name for each in KINDS.values() if each.is_urgent]
    given_up = OutboxMessage.objects.filter(kind__in=urgent, state__in=["held", "failed", "bounced"])
    return given_up.filter(institution_id=None, due_at__lt=clock.now() - clock.DAY).update(state="dropped", secret=None)


def counts() -> dict[str, int]:
    """Return how many messages stand in each state, for the administrator's page."""
    rows = OutboxMessage.objects.values("state").annotate(n=models.Count("pk")).order_by("state")
    return {row["state"]: row["n"] for row in rows}
