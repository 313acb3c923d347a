"""Columns that belong together: an hour or a day each, tick boxes, first to fifth choice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from chiron_blueprint import hours
from chiron_blueprint.guess import vocabulary as known
from chiron_blueprint.guess.columns import Values
from chiron_blueprint.guess.guesses import Column, Option
from chiron_blueprint.tables import plain
from chiron_blueprint.words import say, shortened

DAY = re.compile(
    r"\b(" + "|".join(sorted((word for word in hours.DAYS if len(word) >= 3), key=len, reverse=True)) + r")\b"
)
SHORT_DAY = re.compile(r"^([lmxjvsd]|mo|tu|we|th|fr|sa|su|lu|ma|mi|ju|vi|do)[ _]?(\d{1,2})\b")
SHORT_DAYS = {**hours.DAYS, "m": 1}  # lunes, martes, miércoles: L, M, X
BOX = re.compile(
    r"^(?P<stem>.{2,}?)\s*(?:\[\s*|___|\(\s*(?:choice\s*=\s*)?|:\s+|\s+[-–]\s+|\.\s+)(?P<label>[^\[\]]+?)\s*[\])]*$"
)
ORDINAL = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?\b|\b(first|second|third|fourth|fifth|primera?|segund[oa]|tercera?|cuart[oa]|quint[oa])\b"
)
ORDINALS = {
    word: place
    for place, words in enumerate(
        (
            "first primera primer",
            "second segunda segundo",
            "third tercera tercer",
            "fourth cuarta cuarto",
            "fifth quinta quinto",
        ),
        1,
    )
    for word in words.split()
}


def grouped(columns: Sequence[Values]) -> list[Column]:
    """The groups among the columns; no column is in two of them."""
    free = list(columns)
    found: list[Column] = []
    for rule in (_weekly_hours, _numbered_hours, _tick_boxes, _choices):
        for group in rule(free):
            found.append(group)
            taken = set(group.indexes)
            free = [values for values in free if values.index not in taken]
    return found


def hours_of_heading(heading: str) -> int:
    """The hours that a heading such as "Mon 08", "Monday 18:00–20:00" or "Tuesday evening" means."""
    title = heading.casefold()
    short = SHORT_DAY.match(plain(heading))
    day = DAY.search(plain(heading))
    if short and not day:
        return _hour(SHORT_DAYS[short.group(1)], int(short.group(2)))
    if not day:
        return 0
    number = hours.DAYS[day.group(1)]
    bits, _ = hours.parsed(title)
    bits &= hours.mask(range(number * 24, number * 24 + 30))
    if re.search(r"\d", title):
        timed = re.search(r"(\d{1,2})\D*(?:(\d{1,2})(?::?00)?\D*)?$", title)
        bare = bool(re.search(r"(?<![:\d])\d{1,2}$", title.strip(" ])"))) and not re.search(
            r"\d\s*[-–]\s*\d|:\d\d", title
        )
        return _hour(number, int(timed.group(1))) if bare and timed else bits
    says_part = any(word in hours.PARTS for word in plain(heading).split())
    return bits if says_part else hours.mask(range(number * 24, number * 24 + 24))


def _hour(day: int, hour: int) -> int:
    return hours.mask((day * 24 + hour,)) if hour < 24 else 0


def _weekly_hours(columns: Sequence[Values]) -> list[Column]:
    """Columns whose headings name days, with or without hours; at least three of them over two days."""
    timed = {values.index: (values, hours_of_heading(values.heading)) for values in columns if len(values.heading) < 90}
    held = {index: pair for index, pair in timed.items() if pair[1] and _may_be_times(pair[0])}
    days = {bit // 24 for _, bits in held.values() for bit in hours.listed(bits)[:1]}
    if len(held) < 3 or len(days) < 2:
        return []
    heading = _shared_start([values.heading for values, _ in held.values()])
    labels = tuple(format(bits, "x") for _, bits in held.values())
    return [_hours_group(tuple(held), heading, labels, [values for values, _ in held.values()])]


def _may_be_times(values: Values) -> bool:
    return (
        values.flags > 0.8
        or values.numbers > 0.9
        or values.share(lambda cell: _timed_text(values.heading, cell)) > 0.5
        or not values.filled
    )


def _timed_text(heading: str, cell: str) -> bool:
    bits, unknown = hours.parsed(f"monday {cell}")
    return bool(bits) and not unknown


def _numbered_hours(columns: Sequence[Values]) -> list[Column]:
    """168 columns in a row that count from 0 or 1, or that name a day's and an hour's number."""
    for start in range(len(columns) - hours.HOURS + 1):
        run = columns[start : start + hours.HOURS]
        numbers = [[int(number) for number in re.findall(r"\d+", values.heading)] for values in run]
        if not all(numbers) or run[-1].index - run[0].index != hours.HOURS - 1:
            continue
        last = [each[-1] for each in numbers]
        counts = last == list(range(last[0], last[0] + hours.HOURS)) and last[0] in (0, 1)
        by_day = last == [hour % 24 + last[0] for hour in range(hours.HOURS)] and last[0] in (0, 1)
        if counts or by_day:
            labels = tuple(format(1 << hour, "x") for hour in range(hours.HOURS))
            heading = _shared_start([values.heading for values in run])
            return [_hours_group(tuple(values.index for values in run), heading, labels, run)]
    return []


def _hours_group(indexes: tuple[int, ...], heading: str, labels: tuple[str, ...], run: Sequence[Values]) -> Column:
    title = heading.strip(" :-–[(_") or "Free hours"
    number = len(indexes)
    sentence = say(
        "“{first}” to “{last}” are {number} columns of the week's free hours.",
        "De «{first}» a «{last}» hay {number} columnas con las horas libres de la semana.",
        first=shortened(run[0].heading, 40),
        last=shortened(run[-1].heading, 40),
        number=number,
    )
    filled = max(len(values.filled) for values in run)
    return Column(indexes, title, "availability", 0.95, sentence, labels=labels, filled=filled)


def _tick_boxes(columns: Sequence[Values]) -> list[Column]:
    """ "Interests [Cardiology]", "interests___2": one column an option, ticked or not."""
    stems: dict[str, list[tuple[Values, str]]] = defaultdict(list)
    for values in columns:
        if match := BOX.match(values.heading):
            stems[plain(match["stem"])].append((values, match["label"]))
    found = []
    for boxes in stems.values():
        if len(boxes) >= 2 and all(_is_ticked(values, label) for values, label in boxes):
            found.append(_ticked(boxes))  # noqa: PERF401
    return found


def _is_ticked(values: Values, label: str) -> bool:
    if not values.filled:
        return True
    return (
        values.share(
            lambda cell: plain(cell) == plain(label) or plain(cell) in known.YES | known.NO or cell in known.YES
        )
        > 0.95
    )


def _ticked(boxes: list[tuple[Values, str]]) -> Column:
    match = BOX.match(boxes[0][0].heading)
    heading = match["stem"].strip() if match else boxes[0][0].heading
    options = tuple(
        Option(label, sum(plain(cell) not in known.NO for cell in values.filled)) for values, label in boxes
    )
    title = plain(heading)
    about = sum(plain(option.label) in known.IDENTITY_VALUES for option in options) >= 0.6 * len(options)
    kind = "identity" if known.heading_is("identity", title) or about else "multiple"
    en = "“{heading}” is a list of {number} choices, a column each."
    es = "«{heading}» es una lista de {number} opciones, una columna cada una."
    if kind == "identity":
        en = "“{heading}” ({number} columns) describes identity: reported here, never used for fit."
        es = "«{heading}» ({number} columnas) describe la identidad: se informa aquí y nunca cuenta para el ajuste."
    return Column(
        tuple(values.index for values, _ in boxes),
        heading,
        kind,
        0.9,
        say(en, es, heading=shortened(heading, 70), number=len(boxes)),
        options=options,
        labels=tuple(label for _, label in boxes),
        filled=max(len(values.filled) for values, _ in boxes),
    )


def _choices(columns: Sequence[Values]) -> list[Column]:
    """ "Choice 1", "Choice 2", … or "First choice", "Second choice": one ranking."""
    stems: dict[str, list[tuple[int, Values]]] = defaultdict(list)
    for values in columns:
        title = plain(values.heading)
        match = ORDINAL.search(title)
        if match and not values.is_titled("identity") and values.numbers < 0.5 and values.flags < 0.9:
            place = int(match.group(1)) if match.group(1) else ORDINALS.get(match.group(2), 0)
            stems[ORDINAL.sub("#", title, count=1)].append((place, values))
    return [
        _ranked(sorted(group, key=lambda each: each[0])) for stem, group in stems.items() if _is_ranking(stem, group)
    ]


def _is_ranking(stem: str, group: list[tuple[int, Values]]) -> bool:
    places = sorted(place for place, _ in group)
    if len(group) < 2 or places != list(range(1, len(group) + 1)) or "name" in stem.split():
        return False
    values = [set(each.counts) for _, each in group]
    shared = any(values[0] & later for later in values[1:])
    titled = (
        known.heading_is("rank", stem) or "choice" in stem or "opcion" in stem or known.heading_is("preferred", stem)
    )
    return shared or titled


def _ranked(group: list[tuple[int, Values]]) -> Column:
    together = Values(
        group[0][1].index,
        group[0][1].heading,
        [cell for _, values in group for cell in values.filled],
        group[0][1].partners,
    )
    items = [plain(cell) for cell in together.filled[:500]]
    partners = bool(items) and sum(item in together.partners for item in items) >= 0.5 * len(items)
    partners = partners or together.is_titled("preferred")
    heading = ORDINAL.sub("", group[0][1].heading.casefold(), count=1).strip(" :-–#.")
    heading = heading[:1].upper() + heading[1:] if heading else group[0][1].heading
    en, es = (
        ("names the partners wished for", "nombra a las parejas deseadas")
        if partners
        else ("is a ranking", "es una clasificación")
    )
    sentence = say(
        "“{heading}” {what}, in {number} columns from first to last.",
        "«{heading}» {what}, en {number} columnas de primera a última.",
        heading=shortened(heading, 70),
        what={"en": en, "es": es},
        number=len(group),
    )
    return Column(
        tuple(values.index for _, values in group),
        heading,
        "preferred" if partners else "ranking",
        0.85,
        sentence,
        options=() if partners else together.options(),
        labels=tuple(str(place) for place, _ in group),
        filled=len(group[0][1].filled),
    )


def _shared_start(headings: Sequence[str]) -> str:
    """What all headings begin with, cut at a word: "Availability [Mon] …" gives "Availability"."""
    first, last = min(headings), max(headings)
    length = next(
        (place for place, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first)
    )
    start = first[:length]
    return re.sub(r"[^\W\d_]*$", "", start).strip(" :-–[(_") if length < len(first) else start
