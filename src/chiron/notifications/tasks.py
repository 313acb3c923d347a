"""The mails that belong to the foundation: of the sign-in, and invitations (people stand below this room)."""

import json
from email.message import EmailMessage

from chiron.core import outbox
from chiron.core.models import OutboxMessage
from chiron.notifications import queries
from chiron.people import queries as people
from chiron.people.models import Invitation


@outbox.kind("account", on_doubt="resend")
def account_mail(message: OutboxMessage) -> EmailMessage | None:
    """Compose a mail of the sign-in."""
    parts = json.loads(message.secret or "{}")
    return queries.plain_mail(parts["to"], parts["subject"], parts["text"]) if parts else None


@outbox.kind("people.invitation", on_doubt="resend")
def invitation(message: OutboxMessage) -> EmailMessage | None:
    """Compose an invitation; its token goes nowhere else and is gone once the mail is out."""
    person = queries.recipient(message.recipient_id)
    row = Invitation.objects.unscoped().filter(pk=message.refs.get("invitation")).first()
    if person is None or not message.secret or not people.is_valid(row):
        return None
    return queries.mail_to(person, "people/mail/invitation.txt", token=message.secret)
