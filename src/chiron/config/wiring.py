"""What follows from what: for each event, the functions that the worker calls once it has happened.

Handlers take one `chiron.core.actions.Event`, load what its ids name and act ``by=system()``. They are repeatable.
"""

from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.utils.module_loading import autodiscover_modules

from chiron.core import actions, schedule
from chiron.core.tasks import run_consequence, tidy

#: What is left of a group or pair may be over, and what waited for them alone is settled.
SOMEBODY_LEFT = [
    "chiron.relationships.tasks.call_off_meetings",
    "chiron.relationships.tasks.carry_renewed",
    "chiron.matching.tasks.follow_up",
]


CONSEQUENCES: dict[str, list[str]] = {
    "boundaries.conflict.clashed": ["chiron.relationships.tasks.part"],
    "boundaries.conflict.registered": ["chiron.relationships.tasks.step_out"],
    "boundaries.pair.settled": ["chiron.relationships.tasks.step_out"],
    "matching.next.offered": ["chiron.matching.tasks.follow_up"],
    "matching.next.sought": ["chiron.matching.tasks.match"],
    "matching.pair.made": ["chiron.matching.tasks.follow_up"],
    "matching.run.finished": ["chiron.matching.tasks.offer_by_itself"],
    "matching.run.publication_asked": ["chiron.matching.tasks.publish"],
    "matching.rule.set": ["chiron.matching.tasks.follow_up"],
    "matching.run.repetition_asked": ["chiron.matching.tasks.repeat"],
    "matching.run.started": ["chiron.matching.tasks.match"],
    "people.consent.withdrawn": ["chiron.programmes.tasks.leave_with_consent"],
    "people.invitation.accepted": ["chiron.scheduling.tasks.join_times"],
    "people.person.merged": ["chiron.people.tasks.gather", "chiron.relationships.tasks.step_out"],
    "people.person.erased": [
        "chiron.config.erasures.carry_out",
        "chiron.matching.tasks.forget",
        "chiron.programmes.tasks.leave_with_person",
    ],
    "programmes.enrolment.capacity_changed": ["chiron.matching.tasks.follow_up"],
    "programmes.enrolment.paused": ["chiron.matching.tasks.follow_up"],
    "programmes.enrolment.withdrawn": ["chiron.relationships.tasks.take_back", "chiron.matching.tasks.follow_up"],
    "programmes.import.started": ["chiron.programmes.tasks.read_files"],
    "programmes.import.confirmed": ["chiron.programmes.tasks.import_files"],
    "programmes.import.resumed": ["chiron.programmes.tasks.read_files", "chiron.programmes.tasks.import_files"],
    "relationships.announcement.scheduled": ["chiron.relationships.tasks.send_at_once"],
    "relationships.closing.said": [
        "chiron.relationships.tasks.call_off_meetings",
        "chiron.relationships.tasks.carry_renewed",
        "chiron.matching.tasks.follow_up",
    ],
    "relationships.closing.settled": [
        "chiron.relationships.tasks.call_off_meetings",
        "chiron.relationships.tasks.carry_renewed",
        "chiron.matching.tasks.follow_up",
    ],
    "relationships.groups.offered": ["chiron.relationships.tasks.open_ways"],
    "relationships.offer.declined": ["chiron.matching.tasks.follow_up"],
    "relationships.offer.expired": ["chiron.matching.tasks.follow_up"],
    "relationships.pair.withdrawn": [
        "chiron.relationships.tasks.call_off_meetings",
        "chiron.matching.tasks.follow_up",
    ],
    "relationships.pairs.offered": ["chiron.relationships.tasks.open_ways"],
    "relationships.relationship.over": ["chiron.relationships.tasks.call_off_meetings"],
    "relationships.member.left_cohort": SOMEBODY_LEFT,
    "relationships.member.removed": SOMEBODY_LEFT,
    "relationships.relationship.ended": SOMEBODY_LEFT,
    "relationships.relationship.parted": SOMEBODY_LEFT,
    "relationships.relationship.suspended": [
        "chiron.relationships.tasks.call_off_meetings",
        "chiron.matching.tasks.follow_up",
    ],
    "scheduling.calendar.added": ["chiron.scheduling.tasks.read_added"],
}


def dispatch(event: actions.Event) -> None:
    """Queue the consequences of *event*, inside its transaction."""
    for handler in CONSEQUENCES.get(event.name, ()):
        run_consequence.enqueue(handler, asdict(event))


def connect() -> None:
    """Connect the dictionary to the actions (called once the apps are loaded)."""
    actions.on_event(dispatch)
    autodiscover_modules("tasks")  # the kinds of messages that rooms send
    from chiron.boundaries import tasks as boundaries  # the apps must be loaded first
    from chiron.config import answers
    from chiron.matching import tasks as matching
    from chiron.notifications import tasks as notifications
    from chiron.programmes import tasks as programmes
    from chiron.relationships import tasks as relationships
    from chiron.scheduling import tasks as scheduling

    schedule.recurring("core.tidied", timedelta(hours=1), tidy)
    if settings.CHIRON_IMAP_URL:
        schedule.recurring("answers.mailbox_asked", timedelta(minutes=2), answers.ask_mailbox)
    schedule.recurring("boundaries.day_begun", timedelta(hours=1), boundaries.begin_day)
    schedule.recurring("matching.next_looked", timedelta(hours=1), matching.look_again)
    schedule.recurring("notifications.digests_made", timedelta(minutes=15), notifications.make_digests)
    schedule.recurring("notifications.notices_forgotten", timedelta(days=1), notifications.forget_notices)
    schedule.recurring("relationships.announcements_sent", timedelta(minutes=5), relationships.send_announcements)
    schedule.recurring("relationships.cohorts_archived", timedelta(hours=1), relationships.archive_cohorts)
    schedule.recurring("relationships.lives_followed", timedelta(hours=1), relationships.follow)
    schedule.recurring("relationships.meetings_reminded", timedelta(minutes=30), relationships.remind_of_meetings)
    schedule.recurring("relationships.wall_times_kept", timedelta(days=1), relationships.keep_wall_times)
    schedule.recurring("scheduling.calendars_read", timedelta(minutes=10), scheduling.read_due)
    schedule.recurring("scheduling.times_forgotten", timedelta(days=1), scheduling.forget_times)
    schedule.recurring("programmes.uploads_forgotten", timedelta(days=1), programmes.forget_uploads)
    schedule.recurring("relationships.how_it_goes_asked", timedelta(hours=6), relationships.ask_how_it_goes)
    schedule.recurring("relationships.silence_broken", timedelta(days=1), relationships.break_the_silence)
    schedule.recurring("relationships.half_way_looked", timedelta(days=1), relationships.look_half_way)
    schedule.recurring("relationships.goals_due", timedelta(hours=1), relationships.remind_of_goals)
    schedule.recurring("relationships.decisions_due", timedelta(hours=1), relationships.remind_of_decisions)
