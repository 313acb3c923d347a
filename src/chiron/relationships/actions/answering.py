"""What a calendar answers by mail: taken as the answer of whoever was invited, where it proves that it is theirs."""

from datetime import datetime
from hmac import compare_digest

from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.relationships import policies
from chiron.relationships.actions import meetings
from chiron.relationships.models import Attendee


class NotTheirs(Refused):
    message = _("This answer does not hold the key of the invitation. Nothing was changed.")


class OutOfDate(Refused):
    message = _("The meeting was moved since. The answer to the new time counts.")


class Overtaken(Refused):
    message = _("A later answer stands already.")


@action("relationships.meeting.answered_by_mail", may=policies.may_call_off)
def answer_by_mail(
    *, attendee: Attendee, answer: str, sequence: int, written_at: datetime | None, keys: frozenset[str], by: Person
) -> Attendee:
    """Take what somebody's calendar answered as if they had said it on the page.

    Refused without the invitation's own key, for a time that holds no more, and where a later answer stands.
    """
    _check(attendee, sequence, written_at, keys)
    taken = meetings.answer_meeting(meeting=attendee.meeting, answer=answer, by=attendee.person)
    if written_at is not None and taken.answered_at is not None:
        taken.answered_at = min(written_at, clock.now())
        taken.save(update_fields=["answered_at"])
    return taken


@action("relationships.meeting.countered_by_mail", may=policies.may_call_off)
def counter_by_mail(
    *, attendee: Attendee, sequence: int, written_at: datetime | None, keys: frozenset[str], by: Person
) -> Attendee:
    """Tell whoever proposed another time in their calendar where they can choose one; the meeting stays where it is."""
    _check(attendee, sequence, written_at, keys)
    notifications.tell(
        "relationships.meeting_countered",
        to=attendee.person_id,
        institution=attendee.meeting.relationship.institution_id,
        attendee=attendee.pk,
        sequence=sequence,
    )
    return attendee


def _check(attendee: Attendee, sequence: int, written_at: datetime | None, keys: frozenset[str]) -> None:
    if not attendee.answer_key or not any(compare_digest(key, attendee.answer_key) for key in keys):
        raise NotTheirs
    if sequence < attendee.meeting.sequence:
        raise OutOfDate
    if written_at is not None and attendee.answered_at is not None and written_at < attendee.answered_at:
        raise Overtaken
