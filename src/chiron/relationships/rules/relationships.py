"""The states of a relationship and of each member's answer, and the moves between them."""

RELATIONSHIP_STATES = ["offered", "active", "suspended", "ended", "withdrawn", "declined", "expired"]

#: (from, to): the only changes of state that can be stored. "" is where a relationship begins.
RELATIONSHIP_MOVES = [
    ("", "offered"), ("", "active"),
    ("offered", "active"), ("offered", "declined"), ("offered", "withdrawn"), ("offered", "expired"),
    ("offered", "suspended"),
    ("active", "ended"), ("active", "suspended"), ("active", "withdrawn"),
    ("suspended", "ended"), ("suspended", "active"), ("suspended", "offered"), ("suspended", "withdrawn"),
]  # fmt: skip

#: A relationship in one of these states takes up a place and claims its pair.
CURRENT = ["offered", "active"]

ANSWERS = ["asked", "accepted", "declined"]
