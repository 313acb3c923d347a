"""Reads an iCalendar file in the limited child process. Only when somebody is busy comes out, never a title."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from chiron.scheduling.rules import words
from chiron_blueprint.parsing.child import Out, Refusal

#: The hours of the night that make a long appointment a night shift, whatever it is called.
NIGHT = (1, 4)
LONGEST_SHIFT = timedelta(hours=26)
#: What says of an event that it keeps nobody busy.
FREE = (("TRANSP", "TRANSPARENT"), ("STATUS", "CANCELLED"), ("X-MICROSOFT-CDO-BUSYSTATUS", "FREE"))
MIDNIGHT = datetime.min.time()


def read(source: Any, out: Out, request: dict[str, Any]) -> None:
    """Write a row [start, end, kind] for each busy time between the two instants of *request*."""
    try:
        found = _found(source.read(), request)
    except Refusal:
        raise
    except MemoryError:
        raise
    except Exception:  # what calendars of the world hold makes parsers fail in every way there is
        raise Refusal("calendar") from None
    for number, (starts_at, ends_at, kind) in enumerate(found, 1):
        out.row(number, [starts_at.isoformat(), ends_at.isoformat(), kind])


def _found(content: bytes, request: dict[str, Any]) -> list[tuple[datetime, datetime, str]]:
    import icalendar
    import recurring_ical_events

    zone = ZoneInfo(request["zone"])
    first, last = (datetime.fromisoformat(request[name]) for name in ("first", "last"))
    calendars = icalendar.Calendar.from_ical(content, multiple=True)
    if not calendars or any(each.name != "VCALENDAR" for each in calendars):
        raise Refusal("calendar")
    found: set[tuple[datetime, datetime, str]] = set()
    for calendar in calendars:
        _mend(calendar)
        events = recurring_ical_events.of(calendar, components=["VEVENT"], skip_bad_series=True).between(first, last)
        found |= {each for event in events if (each := _busy(event, zone, request["own"])) is not None}
        found |= set(_published(calendar, zone))
    return sorted(each for each in found if each[0] < last and each[1] > max(first, each[0]))


def _mend(calendar: Any) -> None:
    """Leave out what would cost the whole calendar: a zone that there is not, events without one clear beginning.

    An event without an id gets one: rosters that somebody wrote by a program of their own have none.
    """
    named = str(calendar.get("X-WR-TIMEZONE", "UTC"))
    if named not in available_timezones():
        del calendar["X-WR-TIMEZONE"]
    parts = calendar.subcomponents
    for number, each in enumerate(parts):
        if each.name == "VEVENT" and not each.get("UID"):
            each["UID"] = f"nameless-{number}"
    calendar.subcomponents = [each for each in parts if each.name != "VEVENT" or _is_clear(each)]


def _is_clear(event: Any) -> bool:
    return _one(event, "DTSTART") and _one(event, "UID")


def _one(event: Any, name: str) -> bool:
    return name in event and not isinstance(event[name], list)


def _busy(event: Any, zone: ZoneInfo, own: str) -> tuple[datetime, datetime, str] | None:
    """When an occurrence keeps its owner busy; None where it does not, or is a meeting that Chiron wrote itself."""
    if any(str(event.get(name, "")).upper() == said for name, said in FREE) or str(event.get("UID", "")).endswith(own):
        return None
    start, end = event.start, event.end
    starts_at, ends_at = _instant(start, zone), _instant(end, zone)
    if ends_at <= starts_at:
        return None
    kind = words.told_by(str(event.get("SUMMARY", "")))
    is_timed = isinstance(start, datetime)
    return (
        starts_at,
        ends_at,
        "night" if kind == "busy" and is_timed and _spans_night(starts_at, ends_at, zone) else kind,
    )


def _published(calendar: Any, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime, str]]:
    """What a published free/busy time says."""
    for part in calendar.walk("VFREEBUSY"):
        periods = part.get("FREEBUSY", [])
        for group in periods if isinstance(periods, list) else [periods]:
            if str(group.params.get("FBTYPE", "BUSY")).upper() != "FREE":
                for each in getattr(group, "dts", [group]):
                    start, end = getattr(each, "dt", each)
                    end = start + end if isinstance(end, timedelta) else end
                    yield _instant(start, zone), _instant(end, zone), "busy"


def _instant(value: date | datetime, zone: ZoneInfo) -> datetime:
    """A moment of a calendar as an instant: days begin at midnight, times without a zone are those of the person."""
    whole = value if isinstance(value, datetime) else datetime.combine(value, MIDNIGHT)
    return (whole if whole.tzinfo else whole.replace(tzinfo=zone)).astimezone(UTC)


def _spans_night(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> bool:
    local = starts_at.astimezone(zone)
    night = local.replace(hour=NIGHT[0], minute=0, second=0, microsecond=0)
    if night < local:
        night += timedelta(days=1)
    over = night.replace(hour=NIGHT[1])
    return starts_at <= night.astimezone(UTC) and over.astimezone(UTC) <= ends_at <= starts_at + LONGEST_SHIFT
