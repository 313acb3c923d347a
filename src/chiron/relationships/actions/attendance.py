"""Meetings ahead of somebody who leaves a group that goes on. Called inside actions."""

from chiron.core import clock, outbox
from chiron.people.models import Person
from chiron.relationships import rules
from chiron.relationships.actions import meetings
from chiron.relationships.models import Meeting, Member
from chiron.scheduling import actions as scheduling


def take_off(member: Member, by: Person) -> None:
    """Take *member* off the meetings ahead: their time is free, their calendar and the others' are told.

    Where fewer than two would come to one it is cancelled.
    """
    ahead = (
        Meeting.objects.unscoped()
        .select_for_update(no_key=True, of=("self",))
        .filter(
            relationship=member.relationship_id,
            state="booked",
            starts_at__gt=clock.now(),
            attendees__person=member.person_id,
        )
    )
    for meeting in ahead.order_by("pk"):
        attendee = meeting.attendees.get(person=member.person_id)
        key = attendee.answer_key  # a calendar believes only the address that invited it
        attendee.delete()
        coming = list(meeting.attendees.exclude(answer="declined").values_list("person_id", flat=True))
        scheduling.release_all_but(meeting.pk, coming)
        if len(coming) < rules.FEWEST:
            meetings.cancel(meeting, by)
        else:
            meetings.write_on(meeting)
            meetings.invite(meeting, "REQUEST")
        outbox.put(
            "relationships.meeting",
            to=member.person_id,
            institution=member.relationship.institution_id,
            refs={"meeting": str(meeting.pk), "method": "CANCEL", "sequence": str(meeting.sequence)},
            secret=key,
        )
