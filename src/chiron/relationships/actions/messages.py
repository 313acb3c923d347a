"""Writing to each other."""

from datetime import UTC, datetime
from types import MappingProxyType
from uuid import UUID

from django.db.models import DateTimeField, Exists, OuterRef, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.models import Correspondent, Message, Relationship

WRITTEN = "relationships.message"
BEFORE_ALL = Value(datetime(1970, 1, 1, tzinfo=UTC), output_field=DateTimeField())


class LimitsNotRead(Refused):
    message = _("Read first what stays between you and what cannot. It takes half a minute.")


class NothingWritten(Refused):
    message = _("Write something first.")


class TooLongAMessage(Refused):
    message = _("A message has at most %(most)d characters. Divide it, or bring it to your next meeting.")
    values = MappingProxyType({"most": rules.LONGEST_MESSAGE})


class NobodyToReadIt(Refused):
    message = _("Nobody else is in this any more, so nobody would read it.")


class DutyNotSaid(Refused):
    message = _("Say whether your post obliges you to report. “I do not know” is an answer, too.")


@action("relationships.limits.read", may=policies.may_take_part)
def read_limits(*, relationship: Relationship, duty: str, by: Person) -> Correspondent:
    """Note that somebody read the limits of confidentiality and, from mentors, whether their post obliges to report."""
    roles = set(relationship.members.filter(person=by).values_list("role", flat=True))
    if duty not in rules.DUTIES and roles & {"mentor", "facilitator"}:
        raise DutyNotSaid
    row = _correspondent(relationship, by)
    row.limits_read_at, row.duty_to_report = clock.now(), duty if duty in rules.DUTIES else ""
    row.save(update_fields=["limits_read_at", "duty_to_report"])
    return row


@action("relationships.message.written", may=policies.may_take_part)
def write_message(*, relationship: Relationship, text: str, by: Person) -> Message:
    """Write to the others. Who has read everything is told by mail; who has not was told already."""
    if not text.strip():
        raise NothingWritten
    if len(text) > rules.LONGEST_MESSAGE:
        raise TooLongAMessage
    own = _correspondent(relationship, by)
    if own.limits_read_at is None:
        raise LimitsNotRead
    others = relationship.members.filter(left_at__isnull=True, person__erased_at__isnull=True).exclude(person=by)
    readers = list(others.values_list("person", flat=True))
    if not readers:
        raise NobodyToReadIt
    now = clock.now()
    message = Message.objects.create(relationship=relationship, person=by, text=text.strip(), written_at=now)
    own.read_to = now
    own.save(update_fields=["read_to"])
    _tell(message, readers)
    return message


def _tell(message: Message, readers: list[UUID]) -> None:
    """Tell those who are up to date; somebody who was told by mail and has not looked since gets no second one."""
    relationship = message.relationship
    Correspondent.objects.bulk_create(
        [Correspondent(relationship=relationship, person_id=each) for each in readers], ignore_conflicts=True
    )
    rows = Correspondent.objects.unscoped().filter(relationship=relationship, person__in=readers)
    told_of = Message.objects.filter(
        relationship=relationship,
        removed_at__isnull=True,
        written_at__gt=Coalesce(OuterRef("read_to"), BEFORE_ALL),
        written_at__lte=OuterRef("told_at"),
    )
    waits = Exists(told_of.exclude(person=OuterRef("person")).exclude(pk=message.pk))
    to = []
    for row in rows.annotate(waits=waits):
        if not row.waits:
            row.told_at = message.written_at
        if not row.waits or not row.was_mailed:
            to.append(row)
    told = notifications.tell_all(
        WRITTEN,
        institution=relationship.institution_id,
        recipients=[(each.person_id, {"relationship": relationship.pk}) for each in to],
    )
    for row in to:
        row.was_mailed = row.person_id in told
    Correspondent.objects.unscoped().bulk_update(to, ["told_at", "was_mailed"])


@action("relationships.messages.read", may=policies.may_read_messages)
def read_messages(*, relationship: Relationship, upto: datetime, by: Person) -> Correspondent:
    """Note that somebody has read what was written until an instant: what came since was not on their page."""
    row = _correspondent(relationship, by)
    if row.read_to is None or row.read_to < upto:
        row.read_to = upto
        row.save(update_fields=["read_to"])
    return row


@action("relationships.message.removed", may=policies.may_remove_message)
def remove_message(*, message: Message, by: Person) -> Message:
    """Take one's own message back: its words are gone for everybody, and it says so in its place."""
    message.text, message.removed_at = "", clock.now()
    message.save(update_fields=["text", "removed_at"])
    return message


def _correspondent(relationship: Relationship, person: Person) -> Correspondent:
    row, _is_new = Correspondent.objects.unscoped().get_or_create(relationship=relationship, person=person)
    return row
