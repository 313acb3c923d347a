"""Messages as members read them: page by page, what is new, and how much may be said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Count, DateTimeField, F, Max, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from chiron.core import encryption
from chiron.people import queries as people
from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.models import Correspondent, Message, Relationship
from chiron.relationships.queries.relationships import Mine, names_in
from chiron.relationships.queries.timeline import Button, button, panel


@dataclass(frozen=True)
class Conversation:
    """One page of messages, the oldest first, and what the reader knows and may do."""

    messages: list[Message]
    earlier: str
    new_from: UUID | None
    own: Correspondent | None
    duties: list[str]

    @property
    def may_write(self) -> bool:
        """Whether the limits were read, so that words can be typed."""
        return self.own is not None and self.own.limits_read_at is not None

    @property
    def has_news(self) -> bool:
        """Whether something on this page was not read before."""
        return self.new_from is not None


def conversation(mine: Mine, before: str = "") -> Conversation:
    """Return the newest page of messages, or the one that stands before the message *before*. Three queries."""
    found = _page(mine.relationship.messages.all(), before)
    shown = found[: rules.MESSAGES_SHOWN][::-1]
    encryption.preload({each.person_id for each in shown})
    for each in shown:
        each.writer = mine.who(each.person_id)  # type: ignore[attr-defined]
        each.is_own = each.person_id == mine.member.person_id  # type: ignore[attr-defined]
    known = _correspondents(mine)
    own = known.get(mine.member.person_id)
    return Conversation(
        messages=shown,
        earlier=str(shown[0].pk) if len(found) > rules.MESSAGES_SHOWN else "",
        new_from=None if before else _first_new(shown, own, mine.member.person_id),
        own=own,
        duties=duties_said(mine, known),
    )


def _page(rows: QuerySet[Message], before: str) -> list[Message]:
    """One message more than a page, the newest first, so that it shows whether there are earlier ones."""
    if before:
        mark = rows.filter(pk=_id(before)).values_list("written_at", "pk").first()
        if mark is None:
            raise Http404
        at, pk = mark
        rows = rows.filter(Q(written_at__lt=at) | Q(written_at=at, pk__lt=pk))
    return list(rows.order_by("-written_at", "-pk")[: rules.MESSAGES_SHOWN + 1])


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _correspondents(mine: Mine) -> dict[UUID, Correspondent]:
    return {row.person_id: row for row in mine.relationship.correspondents.all()}


def _first_new(shown: list[Message], own: Correspondent | None, me: UUID) -> UUID | None:
    read_to = own.read_to if own else None
    return next(
        (each.pk for each in shown if each.person_id != me and (read_to is None or each.written_at > read_to)), None
    )


def duties_said(mine: Mine, known: dict[UUID, Correspondent] | None = None) -> list[str]:
    """Return a sentence for each other member who guides: whether their post obliges them to report (agreement, S3)."""
    known = _correspondents(mine) if known is None else known
    sentences = {
        "yes": _("%(name)s has to report some things, by law or by post."),
        "no": _("%(name)s has no duty to report beyond what everybody has."),
        "unsure": _("%(name)s does not know whether there is a duty to report. Take it that there is."),
        "": _("%(name)s has not said yet whether there is a duty to report. Take it that there is."),
    }
    there = [each for each in mine.others if each.person.name]  # whoever is erased reports nothing
    guides = [each for each in there if each.role in ("mentor", "facilitator")]
    said = {each.pk: known[each.person_id].duty_to_report if each.person_id in known else "" for each in guides}
    return [sentences[said[each.pk]] % {"name": each.person.short_name} for each in guides]


def own_message(person: Person, pk: UUID) -> Message:
    """Return a message that *person* wrote; 404 otherwise."""
    rows = policies.visible_messages(person).filter(person=person, removed_at__isnull=True)
    found = rows.select_related("relationship").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _read_to(person: Person) -> Subquery:
    own = Correspondent.objects.filter(relationship=OuterRef("relationship"), person=person).values("read_to")[:1]
    return Subquery(own, output_field=DateTimeField())


def unread(person: Person) -> dict[UUID, int]:
    """Return how many messages of each relationship *person* has not read, where there are any. One query."""
    rows = policies.visible_messages(person).exclude(person=person).filter(removed_at__isnull=True)
    new = rows.annotate(read_to=_read_to(person)).filter(Q(read_to__isnull=True) | Q(written_at__gt=F("read_to")))
    return dict(new.order_by().values_list("relationship").annotate(Count("pk")))


def correspondences(person: Person, number: Any) -> Page[Relationship]:
    """Return a page of the relationships in which *person* can read messages, the latest first. Five queries."""
    rows = policies.visible_relationships(person).filter(state__in=rules.BEGUN)
    rows = rows.annotate(last_at=Max("messages__written_at")).select_related("cohort__programme")
    rows = rows.prefetch_related("members__person").order_by(F("last_at").desc(nulls_last=True), "-offered_at", "pk")
    page = people.page_of(rows, number)
    new = unread(person)
    for each in page.object_list:
        each.named = names_in(each, but=person.pk)
        each.unread = new.get(each.pk, 0)
        each.is_live = each.state in rules.LIVE
    return page


@dataclass(frozen=True)
class Correspondence:
    """What the page of a relationship says of its messages."""

    number: int
    unread: int
    last_at: datetime | None


@panel("messages", column="start", position=40)
def messages_panel(mine: Mine) -> Correspondence | None:
    """Say how many messages there are and how many are new. One query."""
    rows = mine.relationship.messages.all()
    me = mine.member.person_id
    new = ~Q(person=me) & Q(removed_at__isnull=True) & (Q(read_to__isnull=True) | Q(written_at__gt=F("read_to")))
    found = rows.annotate(read_to=_read_to(mine.member.person)).aggregate(
        number=Count("pk"), unread=Count("pk", filter=new), last_at=Max("written_at")
    )
    return Correspondence(**found) if found["number"] or mine.is_live else None


@button(10)
def write_button(mine: Mine) -> Button | None:
    """Write to the others, while it lives."""
    if not mine.is_live or not mine.others:
        return None
    url = reverse("relationships:messages", args=[mine.relationship.pk])
    label = _("Write to %(name)s") % {"name": mine.others_named} if len(mine.others) == 1 else _("Write to everybody")
    return Button(label, url, "message")
