"""The one clock. Time is input: nothing else in the house asks the machine what time it is."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

DAY = timedelta(days=1)


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return timezone.now()


def today(zone: ZoneInfo | None = None) -> date:
    """Return today's date in *zone*, or in the current time zone of the request."""
    return timezone.localdate(now(), zone)
