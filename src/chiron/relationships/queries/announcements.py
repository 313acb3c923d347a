"""Announcements: as their writer looks at them before they go, to whom they went, and as people read them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chiron.core import clock
from chiron.notifications import queries as telling
from chiron.people.models import Account, Person
from chiron.programmes.models import Cohort
from chiron.relationships import policies
from chiron.relationships.models import Announcement, Receipt
from chiron.relationships.rules import announcements as rules

PAGE = 20
#: How long something stands on Today unless its writer says otherwise.
USUAL = timedelta(days=14)
#: The last announcement is named beside a new one for so long.
RECENT = timedelta(days=3)


@dataclass(frozen=True)
class Read:
    """An announcement as one person reads it."""

    announcement: Announcement
    title: str
    text: str
    where: str
    receipt_id: UUID | None = None


@dataclass(frozen=True)
class Receiver:
    """Whom it reaches, and how."""

    name: str
    way: str


@dataclass(frozen=True)
class Mail:
    """A mail as it is read."""

    subject: str
    text: str


@dataclass(frozen=True)
class Look:
    """What a writer sees before it goes: mail and page in each language, and everybody who gets it."""

    pages: list[tuple[str, Read]]
    mails: list[tuple[str, Mail]]
    receivers: list[Receiver]
    last: Announcement | None

    @property
    def by_mail(self) -> int:
        """How many get a mail."""
        return self._number("mail")

    @property
    def on_today(self) -> int:
        """How many find it on Today alone."""
        return self._number("today")

    @property
    def later(self) -> int:
        """How many cannot sign in yet."""
        return self._number("later")

    def _number(self, way: str) -> int:
        return sum(each.way == way for each in self.receivers)


def announcements_of(person: Person, cohort: Cohort, number: Any) -> "Page[Any]":
    """Return a page of what was written to a cohort, the latest first."""
    rows = policies.coordinated_announcements(person).filter(cohort=cohort)
    rows = rows.select_related("author", "cohort__programme").annotate(number=Count("receipts"))
    return Paginator(rows.order_by("-made_at", "pk"), PAGE).get_page(number)


def announcement_for(person: Person, pk: UUID) -> Announcement:
    """Return an announcement to a cohort that *person* coordinates; 404 otherwise."""
    rows = policies.coordinated_announcements(person).select_related("author", "cohort__programme__institution")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def look(person: Person, announcement: Announcement) -> Look:
    """Return what *person* is to see before an announcement goes out."""
    languages = [each for each in ("en", "es") if each in announcement.words]
    others = policies.coordinated_announcements(person).filter(cohort=announcement.cohort_id, state="sent")
    recent = others.filter(sent_at__gte=clock.now() - RECENT).order_by("-sent_at").first()
    return Look(
        pages=[(each, _read(announcement, _name(each), each)) for each in languages],
        mails=[(each, _mail(announcement, each)) for each in languages],
        receivers=receivers(person, announcement),
        last=recent,
    )


def _name(language: str) -> str:
    """Whose name stands in a preview in *language*: nobody's."""
    with translation.override(language):
        return _("(their name)")


def receivers(person: Person, announcement: Announcement) -> list[Receiver]:
    """Return everybody whom it reached or, while it has not gone out, would reach now, by name."""
    if announcement.sent_at is not None:
        told = policies.coordinated_receipts(person).filter(announcement=announcement).select_related("person")
        named = told.order_by("person__name", "pk")
        return [Receiver(each.person.name or _("somebody erased"), each.way) for each in named]
    rows = policies.audience(person, announcement.cohort, announcement.audience).select_related("person")
    people = {row.person_id: row.person for row in rows.order_by("person__name", "pk") if row.person_id != person.pk}
    return [Receiver(each.name or each.email, way) for each, way in ways(people.values())]


def ways(people: Iterable[Person]) -> list[tuple[Person, str]]:
    """Return each of *people* with the way by which an announcement reaches them; one query."""
    there = list(people)
    wishes = telling.wishes_of([each.pk for each in there])
    return [
        (
            each,
            rules.way(
                can_sign_in=each.account_id is not None and bool(each.email),
                is_off=rules.TOPIC in wishes[each.pk].turned_off,
            ),
        )
        for each in there
    ]


def told_of(announcement: Announcement) -> telling.Line:
    """Return what the mail says of it: that it is there, and where; none of its words."""
    where = announcement.cohort.programme.name
    return telling.Line(
        title=_("%(programme)s has news for you") % {"programme": where},
        text=_("Those who run the programme have written something to you. It stands here:"),
        url=reverse("announcements:read", args=[announcement.pk]),
    )


def _mail(announcement: Announcement, language: str) -> Mail:
    """The mail as somebody gets it who reads *language*."""
    institution, name = announcement.cohort.programme.institution, _name(language)
    reader = Person(name=name, called=name, institution=institution)
    reader.account = Account(language=language, email="reader@example.org")
    with translation.override(language):
        line = told_of(announcement)
    mail = telling.mail_of(reader, [(rules.TOPIC, line)])
    return Mail(mail["Subject"], mail.get_content())


def _read(announcement: Announcement, name: str, language: str) -> Read:
    """The words in *language*, else in the one that there is, filled in."""
    said = announcement.words.get(language) or next(iter(announcement.words.values()), {"title": "", "text": ""})
    cohort = announcement.cohort
    values = {"name": name, "programme": cohort.programme.name, "cohort": cohort.name}
    return Read(
        announcement=announcement,
        title=rules.filled(said["title"], values),
        text=rules.filled(said["text"], values),
        where=f"{cohort.programme.name}, {cohort.name}",
    )


def news(person: Person) -> list[Read]:
    """Return what stands on Today: received, not done with, not over; the latest first."""
    rows = policies.visible_receipts(person).filter(dismissed_at__isnull=True)
    return [_received(each) for each in _loaded(rows)]


def news_for(person: Person, pk: UUID) -> Read:
    """Return one announcement that *person* received; 404 otherwise, and once it is over."""
    rows = _loaded(policies.visible_receipts(person).filter(announcement=pk))
    if not rows:
        raise Http404
    return _received(rows[0])


def receipt_for(person: Person, pk: UUID) -> Receipt:
    """Return one's own receipt; 404 otherwise."""
    found = policies.visible_receipts(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _loaded(rows: QuerySet[Receipt]) -> list[Receipt]:
    found = rows.select_related("announcement__cohort__programme", "person")
    return list(found.order_by("-announcement__sent_at", "pk")[:PAGE])


def _received(receipt: Receipt) -> Read:
    read = _read(receipt.announcement, receipt.person.short_name, (get_language() or "en")[:2])
    return replace(read, receipt_id=receipt.pk)


def usual_end() -> date:
    """Return until when something stands on Today unless told."""
    return clock.today() + USUAL
