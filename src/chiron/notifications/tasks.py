"""The one kind of mail that belongs to no other room."""

import json
from email.message import EmailMessage

from chiron.core import outbox
from chiron.core.models import OutboxMessage
from chiron.notifications import queries


@outbox.kind("account", on_doubt="resend")
def account_mail(message: OutboxMessage) -> EmailMessage | None:
    """Compose a mail of the sign-in."""
    parts = json.loads(message.secret or "{}")
    return queries.plain_mail(parts["to"], parts["subject"], parts["text"]) if parts else None
