"""Mails of this room, and what follows from elsewhere."""

from chiron.relationships.tasks.announcements import (
    announced,
    send_announcements,
    send_at_once,
)
from chiron.relationships.tasks.answers import Outcome, leave_large_mail, take_mail
from chiron.relationships.tasks.check_ins import ask_how_it_goes, check_in_is_open, talk_is_wished
from chiron.relationships.tasks.following import (
    agreement_proposed,
    closing,
    closing_settled,
    follow,
    offer_reminder,
    part,
    step_out,
    without_mentor,
)
from chiron.relationships.tasks.health import break_the_silence, it_is_quiet, pairs_are_silent
from chiron.relationships.tasks.meetings import calendar_mail, call_off_meetings, keep_wall_times, remind_of_meetings
from chiron.relationships.tasks.messages import somebody_wrote
from chiron.relationships.tasks.offers import (
    begun,
    ended,
    not_begun,
    offer,
    open_ways,
    resumed,
    suspended,
    take_back,
    withdrawn,
)
from chiron.relationships.tasks.plans import (
    decision_due,
    goal_due,
    look_half_way,
    needs_untouched,
    plan_shown,
    remind_of_decisions,
    remind_of_goals,
)
from chiron.relationships.tasks.rollovers import (
    archive_cohorts,
    carry_renewed,
)

__all__ = [
    "Outcome",
    "agreement_proposed",
    "announced",
    "archive_cohorts",
    "ask_how_it_goes",
    "begun",
    "break_the_silence",
    "calendar_mail",
    "call_off_meetings",
    "carry_renewed",
    "check_in_is_open",
    "closing",
    "closing_settled",
    "decision_due",
    "ended",
    "follow",
    "goal_due",
    "it_is_quiet",
    "keep_wall_times",
    "leave_large_mail",
    "look_half_way",
    "needs_untouched",
    "not_begun",
    "offer",
    "offer_reminder",
    "open_ways",
    "pairs_are_silent",
    "part",
    "plan_shown",
    "remind_of_decisions",
    "remind_of_goals",
    "remind_of_meetings",
    "resumed",
    "send_announcements",
    "send_at_once",
    "somebody_wrote",
    "step_out",
    "suspended",
    "take_back",
    "take_mail",
    "talk_is_wished",
    "withdrawn",
    "without_mentor",
]
