"""Meetings in words: by their number, their length and place, in the reader's language and zone."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chiron.relationships.models import Meeting
from chiron.scheduling.rules import Around

NTH: list[Promise | str] = [
    gettext_lazy("First meeting"), gettext_lazy("Second meeting"), gettext_lazy("Third meeting"),
    gettext_lazy("Fourth meeting"), gettext_lazy("Fifth meeting"), gettext_lazy("Sixth meeting"),
    gettext_lazy("Seventh meeting"), gettext_lazy("Eighth meeting"), gettext_lazy("Ninth meeting"),
    gettext_lazy("Tenth meeting"),
]  # fmt: skip


def nth(number: int) -> str:
    """Return what the meeting of this number is called."""
    if 1 <= number <= len(NTH):
        return str(NTH[number - 1])
    return _("Meeting %(number)s") % {"number": number}


def day(at: datetime) -> str:
    """Return the day of an instant in the reader's zone: 15 March."""
    return date_format(timezone.localtime(at), "MONTH_DAY_FORMAT")


def clock_time(at: datetime) -> str:
    """Return the time of an instant in the reader's zone: 18:30."""
    return date_format(timezone.localtime(at), "H:i")


def weekday(at: datetime) -> str:
    """Return the day with its weekday: Monday 15 March."""
    return date_format(timezone.localtime(at), _("l j F"))


def length(minutes: int) -> str:
    """Return how long it takes, in words."""
    return str(ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes})


def where(meeting: Meeting) -> str:
    """Return where people meet: the place, else by video or telephone; nothing where nobody has said."""
    if meeting.form == "in_person":
        return str(meeting.place)
    return str(meeting.place) or {"video": _("video"), "phone": _("telephone")}[meeting.form]


def length_and_place(meeting: Meeting) -> str:
    """Return how long and where, in a line."""
    return ", ".join(each for each in (length(meeting.minutes), where(meeting)) if each)


def from_to(meeting: Meeting) -> str:
    """Return from when to when, and where: 18:30 to 19:15, ward library."""
    times = _("%(from)s to %(to)s") % {"from": clock_time(meeting.starts_at), "to": clock_time(meeting.ends_at)}
    return ", ".join(each for each in (times, where(meeting)) if each)


def around(found: Around, starts_at: datetime) -> str:
    """Return why a time suits the reader: when they finish before it, until when they are free after it."""
    if found.finishes_at is not None and found.free_until is not None:
        return _("You finish at %(finish)s and are free until %(until)s.") % {
            "finish": _near(found.finishes_at, starts_at),
            "until": _near(found.free_until, starts_at),
        }
    if found.finishes_at is not None:
        return _("You finish at %(finish)s.") % {"finish": _near(found.finishes_at, starts_at)}
    if found.free_until is not None:
        return _("You are free until %(until)s.") % {"until": _near(found.free_until, starts_at)}
    return _("It is in the part of the day that suits you.") if found.suits else _("It is within your hours.")


def _near(at: datetime, beside: datetime) -> str:
    """A time, with its day where that is another one."""
    if timezone.localtime(at).date() == timezone.localtime(beside).date():
        return clock_time(at)
    weekday_name = date_format(timezone.localtime(at), "l")
    return _("%(time)s on %(day)s") % {"time": clock_time(at), "day": weekday_name}
