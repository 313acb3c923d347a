"""What somebody plans, for tests: a relationship that lives, goals in it."""

from typing import Any

from chiron.core import clock
from chiron.people.models import Person
from chiron.programmes.models import Enrolment
from chiron.relationships import actions
from chiron.relationships.models import Decision, Goal, Member, PlanReview, Relationship, TutoringEntry
from tests.cast import Cast, enrol


def living(cast: Cast, *pairs: tuple[Enrolment, str], kind: str = "mosaic") -> Relationship:
    """A relationship that began ten days ago, of Amara and Benoît unless told."""
    now = clock.now()
    made = Relationship.objects.create(
        institution=cast.hospital, cohort=cast.cohort, kind=kind, state="active", offered_at=now, began_at=now
    )
    for enrolment, role in pairs or ((cast.amara_enrolled, "mentee"), (cast.benoit_enrolled, "mentor")):
        Member.objects.create(
            relationship=made, person_id=enrolment.person_id, enrolment=enrolment, role=role, answer="accepted"
        )
    return made


def circle(cast: Cast) -> tuple[Relationship, Person]:
    """A circle of Amara and Noor that Benoît leads, and Noor."""
    noor = Person.objects.create(institution=cast.hospital, name="Noor Aziz", email="noor@example.org")
    members = ((cast.amara_enrolled, "member"), (enrol(cast.cohort, noor, "mentee"), "member"))
    return living(cast, *members, (cast.benoit_enrolled, "facilitator"), kind="circle"), noor


def goal(cast: Cast, *shared: Relationship, **said: Any) -> Goal:
    """A goal that Amara set, shared, and rated once."""
    by = said.pop("by", cast.amara)
    words = {
        "kind": "skill",
        "title": "Read an echocardiogram alone",
        "start": 2,
        "target": 5,
        "tags": [],
        "review_on": None,
    }
    made = actions.set_goal(shared=list(shared), by=by, **{**words, **said})
    return actions.rate_goal(goal=made, now=3, evidence="Read four with Benoît.", by=by)


def shown(cast: Cast, relationship: Relationship) -> PlanReview:
    """Amara's plan, with her needs thought over, shown to a relationship."""
    mine = {"enrolment": cast.amara_enrolled, "by": cast.amara}
    actions.review_needs(needs=["skill", "career"], **mine)
    actions.write_plan(words={"strengths": "I listen.", "direction": "A heart failure clinic."}, **mine)
    return actions.show_plan(relationship=relationship, **mine)


def practised(cast: Cast, relationship: Relationship) -> TutoringEntry:
    """What Benoît saw Amara practise."""
    return actions.record_tutoring(
        relationship=relationship, learner=cast.amara, goal=None, on=clock.today(), is_observed=True, skill="Echo",
        keep="The rhythm", change="Say the valves aloud", next_step="Two reads", by=cast.benoit,
    )  # fmt: skip


def decided(cast: Cast, relationship: Relationship) -> Decision:
    """A decision that Amara talks over."""
    made = actions.begin_decision(question="Cardiology or general medicine?", by=cast.amara)
    sheet = {"options": [{"name": "Cardiology", "for": "", "against": ""}], "values": [], "unknowns": []}
    return actions.write_decision(
        decision=made, question=made.question, sheet=sheet, decide_on=None, relationship=relationship, by=cast.amara
    )
