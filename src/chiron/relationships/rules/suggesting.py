"""What fits one person: from what they asked for, what has come up already and what they have taken on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chiron.relationships.rules.shelf import Reading, Text

#: The need whose suggestions are for those who mentor.
MENTORING = "mentoring"
MOST_GOALS, MOST_TOPICS, MOST_READINGS = 4, 4, 3
#: What takes longer is a workshop, to which people are invited.
MOST_MINUTES = 90


@dataclass(frozen=True)
class SuggestedGoal:
    """A goal that somebody could set; ``key`` is ``need.goal`` of the library."""

    key: str
    need: str
    kind: str
    title: Text


@dataclass(frozen=True)
class Topic:
    """A point for the agenda, and the need that it is for."""

    key: str
    need: str
    ask: Text


@dataclass(frozen=True)
class Need:
    """A file of ``needs/``: what fits somebody who asks for it."""

    id: str
    title: Text
    tags: frozenset[str]
    goals: tuple[SuggestedGoal, ...]
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class Suggestions:
    """What fits one person now."""

    goals: list[SuggestedGoal] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    cases: list[Reading] = field(default_factory=list)
    training: list[Reading] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.goals or self.topics or self.cases or self.training)


def need(content: Mapping[str, Any]) -> Need:
    """Return the need of one file."""
    key = content["id"]
    return Need(
        key,
        dict(content["title"]),
        frozenset(content["tags"]),
        tuple(
            SuggestedGoal(f"{key}.{each['id']}", key, each["kind"], dict(each["title"])) for each in content["goals"]
        ),
        tuple(Topic(f"{key}.{each['id']}", key, dict(each["ask"])) for each in content["topics"]),
    )


def weights(needs: Sequence[str], met: Mapping[str, int]) -> dict[str, int]:
    """Return how much each need counts: the first most, and twice while it has come up in no meeting."""
    return {need: (len(needs) - place) * (1 if met.get(need) else 2) for place, need in enumerate(dict.fromkeys(needs))}


def suggest(
    wanted: Mapping[str, int], shelf: Iterable[Need], readings: Iterable[Reading], *,
    taken: Collection[str], asked: Sequence[Topic] = (), form: str = "dyad", mentors: bool = False,
) -> Suggestions:  # fmt: skip
    """Return what fits somebody with the weights *wanted*; the same question has the same answer.

    *taken* are keys of goals set already, *asked* the programme's own topics of this phase (they come before the
    library's), *form* how people meet (a case must suit it); training for those who mentor only where *mentors*.
    """
    needs = sorted((each for each in shelf if each.id in wanted), key=lambda each: (-wanted[each.id], each.id))
    goals = [goal for goal in _in_turn([each.goals for each in needs]) if goal.key not in taken]
    first = sorted((topic for topic in asked if topic.need in wanted), key=lambda topic: -wanted[topic.need])
    topics = [*first, *_in_turn([each.topics for each in needs])]
    found = sorted(
        ((score, each) for each in readings if (score := _fit(each, needs, wanted))),
        key=lambda pair: (-pair[0], pair[1].minutes),  # then as on the shelf: what comes first in a course is first
    )
    cases = [each for _score, each in found if each.kind == "case" and (not each.formats or form in each.formats)]
    training = [
        each
        for _score, each in found
        if each.kind == "module" and each.minutes <= MOST_MINUTES and (mentors or not _is_for_mentors(each))
    ]
    return Suggestions(goals[:MOST_GOALS], topics[:MOST_TOPICS], cases[:MOST_READINGS], training[:MOST_READINGS])


def _in_turn(rows: Sequence[Sequence[Any]]) -> list[Any]:
    """The first of each row, then the second of each, and so on."""
    longest = max((len(row) for row in rows), default=0)
    return [row[place] for place in range(longest) for row in rows if place < len(row)]


def _fit(reading: Reading, needs: Sequence[Need], wanted: Mapping[str, int]) -> int:
    """How well a case or module fits: for each need its weight, times how many of its tags are met."""
    return sum(wanted[each.id] * len(each.tags & reading.tags) for each in needs)


def _is_for_mentors(reading: Reading) -> bool:
    return reading.course in {"mentor-essentials", "being-a-near-peer-mentor", "facilitating-a-circle"}
