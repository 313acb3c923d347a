"""What Amara and Benoît want to learn, months into their pair."""

from datetime import timedelta

from chiron.core import clock
from chiron.people.models import Person
from chiron.relationships import actions
from chiron.relationships.models import Goal, GoalChange, GoalShare, PlanReview, Relationship

#: Whose, of which kind, what, from where to where, the ratings since with what they rest on, tags.
GOALS = [
    ("amara", "skill", "Read an echocardiogram alone", 2, 5, [(3, ""), (4, "Six in a row, two of them checked.")],
     ["acgme-core.patient-care", "canmeds.medical-expert"]),
    ("amara", "career", "Choose: cardiology or general medicine", 1, 4, [(3, "Three options on paper.")], []),
    ("amara", "leadership", "Lead the Monday handover", 2, 4, [(3, "Led it twice.")], ["canmeds.leader"]),
    ("benoit", "leadership", "Give feedback that changes something", 2, 4, [(3, "")], ["mlcf.working-with-others"]),
]  # fmt: skip
WORDS = {
    "strengths": "I stay calm on nights, and families talk to me.",
    "direction": "A clinic of my own for heart failure, or general medicine in a small town. I do not know yet.",
    "hindrance": "I read the ventricle and forget the valve. And I say yes to every swap.",
    "help": "Two reads a week with somebody beside me. Somebody who left cardiology and would tell me why.",
}

PRACTICE = {
    "skill": "Echocardiogram, four chambers",
    "keep": "Found the wall motion before I did.",
    "change": "Finish on the valves, out loud, every time.",
    "next_step": "Two reads a week with the night technician.",
}
SHEET = {
    "options": [
        {"name": "Cardiology", "for": "I could do this all night.", "against": "Every third weekend, for years."},
        {"name": "General medicine", "for": "The whole person, and a town I know.", "against": "I would miss the lab."},
        {"name": "A year abroad first", "for": "Time.", "against": "It only puts it off."},
    ],
    "values": ["Being of use where I live", "Sleep", "To keep learning"],
    "unknowns": [{"what": "What a Tuesday of a general physician looks like", "whom": "Two of them, in their clinics"}],
}


def plan(pair: Relationship, cast: dict[str, Person]) -> None:
    """Let both set, share and rate their goals, as if over the last months."""
    for number, (who, kind, title, start, target, ratings, tags) in enumerate(GOALS):
        goal = actions.set_goal(
            kind=kind, title=title, start=start, target=target, tags=tags, shared=[pair], by=cast[who],
            review_on=clock.today() + timedelta(days=40 + number),
        )  # fmt: skip
        for now, evidence in ratings:
            goal = actions.rate_goal(goal=goal, now=now, evidence=evidence, by=cast[who])
        _date_back(goal, days=150 - 9 * number)
    _written_and_shown(pair, cast)
    _practised_and_decided(pair, cast)


def _written_and_shown(pair: Relationship, cast: dict[str, Person]) -> None:
    """Amara's needs and words, which Benoît has read and which they talked over."""
    amara = cast["amara"]
    enrolment = pair.members.select_related("enrolment__cohort__programme").get(person=amara).enrolment
    actions.review_needs(enrolment=enrolment, needs=["skill", "career", "sponsorship", "network"], by=amara)
    actions.write_plan(enrolment=enrolment, words=WORDS, by=amara)
    review = actions.show_plan(enrolment=enrolment, relationship=pair, by=amara)
    actions.talk_plan_over(review=review, on=clock.today() - timedelta(days=20), by=cast["benoit"])
    PlanReview.objects.unscoped().filter(pk=review.pk).update(shown_at=clock.now() - timedelta(days=24))


def _date_back(goal: Goal, days: int) -> None:
    """Put the goal and its ratings a month apart from each other, the first *days* ago."""
    at = clock.now() - timedelta(days=days)
    Goal.objects.unscoped().filter(pk=goal.pk).update(set_at=at)
    GoalShare.objects.unscoped().filter(goal=goal).update(shared_at=at)
    for change in GoalChange.objects.unscoped().filter(goal=goal):
        at_change = at + timedelta(days=34 * change.sequence)
        GoalChange.objects.unscoped().filter(pk=change.pk).update(at=at_change)


def _practised_and_decided(pair: Relationship, cast: dict[str, Person]) -> None:
    """What Benoît saw Amara practise, and the decision that she talks over with him."""
    today, amara = clock.today(), cast["amara"]
    goal = pair.goal_shares.select_related("goal").order_by("shared_at").first()
    actions.record_tutoring(
        relationship=pair, learner=amara, goal=goal.goal if goal else None, on=today - timedelta(days=9),
        is_observed=True, by=cast["benoit"], **PRACTICE,
    )  # fmt: skip
    made = actions.begin_decision(question="Cardiology or general medicine?", by=amara)
    actions.write_decision(
        decision=made, question=made.question, sheet=SHEET, decide_on=today + timedelta(days=60), relationship=pair,
        by=amara,
    )  # fmt: skip
