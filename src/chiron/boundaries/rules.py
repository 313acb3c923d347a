"""What a rotation plan in a spreadsheet says: its columns, its words for a conflict, its days."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

#: The columns of the file, each by the words that head it in either language; the first is the one we name.
COLUMNS = {
    "person": ("person", "who", "assessor", "manager", "supervisor", "quién", "persona", "evaluador", "evaluadora"),
    "other": ("other", "whom", "to whom", "learner", "resident", "trainee", "a quién", "otra persona", "residente"),
    "kind": ("kind", "relation", "conflict", "does what", "tipo", "relación", "conflicto"),
    "starts_on": ("from", "start", "starts", "starts on", "desde", "inicio"),
    "ends_on": ("until", "end", "ends", "ends on", "to", "hasta", "fin"),
}
NEEDED = ("person", "other", "starts_on")

#: What a file may call each kind of conflict. Where it has no such column, everybody in it assesses.
KINDS = {
    "assessor": ("assessor", "assesses", "evaluates", "evalúa", "evaluador", "evaluadora"),
    "line_manager": ("line manager", "manager", "manages", "dirige", "jefe", "jefa", "responsable"),
    "committee": ("committee", "promotion committee", "comité", "comisión"),
    "treating_clinician": ("treating clinician", "treats", "trata", "médico tratante", "médica tratante"),
    "relative": ("relative", "is a relative of", "familiar", "pariente"),
}
MOST_ROWS = 1000

#: So many rows are registered in one transaction: nobody waits for a long one to write.
CHUNK = 200

#: The first and the last day of a conflict; without a last day its end is not known.
Time = tuple[date, date | None]


@dataclass(frozen=True)
class Entry:
    """One row that can be registered; who is meant is still a name or an address."""

    row: int
    person: str
    other: str
    kind: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Fault:
    """One row that cannot: which, in which column, why (a code) and what stood there."""

    row: int
    column: str
    code: str
    said: str = ""


def places(header: Sequence[str]) -> dict[str, int]:
    """Return where each of our columns stands in *header*."""
    plain = [_plain(name) for name in header]
    found = {}
    for column, words in COLUMNS.items():
        at = next((plain.index(word) for word in words if word in plain), None)
        if at is not None:
            found[column] = at
    return found


def missing(found: dict[str, int]) -> list[str]:
    """Return the columns that a file must have and this one has not, as we name them."""
    return [COLUMNS[column][0] for column in NEEDED if column not in found]


def entries(rows: Iterable[tuple[int, Sequence[str]]], at: dict[str, int]) -> Iterator[Entry | Fault]:
    """Yield what each row says, or what is wrong with it: the first thing, from left to right."""
    for number, cells in rows:
        said = {column: cells[place].strip() for column, place in at.items()}
        if any(said.values()):
            yield _fault(number, said) or _entry(number, said)


def _entry(number: int, said: dict[str, str]) -> Entry:
    starts_on = day(said["starts_on"])
    assert starts_on is not None
    ends_on = day(said.get("ends_on", ""))
    return Entry(number, said["person"], said["other"], kind(said.get("kind", "")) or "", starts_on, ends_on)


def _fault(number: int, said: dict[str, str]) -> Fault | None:
    for column in ("person", "other", "starts_on"):
        if not said[column]:
            return Fault(number, COLUMNS[column][0], "empty")
    if kind(said.get("kind", "")) is None:
        return Fault(number, COLUMNS["kind"][0], "kind", said["kind"])
    for column in ("starts_on", "ends_on"):
        if said.get(column) and day(said[column]) is None:
            return Fault(number, COLUMNS[column][0], "day", said[column])
    return None


def kind(text: str) -> str | None:
    """Return the kind that *text* names, "assessor" where it says nothing; None where it is unknown."""
    plain = _plain(text)
    if not plain:
        return "assessor"
    return next((name for name, words in KINDS.items() if plain == name or plain in words), None)


def day(text: str) -> date | None:
    """Return the day that *text* writes: 2026-03-01, 2026/3/1, 1.3.2026, or 25/3/2026 where one reading is possible."""
    text = text.strip().split("T")[0].removesuffix(" 00:00:00")
    if match := re.fullmatch(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})", text):
        return _date(int(match[1]), int(match[3]), int(match[4]))
    if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        return _date(int(match[3]), int(match[2]), int(match[1]))
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        first, second, year = (int(part) for part in match.groups())
        readings = {_date(year, second, first), _date(year, first, second)} - {None}
        return readings.pop() if len(readings) == 1 else None
    return None


def covers(whole: Time, part: Time) -> bool:
    """Return whether the time *whole* says all that *part* says."""
    return together(whole, part) == whole


def holds(time: Time, on: date) -> bool:
    """Return whether *on* is one of the days of *time*."""
    return covers(time, (on, on))


def together(one: Time, other: Time) -> Time:
    """Return one time for two that meet: from the earlier start to the later end."""
    ends = None if one[1] is None or other[1] is None else max(one[1], other[1])
    return min(one[0], other[0]), ends


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _plain(text: str) -> str:
    return re.sub(r"[\s_*:]+", " ", text).strip().casefold()
