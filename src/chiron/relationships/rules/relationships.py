"""The states of a relationship and of each member's answer, and the moves between them."""

RELATIONSHIP_STATES = ["offered", "active", "closing", "suspended", "ended", "withdrawn", "declined", "expired"]

#: (from, to): the only changes of state that can be stored. "" is where a relationship begins.
RELATIONSHIP_MOVES = [
    ("", "offered"), ("", "active"),
    ("offered", "active"), ("offered", "declined"), ("offered", "withdrawn"), ("offered", "expired"),
    ("offered", "suspended"),
    ("active", "closing"), ("active", "ended"), ("active", "suspended"), ("active", "withdrawn"),
    ("closing", "active"), ("closing", "ended"), ("closing", "suspended"), ("closing", "withdrawn"),
    ("suspended", "offered"), ("suspended", "active"), ("suspended", "closing"),
    ("suspended", "ended"), ("suspended", "withdrawn"),
]  # fmt: skip

#: So many people are in it at least: what is left for one alone is over.
FEWEST = 2

#: Its members meet, write and plan in one of these states.
LIVE = ["active", "closing"]

#: A relationship in one of these states takes up a place and claims its pair.
CURRENT = ["offered", *LIVE]

#: It lives, or would again once nothing stands between its members any more.
LIVE_OR_PAUSED = [*LIVE, "suspended"]

#: It is not over: what a conflict has paused can go on, or be ended by whoever is in it.
STANDING = [*CURRENT, "suspended"]

#: It has begun: what was written in it can be read by its members.
BEGUN = [*LIVE, "ended"]

ANSWERS = ["asked", "accepted", "declined", "lapsed"]

#: A proposal is what one member was asked: (from, to), the only changes of an answer that can be stored.
ANSWER_MOVES = [
    ("", "asked"), ("", "accepted"),
    ("asked", "accepted"), ("asked", "declined"), ("asked", "lapsed"),
    ("lapsed", "asked"),
]  # fmt: skip

#: What somebody wishes once a relationship closes.
WISHES = ["renew", "informal", "rematch", "rest"]
