"""Pairs and groups in every state, for the tests of this room."""

from uuid import uuid4

from tests.cast import enrol

from chiron.people.models import Person
from chiron.relationships import actions

WHY = {"en": ["Both named **cardiology**."], "es": ["Ambas personas nombraron **cardiología**."]}


def keyed(**data):
    return {"form_key": str(uuid4()), **data}


def offer(cast, mentee, mentor):
    """A pair that is offered."""
    offered = actions.offer_pairs(
        cohort=mentee.cohort, pairs=[actions.PairOffer(mentee, mentor, WHY, WHY)], run_id=None, by=cast.chen
    )
    if offered.left_out:
        raise offered.left_out[0][1]
    return offered.created[0]


def circle_of(cast):
    """A circle of Amara and two others, led by Benoît, that is offered."""
    members = [cast.amara_enrolled, another(cast, "Nadia Novak"), another(cast, "Omar Osei")]
    group = actions.GroupOffer("Heron", members, leader=cast.benoit_enrolled)
    return actions.offer_groups(cohort=cast.cohort, kind="circle", groups=[group], by=cast.chen).created[0]


def begin(relationship):
    """Everybody in it says yes."""
    for member in relationship.members.select_related("person"):
        actions.accept(member=member, by=member.person)
    relationship.refresh_from_db()
    return relationship


def another(cast, name, side="mentee", **options):
    """One more person in the cohort."""
    person = Person.objects.create(institution=cast.hospital, name=name, email=f"{uuid4()}@example.org")
    return enrol(cast.cohort, person, side, **options)


def member_of(relationship, person):
    return relationship.members.get(person=person)


def leave(relationship, person, **said):
    said = {"no_contact": False, "wants_another": True, "reason": "", **said}
    return actions.leave(member=member_of(relationship, person), by=person, **said)


def sign(relationship, person, learning="To read an echocardiogram"):
    agreement = relationship.agreements.order_by("-number").first()
    return actions.sign_agreement(agreement=agreement, learning=learning, by=person)
