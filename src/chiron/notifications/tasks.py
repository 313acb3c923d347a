"""The mails that belong to the foundation: of the sign-in, invitations (people stand below this room), and notices."""

import json
from email.message import EmailMessage

from django.utils import timezone
from django_tasks import task

from chiron.core import clock, outbox
from chiron.core.models import OutboxMessage
from chiron.notifications import actions, queries, rules
from chiron.people import queries as people
from chiron.people.models import Invitation


@outbox.kind("account", on_doubt="resend", is_urgent=True)
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


@outbox.kind("people.address_changed", on_doubt="resend")
def address_changed(message: OutboxMessage) -> EmailMessage | None:
    """Tell an address that somebody is known by another one now, or that two entries of theirs became one."""
    person = queries.recipient(message.recipient_id)
    if person is None or not message.secret:
        return None
    said = json.loads(message.secret)
    mail = queries.mail_to(person, "people/mail/address_changed.txt", **said)
    mail.replace_header("To", said["to"])
    return mail


@outbox.kind(actions.MAIL, on_doubt="resend")
def notices(message: OutboxMessage) -> EmailMessage | None:
    """Compose what there is to tell one person; it waits where their quiet hours have begun meanwhile."""
    person = queries.recipient(message.recipient_id)
    if person is None:
        return None
    wishes, zone = queries.wishes_of([person.pk])[person.pk], queries.zone_of(person)
    if (loud := rules.after_quiet(clock.now(), zone, wishes)) > clock.now():
        raise outbox.Later(loud)
    with queries.speaking_to(person), timezone.override(zone):  # days are those that the pages show
        lines = queries.lines_of(person, queries.notices_in(message.pk), wishes)
    return queries.mail_of(person, lines) if lines else None


@task()
def make_digests() -> None:
    """Make the digests that are due (every quarter of an hour); whose hour was missed gets theirs now."""
    for person in queries.due_for_digest():
        actions.make_digest(person=person, by=people.system())


@task()
def forget_notices() -> None:
    """Delete notices that were told long ago (every day)."""
    actions.forget_notices(by=people.system())
