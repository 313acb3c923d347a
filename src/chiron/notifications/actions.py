"""Putting mail into the outbox: at once where somebody waits, else as each person wants to be told."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from chiron.core import clock, outbox
from chiron.core.actions import Refused as Refused
from chiron.core.actions import action
from chiron.core.models import OutboxMessage
from chiron.notifications import policies, queries, rules
from chiron.notifications.models import Notice, Preference
from chiron.people.models import HOUSE_ID, Person

MAIL = "notifications.notices"


class HalfOfTheQuiet(Refused):
    message = _("Quiet hours have a beginning and an end. Give both, or leave both empty to have none.")


class NeverLoud(Refused):
    message = _("Quiet hours that end when they begin would last the whole day. Choose another end.")


class DigestInTheQuiet(Refused):
    message = _("The summary would come in your quiet hours. Choose another hour for one of the two.")


def queue_account_mail(*, email: str, subject: str, text: str) -> OutboxMessage:
    """Queue a mail of the sign-in itself (a code, a notice); its words stay encrypted until it is sent."""
    secret = json.dumps({"to": email, "subject": subject, "text": text})
    return outbox.put("account", to=HOUSE_ID, secret=secret)


def queue(kind: str, *, to: UUID, institution: UUID, **refs: object) -> OutboxMessage:
    """Queue a message of *kind* that somebody waits for: it comes at once. *refs* are ids that its composer needs."""
    return outbox.put(kind, to=to, institution=institution, refs={name: str(value) for name, value in refs.items()})


def queue_quietly(kind: str, *, to: UUID, institution: UUID, **refs: object) -> OutboxMessage:
    """Queue a message of *kind* for which nobody waits: it comes after their quiet hours."""
    zones = _zones([to])
    due = rules.after_quiet(clock.now(), zones[to], queries.wishes_of([to])[to]) if zones else None
    ids = {name: str(value) for name, value in refs.items()}
    return outbox.put(kind, to=to, institution=institution, refs=ids, due_at=due)


def queue_many(kind: str, messages: Iterable[tuple[UUID, Mapping[str, object]]], *, institution: UUID) -> None:
    """Queue a message of *kind* for each of many people with the ids that its composer needs, in a few statements."""
    rows = ((to, {name: str(value) for name, value in refs.items()}) for to, refs in messages)
    outbox.put_many(kind, rows, institution=institution)


def tell(kind: str, *, to: UUID, institution: UUID, **refs: object) -> None:
    """Tell a person something as they want to be told: at once outside quiet hours, in a digest, or not at all.

    *kind* is one registered with `queries.notice`; call it inside the action that causes it.
    """
    tell_all(kind, institution=institution, recipients=[(to, refs)])


def tell_all(
    kind: str, *, institution: UUID, recipients: Sequence[tuple[UUID, Mapping[str, object]]]
) -> Collection[UUID]:
    """Tell many people something of one kind, each with the ids that their line needs; reads in three queries.

    Whoever has a mail waiting already finds it in there: what comes up together, or in one night, is one mail.
    Return who will be told: not those who turned its topic off, nor whoever is erased.
    """
    topic, now, told_by = queries.KINDS[kind].topic, clock.now(), _told_by(kind)
    wishes = queries.wishes_of([to for to, _refs in recipients])
    zones = _zones(to for to, _refs in recipients)
    waiting = outbox.waiting(MAIL, zones)
    notices = []
    for to, refs in recipients:
        wish = wishes[to]
        if to not in zones or topic in wish.turned_off:
            continue
        notice = Notice(
            institution_id=institution,
            person_id=to,
            kind=kind,
            refs={name: str(value) for name, value in refs.items()},
            created_at=now,
        )
        if wish.pace in told_by:
            if to not in waiting:
                due = rules.after_quiet(now, zones[to], wish)
                waiting[to] = outbox.put(MAIL, to=to, institution=institution, due_at=due).pk
            notice.mail_id = waiting[to]
        notices.append(notice)
    Notice.objects.bulk_create(notices, batch_size=500)
    return {each.person_id for each in notices}


def _told_by(kind: str) -> list[str]:
    """The paces at which a mail of its own tells of *kind*: what is over after a week is not kept for one."""
    return ["at_once", "weekly"] if queries.KINDS[kind].is_of_the_day else ["at_once"]


def _zones(people: Iterable[UUID]) -> dict[UUID, Any]:
    rows = Person.objects.unscoped().filter(pk__in=set(people), erased_at__isnull=True)
    return {row.pk: queries.zone_of(row) for row in rows.select_related("account", "institution")}


@action("notifications.preference.changed", may=policies.may_change_preferences)
def change_preferences(
    *,
    person: Person,
    pace: str,
    digest_at: time,
    digest_on: int,
    quiet_from: time | None,
    quiet_until: time | None,
    turned_off: Sequence[str],
    by: Person,
) -> Preference:
    """Say how one wants to be told; it holds for what waits already, too."""
    if (quiet_from is None) != (quiet_until is None):
        raise HalfOfTheQuiet
    if quiet_from is not None and quiet_from == quiet_until:
        raise NeverLoud
    wishes = rules.Wishes(pace, digest_at, digest_on, quiet_from, quiet_until)
    if pace != "at_once" and rules.is_quiet(digest_at, wishes):
        raise DigestInTheQuiet
    said = {
        "pace": pace,
        "digest_at": digest_at,
        "digest_on": digest_on,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "turned_off": sorted(set(turned_off) & set(rules.TOPICS)),
    }
    preference, _is_new = Preference.objects.unscoped().update_or_create(person=person, defaults=said)
    _tell_anew(person, wishes)
    return preference


def _tell_anew(person: Person, wishes: rules.Wishes) -> None:
    """Let what waits to be told to *person* come as they wish by now: in a mail of its own, or with the next digest."""
    due = rules.after_quiet(clock.now(), queries.zone_of(person), wishes)
    mail = outbox.waiting(MAIL, [person.pk]).get(person.pk)
    told = [kind for kind in queries.KINDS if wishes.pace in _told_by(kind)]
    notices = Notice.objects.unscoped().filter(person=person)
    if mail is not None:
        OutboxMessage.objects.filter(pk=mail).update(due_at=due)
        notices.filter(mail_id=mail).exclude(kind__in=told).update(mail_id=None)
    untold = notices.filter(mail_id__isnull=True, kind__in=told)
    if untold.exists():
        untold.update(mail_id=mail or outbox.put(MAIL, to=person.pk, institution=person.institution_id, due_at=due).pk)


@action("notifications.digest.made", may=policies.may_make_digest)
def make_digest(*, person: Person, by: Person) -> Person:
    """Put everything that waits for one person into one message; nothing where another worker has done it."""
    waiting = Notice.objects.unscoped().filter(person=person, mail_id__isnull=True)
    if waiting.exists():
        mail = outbox.put(MAIL, to=person.pk, institution=person.institution_id)
        waiting.update(mail_id=mail.pk)
    return person


@action("notifications.notices.forgotten", may=policies.may_make_digest)
def forget_notices(*, by: Person) -> int:
    """Delete notices whose mail was made long ago, and return how many there were."""
    old = Notice.objects.unscoped().filter(mail_id__isnull=False, created_at__lt=clock.now() - rules.KEPT)
    return old.delete()[0]
