"""The states of an enrolment and of an import, the moves between them, and answers as they are kept."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

ENROLMENT_STATES = ["invited", "applied", "waiting", "matched", "withdrawn", "closed"]

#: The same from the least to what came furthest.
STANDING = ["withdrawn", "closed", "invited", "applied", "waiting", "matched"]

#: (from, to): the only changes of state that can be stored. "" is where an enrolment begins.
ENROLMENT_MOVES = [
    ("", "invited"), ("", "applied"),
    ("invited", "applied"), ("invited", "withdrawn"),
    ("applied", "matched"), ("applied", "waiting"), ("applied", "withdrawn"), ("applied", "closed"),
    ("waiting", "applied"), ("waiting", "matched"), ("waiting", "withdrawn"), ("waiting", "closed"),
    ("matched", "applied"), ("matched", "waiting"), ("matched", "withdrawn"), ("matched", "closed"),
    ("withdrawn", "applied"), ("withdrawn", "invited"),
    ("closed", "applied"), ("closed", "invited"),
]  # fmt: skip

#: Who can be matched.
MATCHABLE = ["applied", "waiting", "matched"]

IMPORT_STATES = ["uploaded", "refused", "guessed", "confirmed", "importing", "done", "failed", "cancelled"]
FILE_STATES = ["waiting", "refused", "read", "importing", "done"]


def consent_purpose(programme: UUID, question: str) -> str:
    """What a consent given in a programme's form is kept under; `consent_asked` reads it."""
    return f"application:{programme.hex[:16]}:{question}"[:60]


def consent_asked(purpose: str, programme: UUID, questions: Iterable[str]) -> str:
    """Return which of a programme's *questions* a consent answered, "" where none of them."""
    return next((each for each in questions if consent_purpose(programme, each) == purpose), "")


def takes_answers(programme: str, enrolment: str) -> bool:
    """Whether somebody in the state *enrolment* can fill in the form of a programme in the state *programme*.

    Applications come in while it is open; whoever came in by a file can add to their answers before that too.
    """
    if enrolment in ("withdrawn", "closed"):
        return False
    return programme == "open" or (programme == "draft" and enrolment != "invited")


def frozen(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return *answers* as JSON keeps them (tuples become lists)."""
    return {question: _listed(value) for question, value in answers.items()}


def thawed(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return kept answers as `chiron_blueprint` reads them (lists become tuples)."""
    return {question: _tupled(value) for question, value in answers.items()}


def _listed(value: Any) -> Any:
    return [_listed(each) for each in value] if isinstance(value, list | tuple) else value


def _tupled(value: Any) -> Any:
    return tuple(_tupled(each) for each in value) if isinstance(value, list | tuple) else value
