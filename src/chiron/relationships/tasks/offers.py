"""The mails of this room, each of which asks again at the moment of sending, and what follows from elsewhere."""

from email.message import EmailMessage
from uuid import UUID

from django.db.models import Exists, OuterRef

from chiron.boundaries import policies as boundaries
from chiron.core import clock, outbox
from chiron.core.actions import Event
from chiron.core.models import OutboxMessage
from chiron.notifications import queries as notifications
from chiron.people.models import Invitation
from chiron.people.queries import system
from chiron.relationships import actions, policies, rules
from chiron.relationships.models import Member, Relationship


def _member(message: OutboxMessage) -> Member | None:
    rows = Member.objects.unscoped().select_related("relationship__cohort__programme", "enrolment")
    return rows.filter(pk=message.refs.get("member")).first()


def _mail(message: OutboxMessage, template: str, *states: str) -> EmailMessage | None:
    """Compose a mail to a member while the relationship is in one of *states*; None where it no longer is."""
    person, member = notifications.recipient(message.recipient_id), _member(message)
    if person is None or member is None or member.person_id != person.pk or member.relationship.state not in states:
        return None
    return notifications.mail_to(
        person,
        f"relationships/mail/{template}.txt",
        programme=member.relationship.cohort.programme.name,
        relationship=member.relationship_id,
        role=member.role,
        is_group=member.role in rules.types.OF_GROUPS,
    )


@outbox.kind("relationships.offer", on_doubt="resend")
def offer(message: OutboxMessage) -> EmailMessage | None:
    """You could be a pair: read why, and answer. Not sent where a conflict came between."""
    member = _member(message)
    if member is None or not policies.visible_relationships(member.person).filter(pk=member.relationship_id).exists():
        return None
    return _mail(message, "offer", "offered")


@outbox.kind("relationships.begun", on_doubt="resend")
def begun(message: OutboxMessage) -> EmailMessage | None:
    """Both said yes."""
    member = _member(message)
    if member is None or boundaries.apart_ids(member.person) & set(
        member.relationship.members.values_list("person_id", flat=True)
    ):
        return None
    return _mail(message, "begun", "active")


@outbox.kind("relationships.not_begun", on_doubt="resend")
def not_begun(message: OutboxMessage) -> EmailMessage | None:
    """It will not be; nothing is said about why. A group may begin without whoever did not answer."""
    member = _member(message)
    has_lapsed = member is not None and member.left_at is not None and member.answer == "lapsed"
    return _mail(message, "not_begun", "declined", "expired", *(rules.CURRENT if has_lapsed else []))


@outbox.kind("relationships.withdrawn", on_doubt="resend")
def withdrawn(message: OutboxMessage) -> EmailMessage | None:
    """The pair was taken back; nothing is said about why. Whoever left by themselves knows already."""
    member = _member(message)
    if member is None or member.enrolment.state == "withdrawn":
        return None
    return _mail(message, "withdrawn", "withdrawn")


@outbox.kind("relationships.ended", on_doubt="resend")
def ended(message: OutboxMessage) -> EmailMessage | None:
    """It ended; not who ended it, not why."""
    return _mail(message, "ended", "ended")


@outbox.kind("relationships.suspended", on_doubt="resend")
def suspended(message: OutboxMessage) -> EmailMessage | None:
    """A role came between: a pair is paused; whoever was taken out of a group is told so, whatever becomes of it."""
    member = _member(message)
    if member is not None and member.left_at is not None:
        return _mail(message, "taken_out", *rules.RELATIONSHIP_STATES)
    return _mail(message, "suspended", "suspended", *rules.LIVE)


@outbox.kind("relationships.resumed", on_doubt="resend")
def resumed(message: OutboxMessage) -> EmailMessage | None:
    """What stood between is over."""
    member = _member(message)
    if member is None or not policies.visible_relationships(member.person).filter(pk=member.relationship_id).exists():
        return None
    return _mail(message, "resumed", *rules.CURRENT)


def take_back(event: Event) -> None:
    """Take back what stands between somebody who left a cohort and others: places are free, the others are told."""
    rows = Relationship.objects.unscoped().filter(
        members__enrolment=UUID(event.ids["enrolment"]), members__left_at__isnull=True
    )
    for relationship in rows.filter(state__in=rules.STANDING).distinct():
        member = relationship.members.get(enrolment=UUID(event.ids["enrolment"]))
        if relationship.members.filter(left_at__isnull=True).count() > rules.FEWEST:
            actions.drop_out(member=member, by=system())
        else:
            actions.withdraw_offer(relationship=relationship, by=system())


def open_ways(event: Event) -> None:
    """Invite those of a cohort who were offered somebody and cannot sign in, one after the other."""
    open_ones = Invitation.objects.unscoped().filter(
        person=OuterRef("person"), used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now()
    )
    waiting = (
        Member.objects.unscoped()
        .filter(relationship__cohort=UUID(event.ids["cohort"]), relationship__state="offered")
        .filter(~Exists(open_ones), person__account__isnull=True, person__erased_at__isnull=True)
        .exclude(person__email="")
    )
    for member in waiting.select_related("person").order_by("pk"):
        actions.open_way(member=member, by=system())
