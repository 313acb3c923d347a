"""A blueprint with every comparison, and people to compare, for tests."""

from __future__ import annotations

import random

from chiron_blueprint import hours, schema
from chiron_blueprint.answers import Person


def options(*ids, **parents):
    return [
        {"id": id, "label": {"en": id.title(), "es": id.title()}, **({"parent": parents[id]} if id in parents else {})}
        for id in ids
    ]


def text(en):
    return {"en": en, "es": en + " (es)"}


def question(id, kind, **more):
    return {"id": id, "kind": kind, "ask": text(id), **more}


TOPICS = options("cardiology", "failure", "rhythm", "surgery", failure="cardiology", rhythm="cardiology")
SIDES = [
    question("topics", "multiple", list="topics"),
    question("site", "single", options=options("north", "south")),
    question("stage", "single", ordered=True, options=options("student", "resident", "fellow", "attending")),
    question("style", "scale", scale={"low": 1, "high": 5}),
    question("free", "availability"),
    question("zone", "zone"),
    question("languages", "languages"),
    question("bio", "text"),
    question("wish", "partners"),
    question("refuse", "partners"),
    question("gender", "single", identity=True, options=options("woman", "man")),
]


def criterion(id, compare, weight, mentee=None, **more):
    return {
        "id": id,
        "name": text(id),
        "mentee": mentee or id,
        "mentor": mentee or id,
        "compare": compare,
        "weight": weight,
        **more,
    }


def data(*criteria, **more):
    """A blueprint as data, with the criteria given (or one of each)."""
    chosen = list(criteria) or [
        criterion("topics", "offer", 40),
        criterion("stage", "distance", 20, wanted={"at_least": 1, "at_most": 2, "fade": 2}),
        criterion("free", "hours", 20),
        criterion("languages", "languages", 10),
        criterion("style", "close", 7, missing="ignore"),
        criterion("site", "same", 3, missing="zero"),
        criterion("wish", "preferred", 11, missing="ignore"),
        criterion("refuse", "refused", 0, hard=True),
    ]
    role = [{"id": side, "name": text(side), "side": side} for side in ("mentee", "mentor")]
    return {
        "id": "test",
        "version": "1",
        "licence": "CC0-1.0",
        "languages": ["en", "es"],
        "name": text("Test"),
        "summary": text("A test"),
        "relationships": [{"id": "dyad", "form": "dyad", "name": text("Pair"), "roles": role}],
        "lists": {
            "topics": options("cardiology", "failure", "rhythm", "surgery", failure="cardiology", rhythm="cardiology")
        },
        "questions": {"mentee": SIDES, "mentor": [*SIDES, question("places", "capacity")]},
        "criteria": chosen,
        **more,
    }


def design(*criteria, **more):
    return schema.load(yaml(data(*criteria, **more)))


def yaml(content):
    from chiron_blueprint.schema import files

    return files._written(content)


def person(row=1, capacity=1, zone="", email="", **answers):
    return Person(row, email or f"p{row}@x.org", f"Person {row}", email or f"p{row}@x.org", answers, capacity, zone)


def people(number, *, seed=0, side="e", blanks=0.2, capacity=1):
    """Random people; every answer is left out with the chance `blanks`."""
    chance = random.Random(f"{seed}{side}")
    found = []
    for row in range(1, number + 1):
        answers = {
            "topics": tuple(chance.sample(["cardiology", "failure", "rhythm", "surgery"], chance.randint(1, 3))),
            "site": chance.choice(["north", "south"]),
            "stage": chance.choice(["student", "resident", "fellow", "attending"]),
            "style": chance.randint(1, 5),
            "free": hours.mask(chance.sample(range(168), 40)),
            "languages": tuple(sorted((code, chance.randint(1, 4)) for code in chance.sample(["en", "es", "fr"], 2))),
            "bio": " ".join(
                chance.sample(
                    ["heart", "rhythm", "family", "night", "research", "teaching", "calm", "travel", "music"], 4
                )
            ),
        }
        kept = {id: value for id, value in answers.items() if chance.random() >= blanks}
        found.append(
            person(row, capacity, chance.choice(["", "Europe/Madrid", "Asia/Kolkata"]), f"{side}{row}@x.org", **kept)
        )
    return found
