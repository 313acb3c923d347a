"""Writing to many: drafted, looked at, sent at once or at a time, taken back."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.programmes.models import Cohort
from chiron.relationships import policies
from chiron.relationships.models import Announcement, Receipt
from chiron.relationships.queries import announcements as queries
from chiron.relationships.rules import announcements as rules

#: The kind under which people are told.
ANNOUNCED = "relationships.announced"


class NothingToSay(Refused):
    message = _("Write a title and a text, in one language at least.")


class CannotBeFilledIn(Refused):
    message = _("Only {name}, {programme} and {cohort} are filled in for each reader.")


class OutAlready(Refused):
    message = _("This has been sent already, or was taken back.")


class NotATime(Refused):
    message = _("Choose a time to come, before the day on which it leaves Today.")


class OverTooSoon(Refused):
    message = _("It would leave Today before anybody has read it. Choose a day to come.")


class TooMany(Refused):
    message = _("Three announcements to this cohort within a day are enough. Send this one tomorrow, or at a time.")


class NobodyToTell(Refused):
    message = _("Nobody in the cohort is among those whom you chose.")


@action("relationships.announcement.written", may=policies.may_announce)
def write_announcement(
    *, cohort: Cohort, audience: str, words: Mapping[str, Mapping[str, str]], expires_on: date, by: Person
) -> Announcement:
    """Keep a draft; nobody is told anything. *words*: by language a title and a text."""
    return Announcement.objects.create(
        institution_id=cohort.programme.institution_id,
        cohort=cohort,
        author=by,
        audience=audience,
        words=_checked(words, expires_on),
        made_at=clock.now(),
        expires_on=expires_on,
    )


@action("relationships.announcement.rewritten", may=policies.may_change_announcement)
def rewrite_announcement(
    *, announcement: Announcement, audience: str, words: Mapping[str, Mapping[str, str]], expires_on: date, by: Person
) -> Announcement:
    """Write it anew while it has not gone out; what was to go at a time is a draft again. The words are now of *by*."""
    _require(announcement, "draft", "scheduled")
    announcement.audience, announcement.expires_on = audience, expires_on
    announcement.author, announcement.words = by, _checked(words, expires_on)
    announcement.state, announcement.send_at = "draft", None
    announcement.save()
    return announcement


def _checked(words: Mapping[str, Mapping[str, str]], expires_on: date) -> dict[str, dict[str, str]]:
    """The words as they are kept: the languages in which both title and text are written."""
    said = {
        language: {"title": each["title"].strip(), "text": each["text"].strip()} for language, each in words.items()
    }
    kept = {language: each for language, each in said.items() if each["title"] or each["text"]}
    if not kept or any(not each["title"] or not each["text"] for each in kept.values()):
        raise NothingToSay
    if any(rules.unknown_blanks(text) for each in kept.values() for text in each.values()):
        raise CannotBeFilledIn
    if expires_on <= clock.today():
        raise OverTooSoon
    return kept


def _require(announcement: Announcement, *states: str) -> None:
    if announcement.state not in states:
        raise OutAlready


@action("relationships.announcement.scheduled", may=policies.may_change_announcement)
def schedule_announcement(*, announcement: Announcement, at: datetime | None, by: Person) -> Announcement:
    """Let it go out at a time, or (None) at once; until it has it can be taken back."""
    _require(announcement, "draft", "scheduled")
    now = clock.now()
    if at is not None and (at <= now or timezone.localdate(at) >= announcement.expires_on):
        raise NotATime
    if announcement.expires_on <= clock.today():
        raise OverTooSoon
    others = Announcement.objects.unscoped().filter(cohort=announcement.cohort_id).exclude(pk=announcement.pk)
    near = others.filter(state__in=["scheduled", "sent"], send_at__range=_around(at or now))
    if near.count() >= rules.MOST_A_DAY:
        raise TooMany
    if not policies.audience(by, announcement.cohort, announcement.audience).exists():
        raise NobodyToTell
    announcement.state, announcement.send_at = "scheduled", at or now
    announcement.save(update_fields=["state", "send_at"])
    return announcement


def _around(at: datetime) -> tuple[datetime, datetime]:
    return at - rules.A_DAY, at + rules.A_DAY


@action("relationships.announcement.revoked", may=policies.may_change_announcement)
def revoke_announcement(*, announcement: Announcement, by: Person) -> Announcement:
    """Take it back: it does not go out; if it has, it leaves Today, and mail that waits is not sent."""
    _require(announcement, "draft", "scheduled", "sent")
    announcement.state, announcement.revoked_at = "revoked", clock.now()
    announcement.save(update_fields=["state", "revoked_at"])
    return announcement


@action("relationships.announcement.delivered", may=policies.may_deliver)
def deliver_announcement(*, announcement: Announcement, by: Person) -> Announcement:
    """Tell everybody whom it is for at this moment, each as they want to be told; nobody where its author may no more.

    It is told once: who comes into the cohort later does not get it.
    """
    _require(announcement, "scheduled")
    author, now = announcement.author, clock.now()
    if announcement.send_at is None or announcement.send_at > now:
        raise NotATime
    if author.erased_at is not None or not policies.may_announce(by=author, cohort=announcement.cohort):
        announcement.state, announcement.revoked_at = "revoked", now
        announcement.save(update_fields=["state", "revoked_at"])
        return announcement
    ways = _ways(announcement, author)
    receipts = [Receipt(announcement=announcement, person_id=pk, way=way) for pk, way in ways.items()]
    Receipt.objects.bulk_create(receipts, batch_size=500)
    refs = {"announcement": announcement.pk}
    notifications.tell_all(
        ANNOUNCED,
        institution=announcement.institution_id,
        recipients=[(pk, refs) for pk, way in ways.items() if way == "mail"],
    )
    announcement.state, announcement.sent_at = "sent", now
    announcement.save(update_fields=["state", "sent_at"])
    return announcement


def _ways(announcement: Announcement, author: Person) -> dict[UUID, str]:
    """How each receiver is reached, the author left out."""
    rows = policies.audience(author, announcement.cohort, announcement.audience)
    people = Person.objects.unscoped().filter(pk__in=rows.values("person")).exclude(pk=author.pk)
    return {each.pk: way for each, way in queries.ways(people)}


@action("relationships.announcement.dismissed", may=policies.may_dismiss)
def dismiss_announcement(*, receipt: Receipt, by: Person) -> Receipt:
    """Be done with it: it leaves one's own Today."""
    receipt.dismissed_at = receipt.dismissed_at or clock.now()
    receipt.save(update_fields=["dismissed_at"])
    return receipt
