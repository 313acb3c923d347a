"""The states of an enrolment and the moves between them."""

ENROLMENT_STATES = ["invited", "applied", "waiting", "matched", "withdrawn", "closed"]

#: (from, to): the only changes of state that can be stored. "" is where an enrolment begins.
ENROLMENT_MOVES = [
    ("", "invited"), ("", "applied"),
    ("invited", "applied"), ("invited", "withdrawn"),
    ("applied", "matched"), ("applied", "waiting"), ("applied", "withdrawn"), ("applied", "closed"),
    ("waiting", "applied"), ("waiting", "matched"), ("waiting", "withdrawn"), ("waiting", "closed"),
    ("matched", "applied"), ("matched", "waiting"), ("matched", "withdrawn"), ("matched", "closed"),
    ("withdrawn", "applied"), ("withdrawn", "invited"),
]  # fmt: skip

#: Who can be matched.
MATCHABLE = ["applied", "waiting", "matched"]
