"""One's own plan, and plans as they were shown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chiron.core import clock, encryption
from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron.programmes.models import Enrolment
from chiron.relationships import policies, rules
from chiron.relationships.models import Goal, PlanReview, Relationship
from chiron.relationships.queries.goals import living, own_goals
from chiron.relationships.queries.lifecycle import begun_last
from chiron.relationships.queries.needs import dimension_names, needs_of
from chiron.relationships.queries.relationships import names_in
from chiron.relationships.queries.shelf import readings, shelf_of_needs
from chiron_blueprint import words

STEP_NAMES: dict[str, Promise | str] = {
    "assess": _("What I need"),
    "write": _("Write"),
    "show": _("Show it"),
    "talk": _("Talk it over"),
    "act": _("Act, and look again"),
}


@dataclass(frozen=True)
class Showing:
    """A relationship and how far one's plan has come in it: shown, read by whom, talked over."""

    relationship: Relationship
    who: str
    review: PlanReview | None
    unread_by: list[str]
    is_changed: bool

    @property
    def is_viewed(self) -> bool:
        """Whether everybody in it has read the plan."""
        return self.review is not None and not self.unread_by


@dataclass(frozen=True)
class Planned:
    """Everything on the page of one's own plan."""

    enrolment: Enrolment | None
    answers: dict[str, str]
    goals: list[Goal]
    needs: list[tuple[str, str]]
    asks_needs: bool
    steps: list[rules.Step]
    showings: list[Showing]
    suggestions: rules.Suggestions
    others: list[Enrolment]


def enrolments_of(person: Person) -> list[Enrolment]:
    """Return where *person* takes part: the latest cohort first; what they left only where they wrote a plan."""
    rows = policies.own_enrolments(person).exclude(state="withdrawn", plan__isnull=True)
    return list(rows.select_related("cohort__programme__blueprint").order_by("-cohort__starts_on", "pk"))


def own_enrolment(person: Person, pk: UUID) -> Enrolment:
    """Return one of one's own enrolments; 404 otherwise."""
    rows = policies.own_enrolments(person).select_related("cohort__programme__blueprint")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def plan_of(person: Person, enrolment: Enrolment) -> dict[str, str]:
    """Return what one has written in the plan of one enrolment."""
    found = policies.visible_plans(person).filter(enrolment=enrolment).first()
    return dict(found.words) if found is not None else {}


def plan_changed_at(person: Person, enrolment: Enrolment) -> datetime | None:
    """Return when one changed the words of one's plan of one enrolment; None where there are none."""
    return policies.visible_plans(person).filter(enrolment=enrolment).values_list("changed_at", flat=True).first()


def own_needs(person: Person, enrolment: Enrolment) -> list[str]:
    """Return what one asks for oneself, the most important first."""
    return needs_of(person, enrolment.cohort, {enrolment.pk: person.pk})[enrolment.pk]


def planned(person: Person, pk: UUID | None = None) -> Planned:
    """Return one's plan of one enrolment, or of the one that goes on now."""
    enrolments, together = enrolments_of(person), living(person)
    in_it = {member.enrolment_id for each in together for member in each.members.all()}
    enrolments.sort(key=lambda each: (each.pk not in in_it, each.state == "withdrawn"))
    enrolment = own_enrolment(person, pk) if pk else next(iter(enrolments), None)
    goals = own_goals(person)
    if enrolment is None:
        return Planned(None, {}, goals, [], False, [], [], rules.Suggestions(), [])
    answers = plan_of(person, enrolment)
    needs = own_needs(person, enrolment)
    names = dimension_names(enrolment.cohort)
    mine = [each for each in together if any(member.enrolment_id == enrolment.pk for member in each.members.all())]
    showings = _showings(person, enrolment, mine, answers)
    return Planned(
        enrolment=enrolment,
        answers=answers,
        goals=goals,
        needs=[(need, names[need]) for need in needs if need in names],
        asks_needs=_asks_needs(enrolment),
        steps=_steps(bool(needs) or not _asks_needs(enrolment), bool(answers), goals, showings),
        showings=showings,
        suggestions=_suggestions(person, enrolment, mine, needs, goals),
        others=[each for each in enrolments if each.pk != enrolment.pk],
    )


def _asks_needs(enrolment: Enrolment) -> bool:
    blueprint = programmes.blueprint_of(enrolment.cohort)
    return rules.needs_question(blueprint, enrolment.side) is not None


def _showings(
    person: Person, enrolment: Enrolment, together: Sequence[Relationship], answers: dict[str, str]
) -> list[Showing]:
    """How far one's plan has come with each of the relationships that go on; one query for all.

    The plan of this enrolment: who goes on in next year's cohort showed another there before, and begins a new one.
    """
    rows = policies.own_plan_reviews(person).filter(relationship__in=together, plan__enrolment=enrolment)
    latest = {each.relationship_id: each for each in rows.prefetch_related("views").order_by("number")}
    found = []
    for relationship in together:
        review = latest.get(relationship.pk)
        seen = {view.person_id for view in review.views.all()} if review else set()
        members = [member for member in relationship.members.all() if member.left_at is None]
        unread = [member.person.short_name for member in members if member.person_id not in seen] if review else []
        is_changed = review is not None and review.words != answers
        found.append(Showing(relationship, names_in(relationship, but=person.pk), review, unread, is_changed))
    return found


def _steps(has_needs: bool, has_words: bool, goals: list[Goal], showings: list[Showing]) -> list[rules.Step]:
    """The line above a plan."""
    reviews = [each.review for each in showings if each.review is not None]
    met_on = max((each.met_on for each in reviews if each.met_on), default=None)
    standing = rules.Standing(
        has_needs=has_needs,
        has_words=has_words,
        has_goals=any(goal.state != "let_go" for goal in goals),
        is_shown=bool(reviews),
        is_viewed=any(each.is_viewed for each in showings),
        met_on=met_on,
        moved_since=met_on is not None and any(timezone.localdate(goal.changed_at) > met_on for goal in goals),
    )
    done = rules.steps_done(standing)
    day = formats.date_format(met_on, "MONTH_DAY_FORMAT") if met_on else ""
    return rules.marked(
        rules.Step(str(STEP_NAMES[name]), day if name == "talk" else "", done[name]) for name in rules.STEPS
    )


def _suggestions(
    person: Person, enrolment: Enrolment, together: Sequence[Relationship], needs: list[str], goals: list[Goal]
) -> rules.Suggestions:
    """What of the library and of the programme's agenda fits somebody."""
    mentors = enrolment.side == "mentor"
    held = list(policies.visible_meetings(person).filter(relationship__in=together, state="held"))
    encryption.preload(each.created_by_id for each in held)
    met = Counter(need for meeting in held for need in meeting.touched)
    wanted = rules.weights([rules.MENTORING] if mentors else needs, met)
    return rules.suggest(
        wanted, shelf_of_needs(), readings(), taken={goal.suggestion for goal in goals},
        asked=_asked(enrolment, together), mentors=mentors,
    )  # fmt: skip


def _asked(enrolment: Enrolment, together: Sequence[Relationship]) -> list[rules.Topic]:
    """The agenda points for a need in the phase of the programme now: counted as the agenda of a meeting counts it.

    That is from when a relationship began or was renewed, of several the latest; before, from the cohort's first day.
    """
    blueprint = programmes.blueprint_of(enrolment.cohort)
    day = (clock.today() - (begun_last(together) or enrolment.cohort.starts_on)).days
    now = {each.id for each in blueprint.phases if each.starts_day <= day < each.starts_day + each.days}
    return [
        rules.Topic(each.id, each.dimension, each.prompt)
        for each in blueprint.agenda
        if each.dimension and each.phase in now
    ]


def suggested_goal(key: str) -> tuple[str, str] | None:
    """Return the kind and the title of a suggested goal, in the reader's language; None where there is none."""
    goals = {goal.key: goal for need in shelf_of_needs() for goal in need.goals}
    goal = goals.get(key)
    return (goal.kind, words.in_language(dict(goal.title), get_language() or "en")) if goal else None


def shown_plan(person: Person, pk: UUID) -> PlanReview:
    """Return a plan as it was shown to one; 404 otherwise."""
    found = policies.visible_plan_reviews(person).prefetch_related("views__person").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def shown_goals(person: Person, review: PlanReview) -> list[Goal]:
    """Return the goals that belong to a plan that was shown: those that its owner shares there."""
    goals = policies.visible_goals(person).exclude(state="let_go")
    shared = goals.filter(person=review.person_id, shares__relationship=review.relationship_id)
    return list(shared.order_by("set_at"))
