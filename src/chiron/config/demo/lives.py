"""Pairs in every state, as a spring cohort has them half a year on; Amara's and Benoît's agreement, once changed."""

from datetime import datetime, timedelta

from django.utils import formats

from chiron.boundaries import actions as boundaries
from chiron.core import clock, worker
from chiron.people.models import Person
from chiron.people.queries import system
from chiron.relationships import actions
from chiron.relationships.models import Agreement, Relationship, RelationshipTransition, Signature
from chiron.relationships.rules.agreements import LINE

LEARNING = {
    "amara": "To read an echocardiogram alone, and to choose with open eyes.",
    "benoit": "To give feedback that changes something.",
}
BETWEEN = "Messages answered in three days, never on nights"

#: What becomes of the pairs that were offered beside Amara's, in the order of the list; the rest begins and goes on.
DECLINED, LEFT, CLOSING, OPEN = (3, 9), (5, 14), (7,), (11, 12, 13)
UNSIGNED = (8, 21)


def live(pair: Relationship, cast: dict[str, Person]) -> None:
    """Sign Amara's agreement, change it once, and let the other pairs of her cohort live."""
    _agree(pair, cast)
    rows = Relationship.objects.unscoped().filter(cohort=pair.cohort_id, state="offered")
    rows = rows.exclude(members__person=cast["benoit"], members__answer="accepted").order_by("pk")
    for number, other in enumerate(rows):
        _live(number, other)
    _clash(pair)


def _agree(pair: Relationship, cast: dict[str, Person]) -> None:
    first = pair.agreements.get()
    for who, learning in LEARNING.items():
        actions.sign_agreement(agreement=first, learning=learning, by=cast[who])
    began = pair.began_at or clock.now()
    halfway = formats.date_format((began + timedelta(days=182)).date(), "DATE_FORMAT")
    said = {f"{LINE}between": BETWEEN, f"{LINE}review": f"Half-way {halfway}, closing in May"}
    second = actions.propose_agreement(
        relationship=pair, seen=1, said=said, learning=LEARNING["amara"], language="en", by=cast["amara"]
    )
    actions.sign_agreement(agreement=second, learning=LEARNING["benoit"], by=cast["benoit"])
    for agreement, at in ((first, began + timedelta(days=3)), (second, began + timedelta(days=60))):
        Agreement.objects.unscoped().filter(pk=agreement.pk).update(made_at=at, in_force_at=at)
        Signature.objects.unscoped().filter(agreement=agreement).update(signed_at=at)


def _live(number: int, pair: Relationship) -> None:
    mentee, mentor = pair.members.select_related("person").order_by("role")
    if number in OPEN:
        actions.accept(member=mentor, by=mentor.person)
        return
    if number in DECLINED:
        actions.decline(member=mentor, reason="no_time", by=mentor.person)
        return
    for member in pair.members.filter(answer="asked").select_related("person"):
        actions.accept(member=member, by=member.person)
    _since(pair, clock.now() - timedelta(days=150 - number))
    if number not in UNSIGNED:
        draft = pair.agreements.get()
        for member in (mentee, mentor):
            actions.sign_agreement(agreement=draft, learning="To see my own habits.", by=member.person)
    if number in LEFT:
        actions.leave(member=mentee, no_contact=False, wants_another=True, reason="", by=mentee.person)
    if number in CLOSING:
        actions.open_closing(relationship=pair, by=mentor.person)
        actions.say_closing(
            member=mentor, achieved="She leads the round and asks the others first.", learned="To wait longer.",
            wish="renew", becomes_mentor=False, by=mentor.person,
        )  # fmt: skip


def _since(pair: Relationship, at: datetime) -> None:
    Relationship.objects.unscoped().filter(pk=pair.pk).update(began_at=at, offered_at=at - timedelta(days=4))
    RelationshipTransition.objects.filter(relationship=pair, to_state="active").update(at=at)


def _clash(pair: Relationship) -> None:
    """A rotation makes one of the mentors an assessor: the pair is paused."""
    rows = Relationship.objects.unscoped().filter(cohort=pair.cohort_id, state="active").exclude(pk=pair.pk)
    mentee, mentor = rows.order_by("pk")[0].members.select_related("person").order_by("role")
    today = clock.today()
    boundaries.register_conflict(
        person=mentor.person, other=mentee.person, kind="assessor", starts_on=today - timedelta(days=2),
        ends_on=today + timedelta(days=60), by=system(),
    )  # fmt: skip
    worker.drain()
