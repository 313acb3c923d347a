"""Putting mail into the outbox."""

import json
from uuid import UUID

from chiron.core import outbox
from chiron.core.models import OutboxMessage
from chiron.people.models import HOUSE_ID


def queue_account_mail(*, email: str, subject: str, text: str) -> OutboxMessage:
    """Queue a mail of the sign-in itself (a code, a notice); its words stay encrypted until it is sent."""
    secret = json.dumps({"to": email, "subject": subject, "text": text})
    return outbox.put("account", to=HOUSE_ID, secret=secret)


def queue(kind: str, *, to: UUID, institution: UUID, **refs: object) -> OutboxMessage:
    """Queue a message of *kind* for a person; *refs* are ids that its composer needs."""
    return outbox.put(kind, to=to, institution=institution, refs={name: str(value) for name, value in refs.items()})
