"""What keeps somebody busy, and the words by which rosters and calendars call it."""

import re
import unicodedata
from functools import lru_cache

#: Kinds of busy time. Only those that change what comes after them are told apart; the rest is "busy".
KINDS = ("busy", "night", "on_call", "rest", "exam", "leave")

#: Kinds after which somebody has to sleep first.
WEARYING = frozenset({"night", "on_call"})

#: Shifts of a roster: the words for each, in English and Spanish.
SHIFTS = {
    "night": ("night", "nights", "n", "night shift", "noche", "noches", "turno de noche", "nocturno"),
    "on_call": ("on call", "oncall", "call", "24h", "24 h", "guardia", "g", "de guardia", "guardia de 24 h"),
    "rest": ("rest", "post call", "postcall", "sleep", "saliente", "saliente de guardia", "descanso", "libranza"),
    "exam": ("exam", "exams", "examination", "study", "examen", "exámenes", "estudio"),
    "leave": ("leave", "annual leave", "al", "holiday", "vacation", "sick", "vacaciones", "permiso", "baja", "v"),
    "early": ("early", "e", "morning", "m", "mañana", "mañanas", "turno de mañana"),
    "day": ("day", "d", "long day", "ward", "clinic", "theatre", "día", "planta", "consulta", "quirófano"),
    "late": ("late", "l", "evening", "afternoon", "t", "tarde", "tardes", "turno de tarde"),
    "off": ("off", "free", "day off", "x", "-", "libre", "l libre"),
}

#: When a shift begins and ends where the roster does not say, in minutes of the day; past 1440 is the next day.
HOURS = {
    "night": (20 * 60, 32 * 60),
    "on_call": (8 * 60, 32 * 60),
    "rest": (0, 24 * 60),
    "exam": (8 * 60, 18 * 60),
    "leave": (0, 24 * 60),
    "early": (7 * 60, 15 * 60),
    "day": (8 * 60, 17 * 60),
    "late": (13 * 60, 21 * 60 + 30),
}

#: Words in a calendar's title that tell a kind; the title itself is forgotten where it is read.
TITLES = {
    "night": ("night shift", "nights", "night", "noche", "noches", "nocturno"),
    "on_call": ("on call", "oncall", "guardia"),
    "rest": ("post call", "postcall", "saliente"),
    "exam": ("exam", "exams", "examen"),
    "leave": ("annual leave", "leave", "vacation", "holiday", "vacaciones"),
}


def plain(text: str) -> str:
    """Return *text* in small letters, its hyphens and runs of blanks as one blank."""
    return re.sub(r"[\s_\-‐-―:*]+", " ", unicodedata.normalize("NFC", text)).strip().casefold()


@lru_cache(maxsize=1024)
def shift(text: str) -> str | None:
    """Return the shift that *text* names; None where it is unknown. A roster asks the same few thousands of times."""
    said = plain(text)
    if not said:
        return "off" if text.strip() in ("", "-") else None
    return next((name for name, words in SHIFTS.items() if said in map(plain, words)), None)


def kind_of(shift_name: str) -> str:
    """Return the kind of busy time that a shift is."""
    return shift_name if shift_name in KINDS else "busy"


def told_by(title: str) -> str:
    """Return the kind that a calendar entry's title tells."""
    said = f" {plain(title)} "
    for kind, words in TITLES.items():
        if any(f" {word} " in said for word in words):
            return kind
    return "busy"
