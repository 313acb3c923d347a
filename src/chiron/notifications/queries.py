"""How a mail is made: a kind and a link, in the reader's language, nothing confidential; and how somebody is told."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chiron.core import clock
from chiron.core.models import OutboxMessage
from chiron.notifications import policies, rules
from chiron.notifications.models import Notice, Preference
from chiron.people.models import Person


@dataclass(frozen=True)
class Line:
    """What a mail says of one notice: in short, in a sentence, and the address (a path) where the rest stands."""

    title: str
    text: str
    url: str


Compose = Callable[[Person, dict[str, str]], Line | None]


@dataclass(frozen=True)
class Kind:
    """A kind of notice: the topic under which somebody can turn it off, what makes its line, and whether it is too
    late after a week."""

    topic: str
    compose: Compose
    is_of_the_day: bool = False


KINDS: dict[str, Kind] = {}


def notice(kind: str, *, topic: str, is_of_the_day: bool = False) -> Callable[[Compose], Compose]:
    """Register what makes the line of a kind of notice; it asks the policy again and returns None where nobody is told.

    It is called when the mail is sent, in the reader's language. A line holds no name and no text of anybody.
    """

    def register(compose: Compose) -> Compose:
        assert topic in (*rules.TOPICS, *rules.LASTING), topic
        KINDS[kind] = Kind(topic, compose, is_of_the_day)
        return compose

    return register


def recipient(pk: UUID) -> Person | None:
    """Return the person a message is for, or None where they were erased or have no address."""
    person = Person.objects.unscoped().select_related("institution", "account").filter(pk=pk).first()
    return person if person and person.email and person.erased_at is None else None


def plain_mail(to: str, subject: str, text: str) -> EmailMessage:
    """Return a mail with plain text."""
    mail = EmailMessage()
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = to
    mail["Subject"] = " ".join(subject.split())
    mail.set_content(text)
    return mail


@contextmanager
def speaking_to(person: Person) -> Iterator[None]:
    """Speak the reader's language for a while."""
    with translation.override((person.account.language if person.account else "") or person.institution.language):
        yield


def mail_to(person: Person, template: str, **context: Any) -> EmailMessage:
    """Render *template* (first line the subject, the rest the text) in the reader's language.

    Beneath stands why it came and how to choose what comes; ``why`` is given for what can be turned off.
    """
    with speaking_to(person):
        text = render_to_string(template, {"person": person, "site": settings.CHIRON_URL, **context})
        why = render_to_string("notifications/mail/why.txt", {"site": settings.CHIRON_URL, **context})
    subject, _rest, body = text.strip().partition("\n")
    ending = f"\n\n{why.strip()}" if person.account else ""
    # The institution knows people by one address; they may have chosen another to sign in and be written to.
    to = person.account.email if person.account else person.email
    mail = plain_mail(to, subject, f"{body.strip()}{ending}\n")
    mail["Auto-Submitted"] = "auto-generated"
    if person.account:
        mail["List-Unsubscribe"] = f"<{settings.CHIRON_URL}{reverse('notifications:preferences')}>"
    return mail


def zone_of(person: Person) -> ZoneInfo:
    """Return the time zone in which somebody lives: their own choice, else the institution's."""
    return ZoneInfo((person.account.time_zone if person.account else "") or person.institution.time_zone)


def preference_of(person: Person) -> Preference:
    """Return how *person* wants to be told; an unsaved row with the defaults for whoever never said."""
    found = policies.visible_preferences(person).first()
    if found is not None:
        return found
    usual = rules.Wishes()
    return Preference(person=person, quiet_from=usual.quiet_from, quiet_until=usual.quiet_until)


def wishes_of(people: Iterable[UUID]) -> dict[UUID, rules.Wishes]:
    """Return how each of *people* wants to be told, for whom that is to be done."""
    rows = Preference.objects.unscoped().filter(person__in=set(people))
    said = {row.person_id: row.wishes for row in rows}
    return {pk: said.get(pk, rules.Wishes()) for pk in people}


def notices_in(mail_id: UUID) -> list[Notice]:
    """Return what one message tells, in the order in which it came up."""
    return list(Notice.objects.unscoped().filter(mail_id=mail_id).order_by("created_at", "pk"))


def due_for_digest() -> list[Person]:
    """Return everybody whose digest is due: something waits to be told, and their hour has come. Three queries."""
    waiting = Notice.objects.unscoped().filter(mail_id__isnull=True).order_by()
    oldest = dict(waiting.values_list("person_id").annotate(Min("created_at")))
    people = Person.objects.unscoped().filter(pk__in=oldest).select_related("account", "institution")
    wishes, now = wishes_of(oldest), clock.now()
    return [
        person for person in people if rules.next_digest(oldest[person.pk], zone_of(person), wishes[person.pk]) <= now
    ]


def lines_of(person: Person, notices: Iterable[Notice], wishes: rules.Wishes) -> list[tuple[str, Line]]:
    """Return the lines of a mail with the topic of each: what was turned off or may no longer be told is left out."""
    found = []
    for each in notices:
        kind = KINDS[each.kind]
        line = None if kind.topic in wishes.turned_off else kind.compose(person, each.refs)
        if line is not None and (kind.topic, line) not in found:
            found.append((kind.topic, line))
    return found


def mail_of(person: Person, lines: list[tuple[str, Line]]) -> EmailMessage:
    """Return the mail with *lines*: one thing is its own subject, several are counted."""
    with speaking_to(person):
        if len(lines) == 1:
            subject = lines[0][1].title
        else:
            subject = ngettext("%(n)s thing in Chiron", "%(n)s things in Chiron", len(lines)) % {"n": len(lines)}
        reasons = list(dict.fromkeys(why(topic) for topic, _line in lines))
    return mail_to(
        person, "notifications/mail/notices.txt", subject=subject, lines=[line for _t, line in lines], why=reasons
    )


def why(topic: str) -> str:
    """Return why somebody gets mail of a topic, in a sentence."""
    return {
        "messages": _("You get this because somebody you work with wrote to you."),
        "meetings": _("You get this because you have a meeting."),
        "questions": _("You get this because your programme asks how it goes at this time."),
        "offers": _("You get this because a proposal waits for your answer."),
        "nudges": _("You get this because it has been quiet for longer than your programme hopes."),
        "programme": _("You get this because you take part in the programme."),
        "coordination": _("You get this because you coordinate the programme."),
    }[topic]


@dataclass(frozen=True)
class Waiting:
    """How many things wait to be told, and when they are."""

    number: int
    at: datetime


def waiting_for(person: Person, wishes: rules.Wishes) -> Waiting | None:
    """Return what waits for the person's next digest; None where nothing does."""
    rows = policies.visible_notices(person).filter(mail_id__isnull=True).order_by("created_at")
    times = list(rows.values_list("created_at", flat=True))
    return Waiting(len(times), rules.next_digest(times[0], zone_of(person), wishes)) if times else None


def came_back(institution: UUID) -> QuerySet[OutboxMessage]:
    """Return an institution's mails that came back from whom nothing has reached since, the latest last."""
    since = OutboxMessage.objects.filter(
        recipient_id=OuterRef("recipient_id"), state="sent", sent_at__gt=OuterRef("bounced_at")
    )
    rows = OutboxMessage.objects.filter(~Exists(since), institution_id=institution, state="bounced")
    return rows.order_by("bounced_at")
