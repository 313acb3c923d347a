"""Amara's and Benoît's meetings: five that were, with what both wrote and promised, and the next."""

from datetime import datetime, timedelta

from chiron.core import clock
from chiron.people.models import Person
from chiron.relationships import actions
from chiron.relationships.models import Commitment, MeetingNote, Relationship, RelationshipTransition
from chiron.scheduling import actions as scheduling
from chiron.scheduling.rules import zones

ZONE = "Europe/Dublin"
LIBRARY = actions.Where("in_person", "ward library")
VIDEO = actions.Where("video", "", "https://video.example.org/amara-benoit")

#: Days ago, minutes, where, what it touched, who wrote what.
PAST = [
    (147, 45, LIBRARY, ["skill"], [("benoit", "We told each other how we came here. Amara wants to read echoes "
                                              "alone by summer, and to think aloud about cardiology.")]),
    (112, 45, LIBRARY, ["skill", "career"], [("amara", "He asked what else, twice. I had not said the part about my "
                                                       "mother’s clinic to anybody.")]),
    (84, 45, LIBRARY, ["skill", "career"], []),
    (50, 30, VIDEO, ["career"], [("benoit", "Wrote down three options with what we do not know about each. Amara will "
                                            "ask two general physicians what their Tuesdays look like.")]),
    (21, 45, LIBRARY, ["skill", "career", "sponsorship"], [
        ("amara", "We read four echocardiograms side by side. I missed the same thing twice: I look at the ventricle "
                  "and forget the valve. Benoît’s habit is to finish on the valves, out loud, every time."),
        ("benoit", "Amara found the wall motion before I did. Next time she reads first and I keep quiet."),
    ]),
]  # fmt: skip
PROMISES = [("amara", "read two echoes a week with the night technician", 14, True),
            ("benoit", "introduces you to Dr Sow’s heart failure clinic", 8, False)]  # fmt: skip


def meet(pair: Relationship, cast: dict[str, Person]) -> None:
    """Say both weeks and Amara's nights, record what was, book what comes."""
    _time(cast)
    began = clock.now() - timedelta(days=160)
    Relationship.objects.unscoped().filter(pk=pair.pk, began_at__gt=began).update(
        began_at=began, offered_at=began - timedelta(days=4)
    )
    RelationshipTransition.objects.filter(relationship=pair, at__gt=began).update(at=began)
    last = None
    for days, minutes, where, topics, notes in PAST:
        last = actions.record_meeting(
            relationship=pair, starts_at=evening(-days), minutes=minutes, zone=ZONE, where=where, topics=topics,
            by=cast["amara"],
        )  # fmt: skip
        for who, text in notes:
            note = actions.write_note(meeting=last, text=text, by=cast[who])
            MeetingNote.objects.unscoped().filter(pk=note.pk).update(written_at=last.ends_at + timedelta(hours=2))
    for who, text, due, is_done in PROMISES:
        one = actions.make_commitment(
            relationship=pair, meeting=last, person=cast[who], text=text, by=cast["amara"],
            due_on=clock.today() + timedelta(days=due),
        )  # fmt: skip
        Commitment.objects.unscoped().filter(pk=one.pk).update(made_at=clock.now() - timedelta(days=21))
        if is_done:
            actions.tick_commitment(commitment=one, is_done=True, by=cast[who])
    ahead = actions.book_meeting(
        relationship=pair, starts_at=evening(_next_monday()), minutes=45, zone=ZONE, where=LIBRARY, by=cast["amara"]
    )
    actions.answer_meeting(meeting=ahead, answer="accepted", by=cast["benoit"])
    actions.add_point(
        relationship=pair, meeting=ahead, text="Dr Sow’s clinic: what to ask", minutes=10, by=cast["amara"]
    )


def _time(cast: dict[str, Person]) -> None:
    """Both can meet after work and at midday; Amara is on nights this week, works days in the next, then has leave."""
    for who, parts in (("amara", ["evening"]), ("benoit", ["evening", "midday"])):
        hours = [day * 24 + hour for day in range(5) for hour in (12, 13, 17, 18, 19, 20)]
        scheduling.set_week(person=cast[who], hours=hours, parts=parts, by=cast[who])
    monday = _next_monday()
    for day in range(3):
        _away(cast["amara"], "night", day, 20, day + 1, 8)
    for day in range(monday, monday + 5):
        _away(cast["amara"], "busy", day, 8, day, 17)
        _away(cast["benoit"], "busy", day, 8, day, 16)
    _away(cast["amara"], "leave", monday + 14, 0, monday + 19, 0)


def _away(person: Person, kind: str, first: int, start: int, last: int, end: int) -> None:
    scheduling.add_absence(person=person, kind=kind, starts_at=_at(first, start), ends_at=_at(last, end), by=person)


def _next_monday() -> int:
    """How many days from today the Monday of next week is."""
    return 7 - clock.today().weekday()


def evening(days: int) -> datetime:
    """Half past six in Dublin, so many days from today."""
    return _at(days, 18, 30)


def _at(days: int, hour: int, minute: int = 0) -> datetime:
    """An instant so many days from today, at a time that the clocks of Dublin show."""
    day = clock.today() + timedelta(days=days)
    return zones.nearest(datetime.combine(day, datetime.min.time()) + timedelta(hours=hour, minutes=minute), ZONE)
