"""People's time in words."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

register = template.Library()

SORTS: dict[str, Promise | str] = {
    "file": _("Calendar file"),
    "feed": _("Calendar, read every three hours"),
    "roster": _("Roster"),
}
PROBLEMS: dict[str, Promise | str] = {
    "address": _("The address is not one that can be read. Remove it and add the secret iCal address."),
    "private": _("The address lies inside a private network. Your administrator can allow that host."),
    "redirect": _("The address leads on to another one. Use the address that it leads to."),
    "status": _("The server refuses the address: it may have been withdrawn. Make a new secret iCal address."),
    "large": _("The calendar is larger than 5 MB. Share a smaller one."),
    "silent": _("The server did not answer. It is tried again by itself."),
    "calendar": _("What stands at the address is no calendar. Look for the one that ends in .ics."),
    "rows": _("The calendar holds too many entries. Share a smaller one."),
    "time": _("The calendar takes too long to read. Share a smaller one."),
    "memory": _("The calendar takes too much to read. Share a smaller one."),
}


@register.filter
def sort_name(sort: str) -> Promise | str:
    """What kind of calendar it is, in words."""
    return SORTS[sort]


@register.filter
def calendar_problem(code: str) -> Promise | str:
    """Why a calendar could not be read, and the mend."""
    return PROBLEMS.get(code, _("The calendar could not be read. Export it again, or bring it as a file."))


@register.filter
def until(starts_at: datetime, ends_at: datetime) -> str:
    """From when to when, in the reader's zone, as short as it can be said: whole days without hours."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    last = end - timedelta(days=1) if _is_midnight(end) and end > start else end
    if _is_midnight(start) and _is_midnight(end):
        if last.date() == start.date():
            return _day(start)
        return gettext("%(first)s to %(last)s") % {"first": _day(start), "last": _day(last)}
    said = {"first": _day(start), "from": _clock(start), "to": _clock(end), "last": _day(end)}
    if start.date() == end.date():
        return gettext("%(first)s, %(from)s to %(to)s") % said
    return gettext("%(first)s, %(from)s to %(last)s, %(to)s") % said


def _is_midnight(at: datetime) -> bool:
    return (at.hour, at.minute) == (0, 0)


def _day(at: datetime) -> str:
    return date_format(at, gettext("D j M"))


def _clock(at: datetime) -> str:
    return date_format(at, "H:i")
