"""What comes from outside, read in the limited child process: calendars and rosters that people bring, and answers."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import BinaryIO

from chiron.scheduling.rules import rosters, words
from chiron.scheduling.rules.times import Busy
from chiron_blueprint.tables import Limits, TableRefused, read, rows_by

MEBIBYTE = 1 << 20
#: The roster of one person says no more: a few years of shifts.
MOST_TIMES = 20_000
#: Somebody waits while such a file is read: it may cost little.
LIMITS = Limits(
    memory=384 * MEBIBYTE, seconds=5, rows=rosters.MOST_ROWS, columns=400, unpacked=50 * MEBIBYTE, output=4 * MEBIBYTE
)
READER = "chiron.scheduling.rules.calendars"
#: A calendar's answer is small; whatever is larger is none.
LARGEST_MAIL = MEBIBYTE
MAIL_LIMITS = Limits(memory=256 * MEBIBYTE, seconds=3, rows=1, columns=8, output=64 * 1024)
MAIL_READER = "chiron.scheduling.rules.replies"


@dataclass(frozen=True)
class Window:
    """Between when busy times are wanted, in which zone times without one are meant, and whose own entries to skip."""

    first: datetime
    last: datetime
    zone: str
    own: str


@dataclass(frozen=True)
class Roster:
    """What a roster said: busy times, and the rows that said nothing usable."""

    times: list[Busy]
    faults: list[rosters.Fault]
    missing: list[str]
    header: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One row of a roster of many: whom it names, what it says of which days, and what is wrong with it."""

    row: int
    person: str
    cells: tuple[str, ...]
    times: tuple[Busy, ...] = ()
    fault: rosters.Fault | None = None
    days: tuple[date, date] | None = None


@dataclass(frozen=True)
class Rosters:
    """What a roster of many said, row by row, or which columns it lacks."""

    lines: list[Line]
    missing: list[str]
    header: tuple[str, ...] = ()


def is_calendar(start: bytes) -> bool:
    """Whether a file that begins so is an iCalendar file rather than a spreadsheet."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper() == b"BEGIN:VCALENDAR"


def calendar(file: BinaryIO, source: str, window: Window) -> list[Busy]:
    """Return when an iCalendar file keeps its owner busy; `TableRefused` where it cannot be read."""
    rows = rows_by(
        READER,
        file,
        source=source,
        limits=LIMITS,
        zone=window.zone,
        own=window.own,
        first=window.first.isoformat(),
        last=window.last.isoformat(),
    )
    return [Busy(datetime.fromisoformat(row[0]), datetime.fromisoformat(row[1]), row[2]) for row in rows]


def roster(file: BinaryIO, source: str, window: Window, called: frozenset[str]) -> Roster:
    """Return what a roster says of whoever is *called* so; `TableRefused` where it cannot be read."""
    table = read(file, source=source, limits=LIMITS)
    at = rosters.shape(table.header)
    if at.missing:
        return Roster([], [], at.missing, table.header)
    rows = ((row.number, row.cells) for row in table.rows())
    said = list(islice(rosters.busy_times(rows, at, zone=window.zone, called=called), MOST_TIMES + 1))
    if len(said) > MOST_TIMES:
        raise TableRefused(source, "rows", limit=MOST_TIMES)
    times = [each for each in said if isinstance(each, Busy) and each.ends_at > window.first]
    return Roster(times, [each for each in said if isinstance(each, rosters.Fault)], [], table.header)


def roster_of_many(file: BinaryIO, source: str, zone: str) -> Rosters:
    """Return what a roster with a column for the person says of everybody; `TableRefused` where it cannot be read."""
    table = read(file, source=source, limits=LIMITS)
    at = rosters.shape(table.header)
    missing = list(dict.fromkeys([*at.missing, *([] if "person" in at.columns else [rosters.COLUMNS["person"][0]])]))
    if missing:
        return Rosters([], missing, table.header)
    lines = [_line(row.number, tuple(row.cells), at, zone) for row in table.rows() if any(map(str.strip, row.cells))]
    return Rosters(lines, [], table.header)


def _line(number: int, cells: tuple[str, ...], at: rosters.Shape, zone: str) -> Line:
    person = rosters.whose(cells, at)
    if not person:
        return Line(number, "", cells, fault=rosters.Fault(number, rosters.COLUMNS["person"][0], "person"))
    said = list(rosters.busy_times([(number, cells)], at, zone=zone, called=frozenset({words.plain(person)})))
    fault = next((each for each in said if isinstance(each, rosters.Fault)), None)
    times = () if fault else tuple(each for each in said if isinstance(each, Busy))
    return Line(number, person, cells, times, fault, rosters.span(cells, at))


@dataclass(frozen=True)
class Reply:
    """What a calendar answered: ``method`` is REPLY, or COUNTER where somebody proposes another time.

    ``keys`` are those that the addresses in the mail hold: only whoever was invited can know theirs.
    """

    method: str
    uid: str
    sequence: int
    address: str
    answer: str
    written_at: datetime | None
    keys: frozenset[str]


@dataclass(frozen=True)
class Returned:
    """A mail of ours that came back: its Message-ID, and why (RFC 3463)."""

    message_id: str
    status: str


def mail(file: BinaryIO) -> Reply | Returned:
    """Return what a mail to us says that we understand; `TableRefused` where it says nothing of the kind."""
    [row] = rows_by(MAIL_READER, file, source="mail", limits=MAIL_LIMITS)
    if row[0] == "RETURNED":
        return Returned(row[1], row[2])
    method, uid, sequence, address, answer, *rest = row
    written, keys = [*rest, "", ""][:2]
    return Reply(
        method, uid, int(sequence), address, answer, datetime.fromisoformat(written) if written else None,
        frozenset(keys.split()),
    )  # fmt: skip
