"""Weekly availability: 168 hours as the bits of one whole number, read from what people type.

Hour 0 is Monday 00:00–01:00, hour 167 is Sunday 23:00–24:00. Only whole free hours count: "18:30–20:00" is 19–20.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
import zoneinfo
from collections.abc import Iterable
from functools import lru_cache

from chiron_blueprint.vocabulary import WORDS

HOURS = 168
WEEK = (1 << HOURS) - 1

DAY_WORDS = {
    0: "monday mondays mon mo lunes lun lu l montag lundi",
    1: "tuesday tuesdays tues tue tu martes mar ma mardi",
    2: "wednesday wednesdays weds wed we miercoles mie mier mi x mercredi",
    3: "thursday thursdays thurs thur thu th jueves jue ju j jeudi",
    4: "friday fridays fri fr viernes vie vi v vendredi",
    5: "saturday saturdays sat sa sabado sabados sab s samedi",
    6: "sunday sundays sun su domingo domingos dom do d dimanche",
}
DAYS = {word: day for day, words in DAY_WORDS.items() for word in words.split()}
LETTERS = frozenset("lxjvsd")
GROUPS = {
    **dict.fromkeys(("weekday", "weekdays", "laborables", "workdays", "semana", "entresemana"), (0, 1, 2, 3, 4)),
    **dict.fromkeys(("weekend", "weekends", "finde", "findes"), (5, 6)),
    **dict.fromkeys(
        (
            "daily",
            "everyday",
            "diario",
            "diariamente",
            "cualquier",
            "any",
            "every",
            "todos",
            "anytime",
            "always",
            "siempre",
        ),
        range(7),
    ),
    **dict.fromkeys(("flexible",), (0, 1, 2, 3, 4)),
}
PARTS = {
    **dict.fromkeys(("morning", "mornings", "am", "manana", "mananas"), (8, 12)),
    **dict.fromkeys(("lunch", "lunchtime", "lunchtimes", "midday", "noon", "mediodia", "comida", "almuerzo"), (12, 14)),
    **dict.fromkeys(("afternoon", "afternoons", "pm", "tarde", "tardes"), (13, 18)),
    **dict.fromkeys(("evening", "evenings", "eve", "night", "nights", "noche", "noches"), (18, 22)),
}
SKIPPED = frozenset(WORDS["hours_passed_over"])
CLOCK = r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(am|pm|a\.?m\.?|p\.?m\.?|h)?"
RANGE = re.compile(rf"\b{CLOCK}\s*(?:-|to\b|until\b|till\b|a\b|hasta\b)\s*(?:las\s+)?{CLOCK}(?![\d])")
OPEN = re.compile(
    rf"\b(after|from|desde|despues|before|until|till|antes|hasta)\s+(?:de\s+)?(?:las?\s+)?{CLOCK}(?![\d])"
)
AT = re.compile(r"\b(\d{1,2})(?::00|h00|h|\s*(?:am|pm)\b)")
TOKEN = re.compile(r"<(\d+)>|([a-z]+)|(-)|([;\n|/]|\.(?=\s|$))|(\d+)")


def mask(hours: Iterable[int]) -> int:
    """The bits of some hours of the week."""
    bits = 0
    for hour in hours:
        bits |= 1 << (hour % HOURS)
    return bits


def listed(bits: int) -> tuple[int, ...]:
    """The hours of a mask in order."""
    return tuple(hour for hour in range(HOURS) if bits >> hour & 1)


def shifted(bits: int, by: int) -> int:
    """Every hour moved `by` hours later, round the week."""
    by %= HOURS
    return ((bits << by) | (bits >> (HOURS - by))) & WEEK


def in_utc(bits: int, zone: str, on: datetime.date) -> int:
    """A mask of local hours in `zone` as hours in UTC in the week of `on`.

    Where the zone is half an hour off, a UTC hour counts only if both local hours it touches are free.
    """
    if not zone or not bits:
        return bits
    minutes = offset(zone, on)
    whole, part = divmod(minutes, 60)
    moved = shifted(bits, -whole)
    return moved & shifted(moved, -1) if part else moved


def from_utc(bits: int, zone: str, on: datetime.date) -> int:
    """A mask of UTC hours as local hours of `zone` (the local hour in which it begins)."""
    return shifted(bits, offset(zone, on) // 60) if zone else bits


def offset(zone: str, on: datetime.date) -> int:
    """Minutes east of UTC at noon of `on`; `zoneinfo.ZoneInfoNotFoundError` where there is no such zone."""
    if found := re.fullmatch(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?", zone.strip(), re.IGNORECASE):
        sign, hours, minutes = found.groups()
        if int(hours) > 14 or int(minutes or 0) > 59:
            raise zoneinfo.ZoneInfoNotFoundError(zone)
        return (1 if sign == "+" else -1) * (int(hours) * 60 + int(minutes or 0))
    try:
        noon = datetime.datetime(on.year, on.month, on.day, 12, tzinfo=zoneinfo.ZoneInfo(zone.strip()))
    except (ValueError, OSError) as error:
        raise zoneinfo.ZoneInfoNotFoundError(zone) from error
    shift = noon.utcoffset()
    return int(shift.total_seconds() // 60) if shift else 0


@lru_cache(maxsize=20_000)
def parsed(text: str) -> tuple[int, str]:
    """What somebody typed as a mask, and the first word that wasn't understood ("" where all was)."""
    clauses, spans = _with_spans(_plain(text))
    reader = _Reader(spans)
    for found in TOKEN.finditer(clauses):
        reader.take(found)
    bits = reader.finished()
    return bits, reader.unknown


def _plain(text: str) -> str:
    bare = text.casefold()
    if not bare.isascii():
        bare = "".join(sign for sign in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(sign))
    bare = (
        re.sub(r"[\u2010-\u2015\u2212]", "-", bare)
        .replace("fin de semana", "finde")
        .replace("fines de semana", "finde")
    )
    return (
        bare.replace("after work", "evening")
        .replace("entre semana", "entresemana")
        .replace("de la manana", "am")
        .replace("de la tarde", "pm")
    )


def _with_spans(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with every stretch of time replaced by `<number>`, and the stretches in minutes of the day."""
    spans: list[tuple[int, int]] = []

    def keep(span: tuple[int, int] | None, whole: str) -> str:
        if span is None:
            return f" {whole} "
        spans.append(span)
        return f" <{len(spans) - 1}> "

    text = RANGE.sub(lambda found: keep(_range(found), "time?"), text)
    text = OPEN.sub(lambda found: keep(_open(found), "time?"), text)
    text = AT.sub(lambda found: keep(_at(found), "time?"), text)
    return text, spans


def _minutes(hour: str, minute: str | None, half: str | None) -> int | None:
    value = int(hour)
    mark = (half or "").replace(".", "")
    if mark in ("am", "pm"):
        if value > 12:
            return None if mark == "am" else value * 60 + int(minute or 0)
        value = value % 12 + (12 if mark == "pm" else 0)
    total = value * 60 + int(minute or 0)
    return total if total <= 24 * 60 and int(minute or 0) < 60 else None


def _range(found: re.Match[str]) -> tuple[int, int] | None:
    h1, m1, half1, h2, m2, half2 = found.groups()
    mark = (half2 or "").replace(".", "")
    if not half1 and mark == "pm" and int(h1) < 12 and int(h1) <= int(h2) % 12:
        half1 = half2
    start, end = _minutes(h1, m1, half1), _minutes(h2, m2, half2)
    if start is None or end is None or start == end:
        return None
    if end < start and not half1 and not half2 and int(h2) <= 12 and int(h1) <= 12:
        end += 12 * 60
    return start, end


def _open(found: re.Match[str]) -> tuple[int, int] | None:
    word, hour, minute, half = found.groups()
    at = _minutes(hour, minute, half)
    if at is None:
        return None
    later = word in ("after", "from", "desde", "despues")
    return (at, max(at, 22 * 60)) if later else (min(at, 7 * 60), at)


def _at(found: re.Match[str]) -> tuple[int, int] | None:
    mark = "pm" if "pm" in found.group(0) else "am" if "am" in found.group(0) else None
    at = _minutes(found.group(1), None, mark)
    return None if at is None or at >= 24 * 60 else (at, at + 60)


class _Reader:
    """Days and times as they come: "Mon, Wed 18-20; Fri evening" or "evenings on Tuesday and Thursday"."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans = spans
        self.bits = 0
        self.days: list[int] = []
        self.times: list[tuple[int, int]] = []
        self.closed = False
        self.ranging = False
        self.unknown = ""

    def take(self, found: re.Match[str]) -> None:
        span, word, dash, stop, number = found.groups()
        if span is not None:
            self._time(*self.spans[int(span)])
        elif word in PARTS:
            start, end = PARTS[word]
            self._time(start * 60, end * 60)
        elif word is not None:
            self._word(word)
        elif dash:
            self.ranging = bool(self.days) and not self.closed
        elif stop:
            self._flush(stop)
        else:
            self.unknown = self.unknown or number

    def _word(self, word: str) -> None:
        if word in GROUPS:
            self._days(GROUPS[word])
        elif word in DAYS:
            self._days((DAYS[word],))
        elif word in ("to", "a", "through", "thru", "al") and self.days and not self.closed and not self.times:
            self.ranging = True
        elif word not in SKIPPED:
            self.unknown = self.unknown or word

    def _days(self, days: Iterable[int]) -> None:
        more = list(days)
        if self.closed:
            self._flush(";")
        if self.ranging and len(more) == 1 and self.days:
            first = self.days[-1]
            more = [(first + step) % 7 for step in range((more[0] - first) % 7 + 1)]
        self.ranging = False
        self.days += [day for day in more if day not in self.days]

    def _time(self, start: int, end: int) -> None:
        self.times.append((start, end))
        self.closed = bool(self.days)

    def _flush(self, stop: str) -> None:
        """A clause ends: its days get its times."""
        if stop == "/" and not self.closed:
            return
        if self.days or self.times:
            times = self.times or [(8 * 60, 20 * 60)]
            for day in self.days or range(5):
                for start, end in times:
                    self.bits |= _span_bits(day, start, end)
        self.days, self.times, self.closed, self.ranging = [], [], False, False

    def finished(self) -> int:
        self._flush(";")
        return self.bits


def _span_bits(day: int, start: int, end: int) -> int:
    first = -(-start // 60)
    last = end // 60 if end > start else end // 60 + 24
    return mask(day * 24 + hour for hour in range(first, last))
