"""A blueprint as frozen dataclasses; every field is a key of the YAML file of the same name."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

Text = dict[str, str]
"""One text in several languages: {"en": …, "es": …}."""

QUESTION_KINDS = (
    "single",
    "multiple",
    "scale",
    "ranking",
    "text",
    "availability",
    "capacity",
    "consent",
    "languages",
    "partners",
    "zone",
)
COMPARISONS = (
    "offer",
    "overlap",
    "same",
    "different",
    "distance",
    "close",
    "hours",
    "languages",
    "text",
    "preferred",
    "refused",
)
MISSING_RULES = ("half", "zero", "full", "ignore")
SIDES = ("mentee", "mentor")


@dataclass(frozen=True)
class Option:
    """One choice; `parent` names the option above it in a taxonomy (heart failure under cardiology).

    `step` is its place on an ordered list where several options share one; 0 where the order of the list says it.
    """

    id: str
    label: Text
    parent: str = ""
    step: int = 0


@dataclass(frozen=True)
class Scale:
    """Whole numbers from `low` to `high` with a label at each end."""

    low: int
    high: int
    low_label: Text = field(default_factory=dict)
    high_label: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """What one side is asked; `kind` decides which of the later fields mean something."""

    id: str
    kind: str
    ask: Text
    help: Text = field(default_factory=dict)
    required: bool = False
    identity: bool = False
    list: str = ""
    options: tuple[Option, ...] = ()
    ordered: bool = False
    at_most: int = 0
    scale: Scale | None = None
    consent_version: str = ""
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Questions:
    """The application form of each side."""

    mentee: tuple[Question, ...]
    mentor: tuple[Question, ...]


@dataclass(frozen=True)
class Wanted:
    """The distance wanted on an ordered list, mentor minus mentee, and how many steps outside it count for nothing."""

    at_least: int
    at_most: int
    fade: int = 3


@dataclass(frozen=True)
class Criterion:
    """Which answer of the mentee meets which answer of the mentor, how it is compared and what it weighs."""

    id: str
    name: Text
    mentee: str = field(default="", kw_only=True)
    mentor: str = field(default="", kw_only=True)
    compare: str
    weight: float
    hard: bool = False
    at_least: float = 0.0
    missing: str = "half"
    wanted: Wanted | None = None
    enough_hours: int = 4
    reason: Text = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True)
class Role:
    """A seat in a relationship: how many people hold it, and from which side's applications they come."""

    id: str
    name: Text
    side: str
    at_least: int = 1
    at_most: int = 1


@dataclass(frozen=True)
class RelationshipType:
    """A kind of relationship the programme forms: a dyad, a circle, a panel, …"""

    id: str
    form: str
    name: Text
    roles: tuple[Role, ...]
    meetings: str = ""
    summary: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Phase:
    """A stretch of the programme, in days from its first day."""

    id: str
    name: Text
    starts_day: int
    days: int
    purpose: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Cadence:
    """How often people are expected to meet, and when the programme asks how it goes (days)."""

    meetings: int
    every_days: int
    minutes: int
    first_within_days: int = 30
    fit_check_day: int = 42
    mid_point_day: int = 182
    closing_day: int = 365
    silence_days: int = 60
    source: str = ""


@dataclass(frozen=True)
class AgendaPrompt:
    """A question offered in the agenda of meetings in `phase`."""

    id: str
    phase: str
    prompt: Text
    minutes: int = 0
    dimension: str = ""


@dataclass(frozen=True)
class Section:
    """A headed text: a section of the agreement, or of "how to run this"."""

    id: str
    title: Text
    text: Text
    must_keep: bool = False


@dataclass(frozen=True)
class CheckIn:
    """A short question sent on `day`, counted from the first day of the relationship."""

    id: str
    day: int
    to: tuple[str, ...]
    ask: Text
    choices: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Instrument:
    """A published questionnaire and the days on which each side answers it; the items live in instrument packs."""

    id: str
    name: Text
    to: tuple[str, ...]
    days: tuple[int, ...]
    licence: str
    source: str
    required: bool = False


@dataclass(frozen=True)
class Mail:
    """One message of the programme; `{name}`, `{programme}` and `{link}` are filled in when it is sent."""

    id: str
    when: str
    to: tuple[str, ...]
    subject: Text
    body: Text


@dataclass(frozen=True)
class Blueprint:
    """One version of a programme's design; `text` is the file it came from."""

    id: str
    version: str
    licence: str
    languages: tuple[str, ...]
    name: Text
    summary: Text
    relationships: tuple[RelationshipType, ...]
    questions: Questions
    criteria: tuple[Criterion, ...]
    phases: tuple[Phase, ...] = ()
    cadence: Cadence | None = None
    lists: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    agenda: tuple[AgendaPrompt, ...] = ()
    agreement: tuple[Section, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    mails: tuple[Mail, ...] = ()
    how_to_run: tuple[Section, ...] = ()
    text: str = field(default="", compare=False, repr=False)

    def side(self, side: str) -> tuple[Question, ...]:
        """The questions of "mentee" or "mentor"."""
        return self.questions.mentee if side == "mentee" else self.questions.mentor

    def question(self, side: str, id: str) -> Question:
        """One question; KeyError where that side isn't asked it."""
        return self._by_id[side, id]

    def options(self, question: Question) -> tuple[Option, ...]:
        """The question's own options or those of the list it names."""
        return question.options or self.lists.get(question.list, ())

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], Question]:
        return {(side, question.id): question for side in SIDES for question in self.side(side)}
