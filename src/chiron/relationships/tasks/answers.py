"""Mail that comes to us: what calendars answer to invitations, and mail of ours that came back; all else is left."""

import io
from typing import Any, Literal
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Q

from chiron.core import outbox
from chiron.core.actions import Refused
from chiron.people.queries import system
from chiron.relationships import actions
from chiron.relationships.models import Attendee
from chiron.scheduling.rules import reading
from chiron_blueprint.tables import TableRefused

log = structlog.get_logger("chiron.answers")

Outcome = Literal["taken", "returned", "too large", "not for us", "refused"]
#: What a calendar calls an answer, and what it is here. Whoever is not sure has not answered yet.
ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "waiting"}


def take_mail(content: bytes) -> Outcome:
    """Act on one mail that came in, and return what became of it. A mail may come twice: nothing happens twice."""
    if len(content) > reading.LARGEST_MAIL:
        return leave_large_mail()
    try:
        said = reading.mail(io.BytesIO(content))
    except TableRefused:
        return _noted("not for us")
    if isinstance(said, reading.Returned):
        return _noted("returned" if outbox.came_back(said.message_id, said.status) else "not for us")
    return _answered(said)


def leave_large_mail() -> Outcome:
    """Leave a mail unread that is larger than any answer."""
    return _noted("too large")


def _answered(said: reading.Reply) -> Outcome:
    attendee = _called(said.uid, said.address)
    if attendee is None or (said.method == "REPLY" and said.answer not in ANSWERS):
        return _noted("not for us")
    proof: dict[str, Any] = {"sequence": said.sequence, "written_at": said.written_at, "keys": said.keys}
    try:
        if said.method == "COUNTER":
            actions.counter_by_mail(attendee=attendee, by=system(), **proof)
        else:
            actions.answer_by_mail(attendee=attendee, answer=ANSWERS[said.answer], by=system(), **proof)
    except Refused as refusal:
        return _noted("refused", type(refusal).__name__)
    return _noted("taken")


def _called(uid: str, address: str) -> Attendee | None:
    """Return who was invited to the meeting of a calendar entry under an address of theirs; None where nobody was."""
    pk, _at, domain = uid.partition("@")
    if domain.lower() != settings.CHIRON_MAIL_DOMAIN.lower():
        return None
    try:
        meeting = UUID(pk)
    except ValueError:
        return None
    rows = Attendee.objects.unscoped().filter(meeting=meeting, person__erased_at__isnull=True)
    theirs = Q(person__email__iexact=address) | Q(person__account__email__iexact=address)
    return rows.filter(theirs).select_related("meeting__relationship", "person").first() if address else None


def _noted(outcome: Outcome, why: str = "") -> Outcome:
    log.info("mail taken in", outcome=outcome, why=why)
    return outcome
