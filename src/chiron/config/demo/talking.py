"""What people write and how pairs do: Amara and Benoît months in, and others of spring, two of them silent."""

from datetime import datetime, timedelta
from itertools import chain, cycle

from chiron.config.demo import meetings
from chiron.core import clock
from chiron.people.models import Person
from chiron.relationships import actions
from chiron.relationships.models import (
    CheckIn,
    CheckInAnswer,
    Correspondent,
    Message,
    Rating,
    Relationship,
    RelationshipTransition,
)

#: Days ago, who, what.
MESSAGES = [
    (158, "benoit", "Welcome. I am on the ward until six most days; Monday evenings suit me best for a first hour."),
    (158, "amara", "Thank you! Mondays after half past six work when I am not on nights. May I bring two echoes?"),
    (157, "benoit", "Bring four. We read them side by side."),
    (19, "amara", "I finished on the valves today, out loud. The technician laughed and then did it too."),
    (1, "benoit", "Good. Dr Sow answers on Thursday; I will let you know."),
]
#: What matters to Amara, how much, how content she was: a hundred days ago, and now.
RATINGS = [
    (100, [("Reading echocardiograms", 5, 3), ("Thinking aloud about what comes next", 4, 4), ("Nights", 2, 2)]),
    (12, [("Reading echocardiograms", 5, 4), ("Thinking aloud about what comes next", 4, 5), ("Nights", 2, 3)]),
]
#: Other pairs of spring: days since they began, and since they met last; None where they never have.
OTHERS = [(150, 20), (150, 35), (149, 41), (140, 18), (120, 99), (75, None), (30, 9), (12, None)]
#: The rest meet as they should.
WELL = [(148, 12), (147, 26), (141, 33), (139, 5)]


def talk(pair: Relationship, cast: dict[str, Person]) -> None:
    """Let Amara and Benoît write, carry on after six weeks, and Amara rate what matters to her."""
    for who, duty in (("benoit", "yes"), ("amara", "")):
        actions.read_limits(relationship=pair, duty=duty, by=cast[who])
    for days, who, text in MESSAGES:
        row = actions.write_message(relationship=pair, text=text, by=cast[who])
        Message.objects.unscoped().filter(pk=row.pk).update(written_at=_ago(days))
    readers = Correspondent.objects.unscoped().filter(relationship=pair)
    readers.update(limits_read_at=_ago(159), read_to=_ago(2), told_at=_ago(1))
    readers.filter(person=cast["benoit"]).update(read_to=_ago(0))
    opened = CheckIn.objects.create(relationship=pair, question="fit", opened_on=clock.today())
    for who in ("amara", "benoit"):
        actions.answer_check_in(check_in=opened, choice="good", by=cast[who])
    CheckIn.objects.unscoped().filter(pk=opened.pk).update(opened_on=_ago(118).date(), outcome_at=_ago(116))
    CheckInAnswer.objects.unscoped().filter(check_in=opened).update(answered_at=_ago(116))
    for days, areas in RATINGS:
        rating = actions.rate(relationship=pair, areas=areas, by=cast["amara"])
        Rating.objects.unscoped().filter(pk=rating.pk).update(rated_at=_ago(days))


def others(pair: Relationship) -> None:
    """Of the other pairs that began most meet, one has fallen silent, one never met, and one wishes a talk."""
    active = Relationship.objects.unscoped().filter(cohort=pair.cohort, state="active").exclude(pk=pair.pk)
    for row, (began, met) in zip(active.order_by("pk"), chain(OTHERS, cycle(WELL)), strict=False):
        Relationship.objects.unscoped().filter(pk=row.pk).update(offered_at=_ago(began + 3), began_at=_ago(began))
        RelationshipTransition.objects.filter(relationship=row).update(at=_ago(began))
        mentee = row.members.select_related("person").get(role="mentee").person
        if met is not None:
            actions.record_meeting(
                relationship=row, starts_at=meetings.evening(-met), minutes=45, zone=meetings.ZONE,
                where=actions.Where("in_person", ""), topics=[], by=mentee,
            )  # fmt: skip
        if began == OTHERS[-2][0]:
            _wish_a_talk(row, mentee)


def _wish_a_talk(row: Relationship, mentee: Person) -> None:
    """Somebody would like to talk with the coordinator, who learns that and nothing else."""
    asked = CheckIn.objects.create(relationship=row, question="first-met", opened_on=clock.today())
    actions.answer_check_in(check_in=asked, choice="yes", wishes_talk=True, by=mentee)


def _ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)
