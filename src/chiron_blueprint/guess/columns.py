"""What each single column holds, from its heading and from its values."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from chiron_blueprint import hours
from chiron_blueprint.guess import vocabulary as known
from chiron_blueprint.guess.guesses import Column, Option
from chiron_blueprint.guess.saying import sentence_for
from chiron_blueprint.tables import plain

MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
SEPARATORS = (";", "|", "\n", ",", "/", "•")
MOST_OPTIONS = 400
TIME_WORDS = frozenset((*hours.DAYS, *hours.GROUPS, *hours.PARTS))
SAMPLE = 600


@dataclass
class Values:
    """One column's heading and values, with what several guesses ask of them."""

    index: int
    heading: str
    cells: Sequence[str]
    partners: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def title(self) -> str:
        return plain(self.heading)

    @cached_property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if len(cell) > 40 or plain(cell) not in known.BLANK or cell in known.YES]

    @cached_property
    def counts(self) -> Counter[str]:
        """Distinct values, plain, and how many rows hold each."""
        return Counter(plain(cell) for cell in self.filled)

    def is_titled(self, kind: str) -> bool:
        return known.heading_is(kind, self.title)

    def share(self, test: Callable[[str], object]) -> float:
        """The share of the filled cells that pass a test."""
        looked = self.filled[:SAMPLE]
        return sum(bool(test(cell)) for cell in looked) / len(looked) if looked else 0.0

    @cached_property
    def flags(self) -> float:
        return self.share(lambda cell: plain(cell) in known.YES | known.NO or cell.lower() in known.YES)

    @cached_property
    def numbers(self) -> float:
        return self.share(lambda cell: re.fullmatch(r"-?\d+([.,]\d+)?", cell))

    @cached_property
    def length(self) -> float:
        return statistics.fmean(len(cell) for cell in self.filled[:2000]) if self.filled else 0.0

    @cached_property
    def separator(self) -> str:
        """What separates several values in one cell, "" where cells hold one value."""
        return max(SEPARATORS, key=self._gain) if max(map(self._gain, SEPARATORS)) > 0 else ""

    def _gain(self, separator: str) -> float:
        """How much splitting lets values recur; 0 where it doesn't."""
        cells = self.filled[:SAMPLE]
        with_it = [cell for cell in cells if separator in cell.strip(separator + " ")]
        if len(with_it) < max(2, 0.04 * len(cells)):
            return 0.0
        items = Counter(plain(item) for cell in cells for item in cell.split(separator) if item.strip())
        if not items or statistics.fmean(map(len, items)) > 45:
            return 0.0
        recur = sum(items.values()) / len(items)
        before = len(cells) / max(1, len(set(cells)))
        return recur - before if recur >= 1.5 and recur > 1.1 * before else 0.0

    def options(self, separator: str = "") -> tuple[Option, ...]:
        """Distinct values as they are written most often, the commonest first."""
        spellings: dict[str, Counter[str]] = {}
        for cell in self.filled:
            for item in cell.split(separator) if separator else (cell,):
                if key := plain(item):
                    spellings.setdefault(key, Counter())[" ".join(item.split())] += 1
        found = [
            Option(min(names, key=lambda name: (-names[name], name)), names.total()) for names in spellings.values()
        ]
        return tuple(sorted(found, key=lambda option: (-option.count, option.label)))


def guessed(values: Values) -> Column:
    """The likeliest reading of one column."""
    for rule in RULES:
        found = rule(values)
        if found is not None:
            return found
    return _made(values, "other", 0.5, looks_like_names=_looks_like_names(values) and values.share(_is_name) > 0.8)


def _made(values: Values, kind: str, confidence: float, **more: object) -> Column:
    return Column(
        (values.index,),
        values.heading,
        kind,
        round(confidence, 2),
        sentence_for(kind, values.heading, **more),
        filled=len(values.filled),
        **more,  # type: ignore[arg-type]
    )


def _empty(values: Values) -> Column | None:
    return None if values.filled else _made(values, "empty", 1.0)


def _email(values: Values) -> Column | None:
    share = values.share(MAIL.fullmatch)
    if share < 0.5 or (values.partners and not values.is_titled("email") and _meets_partners(values)):
        return None
    if values.is_titled("preferred") or values.is_titled("refused"):
        return None
    return _made(values, "email", min(1.0, share * (1.0 if values.is_titled("email") else 0.9)))


def _titled_only(kind: str) -> Callable[[Values], Column | None]:
    """A kind known by its heading alone, whatever the cells hold."""
    return lambda values: _made(values, kind, 0.9) if values.is_titled(kind) else None


def _identity(values: Values) -> Column | None:
    items = [plain(option.label) for option in values.options(values.separator)[:60]]
    about = sum(item in known.IDENTITY_VALUES for item in items) / len(items) if items else 0.0
    if values.is_titled("identity"):
        return _made(values, "identity", 0.95, separator=values.separator)
    return _made(values, "identity", 0.8, separator=values.separator) if about >= 0.6 and values.flags < 0.9 else None


def _both(values: Values) -> Column | None:
    return _made(values, "both", 0.9) if values.is_titled("both") and values.flags > 0.7 else None


def _partners(values: Values) -> Column | None:
    """Names or addresses of people in the other file."""
    wished = values.is_titled("preferred") or values.is_titled("refused")
    if not wished and any(values.is_titled(kind) for kind in ("name", "first_name", "last_name", "email")):
        return None  # namesakes on both sides are no wishes
    meets = _meets_partners(values)
    if values.is_titled("refused") and (meets or values.share(lambda cell: len(cell) < 200)) and not values.flags > 0.8:
        return _made(values, "refused", 0.9 if meets else 0.6, separator=_list_separator(values))
    if meets or (values.is_titled("preferred") and _looks_like_names(values)):
        return _made(values, "preferred", 0.9 if meets else 0.6, separator=_list_separator(values))
    return None


def _meets_partners(values: Values) -> bool:
    if not values.partners or values.numbers > 0.5:
        return False
    items = [plain(item) for cell in values.filled[:500] for item in re.split(r"[;,|\n]", cell) if item.strip()]
    return bool(items) and sum(item in values.partners for item in items) >= 0.5 * len(items)


def _is_name(cell: str) -> bool:
    return "@" not in cell and 2 <= len(cell.split()) <= 5 and len(cell) <= 60


def _looks_like_names(values: Values) -> bool:
    return values.share(lambda cell: "@" in cell or re.match(r"^[A-ZÁÉÍÓÚÑ][\w.'’-]+ [A-ZÁÉÍÓÚÑ]", cell)) > 0.6


def _list_separator(values: Values) -> str:
    cells = " ".join(values.filled[:1000])
    return next((separator for separator in (";", "|", "\n", ",") if separator in cells), "")


def _zone(values: Values) -> Column | None:
    known_zones = values.share(lambda cell: re.match(r"^(UTC|GMT)|^[A-Z][a-z]+/[A-Z]", cell))
    return _made(values, "zone", 0.95) if values.is_titled("zone") or known_zones > 0.8 else None


def _capacity(values: Values) -> Column | None:
    return _made(values, "capacity", 0.9 if values.numbers > 0.5 else 0.7) if values.is_titled("capacity") else None


def _consent(values: Values) -> Column | None:
    return _made(values, "consent", 0.85) if values.is_titled("consent") and len(values.counts) <= 3 else None


def _availability(values: Values) -> Column | None:
    titled = values.is_titled("availability")
    # what people write of themselves holds times too, and takes long to read: it is seen from thirty of them
    few = values.filled[:: len(values.filled) // 30 + 1]
    if not titled and not any(map(_reads_as_hours, few)):
        return None
    share = values.share(_reads_as_hours)
    if share > (0.3 if titled else 0.7) and values.numbers < 0.5:
        return _made(values, "availability", share)
    return None


def _reads_as_hours(cell: str) -> bool:
    if len(cell) > 200 or TIME_WORDS.isdisjoint(plain(cell).split()):
        return False
    bits, unknown = hours.parsed(cell)
    return bool(bits) and not unknown


def _languages(values: Values) -> Column | None:
    if not values.is_titled("languages") or values.length > 80:
        return None
    separator = values.separator or _list_separator(values)
    return _made(values, "languages", 0.9, separator=separator)


def _id(values: Values) -> Column | None:
    unique = values.filled and len(values.counts) == len(values.filled)
    return _made(values, "id", 0.8) if unique and values.is_titled("id") else None


def _constant(values: Values) -> Column | None:
    if len(values.counts) == 1 and len(values.filled) > 2:
        return _made(values, "constant", 0.9)
    return None


def _scale(values: Values) -> Column | None:
    if order := known.likert_order(list(values.counts)):
        return _made(values, "scale", 0.9, low=1, high=max(order.values()), order_words=order)
    if values.numbers < 0.95 or not all(re.fullmatch(r"\d{1,3}", cell) for cell in values.filled):
        return None
    numbers = [int(cell) for cell in values.filled]
    low, high = min(numbers), max(numbers)
    if high <= 10 and len(set(numbers)) >= 2 and not values.is_titled("id"):
        return _made(values, "scale", 0.7, low=min(low, 1), high=next(top for top in (4, 5, 7, 10) if top >= high))
    return None


def _text(values: Values) -> Column | None:
    distinct = len(values.counts) / max(1, len(values.filled))
    long = values.length > 60 and distinct > 0.5 and not values.separator
    # a separator may still be found in sentences: prose has long cells and few repeated pieces
    prose = values.length > 90 and distinct > 0.6
    titled = (
        values.is_titled("text")
        and (not values.separator or values.length > 60)
        and values.length > 15
        and max(map(len, values.filled)) > 40
    )
    return _made(values, "text", 0.9 if long or prose else 0.7) if long or prose or titled else None


def _number(values: Values) -> Column | None:
    return _made(values, "number", 0.7) if values.numbers > 0.95 and len(values.counts) > 10 else None


def _choice(values: Values) -> Column | None:
    separator = values.separator
    options = values.options(separator)
    rows = len(values.filled)
    if separator and len(options) <= MOST_OPTIONS:
        kind = "ranking" if values.is_titled("rank") else "multiple"
        return _made(values, kind, 0.85, separator=separator, options=options)
    few = len(options) <= 12 or len(options) <= 0.5 * rows
    if len(options) > MOST_OPTIONS or not few or values.length > 80 or (rows > 8 and len(options) > 0.8 * rows):
        return None
    kept, ordered = _in_order(options)
    return _made(values, "single", 0.85 if len(options) <= 0.3 * rows else 0.6, options=kept, ordered=ordered)


def _in_order(options: tuple[Option, ...]) -> tuple[tuple[Option, ...], bool]:
    """Options from low to high where their order is known (Year 1, Year 2; registrar, consultant)."""
    keys = {plain(option.label): option for option in options}
    order = known.numbered_order(list(keys)) or known.ladder_order(list(keys))
    if order is None:
        return options, False
    outside = len(order) + 1000
    return tuple(sorted(options, key=lambda option: (order.get(plain(option.label), outside), option.label))), True


RULES: tuple[Callable[[Values], Column | None], ...] = (
    _empty,
    _titled_only("technical"),
    _email,
    _titled_only("phone"),
    _both,
    _identity,
    _partners,
    _zone,
    _capacity,
    _consent,
    _availability,
    _titled_only("name"),
    _titled_only("first_name"),
    _titled_only("last_name"),
    _languages,
    _id,
    _constant,
    _scale,
    _text,
    _number,
    _choice,
)
