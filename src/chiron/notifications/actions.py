"""Putting mail into the outbox, and the two kinds that belong to no other room."""

import json
from email.message import EmailMessage
from uuid import UUID

from chiron.core import outbox
from chiron.core.models import OutboxMessage
from chiron.notifications import queries
from chiron.people.models import HOUSE_ID


def queue_account_mail(*, email: str, subject: str, text: str) -> OutboxMessage:
    """Queue a mail of the sign-in itself (a code, a notice); its words stay encrypted until it is sent."""
    secret = json.dumps({"to": email, "subject": subject, "text": text})
    return outbox.put("account", to=HOUSE_ID, secret=secret)


@outbox.kind("account", on_doubt="resend")
def account_mail(message: OutboxMessage) -> EmailMessage | None:
    """Compose a mail of the sign-in."""
    parts = json.loads(message.secret or "{}")
    return queries.plain_mail(parts["to"], parts["subject"], parts["text"]) if parts else None


def queue(kind: str, *, to: UUID, institution: UUID, **refs: object) -> OutboxMessage:
    """Queue a message of *kind* for a person; *refs* are ids that its composer needs."""
    return outbox.put(kind, to=to, institution=institution, refs={name: str(value) for name, value in refs.items()})
