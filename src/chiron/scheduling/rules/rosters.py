"""What a roster in a spreadsheet says: one row a shift, or one row a person and one column a day."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chiron.boundaries import rules as conflicts
from chiron.scheduling.rules import words, zones
from chiron.scheduling.rules.times import Busy

#: The columns of a roster, each by the words that may head it; the first is the one we name.
COLUMNS = {
    "day": ("date", "day", "on", "fecha", "día", "dia"),
    "shift": ("shift", "kind", "what", "duty", "turno", "tipo", "servicio"),
    "starts": ("from", "start", "starts", "begin", "desde", "inicio", "entrada"),
    "ends": ("to", "end", "ends", "until", "hasta", "fin", "salida"),
    "last": ("last day", "until date", "último día", "ultimo dia"),
    "person": ("person", "name", "who", "nombre", "persona", "quién"),
    "email": ("email", "e mail", "correo"),
}
#: The columns that say whose row it is.
WHOSE = ("email", "person")
MOST_ROWS = 5000
#: So many days are from the first to the last of one row.
LONGEST = 366
#: So many columns headed by days make a table of people by days.
MANY_DAYS = 3
CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2})?\s*h?", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """A row that says nothing usable: which, in which column, why (a code) and what stood there."""

    row: int
    column: str
    code: str
    said: str = ""


@dataclass(frozen=True)
class Shape:
    """Where the columns stand; ``days`` are columns headed by a day, where the roster has one row a person."""

    columns: dict[str, int]
    days: dict[int, date]

    @property
    def missing(self) -> list[str]:
        """The columns that a roster must have and this one has not, as we name them."""
        needed = ("person",) if self.days else ("day", "shift")
        return [COLUMNS[name][0] for name in needed if name not in self.columns]


def shape(header: Sequence[str]) -> Shape:
    """Return where each column stands in *header*."""
    plain = [words.plain(name) for name in header]
    found: dict[str, int] = {}
    for column, names in COLUMNS.items():
        at = next((plain.index(each) for each in map(words.plain, names) if each in plain), None)
        if at is not None:
            found[column] = at
    if "email" in found:
        found.setdefault("person", found["email"])
    days = {at: on for at, name in enumerate(header) if (on := day(name)) is not None}
    if len(days) >= MANY_DAYS:
        found.setdefault("person", 0)
        return Shape(found, days)
    return Shape(found, {})


def day(text: str) -> date | None:
    """Return the day that *text* writes, as in a rotation plan; a year outside of these is a slip of the pen."""
    found = conflicts.day(text)
    return found if found is not None and 1970 <= found.year < 2200 else None


def span(cells: Sequence[str], at: Shape) -> tuple[date, date] | None:
    """Return the first and the last day of which a row speaks, days off among them; None where it names none."""
    if at.days:
        return min(at.days.values()), max(at.days.values())
    first = day(cells[at.columns["day"]])
    last = day(cells[at.columns["last"]]) if "last" in at.columns else None
    return None if first is None else (first, last or first)


def busy_times(
    rows: Iterable[tuple[int, Sequence[str]]], at: Shape, *, zone: str, called: frozenset[str]
) -> Iterator[Busy | Fault]:
    """Yield when the roster keeps somebody busy, or what is wrong with a row.

    *called* are the names and addresses of the person as `words.plain` writes them: rows of somebody else are not read.
    """
    for number, cells in rows:
        named = [cells[at.columns[column]] for column in WHOSE if column in at.columns]
        if named and not any(_is_meant(each, called) for each in named):
            continue
        if at.days:
            for place, on in at.days.items():
                yield from _shift(number, on.isoformat(), cells[place], on, on, None, None, zone)
        else:
            yield from _row(number, {name: cells[place].strip() for name, place in at.columns.items()}, zone)


def whose(cells: Sequence[str], at: Shape) -> str:
    """Return whom a row names: by the address where there is one, as two may have one name."""
    said = [cells[at.columns[column]].strip() for column in WHOSE if column in at.columns]
    return next(filter(None, said), "")


def _is_meant(said: str, called: frozenset[str]) -> bool:
    return words.plain(said) in called


def _row(number: int, said: dict[str, str], zone: str) -> Iterator[Busy | Fault]:
    if not any(value for name, value in said.items() if name not in WHOSE):
        return
    on, last = day(said["day"]), day(said.get("last", "") or said["day"])
    times = {name: minutes(said.get(name, "")) for name in ("starts", "ends")}
    for name, value in (("day", on), ("last", last), *times.items()):
        if value is None and (said.get(name) or name == "day"):
            yield Fault(number, COLUMNS[name][0], "empty" if not said.get(name) else _code(name), said.get(name, ""))
            return
    assert on is not None
    assert last is not None
    if last < on:
        yield Fault(number, COLUMNS["last"][0], "order", said["last"])
        return
    if (last - on).days > LONGEST:
        yield Fault(number, COLUMNS["last"][0], "long", said["last"])
        return
    yield from _shift(number, COLUMNS["shift"][0], said["shift"], on, last, times["starts"], times["ends"], zone)


def _code(name: str) -> str:
    return "time" if name in ("starts", "ends") else "day"


def _shift(
    row: int, column: str, said: str, on: date, last: date, starts: int | None, ends: int | None, zone: str
) -> Iterator[Busy | Fault]:
    name = words.shift(said)
    if name is None:
        yield Fault(row, column, "shift", said)
    elif name != "off":
        usual = words.HOURS[name]
        start = usual[0] if starts is None else starts
        end = usual[1] if ends is None else ends
        end += 1440 if end <= start else 0
        for step in range((last - on).days + 1):
            base = datetime.combine(on, time()) + timedelta(days=step)
            begins, over = (zones.nearest(base + timedelta(minutes=each), zone) for each in (start, end))
            if begins < over:  # nothing is left of what lies in the hour that is skipped
                yield Busy(begins, over, words.kind_of(name))


def minutes(text: str) -> int | None:
    """Return the minute of the day that *text* writes: 20:00, 8, 0830; None where it writes none."""
    text = text.strip()
    if re.fullmatch(r"\d{4}", text):
        text = f"{text[:2]}:{text[2:]}"
    found = CLOCK.fullmatch(text)
    if found is None:
        return None
    total = int(found[1]) * 60 + int(found[2] or 0)
    return total if total <= 1440 and int(found[2] or 0) < 60 else None
